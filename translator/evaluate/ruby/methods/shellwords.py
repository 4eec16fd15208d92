"""Shellwords: splitting and quoting of words as a POSIX shell reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, string_of, to_array, to_str
from translator.evaluate.ruby.methods.holes import keep_holes
from translator.evaluate.ruby.native import define_module, module_function
from translator.evaluate.ruby.objects import RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Shellwords")
UNSAFE = re.compile(r"[^A-Za-z0-9_\-.,:+/@\n]")
WORD = re.compile(r"\s*(?:([^\0\s\\'\"]+)|'([^\0']*)'|\"((?:[^\0\"\\]|\\[^\0])*)\"|(\\[^\0]?)|(\S))(\s|\Z)?")


def escape(text: str) -> str:
    """Return a word quoted with backslashes; a part of one when it is not empty."""
    return UNSAFE.sub(lambda found: "\\" + found.group(), text).replace("\n", "'\n'")


@module_function("Shellwords", "escape", "shellescape", argc=1, taint=True)
def shellescape(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    word = string_of(interp, args[0])
    return keep_holes(interp, word, escape) if word.text else RString("''")


@module_function("Shellwords", "split", "shellsplit", "shellwords", argc=1)
def split(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    line = to_str(interp, args[0])
    words: list[Value] = []
    field, open_field = "", False
    for word, single, double, escaped, garbage, end in WORD.findall(line):
        if garbage:
            raise interp.error("ArgumentError", f"Unmatched quote: {interp.shown(args[0])}")
        field += word or single or re.sub(r"\\([$`\"\\\n])", r"\1", double) or re.sub(r"\\(.)", r"\1", escaped)
        open_field = True
        if end:
            words.append(RString(field))
            field, open_field = "", False
    return [*words, RString(field)] if open_field else words


@module_function("Shellwords", "join", "shelljoin", argc=1, taint=True)
def join(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    quoted = [shellescape(interp, self, [word], None) for word in to_array(interp, args[0])]
    return interp.call(quoted, "join", [RString(" ")])
