"""Dir and Find: directories of the simulated machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.absence import missing_file
from translator.evaluate.ruby.methods.base import Args, Blk, to_rstring
from translator.evaluate.ruby.methods.file_machine import place, unknown
from translator.evaluate.ruby.methods.file_path import expanded, path_of
from translator.evaluate.ruby.methods.support import changes
from translator.evaluate.ruby.methods.support.changes import spot
from translator.evaluate.ruby.native import define_class, define_module, singleton, take_keywords
from translator.evaluate.ruby.objects import RString, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


# --- Dir


define_class("Dir", includes=("Enumerable",))


@singleton("Dir", "exist?", "exists?", argc=1)
def dir_exists(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    path = place(interp, args[0])
    answer = interp.machine.is_dir(path)
    return Unknown(f"whether {path} is there is not known", interp.span) if answer is None else answer


@singleton("Dir", "glob", "[]")
def glob(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    take_keywords(args)
    patterns = [
        path_of(interp, item)
        for arg in args
        for item in (arg if isinstance(arg, list) else [arg])
        if type(item) is not int
    ]
    found: list[Value] = []
    for pattern in patterns:
        paths = interp.machine.glob(pattern.text)
        if paths is None:
            return unknown(interp, f"the files that match {pattern.text} are not known")
        found.extend(RString(path) for path in paths)
    if block is None:
        return found
    for path in found:
        interp.yield_block(block, [path])
    return None


def _below(interp: Interpreter, path: str) -> list[str] | None:
    paths = interp.machine.glob(path.rstrip("/") + "/{*,.[^.]*}")
    if paths is None:
        return None
    return [found.rsplit("/", 1)[-1] for found in paths]


@singleton("Dir", "entries", "children", "each_child", "foreach", argc=(1, 2))
def entries(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    path = place(interp, args[0])
    if interp.machine.is_dir(path) is False:
        return missing_file(interp, path, "dir_initialize")
    names = _below(interp, path)
    if names is None:
        return unknown(interp, f"the content of the directory {path} is not known")
    found = [RString(name) for name in names]
    if block is None:
        return found
    for name in found:
        interp.yield_block(block, [name])
    return None


@singleton("Dir", "empty?", argc=1)
def dir_empty(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    names = _below(interp, place(interp, args[0]))
    return Unknown("the content of the directory is not known", interp.span) if names is None else not names


@singleton("Dir", "mkdir", argc=(1, 2))
def mkdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    changes.make_directory(interp, spot(interp, args[0]), changes.mode_text(args[1]) if len(args) > 1 else "")
    return 0


@singleton("Dir", "rmdir", "delete", "unlink", argc=1)
def rmdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    changes.remove(interp, spot(interp, args[0]), folder=True)
    return 0


@singleton("Dir", "pwd", "getwd", argc=0)
def pwd(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("/")


@singleton("Dir", "home")
def home(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    name = "root" if not args or args[0] is None else to_rstring(interp, args[0]).text
    return RString(getattr(interp.machine, "homes", {}).get(name) or expanded("~" + name))


define_module("Find")


@singleton("Find", "find")
def find_below(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Yield every path below the given ones that the machine knows."""
    found: list[Value] = []
    for path in args:
        below = interp.machine.glob(place(interp, path).rstrip("/") + "/**/*")
        if below is None:
            return unknown(interp, f"what lies below {place(interp, path)} is not known")
        found.extend([path, *map(RString, below)] if interp.machine.exists(place(interp, path)) else [])
    if block is None:
        return interp.enumerator(found, "each")
    for item in found:
        interp.yield_block(block, [item])
    return None


@singleton("Dir", "tmpdir", argc=0)
def tmpdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("/tmp")


@singleton("Dir", "mktmpdir")
def mktmpdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    path = RString("/tmp/d00000000-0-000000")
    return path if block is None else interp.yield_block(block, [path])


@singleton("Dir", "chdir")
def chdir(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return 0 if block is None else interp.yield_block(block, list(args))
