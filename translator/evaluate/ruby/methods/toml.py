"""TomlRB.dump, the gem that cookbooks write TOML with: tables sorted, plain values before nested ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, text_of
from translator.evaluate.ruby.native import define_module, singleton
from translator.evaluate.ruby.objects import RHash, RString, Value
from translator.evaluate.values import Part

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("TomlRB")
BARE = re.compile(r"[a-zA-Z0-9_-]+\Z")


def _key(text: str) -> str:
    return text if BARE.match(text) else f'"{text}"'


def _is_tables(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], RHash)


def _table(interp: Interpreter, table: RHash, path: tuple[str, ...], brackets: str) -> Iterator[Part]:
    interp.check_depth(len(path))
    pairs = sorted(((text_of(interp, key), value) for key, value in table.items()), key=lambda pair: pair[0])
    plain = [pair for pair in pairs if not isinstance(pair[1], RHash) and not _is_tables(pair[1])]
    if path and (plain or not pairs):
        yield f"{brackets}{'.'.join(map(_key, path))}{']' * len(brackets)}\n"
    for name, value in plain:
        yield f"{_key(name)} = "
        yield from interp.inspect_string(value).parts
        yield "\n"
    for name, value in pairs:
        if isinstance(value, RHash):
            yield from _table(interp, value, (*path, name), "[")
    for name, value in pairs:
        for item in value if _is_tables(value) else ():
            yield from _table(interp, item, (*path, name), "[[")


@singleton("TomlRB", "dump", argc=1, taint=True)
def dump(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString.from_parts(_table(interp, args[0], (), "["))
