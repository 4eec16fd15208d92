"""File, IO, Dir and FileTest about files: asked of the simulated machine, never of this one.

What the machine cannot tell is Unknown, with a Diagnostic at the call. Changes go to the simulation, and the report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code
from translator.evaluate.ruby.absence import missing_file
from translator.evaluate.ruby.methods.base import Args, Blk, plain, plain_singleton, to_rstring
from translator.evaluate.ruby.methods.file_path import expanded, path_of
from translator.evaluate.ruby.methods.string_search import line_spans
from translator.evaluate.ruby.methods.support import changes
from translator.evaluate.ruby.methods.support.changes import spot
from translator.evaluate.ruby.native import define_class, define_module, method, singleton, take_keywords
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value
from translator.evaluate.values import Text, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("FileTest")
define_class("File::Stat")


def place(interp: Interpreter, value: Value) -> str:
    """Return the absolute path that an argument names."""
    return expanded(path_of(interp, value).text)


def unknown(interp: Interpreter, reason: str) -> Unknown:
    """Return an Unknown, and tell the user where it came up."""
    interp.diagnose(Code.UNKNOWN_VALUE, reason)
    return Unknown(reason, interp.span)


# --- questions


Probe = Callable[[Any, str], "bool | None"]


def _is_file(machine: Any, path: str) -> bool | None:
    found = machine.exists(path)
    return found if not found else (None if machine.is_dir(path) is None else not machine.is_dir(path))


PROBES: dict[str, Probe] = {
    "exist?": lambda machine, path: machine.exists(path),
    "exists?": lambda machine, path: machine.exists(path),
    "file?": _is_file,
    "directory?": lambda machine, path: machine.is_dir(path),
    "symlink?": lambda machine, path: machine.is_link(path),
    "readable?": lambda machine, path: machine.exists(path),
    "writable?": lambda machine, path: machine.exists(path),
    "executable?": lambda machine, path: machine.exists(path),
    "owned?": lambda machine, path: machine.exists(path),
}


def _probe(name: str, probe: Probe) -> None:
    def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        path = place(interp, args[0])
        answer = probe(interp.machine, path)
        return Unknown(f"whether {path} is there is not known", interp.span) if answer is None else answer

    for cls in ("File", "FileTest"):
        singleton(cls, name, argc=1)(native)


for _name, _test in PROBES.items():
    _probe(_name, _test)


@singleton(
    "FileTest", "blockdev?", "chardev?", "pipe?", "socket?", "setuid?", "setgid?", "sticky?", "executable_real?", argc=1
)
@singleton("File", "blockdev?", "chardev?", "pipe?", "socket?", "setuid?", "setgid?", "sticky?", argc=1)
def special(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return False


def content(interp: Interpreter, path: str) -> RString | Unknown:
    """Return a file's text on the machine; Errno::ENOENT when it is not there."""
    found = interp.machine.read(path)
    if found is None:
        return missing_file(interp, path, "rb_sysopen")  # type: ignore[no-any-return]
    if isinstance(found, Unknown):
        interp.diagnose(Code.REFUSED, f"the content of {path} is not known here")
        return Unknown(found.reason, found.span or interp.span)
    return found


@singleton("FileTest", "size", "size?", argc=1)
@singleton("File", "size", "size?", argc=1)
def size(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = content(interp, place(interp, args[0]))
    return found if isinstance(found, Unknown) else len(found.text.encode("utf-8", "surrogateescape"))


@singleton("FileTest", "zero?", "empty?", argc=1)
@singleton("File", "zero?", "empty?", argc=1)
def is_empty(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    path = place(interp, args[0])
    if not interp.machine.exists(path):
        return False
    found = content(interp, path)
    return found if isinstance(found, Unknown) else not found.text


@plain_singleton("File", "identical?")
def identical(interp: Interpreter, self: Value, left: Value, right: Value) -> Value:
    return place(interp, left) == place(interp, right)


@plain_singleton("File", "readlink")
def readlink(interp: Interpreter, self: Value, path: Value) -> Value:
    links = getattr(interp.machine, "links", {})
    found = links.get(place(interp, path))
    return (
        unknown(interp, f"the target of the link {place(interp, path)} is not known")
        if found is None
        else RString(found)
    )


@singleton("File", "mtime", "ctime", "atime", "birthtime", argc=1)
def file_time(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return unknown(interp, f"the time of {place(interp, args[0])} is not known")


@singleton("File", "stat", "lstat", argc=1)
def stat(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    path = place(interp, args[0])
    if interp.machine.exists(path) is False:
        return missing_file(interp, path, "rb_file_s_stat")
    return Unknown(f"owner and mode of {path} are not known", interp.span)


# --- reading


@singleton("File", "read", "binread", argc=(1, None))
@singleton("IO", "read", "binread", argc=(1, None))
def read(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = content(interp, place(interp, args[0]))
    return found if isinstance(found, Unknown) else RString(found.text, found.holes)


@singleton("File", "readlines", "foreach", argc=(1, None))
@singleton("IO", "readlines", "foreach", argc=(1, None))
def readlines(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    keywords = take_keywords(args)
    found = content(interp, place(interp, args[0]))
    if isinstance(found, Unknown):
        return found
    lines = interp.call(found, "lines", [keywords] if len(keywords) else [])
    if block is None:
        return lines
    for line in lines:
        interp.yield_block(block, [line])
    return None


# --- changing


@singleton("File", "write", "binwrite", argc=(2, None), taint=True)
@singleton("IO", "write", "binwrite", argc=(2, None), taint=True)
def write(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    keywords = take_keywords(args := list(args))
    text, path = interp.to_s(args[1]), spot(interp, args[0])
    mode = keywords.get(Symbol.of("mode"))
    if isinstance(mode, RString) and mode.text.startswith("a"):
        _append(interp, path, text)
    elif len(args) > 2 and args[2] is not None:
        changes.unfollowed(interp, f"writing into {changes.name(path)}", "it writes into the middle of a file", path)
    else:
        changes.write(interp, path, text)
    return len(text.text.encode("utf-8", "surrogateescape"))


def _append(interp: Interpreter, path: str | Text, text: RString) -> None:
    before = interp.machine.read(changes.name(path)) or RString("")
    if isinstance(before, Unknown):
        changes.unfollowed(interp, f"writing {changes.name(path)}", f"{changes.name(path)} is not known", path)
    else:
        changes.write(interp, path, RString.from_parts((*before.parts, *text.parts)))


@singleton("File", "delete", "unlink")
def delete(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for path in args:
        changes.remove(interp, spot(interp, path))
    return len(args)


@plain_singleton("File", "rename")
def rename(interp: Interpreter, self: Value, old: Value, new: Value) -> Value:
    changes.move(interp, place(interp, old), spot(interp, new))
    return 0


def _linking(name: str, hard: bool) -> None:
    @plain_singleton("File", name)
    def make(interp: Interpreter, self: Value, target: Value, path: Value) -> Value:
        text = path_of(interp, target)
        changes.link(interp, spot(interp, path), text.data(), hard)
        return 0


_linking("symlink", hard=False)
_linking("link", hard=True)


@singleton("File", "chmod", argc=(1, None))
def chmod(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for path in args[1:]:
        changes.give(interp, spot(interp, path), mode=changes.mode_text(args[0]))
    return len(args) - 1


@singleton("File", "chown", "lchown", argc=(2, None))
def chown(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    owner, group = (changes.account(interp, arg) for arg in args[:2])
    for path in args[2:]:
        changes.give(interp, spot(interp, path), owner=owner, group=group)
    return len(args) - 2


@singleton("File", "utime", "umask")
def passing(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Times and the process's own mask are no part of an image."""
    return 1


@singleton("File", "truncate", "mkfifo", argc=(1, None))
def special_change(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    path = place(interp, args[0])
    changes.unfollowed(interp, f"changing {path}", f"what is left of {path} is not known")
    return 0


# --- open files


class RFile(RObject):
    """An open file: text read so far, or text to write when it is closed."""

    __slots__ = ("access", "at", "mode", "path", "pieces", "spot", "text")

    def __init__(self, cls: RClass, path: str, mode: str, text: RString, spot: str | Text = "") -> None:
        super().__init__(cls)
        self.path = path
        self.spot = spot or path
        self.access: dict[str, str] = {}
        self.mode = mode
        self.text = text
        self.at = 0
        self.pieces: list[RString] = []


@singleton("File", "open", "new", argc=(1, None), taint=True)
def open_file(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    args = list(args)
    keywords = take_keywords(args)
    if isinstance(args[0], Unknown):
        return args[0]
    path, mode = place(interp, args[0]), _mode(args, keywords)
    text: RString | Unknown = RString("")
    if mode[0] == "r" or (mode[0] == "a" and interp.machine.exists(path)):
        text = content(interp, path)
    if isinstance(text, Unknown):
        return text
    opened = RFile(self, path, mode, text, spot(interp, args[0]))
    if mode[0] == "w" and len(args) > 2 and not interp.machine.exists(path):
        opened.access["mode"] = changes.mode_text(args[2])
    if mode[0] == "a":
        opened.pieces.append(text)
    if block is None:
        return opened
    result = interp.yield_block(block, [opened])
    close(interp, opened)
    return result


def _mode(args: Args, keywords: RHash) -> str:
    given = args[1] if len(args) > 1 else keywords.get(Symbol.of("mode"))
    if isinstance(given, int):
        return "w" if given & 3 else "r"
    return given.text or "r" if isinstance(given, RString) else "r"


@plain("File", "close")
def close(interp: Interpreter, self: RFile) -> Value:
    if self.mode[0] in "wa":
        whole = RString.from_parts(part for piece in self.pieces for part in piece.parts)
        changes.write(interp, self.spot, whole, **self.access)
    elif self.pieces:
        reason = f"{self.path} is changed in the middle"
        changes.unfollowed(interp, f"writing {self.path}", reason, self.spot)
    self.mode, self.pieces = "closed", []
    return None


@method("File", "chmod", argc=1)
def file_chmod(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    return _give(interp, self, mode=changes.mode_text(args[0]))


@method("File", "chown", argc=2)
def file_chown(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    owner, group = (changes.account(interp, arg) for arg in args)
    return _give(interp, self, owner=owner, group=group)


def _give(interp: Interpreter, self: RFile, **access: str) -> Value:
    """Set it when the file is closed, or at once when nothing will be written."""
    if self.mode[0] in "wa":
        self.access.update(access)
    else:
        changes.give(interp, self.spot, **access)
    return 0


@method("File", "write", "print", "<<", taint=True)
def file_write(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    self.pieces.extend(interp.to_s(arg) for arg in args)
    return self


@method("File", "puts", taint=True)
def file_puts(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    for arg in args or [RString("")]:
        if isinstance(arg, list):
            file_puts(interp, self, arg, None)
            continue
        text = interp.to_s(arg)
        self.pieces.append(text)
        if not text.text.endswith("\n"):
            self.pieces.append(RString("\n"))
    return None


@method("File", "read", argc=(0, 2))
def file_read(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    rest = interp.call(self.text, "[]", [self.at, len(self.text.text)])
    self.at = len(self.text.text)
    return rest


@method("File", "each_line", "each", "readlines")
def file_lines(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    lines = interp.call(file_read(interp, self, [], None), "lines", args)
    if block is None:
        return lines
    for line in lines:
        interp.yield_block(block, [line])
    return self


@method("File", "gets", "readline", argc=(0, 2))
def gets(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    spans = line_spans(self.text.text[self.at :], "\n", False)
    if not spans:
        return None
    start = self.at
    self.at += spans[0][1]
    return interp.call(self.text, "[]", [start, spans[0][1]])


@plain("File", "eof?", "eof")
def is_at_end(interp: Interpreter, self: RFile) -> Value:
    return self.at >= len(self.text.text)


@plain("File", "rewind")
def rewind(interp: Interpreter, self: RFile) -> Value:
    self.at = 0
    return 0


@plain("File", "path", "to_path")
def file_path(interp: Interpreter, self: RFile) -> Value:
    return RString(self.path)


@method("File", "flush", "fsync", "flock", "sync=", "binmode")
def no_effect(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    return 0


@method("File", "truncate", "seek", "pos=")
def moved_about(interp: Interpreter, self: RFile, args: Args, block: Blk) -> Value:
    """Note that what is written from here on stands somewhere else in the file, unless it begins anew."""
    if self.mode[0] in "wa" and args[:1] != [0]:
        changes.unfollowed(interp, f"writing {self.path}", f"{self.path} is changed in the middle", self.spot)
    return 0


@plain("File", "size")
def file_size(interp: Interpreter, self: RFile) -> Value:
    return len(self.text.text.encode("utf-8", "surrogateescape"))


@plain("File", "closed?")
def is_closed(interp: Interpreter, self: RFile) -> Value:
    return self.mode == "closed"


@singleton("IO", "popen", "sysopen", "pipe", "select", "copy_stream", taint=True)
def refused(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.refuse("a command or channel opened with IO")


@singleton("Kernel", "open", taint=True)
@method("Kernel", "open", private=True, taint=True)
def kernel_open(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if args and isinstance(args[0], RString) and (args[0].text.startswith("|") or "://" in args[0].text):
        return interp.refuse(f"opening {to_rstring(interp, args[0]).text}")
    return open_file(interp, interp.const_class("File"), args, block)
