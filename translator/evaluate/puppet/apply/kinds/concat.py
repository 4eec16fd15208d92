"""concat_file and concat_fragment: a file put together from its fragments in the order that they ask for.

before:  Concat_fragment[b] (order 02, "2\\n"), Concat_fragment[a] (order 01, "1\\n"), both with the target /etc/x
after:   File[/etc/x] with the content "1\\n2\\n"
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from translator.evaluate.puppet.apply.data import joined, text_of
from translator.evaluate.puppet.apply.index import items, name_of, plain
from translator.evaluate.puppet.apply.model import Declared
from translator.evaluate.puppet.apply.turn import KINDS, NOTHING, Made, Turn
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.facts import puppet_value
from translator.evaluate.puppet.ruby.values import to_ruby
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.methods import json_text, yaml_dump
from translator.evaluate.values import Hole, Text, Unknown


@KINDS.register("concat_file")
def concat_file(turn: Turn) -> Made:
    """The file itself is a resource of its own, behind this one."""
    return Made(action="present", properties=turn.data(), outcome=NOTHING, reason=f"it makes File[{turn.name}]")


@KINDS.register("concat_fragment")
def concat_fragment(turn: Turn) -> Made:
    """Its text is part of the file."""
    reason = f"it is part of File[{turn.word('target')}]"
    return Made(action="present", properties=turn.data(), outcome=NOTHING, reason=reason, changed=False)


def assembled(turn: Turn) -> str | Text | None:
    """Return the content of the file that `turn.maker` makes; None when nothing is to be written."""
    maker = turn.maker
    if maker is None:
        return None
    texts = tuple(_content(turn, maker, fragment) for fragment in _ordered(turn, maker))
    kind = _word(maker, "format") or "plain"
    if kind == "plain":
        return joined(texts)
    return _merged(kind, maker, texts)


def pieces(turn: Turn) -> tuple[tuple[str, str], ...]:
    """Return what the file is put together from, as ("text", …) and ("path", …), where the machine has some of it itself.

    () when it has none, and where a fragment's text is known only in part: then `assembled` says what there is.
    """
    maker = turn.maker
    if maker is None or (_word(maker, "format") or "plain") != "plain":
        return ()
    found = []
    for fragment in _ordered(turn, maker):
        path = _local(turn, fragment)
        text = path or _content(turn, maker, fragment)
        if not isinstance(text, str):
            return ()
        found.append(("path" if path else "text", text))
    return tuple(found) if any(kind == "path" for kind, _ in found) else ()


def _ordered(turn: Turn, maker: Declared) -> list[Declared]:
    return sorted(_fragments(turn, maker), key=_numeric if _word(maker, "order") == "numeric" else _alphabetic)


def _local(turn: Turn, fragment: Declared) -> str:
    """Return the path on the machine that a fragment's text comes from, "" when the input has the text."""
    if plain(fragment.parameters.get("content")) is not None:
        return ""
    sources = tuple(str(source) for source in items(fragment.parameters.get("source")))
    if any(turn.compiled.files.file(source) is not None for source in sources):
        return ""
    return next((source for source in sources if source.startswith("/")), "")


def _fragments(turn: Turn, maker: Declared) -> list[Declared]:
    names = {name_of(maker), maker.id.name}
    tags = {str(tag) for tag in items(maker.parameters.get("tag"))}
    found = []
    for fragment in turn.index.of_type("concat_fragment"):
        tag = plain(fragment.parameters.get("tag"))
        if str(plain(fragment.parameters.get("target"))) in names or (tag is not None and str(tag) in tags):
            found.append(fragment)
    return found


def _word(resource: Declared, name: str) -> str:
    value = plain(resource.parameters.get(name))
    return "" if value is None else str(value)


def _key(fragment: Declared) -> str:
    order = plain(fragment.parameters.get("order"))
    return f"{'10' if order is None else order}___{name_of(fragment)}"


def _alphabetic(fragment: Declared) -> tuple[str, str]:
    order, _, name = _key(fragment).partition("__")
    return order, name


def _numeric(fragment: Declared) -> tuple[tuple[bool, int, str], ...]:
    """Sort numbers before words, as both halves stand; Ruby would refuse to compare the two."""
    halves = _key(fragment).split("___", 1)
    return tuple((not half.isdigit(), int(half) if half.isdigit() else 0, half) for half in halves)


def _content(turn: Turn, maker: Declared, fragment: Declared) -> str | Text:
    value = plain(fragment.parameters.get("content"))
    traced = "content" in fragment.sensitive and type(value) is str
    text = text_of(value, f"{fragment.id} content" if traced else "")
    if text is None:
        text = _source(turn, fragment)
    ends = text.sample.endswith("\n") if isinstance(text, Text) else text.endswith("\n")
    return joined((text, "\n")) if _word(maker, "ensure_newline").lower() in ("true", "yes") and not ends else text


def _source(turn: Turn, fragment: Declared) -> str | Text:
    sources = tuple(str(source) for source in items(fragment.parameters.get("source")))
    for source in sources:
        found = turn.compiled.files.file(source)
        if found is not None:
            return found.content.decode("utf-8", "surrogateescape")
    if not sources:
        return ""
    local = _local(turn, fragment)
    if local:
        return Text((Hole(Unknown(f"a part of it is {local}, which only the machine has", fragment.span), ""),))
    raise PuppetError(f"Could not retrieve source(s) {', '.join(sources)}", fragment.span)


# --- data formats


def _merged(kind: str, maker: Declared, texts: tuple[str | Text, ...]) -> str:
    plain_texts = [text.sample if isinstance(text, Text) else text for text in texts]
    read = yaml.safe_load if kind == "yaml" else json.loads
    try:
        data = [read(text) for text in plain_texts]
    except (ValueError, yaml.YAMLError) as error:
        raise PuppetError(f"A fragment of {maker.id} is no {kind}: {error}", maker.span) from error
    force = _word(maker, "force").lower() in ("true", "yes")
    if "array" not in kind:
        whole: Any = {}
        for each in data:
            whole = _nested(whole, each, force, maker)
    else:
        whole = data
    return _written(kind, whole)


def _written(kind: str, whole: Any) -> str:
    """Return data as Ruby's own libraries write it."""
    interp = Interpreter()
    value = to_ruby(interp, puppet_value(whole))
    if kind == "yaml":
        return yaml_dump.dump(interp, value).text
    return json_text.generate(interp, value, json_text.PRETTY if "pretty" in kind else json_text.COMPACT).text


def _nested(first: Any, second: Any, force: bool, maker: Declared) -> Any:
    if not second or not first:
        return first or second
    if isinstance(first, list) and isinstance(second, list):
        return first + [item for item in second if item not in first]
    if not (isinstance(first, dict) and isinstance(second, dict)):
        raise PuppetError(f"Fragments of {maker.id} cannot be merged: they are of different kinds", maker.span)
    merged = dict(first)
    for key, value in second.items():
        merged[key] = _one(key, first[key], value, force, maker) if key in first else value
    return merged


def _one(key: Any, first: Any, second: Any, force: bool, maker: Declared) -> Any:
    if type(first) is type(second) and isinstance(first, dict | list):
        return _nested(first, second, force, maker)
    if first != second and not force:
        message = (
            f"Duplicate key '{key}' found with values '{first}' and {second}'. Use 'force' attribute to merge keys."
        )
        raise PuppetError(message, maker.span)
    return first
