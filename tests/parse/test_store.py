"""Kept trees are equal to parsed ones, stand in the Source they were asked for, and can be nothing but trees."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from translator.location import Source
from translator.parse.puppet import ast, stored
from translator.parse.puppet.parser import parse
from translator.parse.puppet.stored import parse_stored
from translator.parse.ruby import stored as ruby_stored
from translator.parse.store import TreeStore

MANIFEST = """class ntp (Array[String] $servers = ['a'], *$rest) {
  file { "/etc/${servers[0]}": content => @(END), mode => '0644' }
    text
    | END
  if $x =~ /a.b/ { notify { 'q': } } else { fail(\"no ${x}\") }
}
"""


@pytest.fixture
def trees(tmp_path: Path) -> TreeStore:
    return TreeStore("puppet.lark", ast, tmp_path)


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_kept_tree_is_the_parsed_one(trees: TreeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, _ = parse_stored(Source("one.pp", MANIFEST), trees)
    monkeypatch.setattr(stored, "parse", None)
    source = Source("moved.pp", MANIFEST)
    program, diagnostics = parse_stored(source, trees)
    assert diagnostics == ()
    definition, before = program.definitions[0], expected.definitions[0]
    assert isinstance(definition, ast.HostClassDefinition)
    assert definition.span.source is source
    assert (definition.span.line, definition.span.text) == (1, before.span.text)
    assert repr(definition).replace("moved.pp", "one.pp") == repr(before)


def test_another_text_is_another_tree(trees: TreeStore) -> None:
    parse_stored(Source("a.pp", "$a = 1"), trees)
    program, _ = parse_stored(Source("a.pp", "$a = 2"), trees)
    assert isinstance(program.body, ast.Assignment)
    assert program.body.right == ast.LiteralInteger(program.body.right.span, 2)


def test_a_file_with_errors_is_not_kept(trees: TreeStore, tmp_path: Path) -> None:
    _, diagnostics = parse_stored(Source("a.pp", "class {"), trees)
    assert diagnostics
    assert not kept_files(tmp_path)


@pytest.mark.parametrize("content", [b"", b"junk", pickle.dumps(print), pickle.dumps(Path("/"))])
def test_bytes_that_are_no_tree_are_passed_over(trees: TreeStore, tmp_path: Path, content: bytes) -> None:
    source = Source("a.pp", "$a = 1")
    trees.put(source, parse(source)[0])
    (path,) = kept_files(tmp_path)
    path.write_bytes(content)
    assert trees.get(source) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    program, diagnostics = parse_stored(Source("a.pp", "$a = 1"), TreeStore("puppet.lark", ast, blocked))
    assert (len(program.definitions), diagnostics) == (0, ())


def test_trees_of_another_parser_go(tmp_path: Path, trees: TreeStore) -> None:
    old = tmp_path / "puppet-trees" / "0123" / "ab" / "cdef"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    source = Source("a.pp", "$a = 1")
    trees.put(source, parse(source)[0])
    assert not old.exists()
    assert trees.get(source) is not None


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (ruby_stored.parse_stored, "def a(b, *c, d: 1) = b.map { |x| x&.y ? /z#{x}/i : %w[q r] }\n<<~E\n  #{a 1}\nE\n"),
        (ruby_stored.parse_template_stored, "a <%= @b -%>\n<% @c.each do |d| %>\n<%= d %><% end %>\n"),
    ],
)
def test_ruby_and_templates_are_kept_apart(
    parse: Callable[[Source], ruby_stored.Parsed], text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruby_stored, "cache_folder", lambda: tmp_path)
    ruby_stored.trees_of.cache_clear()
    expected, diagnostics = parse(Source("one", text))
    assert diagnostics == ()
    source = Source("moved", text)
    again, _ = parse(source)
    assert again.span.source is source
    assert again is not expected
    assert repr(again).replace("moved", "one") == repr(expected)
    assert len(kept_files(tmp_path)) == 1
    other = {ruby_stored.parse_stored, ruby_stored.parse_template_stored} - {parse}
    assert repr(next(iter(other))(source)) != repr((again, ()))
    ruby_stored.trees_of.cache_clear()
