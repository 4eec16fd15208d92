"""File's path functions: pure text, as on a POSIX machine whose working directory is /."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, plain_singleton, to_int, to_rstring
from translator.evaluate.ruby.methods.holes import substring
from translator.evaluate.ruby.methods.support.fnmatch import fnmatch
from translator.evaluate.ruby.native import constant, define_class, define_module, singleton
from translator.evaluate.ruby.objects import RObject, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("IO", includes=("Enumerable",))
define_class("File", "IO")
define_module("File::Constants")
CONSTANTS: dict[str, Value] = {
    "FNM_PATHNAME": 2,
    "FNM_DOTMATCH": 4,
    "FNM_CASEFOLD": 8,
    "FNM_EXTGLOB": 16,
    "FNM_NOESCAPE": 1,
    "RDONLY": 0,
    "WRONLY": 1,
    "RDWR": 2,
    "APPEND": 1024,
    "CREAT": 64,
    "EXCL": 128,
    "TRUNC": 512,
    "LOCK_SH": 1,
    "LOCK_EX": 2,
    "LOCK_NB": 4,
    "LOCK_UN": 8,
}
TEXTS = {"SEPARATOR": "/", "Separator": "/", "PATH_SEPARATOR": ":"}


def _constant(name: str, value: Value) -> None:
    constant("File", name)(lambda interp: RString(value, frozen=True) if isinstance(value, str) else value)


for _name, _value in {**CONSTANTS, **TEXTS}.items():
    _constant(_name, _value)
constant("File", "ALT_SEPARATOR")(lambda interp: None)


def path_of(interp: Interpreter, value: Value) -> RString:
    """Return a path given as a string or as something with to_path."""
    if isinstance(value, RObject) and interp.responds_to(value, "to_path"):
        return path_of(interp, interp.call(value, "to_path", []))
    return to_rstring(interp, value)


@singleton("File", "join", taint=True)
def join(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    pieces = list(_flat(interp, args))
    made = pieces[0] if pieces else RString("")
    for piece in pieces[1:]:
        made = _two(made, piece)
    return RString(made.text, made.holes)


def _flat(interp: Interpreter, values: Args) -> Args:
    found: Args = []
    for value in values:
        found.extend(_flat(interp, value) if isinstance(value, list) else [path_of(interp, value)])
    return found


def _two(left: RString, right: RString) -> RString:
    """Join two pieces of a path with exactly one slash."""
    if right.text.startswith("/"):
        left = substring(left, 0, len(left.text.rstrip("/")))
        return RString.from_parts((*left.parts, *right.parts))
    glue = "" if left.text.endswith("/") else "/"
    return RString.from_parts((*left.parts, glue, *right.parts))


@plain_singleton("File", "basename")
def basename(interp: Interpreter, self: Value, path: Value, suffix: Value = None) -> Value:
    text = path_of(interp, path).text
    stripped = text.rstrip("/")
    if text and not stripped:
        return RString("/")
    name = stripped.rsplit("/", 1)[-1]
    ending = "" if suffix is None else to_rstring(interp, suffix).text
    if ending == ".*":
        return RString(name[: len(name) - len(extension(name))])
    return RString(name.removesuffix(ending) if ending and name != ending else name)


def extension(path: str) -> str:
    """Return the ending of a file's name with its dot."""
    name = path.rstrip("/").rsplit("/", 1)[-1]
    stem, dot, ending = name.lstrip(".").rpartition(".")
    return dot + ending if dot and stem and ending else ("." if dot and stem and not ending else "")


@plain_singleton("File", "extname")
def extname(interp: Interpreter, self: Value, path: Value) -> Value:
    return RString(extension(path_of(interp, path).text))


@plain_singleton("File", "dirname")
def dirname(interp: Interpreter, self: Value, path: Value, level: Value = 1) -> Value:
    text = path_of(interp, path).text
    for _ in range(to_int(interp, level)):
        text = parent(text)
    return RString(text)


def parent(text: str) -> str:
    """Return the directory part of a path."""
    stripped = text.rstrip("/")
    if not stripped:
        return "/" if text else "."
    head, slash, _ = stripped.rpartition("/")
    return head.rstrip("/") or ("/" if slash else ".")


@plain_singleton("File", "split")
def split(interp: Interpreter, self: Value, path: Value) -> Value:
    return [dirname(interp, self, path), basename(interp, self, path)]


def expanded(text: str, base: str = "/") -> str:
    """Return an absolute path without `.` and `..`; the home directory is root's."""
    if text.startswith("~"):
        name, _, rest = text[1:].partition("/")
        text = posixpath.join("/root" if name in ("", "root") else f"/home/{name}", rest)
    joined = posixpath.normpath(posixpath.join(base, text))
    return re.sub(r"^//+", "/", joined)


@plain_singleton("File", "expand_path", "absolute_path", "realpath", "realdirpath")
def expand_path(interp: Interpreter, self: Value, path: Value, base: Value = None) -> Value:
    root = "/" if base is None else expanded(path_of(interp, base).text)
    return RString(expanded(path_of(interp, path).text, root))


@plain_singleton("File", "absolute_path?")
def is_absolute(interp: Interpreter, self: Value, path: Value) -> Value:
    return path_of(interp, path).text.startswith("/")


@plain_singleton("File", "path")
def path(interp: Interpreter, self: Value, value: Value) -> Value:
    return path_of(interp, value)


@plain_singleton("File", "fnmatch", "fnmatch?")
def fnmatch_method(interp: Interpreter, self: Value, pattern: Value, path: Value, flags: Value = 0) -> Value:
    return fnmatch(to_rstring(interp, pattern).text, path_of(interp, path).text, to_int(interp, flags))
