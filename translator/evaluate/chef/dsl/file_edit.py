"""Chef::Util::FileEdit: edits a file of the simulated machine line by line.

before:  FileEdit.new("/etc/hosts").insert_line_if_no_match(/db/, "10.0.0.2 db"); write_file
after:   the machine's /etc/hosts has the line, when its text is known
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.ruby.methods.file_machine import place
from translator.evaluate.ruby.methods.support import changes
from translator.evaluate.ruby.methods.support.changes import spot
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RObject, RProc, RString, Value
from translator.evaluate.values import Part

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

EDIT = "Chef::Util::FileEdit"
Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

define_class(EDIT)


@method(EDIT, "initialize", argc=1)
def initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    path = place(interp, args[0])
    content = interp.machine.read(path)
    if content is None:
        raise interp.error("ArgumentError", f"File '{path}' does not exist")
    self.ivars["path"] = args[0]
    self.ivars["lines"] = interp.call(content, "lines") if isinstance(content, RString) else None
    self.ivars["changes"] = self.ivars["edited"] = False
    return None


Edit: TypeAlias = "Callable[[Interpreter, list[RString], Args], list[RString]]"


def _edit(*names: str) -> Callable[[Edit], Edit]:
    """Define FileEdit methods by a function from lines to lines."""

    def define(change: Edit) -> Edit:
        @method(EDIT, *names)
        def edit(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
            lines = self.ivars["lines"]
            found = None if lines is None else change(interp, lines, args)
            self.ivars["changes"] = self.ivars["changes"] or found is None or found != lines
            self.ivars["lines"] = found
            return None

        return change

    return define


def _matches(interp: Interpreter, pattern: Value, line: RString) -> bool:
    return interp.truthy(interp.call(line, "match?", [pattern]))


@_edit("search_file_replace")
def replace(interp: Interpreter, lines: list[RString], args: Args) -> list[RString]:
    return [interp.call(line, "gsub", args[:2]) if _matches(interp, args[0], line) else line for line in lines]


@_edit("search_file_replace_line")
def replace_line(interp: Interpreter, lines: list[RString], args: Args) -> list[RString]:
    return [interp.to_s(args[1]) if _matches(interp, args[0], line) else line for line in lines]


@_edit("search_file_delete_line")
def delete_line(interp: Interpreter, lines: list[RString], args: Args) -> list[RString]:
    return [line for line in lines if not _matches(interp, args[0], line)]


@_edit("search_file_delete")
def delete(interp: Interpreter, lines: list[RString], args: Args) -> list[RString]:
    return replace(interp, lines, [args[0], RString("")])


@_edit("insert_line_after_match")
def insert_after(interp: Interpreter, lines: list[RString], args: Args) -> list[RString]:
    added = interp.to_s(args[1])
    return [part for line in lines for part in ([line, added] if _matches(interp, args[0], line) else [line])]


@_edit("insert_line_if_no_match")
def insert_if_missing(interp: Interpreter, lines: list[RString], args: Args) -> list[RString]:
    found = any(_matches(interp, args[0], line) for line in lines)
    return lines if found else [*lines, interp.to_s(args[1])]


@method(EDIT, "write_file")
def write_file(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Write the lines back; Chef's copy of what was there before (FILE.old) is not kept."""
    path, lines = spot(interp, self.ivars["path"]), self.ivars["lines"]
    if not self.ivars["changes"]:
        return None
    if lines is None:
        changes.unfollowed(interp, f"editing {changes.name(path)}", f"the content of {changes.name(path)} is not known")
    else:
        changes.write(interp, path, RString.from_parts(part for line in lines for part in _ended(line)))
    self.ivars["edited"] = True
    return None


def _ended(line: RString) -> tuple[Part, ...]:
    return line.parts if line.text.endswith("\n") else (*line.parts, "\n")


@method(EDIT, "unwritten_changes?")
def unwritten(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self.ivars["changes"] and not self.ivars["edited"]


@method(EDIT, "file_edited?")
def edited(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self.ivars["edited"]
