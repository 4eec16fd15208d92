"""The texts of bench/hostile.py: files of cookbooks damaged, and Ruby drawn by hypothesis; each by its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

_TOKEN = re.compile(r"[A-Za-z_]\w*[?!]?|\d+|\s+|[^\w\s]")
_LONGEST = 20_000
GROUP = 10  # examples in one cookbook
_PLACES = (
    *(f"recipes/{name}.rb" for name in ("default", "b", "c", "d", "e", "f")),
    "attributes/default.rb",
    "libraries/x.rb",
    "resources/thing.rb",
    "templates/x.erb",
)
_LAST = "web_thing 'a'\ntemplate('/x') { source 'x.erb' }\npackage 'tree'\n"

REACHING = (
    'File.read("/etc/passwd")',
    'IO.read("/etc/shadow")',
    'File.write("/tmp/hostile", "x")',
    'open("|id").read',
    "`id`",
    'system("id")',
    'exec("id")',
    "fork { exit }",
    "Process.kill(9, Process.ppid)",
    'IO.popen("id").read',
    'require "socket"; TCPSocket.new("127.0.0.1", 80)',
    'require "open-uri"; URI.open("http://127.0.0.1/").read',
    'eval("File.read(%q(/etc/passwd))")',
    'instance_eval("system(%q(id))")',
    'Kernel.send(:system, "id")',
    'Object.const_get(:File).public_send(:read, "/etc/passwd")',
    'Dir["/**/*"].each { |f| File.delete(f) }',
    'Dir.glob("/root/*")',
    'FileUtils.rm_rf("/tmp/hostile")',
    'load "/etc/passwd"',
    'require "/etc/passwd"',
    'require_relative "../../../../../../etc/passwd"',
    'shell_out("id").stdout',
    "ENV.to_h.inspect",
    'Marshal.load("\\x04\\bo:\\vObject\\x00")',
    'YAML.load("--- !ruby/object:Object {}")',
    'ERB.new("<%= `id` %>").result',
    "ObjectSpace.each_object(Class) { |c| c }",
    "at_exit { system('id') }",
    "trap('TERM') { }",
    "$stdin.read",
    "gets",
    "exit!",
    "abort",
    "h = {}; h[h] = h; h.hash; h.inspect",
    "a = []; a << a; a.flatten; a.to_s; a == a",
    "def f(x) f(x) end; f(1)",
    "def method_missing(*a) zork(*a) end; nil_x",
    "Class.new { def ==(o) self == o end }.new == 1",
    "YAML.load('a: &a [*a, *a]')",
    "node.default['a']['b'] = node.default['a']; node['a'].to_hash",
    "directory '../../../../etc'",
    "cookbook_file('/x') { source '../../../../../etc/passwd' }",
    "template('/y') { source '/etc/passwd'; local true }",
    "file('/z') { content lazy { File.read('/etc/passwd') } }",
    "remote_file('/w') { source 'file:///etc/passwd' }",
    "execute('rm -rf /') { only_if 'cat /etc/passwd' }",
    "ruby_block('x') { block { File.write('/tmp/hostile', File.read('/etc/passwd')) } }",
    "data_bag_item('../../etc', 'passwd')",
    "include_recipe '../../../etc::passwd'",
)
EXHAUSTING = (
    "Thread.new { loop {} }.join",
    "sleep 100000",
    "loop { }",
    "while true do end",
    "a = []; loop { a << a.dup }",
    "a = 'x'; loop { a << a }",
    "2 ** 100_000_000",
    "10 ** (10 ** 10)",
    '"a" * 10_000_000_000',
    "[0] * 10_000_000_000",
    "(1..Float::INFINITY).to_a",
    "1.step { |x| x }",
    '"%1000000000d" % 1',
    '"x".ljust(10**12)',
    "Integer('9' * 1_000_000)",
    "[1, 2, 3].cycle { }",
    "(1..20).to_a.permutation.to_a",
    "(1..40).to_a.combination(20).to_a",
    '"a".next * 10**9',
    "1 << 10**12",
    "Array.new(10**12) { |i| i }",
    "String.new * (1 << 62)",
    '("a".."zzzzzzzzz").to_a',
    "eval('[' * 100000)",
    "Regexp.new('(' * 10000)",
    "'x' =~ Regexp.new('(a*)*' * 500)",
    "Time.now + 10**30",
    "Time.at(10**20).to_s",
    "Date.new(10**12)",
    "Rational(1, 3) ** 10**9",
    "JSON.parse('[' * 100000)",
)
EVIL_PATTERNS = (
    "(a+)+$",
    "(a|a)*$",
    "(a|aa)+$",
    "(.*a){25}$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(a?){40}a{40}",
    "(x+x+)+y",
    "((a*)*)*b",
    "(?<n>a|b\\g<n>c)*d",
    "(?=(a+))a*b\\1",
    "([^b]*)*c\\1",
)
_WORDS = """
if unless while until case when else elsif end do begin rescue ensure def class module return next break redo retry
yield super self nil true false and or not in then alias undef defined? lambda proc -> | || & && * ** , ; : :: . &. ..
... ( ) [ ] { } = == === =~ != ! + - / % << >> <<~E <<-'E' E += ||= => ? @a @@a $a A A::B a b x foo? foo! 1 0x1f 1.5e3
1r 2i ?a :a :'b' "c #{ } 'd' %w(a %i[b] %q{ %( `e` /f/ /(a+)+$/mix # =begin =end __END__ __FILE__ node['a']
node.default['b'] package template file execute ruby_block service directory attribute property action lazy only_if
not_if notifies :run 'x[y]' each map inject send public_send define_method instance_variable_get method_missing
respond_to? instance_eval class_eval const_get freeze dup format gsub scan split sub tr unpack pack
"""
PIECES = (*_WORDS.split(), "\n", "\n", " ", "\\", "\0", "é", "\u202e", "😀", "\r\n", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ten hostile files that are one cookbook, and a harmless recipe that uses them."""

    number: int
    texts: tuple[str, ...]

    @property
    def run_list(self) -> tuple[str, ...]:
        recipes = [place[8:-3] for place in _PLACES if place.startswith("recipes/")]
        return tuple(f"recipe[web::{name}]" for name in (*recipes, "last"))

    def files(self) -> dict[str, str]:
        """Return the cookbook's files by path."""
        files = {"metadata.rb": "name 'web'\nversion '1.0.0'\n", "recipes/last.rb": _LAST}
        for place, text in zip(_PLACES, self.texts, strict=False):
            plain = text.encode("utf-8", "replace").decode()
            files[place] = f"<% {plain} %>" if place.startswith("templates/") else plain
        return files

    def shown(self, longest: int) -> str:
        """Return the files for a person, each shortened."""
        return "\n".join(f"--- {place}\n{text[:longest]}" for place, text in self.files().items())


class Texts:
    """The examples of one seed over some files; a group depends on its number alone."""

    def __init__(self, files: tuple[str, ...], seed_value: int) -> None:
        self.files = files
        self._seed = seed_value

    @classmethod
    def read(cls, folders: Iterable[Path], seed_value: int) -> Texts:
        """Take the Ruby files below some folders that are not too long."""
        paths = sorted(path for folder in folders for path in folder.rglob("*.rb") if path.is_file())
        texts = (path.read_bytes().decode("utf-8", "replace") for path in paths)
        return cls(tuple(text for text in texts if text.strip() and len(text) < _LONGEST), seed_value)

    def group(self, number: int) -> Group:
        """Return a group of examples: half are files damaged, half are drawn; where each stands is drawn too."""
        random = Random(self._seed * 1_000_003 + number)
        texts = [self._damaged(random) for _ in range(GROUP // 2)] + drawn(random.getrandbits(64), GROUP // 2)
        random.shuffle(texts)
        return Group(number=number, texts=tuple(texts))

    def _damaged(self, random: Random) -> str:
        text = random.choice(self.files)
        for _ in range(random.randrange(1, 4)):
            (damage,) = random.choices(tuple(_DAMAGES), tuple(_DAMAGES.values()))
            text = damage(random, text, self)
        return text


# --- damage

Damage = Callable[[Random, str, Texts], str]


def _tokens(random: Random, text: str, texts: Texts) -> str:
    """Leave tokens out, double them, swap them."""
    tokens = _TOKEN.findall(text)
    for _ in range(random.randrange(1, 6)):
        if len(tokens) < 2:
            break
        one, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        match random.randrange(3):
            case 0:
                del tokens[one]
            case 1:
                tokens.insert(one, tokens[other])
            case _:
                tokens[one], tokens[other] = tokens[other], tokens[one]
    return "".join(tokens)


def _cut(random: Random, text: str, texts: Texts) -> str:
    """Cut the file off, at its start or its end."""
    at = random.randrange(len(text) + 1)
    return text[:at] if random.randrange(2) else text[at:]


def _splice(random: Random, text: str, texts: Texts) -> str:
    """Put a part of another file in."""
    other = random.choice(texts.files)
    start = random.randrange(len(other))
    at = random.randrange(len(text) + 1)
    return text[:at] + other[start : start + random.randrange(1, 400)] + text[at:]


def _nest(random: Random, text: str, texts: Texts) -> str:
    """Nest without end, closed or not."""
    opening, inner, closing = random.choice(
        (
            ("[", "1", "]"),
            ("(", "1", ")"),
            ("{a: ", "1", "}"),
            ("foo { ", "x", " }"),
            ("if x then ", "y", " end "),
            ("begin;", "z", ";end;"),
            ('"#{', "1", '}"'),
            ("-", "1", ""),
            ("!", "x", ""),
            ("a = ", "1", ""),
            ("x.y(", "1", ")"),
            ("->(a = ", "1", ") { }"),
            ("def f;", "1", ";end;"),
            ("class A;", "1", ";end;"),
            ("case x when 1 then ", "2", " end "),
            ("a ? ", "b", " : c"),
            ("%w(", "a", ")"),
            ("x[", "0", "]"),
            ("*", "a", ""),
        )
    )
    times = random.choice((20, 200, 2_000, 20_000))
    made = opening * times + inner + closing * random.choice((times, times // 2, 0))
    return _inserted(random, text, made)


def _huge(random: Random, text: str, texts: Texts) -> str:
    """A literal that is too large."""
    size = random.choice((1_000, 100_000, 500_000))
    made = random.choice(
        (
            lambda: "x = " + "9" * size,
            lambda: "x = 1e" + "9" * 30,
            lambda: 'x = "' + "a" * size + '"',
            lambda: "x = [" + "1," * min(size, 50_000) + "]",
            lambda: "x = {" + "a: 1," * min(size, 20_000) + "}",
            lambda: "x = :" + "a" * size,
            lambda: "x = <<E\n" + "a\n" * (size // 2) + "E",
            lambda: "x." + ".".join("a" for _ in range(min(size, 5_000))),
            lambda: "x = " + " + ".join("1" for _ in range(min(size, 20_000))),
            lambda: "x" + " " * size,
            lambda: "#" * size,
            lambda: "0x" + "f" * size,
        )
    )()
    return _inserted(random, text, made)


def _backtrack(random: Random, text: str, texts: Texts) -> str:
    """A regular expression that backtracks, on a text that makes it."""
    pattern = random.choice(EVIL_PATTERNS)
    subject = random.choice(("a", "ab", "x", "aA")) * random.choice((30, 1_000, 20_000)) + random.choice(("", "!", "b"))
    use = random.choice(("'{s}' =~ /{p}/", "'{s}'.gsub(/{p}/, 'b')", "'{s}'.scan(/{p}/)", "'{s}'.match?(%r{{{p}}})"))
    return _inserted(
        random, text, use.replace("{{", "{").replace("}}", "}").replace("{s}", subject).replace("{p}", pattern)
    )


def _call(random: Random, text: str, texts: Texts) -> str:
    """A call that would read, write, run, connect or never end, anywhere in the file."""
    return _inserted(random, text, random.choice(EXHAUSTING if random.randrange(20) == 0 else REACHING))


def _inserted(random: Random, text: str, made: str) -> str:
    """Put code into the file: as a line of its own, or right in the middle of one."""
    if random.randrange(4):
        lines = text.split("\n")
        lines.insert(random.randrange(len(lines) + 1), made)
        return "\n".join(lines)
    at = random.randrange(len(text) + 1)
    return text[:at] + made + text[at:]


_DAMAGES: dict[Damage, int] = {_tokens: 12, _call: 8, _cut: 4, _splice: 4, _nest: 2, _huge: 2, _backtrack: 1}


# --- what hypothesis draws

_ATOMS = st.one_of(
    *[st.sampled_from(PIECES)] * 6, st.sampled_from(REACHING), st.text(max_size=6), st.integers().map(str)
)
_PROGRAMS = st.lists(_ATOMS, max_size=60).map(" ".join) | st.lists(st.sampled_from(PIECES), max_size=80).map("".join)


def drawn(number: int, count: int) -> list[str]:
    """Return what hypothesis draws with a seed."""
    found: list[list[str]] = []

    @seed(number)
    @settings(
        max_examples=2, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(_PROGRAMS, min_size=count, max_size=count))
    def take(texts: list[str]) -> None:
        found.append(texts)

    take()
    return found[-1]
