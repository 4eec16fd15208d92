"""Kernel's functions that steer the program: raise, loop, catch, lambda, require, output, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.control import stopped
from translator.evaluate.ruby.core.exceptions import exception_from
from translator.evaluate.ruby.core.objects import kernel
from translator.evaluate.ruby.errors import redacted
from translator.evaluate.ruby.frames import Frame, StopWaiting, ThrowSignal
from translator.evaluate.ruby.machine import CommandResult
from translator.evaluate.ruby.native import constant, define_class, method, singleton
from translator.evaluate.ruby.objects import (
    RClass,
    RException,
    RHash,
    RObject,
    RProc,
    RString,
    RubyError,
    Symbol,
    Value,
)
from translator.evaluate.values import Hole, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.evaluate.ruby.objects import NativeMethod

define_class("Binding")
define_class("IO")


def function(*names: str) -> Callable[[NativeMethod], NativeMethod]:
    """File a private function of Kernel, callable on Kernel itself too."""

    def decorate(native: NativeMethod) -> NativeMethod:
        kernel(*names, private=True)(native)
        return singleton("Kernel", *names, taint=True)(native)

    return decorate


# --- exceptions and jumps


@function("raise", "fail")
def raise_(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    cause = interp.globals.get("!")
    if args and isinstance(args[-1], RHash) and args[-1].keyword and Symbol.of("cause") in args[-1]:
        cause = args[-1].delete(Symbol.of("cause"))
        args = args[:-1] if not len(args[-1]) else args
    if not args and isinstance(cause, RException):
        raise RubyError(cause)
    error = exception_from(interp, args)
    if error.cause is None and isinstance(cause, RException) and cause is not error:
        error.cause = cause
    raise RubyError(error)


@function("loop")
def loop(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        return interp.enumerator(self, "loop")
    try:
        while True:
            interp.yield_block(block, [])
    except StopWaiting as error:
        return stopped(interp, error, interp.span)
    except RubyError as error:
        if not interp.is_a(error.value, "StopIteration"):
            raise
        return error.value.ivars.get("__result")


@function("catch")
def catch(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    tag = args[0] if args else RObject(interp.object)
    frame = interp.frame
    if block is None:
        raise interp.error("LocalJumpError", "no block given")
    interp.catch_tags.append(tag)
    try:
        return interp.yield_block(block, [tag])
    except ThrowSignal as signal:
        interp.frame = frame
        if signal.tag is tag:
            return signal.value
        raise
    finally:
        interp.catch_tags.pop()


@function("throw")
def throw(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    tag = args[0]
    found = next((known for known in interp.catch_tags if known is tag), None)
    if found is None:
        raise interp.error("UncaughtThrowError", f"uncaught throw {interp.shown(tag)}")
    raise ThrowSignal(tag, args[1] if len(args) > 1 else None)


@function("exit", "exit!")
def exit_(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    error = interp.error("SystemExit", "exit")
    status = args[0] if args else 0
    error.value.ivars["__status"] = {True: 0, False: 1}[status] if isinstance(status, bool) else status
    raise error


@function("abort")
def abort(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    error = interp.error("SystemExit", args[0] if args else "exit")
    error.value.ivars["__status"] = 1
    raise error


@function("at_exit", "trap", "srand", "sleep", "autoload", "set_trace_func", "gem")
def nothing(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return 0


# --- procs and frames


@function("lambda")
def lambda_(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "tried to create Proc object without a block")
    if block.native is None and not block.is_lambda and _is_literal(interp, block):
        block.is_lambda = True
    return block


def _is_literal(interp: Interpreter, block: RProc) -> bool:
    return block.frame is interp.frame


@function("proc")
def proc(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "tried to create Proc object without a block")
    return block


@function("block_given?")
def block_given(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.frame.home.block is not None


@function("__method__", "__callee__")
def current_method(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    running = interp.frame.home.method
    return None if running is None else Symbol.of(running.name)


@function("__dir__")
def current_dir(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    path = interp.span.path if interp.span else ""
    return RString(path.rpartition("/")[0] or ".")


@function("caller", "caller_locations")
def caller(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """Where the running method was called from, as `file:line:in `method'`."""
    lines: list[Value] = []
    frame: Frame | None = interp.frame
    while frame is not None and len(lines) < 20:
        if frame.span is not None:
            name = frame.caller.home.method.name if frame.caller and frame.caller.home.method else "<main>"
            lines.append(RString(f"{frame.span.path}:{frame.span.line}:in `{name}'"))
        frame = frame.caller
    return lines


@function("local_variables")
def local_variables(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return [Symbol.of(name) for name in interp.frame.visible_names()]


@function("global_variables")
def global_variables(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return [Symbol.of(f"${name}") for name in interp.globals]


class RBinding(RObject):
    """What `binding` returns: a frame."""

    __slots__ = ("frame",)

    def __init__(self, cls: RClass, frame: Frame) -> None:
        super().__init__(cls)
        self.frame = frame


@function("binding")
def binding(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return RBinding(interp.const_class("Binding"), interp.frame)


@method("Binding", "local_variable_get", argc=1, taint=True)
def binding_get(interp: Interpreter, self: RBinding, args: list[Value], block: RProc | None) -> Value:
    return self.frame.get(args[0].name)


@method("Binding", "local_variable_set", argc=2, taint=True)
def binding_set(interp: Interpreter, self: RBinding, args: list[Value], block: RProc | None) -> Value:
    self.frame.set(args[0].name, args[1])
    return args[1]


@method("Binding", "local_variable_defined?", argc=1, taint=True)
def binding_has(interp: Interpreter, self: RBinding, args: list[Value], block: RProc | None) -> Value:
    return self.frame.has(args[0].name)


@method("Binding", "local_variables", argc=0, taint=True)
def binding_names(interp: Interpreter, self: RBinding, args: list[Value], block: RProc | None) -> Value:
    return [Symbol.of(name) for name in self.frame.visible_names()]


@method("Binding", "receiver", argc=0, taint=True)
def binding_receiver(interp: Interpreter, self: RBinding, args: list[Value], block: RProc | None) -> Value:
    return self.frame.self_value


# --- files of code


@function("require", "load")
def require(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """Ask the hook; a name that it does not know (None) is taken for Ruby's own library, which is there."""
    if interp.require_hook is None or not isinstance(args[0], RString):
        return False
    found = interp.require_hook(args[0].text, False, interp.span)
    return bool(found)


@kernel("require_relative", private=True)
def require_relative(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if interp.require_hook is None or not isinstance(args[0], RString):
        return False
    return bool(interp.require_hook(args[0].text, True, interp.span))


# --- output


def _print(interp: Interpreter, value: Value) -> None:
    interp.write(interp.to_s(value))


def print_lines(interp: Interpreter, values: list[Value]) -> None:
    """Write as puts does: arrays element by element."""
    for value in values:
        if isinstance(value, list):
            print_lines(interp, value)
        else:
            _print(interp, value)


@function("puts", "print", "warn", "printf", "putc")
def puts(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if args and isinstance(args[-1], RHash) and args[-1].keyword:
        args = args[:-1]
    print_lines(interp, args)


@function("p", "pp")
def p(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    for value in args:
        interp.write(interp.inspect_string(value))
    return None if not args else args[0] if len(args) == 1 else args


@method("IO", "puts", "print", "write", "<<", "printf", taint=True)
def io_puts(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    print_lines(interp, args)


@method("IO", "flush", "sync=", "sync", "fsync", "close", taint=True)
def io_nothing(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return self


@method("IO", "tty?", "isatty", taint=True)
def io_tty(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return False


@constant("Object", "STDOUT")
@constant("Object", "STDERR")
@constant("Object", "STDIN")
def stream(interp: Interpreter) -> Value:
    return RObject(interp.const_class("IO"))


# --- what is never executed


@function("`")
def backtick(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """The simulated machine may know what a command prints; no command is run."""
    result = interp.shell_out(args[0])
    return result if isinstance(result, Unknown) else result.printed


@function("system")
def system(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    result = interp.shell_out(_command(interp, args))
    return result if isinstance(result, Unknown) else result.status == 0


@function("exec", "spawn", "fork", "syscall")
def refused_process(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.refuse(f"the command `{redacted(interp, _command(interp, args))}`")


def _command(interp: Interpreter, args: list[Value]) -> RString:
    parts: list[str | Hole] = []
    for arg in args:
        if not isinstance(arg, RHash):
            parts.extend((" ", *interp.to_s(arg).parts) if parts else interp.to_s(arg).parts)
    return RString.from_parts(parts)


@function("eval")
def eval_(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.refuse("eval of a string")


@function("gets", "readline", "readlines", "select", "test")
def refused_input(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return interp.refuse("reading from a terminal or file")


def known_result(result: CommandResult | Unknown) -> bool:
    """Tell whether the machine could answer a command."""
    return isinstance(result, CommandResult)


# --- constants of every program


@constant("Object", "ENV")
def environment(interp: Interpreter) -> Value:
    """This machine's environment is not visible: ENV is empty."""
    return RHash()


@constant("Object", "ARGV")
def arguments(interp: Interpreter) -> Value:
    return []


@constant("Object", "RUBY_VERSION")
def ruby_version(interp: Interpreter) -> Value:
    return RString("3.1.2", frozen=True)


@constant("Object", "RUBY_PLATFORM")
def ruby_platform(interp: Interpreter) -> Value:
    return RString("x86_64-linux", frozen=True)


@constant("Object", "RUBY_ENGINE")
def ruby_engine(interp: Interpreter) -> Value:
    return RString("ruby", frozen=True)


@constant("Object", "RUBY_PATCHLEVEL")
def ruby_patchlevel(interp: Interpreter) -> Value:
    return 20


@constant("Object", "TOPLEVEL_BINDING")
def toplevel_binding(interp: Interpreter) -> Value:
    return None
