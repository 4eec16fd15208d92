"""Cookbooks read from memory: segments, names, and the reader's edges."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from translator.diagnostics import Diagnostic
from translator.load.documents import read_json
from translator.load.platforms import platform_facts, platform_names
from translator.load.project import Cookbook, Folder, InputFile
from translator.load.settings import read_settings


def input_file(text: str | bytes, name: str = "x.json") -> InputFile:
    return Folder.of_texts("repo", {name: text}).files[name]


def test_segments_of_a_cookbook() -> None:
    book = Cookbook.of_texts(
        "web",
        {
            "recipes/default.rb": "1",
            "recipe.rb": "2",
            "attributes.rb": "3",
            "libraries/sub/helper.rb": "4",
            "libraries/README.md": "5",
            "files/default/a.bin": b"\xff\x00",
            "templates/.hidden.erb": "6",
        },
    )
    assert book.recipes["default"].text == "2"
    assert book.attributes["default"].text == "3"
    assert list(book.libraries) == ["sub/helper"]
    assert book.files["default/a.bin"].content == b"\xff\x00"
    assert list(book.templates) == [".hidden.erb"]


def test_text_that_is_no_utf8_is_latin1_and_a_byte_order_mark_is_dropped() -> None:
    assert input_file("café".encode("latin-1")).text == "café"
    assert input_file("\ufeffa".encode()).text == "a"


def test_every_platform_has_what_recipes_ask_for() -> None:
    assert len(platform_names()) == 10
    for name in platform_names():
        data = platform_facts(name).data
        for key in ("platform", "platform_family", "platform_version", "os", "kernel", "lsb", "memory", "cpu", "fqdn"):
            assert key in data, (name, key)
        assert name.rpartition("-")[2].split(".")[0] == str(data["platform_version"]).split(".")[0]


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_text_is_json_or_a_diagnostic_inside_it(text: str) -> None:
    diagnostics: list[Diagnostic] = []
    file = input_file(text)
    read_json(file, diagnostics)
    for diagnostic in diagnostics:
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start <= len(file.text)
        assert diagnostic.render()


@given(st.text(alphabet="abc: []{}\n-'\"#&*!|>%@`\t\x00", max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_text_is_settings_or_a_diagnostic(text: str) -> None:
    diagnostics: list[Diagnostic] = []
    assert read_settings(input_file(text, "cook2image.yaml"), diagnostics).path == "repo/cook2image.yaml"
    assert all(diagnostic.render() for diagnostic in diagnostics)
