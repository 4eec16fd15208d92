"""FileUtils: changes of files go to the simulated machine and into the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.methods.file_machine import change, place
from translator.evaluate.ruby.methods.file_path import path_of
from translator.evaluate.ruby.native import define_module, module_function, take_keywords
from translator.evaluate.ruby.objects import RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("FileUtils")


def _paths(interp: Interpreter, value: Value) -> list[str]:
    return [place(interp, item) for item in (value if isinstance(value, list) else [value])]


@module_function("FileUtils", "mkdir", "mkdir_p", "makedirs", "mkpath")
def mkdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for path in _paths(interp, args[0]):
        change(interp, "making the directory", "make_dir", path)
    return args[0]


@module_function("FileUtils", "rm", "rm_f", "rm_r", "rm_rf", "rmtree", "remove", "remove_entry", "remove_dir", "rmdir")
def remove(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for path in _paths(interp, args[0]):
        change(interp, "deleting", "remove", path)
    return args[0]


@module_function("FileUtils", "touch")
def touch(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for path in _paths(interp, args[0]):
        if not interp.machine.exists(path):
            change(interp, "writing", "make_file", path, RString(""))
    return args[0]


def _copied(interp: Interpreter, source: str, target: Value) -> None:
    path = place(interp, target)
    if interp.machine.is_dir(path):
        path = f"{path.rstrip('/')}/{source.rsplit('/', 1)[-1]}"
    found = interp.machine.read(source)
    change(interp, "copying a file to", "make_file", path, found if isinstance(found, RString) else None)


@module_function("FileUtils", "cp", "copy", "copy_file", "cp_r", "install", "copy_entry")
def copy(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    take_keywords(args)
    for source in _paths(interp, args[0]):
        _copied(interp, source, args[1])
    return None


@module_function("FileUtils", "mv", "move")
def move(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for source in _paths(interp, args[0]):
        _copied(interp, source, args[1])
        change(interp, "deleting", "remove", source)
    return 0


@module_function("FileUtils", "ln_s", "ln_sf", "symlink", "ln", "link")
def link(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    change(interp, "linking", "make_link", place(interp, args[1]), path_of(interp, args[0]).text)
    return 0


@module_function("FileUtils", "chmod", "chmod_R", "chown", "chown_R")
def permissions(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    interp.diagnose(Code.MANUAL, "a mode or owner set from Ruby code is not carried into the image")
    return args[-1]


@module_function("FileUtils", "cd", "chdir")
def cd(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None if block is None else interp.yield_block(block, args[:1])


@module_function("FileUtils", "pwd", "getwd")
def pwd(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("/")


@module_function("FileUtils", "compare_file", "identical?", "cmp", "uptodate?")
def compare(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    left, right = (interp.machine.read(place(interp, arg)) for arg in args[:2])
    return isinstance(left, RString) and isinstance(right, RString) and left.text == right.text
