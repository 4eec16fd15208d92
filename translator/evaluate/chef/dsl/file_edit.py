"""Chef::Util::FileEdit: edits a file of the simulated machine line by line.

before:  FileEdit.new("/etc/hosts").insert_line_if_no_match(/db/, "10.0.0.2 db"); write_file
after:   the machine's /etc/hosts has the line, when its text is known
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import regex

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.run import run_of
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RObject, RProc, RRegexp, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

EDIT = "Chef::Util::FileEdit"
Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

define_class(EDIT)


@method(EDIT, "initialize")
def initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    path = name_of(args[0])
    content = run_of(interp).machine.read(path)
    if content is None:
        raise interp.error("ArgumentError", f"File '{path}' does not exist")
    self.ivars["path"] = args[0]
    self.ivars["lines"] = content.text.splitlines(keepends=True) if isinstance(content, RString) else None
    self.ivars["edited"] = False
    return None


def _matches(pattern: Value, line: str) -> bool:
    if isinstance(pattern, RRegexp):
        return pattern.compiled.search(line) is not None
    return regex.search(name_of(pattern), line) is not None


def _edit(*names: str) -> None:
    @method(EDIT, *names)
    def edit(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
        lines = self.ivars["lines"]
        if lines is not None:
            found = _edited(names[0], lines, args)
            self.ivars["edited"] = self.ivars["edited"] or found != lines
            self.ivars["lines"] = found
        return None


def _edited(kind: str, lines: list[str], args: Args) -> list[str]:
    pattern, text = args[0], name_of(args[1]) if len(args) > 1 and args[1] is not None else ""
    line = text if text.endswith("\n") else text + "\n"
    if kind == "search_file_replace":
        return [_replaced(pattern, item, text) for item in lines]
    if kind == "search_file_replace_line":
        return [line if _matches(pattern, item) else item for item in lines]
    if kind == "search_file_delete_line":
        return [item for item in lines if not _matches(pattern, item)]
    if kind == "search_file_delete":
        return [_replaced(pattern, item, "") for item in lines]
    if kind == "insert_line_after_match":
        return [part for item in lines for part in ([item, line] if _matches(pattern, item) else [item])]
    if any(_matches(pattern, item) for item in lines):
        return lines
    return [*lines, line]


def _replaced(pattern: Value, line: str, text: str) -> str:
    compiled = pattern.compiled if isinstance(pattern, RRegexp) else regex.compile(name_of(pattern))
    return str(compiled.sub(lambda match: text, line))


for _name in [
    "search_file_replace",
    "search_file_replace_line",
    "search_file_delete_line",
    "search_file_delete",
    "insert_line_after_match",
    "insert_line_if_no_match",
]:
    _edit(_name)


@method(EDIT, "write_file")
def write_file(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    if self.ivars["lines"] is not None and self.ivars["edited"]:
        run_of(interp).machine.make_file(name_of(self.ivars["path"]), RString("".join(self.ivars["lines"])))
    return None


@method(EDIT, "unwritten_changes?", "file_edited?")
def changed(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self.ivars["edited"]
