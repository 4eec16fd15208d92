"""Pathname: a path as an object; questions about files go where File's go."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, plain, plain_singleton, text_of
from translator.evaluate.ruby.methods.file_path import expanded, extension, parent, path_of
from translator.evaluate.ruby.native import allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RString, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Pathname", includes=("Comparable",))


class RPathname(RObject):
    """A Pathname by its text, which keeps its holes."""

    __slots__ = ("path",)

    def __init__(self, cls: RClass, path: RString) -> None:
        super().__init__(cls)
        self.path = path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RPathname) and other.path.text == self.path.text

    def __hash__(self) -> int:
        return hash(("pathname", self.path.text))


@allocator("Pathname")
def allocate(interp: Interpreter, cls: RClass) -> RPathname:
    return RPathname(cls, RString(""))


@method("Pathname", "initialize", argc=1, private=True, taint=True)
def initialize(interp: Interpreter, self: RPathname, args: Args, block: Blk) -> Value:
    self.path = path_of(interp, args[0])
    return None


def _like(self: RPathname, text: str) -> RPathname:
    return RPathname(self.cls, RString(text) if self.path.holes is None else self.path.derived(text))


@plain_singleton("Pathname", "pwd", "getwd")
def pwd(interp: Interpreter, self: RClass) -> Value:
    return RPathname(self, RString("/"))


@singleton("Pathname", "glob")
def class_glob(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    found = interp.call(interp.const("Dir"), "glob", args)
    return found if isinstance(found, Unknown) else [RPathname(self, path) for path in found]


@plain("Pathname", "to_s", "to_path", "to_str")
def to_s(interp: Interpreter, self: RPathname) -> Value:
    return self.path


@plain("Pathname", "inspect")
def inspect(interp: Interpreter, self: RPathname) -> Value:
    return RString(f"#<Pathname:{self.path.text}>")


@method("Pathname", "join", "+", "/", taint=True)
def join(interp: Interpreter, self: RPathname, args: Args, block: Blk) -> Value:
    text = self.path
    for piece in args:
        added = path_of(interp, piece)
        glue = "" if text.text.endswith("/") else "/"
        text = added if added.text.startswith("/") else RString.from_parts((*text.parts, glue, *added.parts))
    if text.holes is None:
        return RPathname(self.cls, RString(posixpath.normpath(text.text) if ".." in text.text else text.text))
    return RPathname(self.cls, text)


@plain("Pathname", "basename")
def basename(interp: Interpreter, self: RPathname, *suffix: Value) -> Value:
    name = interp.call(interp.const("File"), "basename", [self.path, *suffix])
    return RPathname(self.cls, name)


@plain("Pathname", "dirname", "parent")
def dirname(interp: Interpreter, self: RPathname) -> Value:
    return _like(self, parent(self.path.text))


@plain("Pathname", "extname")
def extname(interp: Interpreter, self: RPathname) -> Value:
    return RString(extension(self.path.text))


@plain("Pathname", "sub_ext")
def sub_ext(interp: Interpreter, self: RPathname, new: Value) -> Value:
    text = self.path.text
    return _like(self, text[: len(text) - len(extension(text))] + text_of(interp, new))


@plain("Pathname", "absolute?")
def is_absolute(interp: Interpreter, self: RPathname) -> Value:
    return self.path.text.startswith("/")


@plain("Pathname", "relative?")
def is_relative(interp: Interpreter, self: RPathname) -> Value:
    return not self.path.text.startswith("/")


@plain("Pathname", "root?")
def is_root(interp: Interpreter, self: RPathname) -> Value:
    return self.path.text.strip("/") == "" and self.path.text.startswith("/")


@plain("Pathname", "cleanpath")
def cleanpath(interp: Interpreter, self: RPathname) -> Value:
    return _like(self, posixpath.normpath(self.path.text).replace("//", "/"))


@plain("Pathname", "expand_path", "realpath", "realdirpath")
def expand_path(interp: Interpreter, self: RPathname, base: Value = None) -> Value:
    root = "/" if base is None else expanded(path_of(interp, base).text)
    return _like(self, expanded(self.path.text, root))


@plain("Pathname", "relative_path_from")
def relative_path_from(interp: Interpreter, self: RPathname, base: Value) -> Value:
    return _like(self, posixpath.relpath(self.path.text, path_of(interp, base).text))


@plain("Pathname", "each_filename")
def each_filename(interp: Interpreter, self: RPathname) -> Value:
    return [RString(piece) for piece in self.path.text.split("/") if piece]


@plain("Pathname", "split")
def split(interp: Interpreter, self: RPathname) -> Value:
    return [dirname(interp, self), basename(interp, self)]


@plain("Pathname", "<=>")
def order(interp: Interpreter, self: RPathname, other: Value) -> Value:
    if not isinstance(other, RPathname):
        return None
    return (self.path.text > other.path.text) - (self.path.text < other.path.text)


@plain("Pathname", "==", "eql?", "===")
def equal(interp: Interpreter, self: RPathname, other: Value) -> Value:
    return isinstance(other, RPathname) and self == other


@plain("Pathname", "hash")
def hash_code(interp: Interpreter, self: RPathname) -> Value:
    return interp.call(RString(self.path.text), "hash", [])


@plain("Pathname", "sub")
def sub(interp: Interpreter, self: RPathname, pattern: Value, new: Value) -> Value:
    return RPathname(self.cls, interp.call(self.path, "sub", [pattern, new]))


@plain("Pathname", "children", "entries")
def children(interp: Interpreter, self: RPathname) -> Value:
    names = interp.call(interp.const("Dir"), "children", [self.path])
    return names if isinstance(names, Unknown) else [join(interp, self, [name], None) for name in names]


@plain("Pathname", "glob")
def glob(interp: Interpreter, self: RPathname, pattern: Value) -> Value:
    return class_glob(interp, self.cls, [join(interp, self, [pattern], None).path], None)


def _asked(name: str, cls: str, target: str) -> None:
    def native(interp: Interpreter, self: RPathname, args: Args, block: Blk) -> Value:
        return interp.call(interp.const(cls), target, [self.path, *args], block)

    method("Pathname", name)(native)


for _name in [
    "exist?",
    "file?",
    "directory?",
    "symlink?",
    "readable?",
    "writable?",
    "executable?",
    "read",
    "binread",
    "readlines",
    "write",
    "binwrite",
    "delete",
    "unlink",
    "size",
    "size?",
    "zero?",
    "mtime",
    "stat",
    "open",
    "readlink",
    "rename",
    "chmod",
    "fnmatch",
    "fnmatch?",
]:
    _asked(_name, "File", _name)
_asked("mkpath", "FileUtils", "mkdir_p")
_asked("rmtree", "FileUtils", "rm_rf")
_asked("mkdir", "Dir", "mkdir")
_asked("rmdir", "Dir", "rmdir")
