"""The exception classes, and what an exception can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.errors import backtrace
from translator.evaluate.ruby.native import allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import (
    RClass,
    RException,
    RHash,
    RProc,
    RString,
    RubyError,
    Symbol,
    Value,
)
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_TREE = """
Exception
  NoMemoryError
  ScriptError
    LoadError
    NotImplementedError
    SyntaxError
  SecurityError
  SignalException
    Interrupt
  SystemExit
  SystemStackError
  StandardError
    ArgumentError
      UncaughtThrowError
    EncodingError
      Encoding::CompatibilityError
      Encoding::InvalidByteSequenceError
      Encoding::UndefinedConversionError
      Encoding::ConverterNotFoundError
    FiberError
    IOError
      EOFError
    IndexError
      KeyError
      StopIteration
        ClosedQueueError
    LocalJumpError
    NameError
      NoMethodError
    RangeError
      FloatDomainError
    RegexpError
    RuntimeError
      FrozenError
    SystemCallError
    ThreadError
    TypeError
    ZeroDivisionError
    NoMatchingPatternError
      NoMatchingPatternKeyError
"""
_ERRNO = {
    "ENOENT": "No such file or directory",
    "EACCES": "Permission denied",
    "EEXIST": "File exists",
    "EISDIR": "Is a directory",
    "ENOTDIR": "Not a directory",
    "ENOTEMPTY": "Directory not empty",
    "EINVAL": "Invalid argument",
    "EPERM": "Operation not permitted",
    "ECONNREFUSED": "Connection refused",
    "ECONNRESET": "Connection reset by peer",
    "ETIMEDOUT": "Connection timed out",
    "EHOSTUNREACH": "No route to host",
    "ENETUNREACH": "Network is unreachable",
    "EPIPE": "Broken pipe",
    "ESRCH": "No such process",
    "ECHILD": "No child processes",
    "EADDRINUSE": "Address already in use",
}


def _define_tree() -> None:
    above: list[str] = ["Object"]
    for line in _TREE.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.strip()
        define_class(name, above[depth])
        above[depth + 1 :] = [name]
    for name in _ERRNO:
        define_class(f"Errno::{name}", "SystemCallError")


_define_tree()


@allocator("Exception")
def allocate(interp: Interpreter, cls: RClass) -> RException:
    return RException(cls)


def exception_from(interp: Interpreter, args: list[Value]) -> RException:
    """Return the exception that `raise *args` raises, with its backtrace."""
    first = args[0] if args else RString("unhandled exception")
    if isinstance(first, (RString, Unknown)):
        return interp.error("RuntimeError", interp.to_s(first)).value
    if not interp.responds_to(first, "exception"):
        raise interp.error("TypeError", "exception class/object expected")
    span = interp.span
    made = interp.call(first, "exception", args[1:2])
    interp.span = span
    if not isinstance(made, RException):
        raise interp.error("TypeError", "exception object expected")
    if not made.backtrace:
        made.backtrace = backtrace(interp)
    if len(args) > 2 and made.shown_backtrace is None:
        made.shown_backtrace = args[2]
    return made


@singleton("Exception", "exception", taint=True)
def exception_class(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.call(self, "new", args, block)


@method("Exception", "initialize", taint=True)
def initialize(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    if args:
        self.message = args[0]


@method("Exception", "exception", taint=True)
def exception(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    if not args or args[0] is self:
        return self
    made = interp.call(self, "clone")
    made.message = args[0]
    return made


@method("Exception", "to_s", argc=0, taint=True)
def to_s(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    if self.message is None:
        return RString(self.cls.name or "Exception")
    return interp.to_s(self.message)


@method("Exception", "message", argc=0, taint=True)
def message(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return interp.to_s(interp.call(self, "to_s"))


@method("Exception", "detailed_message", "full_message", taint=True)
def full_message(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    text = interp.message_of(self)
    return RString.from_parts((*text.parts, f" ({self.cls.name})"))


@method("Exception", "inspect", argc=0, taint=True)
def inspect(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    text = interp.to_s(interp.call(self, "to_s"))
    if not text.text:
        return RString(self.cls.name or "")
    return RString.from_parts((f"#<{self.cls.name}: ", *text.parts, ">"))


@method("Exception", "backtrace", argc=0, taint=True)
def get_backtrace(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    if self.shown_backtrace is not None:
        return self.shown_backtrace
    return [RString(f"{span.path}:{span.line}") for span in self.backtrace] or None


@method("Exception", "backtrace_locations", argc=0, taint=True)
def backtrace_locations(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return []


@method("Exception", "set_backtrace", argc=1, taint=True)
def set_backtrace(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    self.shown_backtrace = args[0]
    return args[0]


@method("Exception", "cause", argc=0, taint=True)
def cause(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.cause


@method("Exception", "==", argc=1, taint=True)
def equal(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    other = args[0]
    if self is other:
        return True
    return (
        isinstance(other, RException)
        and self.cls is other.cls
        and interp.equal(interp.message_of(self), interp.message_of(other))
    )


# --- what some classes add


def _keyword(args: list[Value], name: str) -> Value:
    if args and isinstance(args[-1], RHash) and args[-1].keyword:
        return args[-1].get(Symbol.of(name))
    return None


@method("NameError", "initialize", taint=True)
@method("KeyError", "initialize", taint=True)
@method("FrozenError", "initialize", taint=True)
def initialize_named(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    """The message, for a NameError the name, and `receiver:`, `key:`."""
    for word in ("receiver", "key"):
        self.ivars[f"__{word}"] = _keyword(args, word)
    positional = args[:-1] if args and isinstance(args[-1], RHash) and args[-1].keyword else args
    if positional:
        self.message = positional[0]
    if len(positional) > 1:
        self.ivars["__name"] = positional[1]


@method("NameError", "name", argc=0, taint=True)
def name(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("__name")


@method("NameError", "receiver", argc=0, taint=True)
@method("KeyError", "receiver", argc=0, taint=True)
@method("FrozenError", "receiver", argc=0, taint=True)
def receiver(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("__receiver")


@method("KeyError", "key", argc=0, taint=True)
def key(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("__key")


@method("StopIteration", "result", argc=0, taint=True)
def result(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("__result")


@method("SystemExit", "status", argc=0, taint=True)
def status(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("__status", 0)


@method("SystemExit", "success?", argc=0, taint=True)
def success(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("__status", 0) == 0


@method("SystemCallError", "initialize", taint=True)
def initialize_errno(interp: Interpreter, self: RException, args: list[Value], block: RProc | None) -> Value:
    """Errno::ENOENT.new("path") says "No such file or directory - path"."""
    text = _ERRNO.get((self.cls.name or "").rpartition("::")[2], "unknown error")
    detail = f" - {interp.to_s(args[0]).text}" if args and args[0] is not None else ""
    self.message = RString(text + detail)


def stop_iteration(interp: Interpreter, message_text: str, value: Value) -> RubyError:
    """Return the StopIteration that Enumerator#next raises at the end."""
    error = interp.error("StopIteration", message_text)
    error.value.ivars["__result"] = value
    return error
