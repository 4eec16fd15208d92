"""Property: a method gives the same sample for a string with holes as for a plain one, and never loses a secret."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RHash, RString, RubyError, Value
from translator.evaluate.values import Hole, Part, Secret, Tainted, Unknown
from translator.location import Source
from translator.parse.ruby.ast import Program
from translator.parse.ruby.parser import parse

SNIPPETS = """
@s.upcase; @s.downcase; @s.capitalize; @s.swapcase; @s.strip; @s.lstrip; @s.rstrip; @s.chomp; @s.chop; @s.reverse
@s.squeeze; @s.succ; @s.inspect; @s.dump; @s.chars; @s.lines; @s.split; @s.split(','); @s.split(/b*/); @s.split('', 2)
@s.tr('a-b', 'x'); @s.delete('a'); @s.gsub('a', 'zz'); @s.gsub(/[ab]+/) { |m| m.upcase }; @s.sub(/b/, '<\\0>')
@s[0]; @s[1..]; @s[-2, 2]; @s[/a.*/]; @s['a']; @s.partition('a'); @s.rpartition('b'); @s.scan(/a./); @s.scan(/(a)(.)/)
@s.center(9, '*'); @s.ljust(7); @s.rjust(7, '.'); @s * 2; @s + 'x'; 'x' + @s; "<#{@s}>"; [@s, 1].join('-'); @s.to_i
@s.length; @s.empty?; @s.include?('a'); @s.start_with?('a'); @s.end_with?('b'); @s.index('b'); @s.rindex(/a/); @s =~ /b/
@s.match(/a(.)/) && $1; @s.count('ab'); @s.bytes; @s.hex; @s.to_f; @s == 'ab'; @s <=> 'b'; @s.casecmp('AB'); @s.ord
@s.insert(0, 'q'); @s.prepend('p'); (@s << 'z'); @s.dup.concat('y'); @s.delete_prefix('a'); @s.delete_suffix('b')
'%s|%5s|%-5s|%.2s' % [@s, @s, @s, @s]; format('%p', @s); [@s].to_s; { 'k' => @s }.to_json; { 'k' => @s }.to_yaml
@s.each_char.to_a; @s.each_line.map(&:chomp); @s.unpack('a2'); @s.slice(0, 2); @s.sum; @s.crypt('ab').class
File.join('/a', @s, 'b'); File.basename(@s); File.extname(@s); Shellwords.escape(@s); CGI.escape(@s); @s.then { |x| x }
Digest::MD5.hexdigest(@s); Base64.strict_encode64(@s); @s.tr_s('ab', 'c'); @s.each_char.map(&:ord); @s.encode('UTF-8'); @s.encode(xml: :text)
@s.encode(xml: :attr); @s.dup.encode!(xml: :attr)
""".replace("\n", ";")
CODES = [code.strip() for code in SNIPPETS.split(";") if code.strip()]
texts = st.text(alphabet="ab, \n.'\"\\:é1", max_size=6)


@cache
def tree(code: str) -> Program:
    program, problems = parse(Source("case.rb", code))
    assert not problems, code
    return program


@cache
def world() -> Interpreter:
    return Interpreter()


@pytest.fixture(autouse=True, scope="module")
def prepared() -> None:
    """Make the interpreter before hypothesis looks at Python's recursion limit, which it raises."""
    world()


def run(code: str, parts: tuple[Part, ...]) -> Value:
    interp = world()
    interp.refill()
    interp.main.ivars["s"] = RString.from_parts(parts)
    try:
        return interp.evaluate_program(tree(code))
    except RubyError as error:
        return RString(str(error.value.cls.name))


def sample(value: Value) -> object:
    """Return a value as plain data; a string's parts must be its text."""
    if isinstance(value, RString):
        assert "".join(part if isinstance(part, str) else part.sample for part in value.parts) == value.text
        return value.text
    if isinstance(value, Tainted):
        return value.sample
    if isinstance(value, list):
        return [sample(item) for item in value]
    if isinstance(value, RHash):
        return [[sample(key), sample(item)] for key, item in value.items()]
    return value if isinstance(value, (int, float, str, type(None))) else type(value).__name__


def literal_text(value: Value) -> str:
    """Return all text of a value that lies outside holes."""
    if isinstance(value, RString):
        return "".join(part for part in value.parts if isinstance(part, str))
    return "".join(map(literal_text, value)) if isinstance(value, list) else ""


@given(before=texts, inner=texts, after=texts, code=st.sampled_from(CODES))
@settings(max_examples=300, deadline=None)
def test_holes_do_not_change_the_sample(before: str, inner: str, after: str, code: str) -> None:
    plain = run(code, (before + inner + after,))
    holed = run(code, (before, Hole(Secret("x"), inner), after))
    assert isinstance(holed, Unknown) or sample(holed) == sample(plain), code


@given(code=st.sampled_from(CODES), around=st.sampled_from(["", "a", "b,", "a b"]))
@settings(max_examples=120, deadline=None)
def test_a_secret_stays_in_a_hole(code: str, around: str) -> None:
    value = run(code, (around, Hole(Secret("x"), "QXWZ"), around))
    assert not set("QWw") & set(literal_text(value)), code
