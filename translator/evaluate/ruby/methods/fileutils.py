"""FileUtils: changes of files go to the simulated machine and into the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.methods.file_machine import place
from translator.evaluate.ruby.methods.file_path import path_of
from translator.evaluate.ruby.methods.support import changes
from translator.evaluate.ruby.methods.support.changes import spot
from translator.evaluate.ruby.native import define_module, module_function, take_keywords
from translator.evaluate.ruby.objects import RHash, RString, Symbol, Value
from translator.evaluate.values import Text, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("FileUtils")


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _option(keywords: RHash, name: str) -> Value:
    return keywords.get(Symbol.of(name))


@module_function("FileUtils", "mkdir", "mkdir_p", "makedirs", "mkpath", argc=(1, 2))
def mkdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    keywords = take_keywords(args := list(args))
    for path in _items(args[0]):
        changes.make_directory(interp, spot(interp, path), changes.mode_text(_option(keywords, "mode")))
    return args[0]


def _removing(folder: bool, *names: str) -> None:
    @module_function("FileUtils", *names, argc=(1, None))
    def remove(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        for path in _items(args[0]):
            changes.remove(interp, spot(interp, path), folder)
        return args[0]


_removing(False, "rm", "rm_f", "remove", "safe_unlink", "remove_file")
_removing(True, "rm_r", "rm_rf", "rmtree", "remove_entry", "remove_entry_secure", "remove_dir", "rmdir")


@module_function("FileUtils", "touch")
def touch(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for path in _items(args[0]):
        if not interp.machine.exists(place(interp, path)):
            changes.write(interp, spot(interp, path), RString(""))
    return args[0]


def _into(interp: Interpreter, source: str, target: Value) -> str | Text:
    """Return where a file comes to lie: inside the target when that is a directory."""
    path = place(interp, target)
    if interp.machine.is_dir(path):
        return f"{path.rstrip('/')}/{source.rsplit('/', 1)[-1]}"
    return spot(interp, target)


@module_function("FileUtils", "cp", "copy", "copy_file", "cp_r", "install", "copy_entry", argc=(2, None))
def copy(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    keywords = take_keywords(args := list(args))
    for item in _items(args[0]):
        source = place(interp, item)
        target = _into(interp, source, args[1])
        if changes.copy(interp, source, target) and len(keywords):
            _installed(interp, target, keywords)
    return None


def _installed(interp: Interpreter, path: str | Text, keywords: RHash) -> None:
    owner, group = (changes.account(interp, _option(keywords, name)) for name in ("owner", "group"))
    mode = changes.mode_text(_option(keywords, "mode"))
    if owner or group or mode:
        changes.give(interp, path, owner=owner, group=group, mode=mode)


@module_function("FileUtils", "mv", "move", argc=(2, None))
def move(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for item in _items(args[0]):
        source = place(interp, item)
        changes.move(interp, source, _into(interp, source, args[1]))
    return 0


def _linking(hard: bool, *names: str) -> None:
    @module_function("FileUtils", *names, argc=(2, None))
    def link(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        for item in _items(args[0]):
            target = path_of(interp, item)
            changes.link(interp, _into(interp, target.text, args[1]), target.data(), hard)
        return 0


_linking(False, "ln_s", "ln_sf", "symlink")
_linking(True, "ln", "link")


@module_function("FileUtils", "chmod", argc=(2, None))
def chmod(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    mode = changes.mode_text(args[0])
    for path in _items(args[1]):
        if mode:
            changes.give(interp, spot(interp, path), mode=mode)
        else:
            _unfollowed(interp, path, "the mode is not written in digits")
    return args[1]


@module_function("FileUtils", "chown", argc=(3, None))
def chown(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    owner, group = (changes.account(interp, arg) for arg in args[:2])
    for path in _items(args[2]):
        changes.give(interp, spot(interp, path), owner=owner, group=group)
    return args[2]


@module_function("FileUtils", "chmod_R", "chown_R", argc=(2, None))
def permissions_below(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    paths = [arg for arg in args if not isinstance(arg, RHash)][-1]
    for path in _items(paths):
        _unfollowed(interp, path, f"what lies below {place(interp, path)} is not known")
    return paths


def _unfollowed(interp: Interpreter, path: Value, reason: str) -> None:
    changes.unfollowed(interp, f"the owner or mode of {place(interp, path)} set", reason)


@module_function("FileUtils", "cd", "chdir")
def cd(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None if block is None else interp.yield_block(block, args[:1])


@module_function("FileUtils", "pwd", "getwd")
def pwd(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("/")


@module_function("FileUtils", "uptodate?", argc=2)
def uptodate(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """False without the file, true without the others; which of them is newer is not known."""
    new, old = place(interp, args[0]), args[1]
    there = [interp.machine.exists(place(interp, item)) for item in (old if isinstance(old, list) else [old])]
    if not interp.machine.exists(new):
        return False
    return Unknown(f"whether {new} is newer than what it is made of is not known", interp.span) if any(there) else True


@module_function("FileUtils", "compare_file", "identical?", "cmp")
def compare(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    left, right = (interp.machine.read(place(interp, arg)) for arg in args[:2])
    return isinstance(left, RString) and isinstance(right, RString) and left.text == right.text
