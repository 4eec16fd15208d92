"""Ruby exceptions and Diagnostics: made with a backtrace of spans, secrets kept out of every message."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.ruby import taint
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.frames import Frame, Signal, ThrowSignal
from translator.evaluate.ruby.objects import RClass, RException, RString, RubyError, Value
from translator.evaluate.values import Hole, Runtime, Secret, Tainted, Unknown
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Result = TypeVar("Result")
_LONGEST_BACKTRACE = 50
_SHORTEST_SECRET = 4
_MOST_DIAGNOSTICS = 1_000
_UNKNOWN_NAMES = ("NameError",)


def make(interp: Interpreter, cls: str | RClass, message: str | RString = "") -> RubyError:
    """Return an exception of a class, with the backtrace of the call being evaluated."""
    found = interp.const_class(cls) if isinstance(cls, str) else cls
    value = RException(found, RString(message) if isinstance(message, str) else message)
    value.backtrace = backtrace(interp)
    return RubyError(value)


def backtrace(interp: Interpreter) -> tuple[Span, ...]:
    """Return the spans of the calls under way, innermost first."""
    spans = [interp.span] if interp.span is not None else []
    frame: Frame | None = interp.frame
    while frame is not None and len(spans) < _LONGEST_BACKTRACE:
        if frame.span is not None and (not spans or frame.span is not spans[-1]):
            spans.append(frame.span)
        frame = frame.caller
    return tuple(spans)


def from_python(interp: Interpreter, error: Exception, name: str, receiver: Value, args: list[Value]) -> RubyError:
    """Return the Ruby exception for a Python error in a native method."""
    kinds = ", ".join(interp.real_class_of(arg).name or "?" for arg in args)
    on = interp.real_class_of(receiver).name
    if isinstance(error, ZeroDivisionError):
        return make(interp, "ZeroDivisionError", "divided by 0")
    if isinstance(error, MemoryError):
        raise BudgetExceeded("a value is too large", interp.span) from error
    if isinstance(error, OverflowError):
        return make(interp, "RangeError", f"number too large in {on}#{name}")
    cls = "ArgumentError" if isinstance(error, (ValueError, IndexError)) else "TypeError"
    return make(interp, cls, f"{on}#{name} does not take ({kinds})")


def redacted(interp: Interpreter, text: RString) -> str:
    """Return the text for a message, with `<secret NAME>` in place of each secret."""
    shown = "".join(_shown_part(interp, part) for part in text.parts)
    return hide_secrets(interp, shown)


def hide_secrets(interp: Interpreter, text: str) -> str:
    """Return a message without the secret texts that were seen so far."""
    for secret, name in interp.secrets.items():
        if len(secret) >= _SHORTEST_SECRET and secret in text and secret not in interp.names:
            text = text.replace(secret, f"<secret {name}>")
    return text


def diagnose(interp: Interpreter, code: Code, message: str, span: Span | None, hint: str = "") -> None:
    """File a Diagnostic unless the same one is there already; after very many, only kinds that are new."""
    if len(interp.diagnostics) >= _MOST_DIAGNOSTICS and any(item.code is code for item in interp.diagnostics):
        return
    found = Diagnostic(code=code, message=hide_secrets(interp, message), span=span, hint=hint)
    if found not in interp.diagnostics:
        interp.diagnostics.append(found)


def diagnose_error(interp: Interpreter, error: RubyError) -> Diagnostic:
    """File an exception that nobody rescued: at the raising call, or the nearest place that is known."""
    cls = error.value.cls
    try:
        message = redacted(interp, interp.message_of(error))
    except (RubyError, Signal):
        message = "no message"
    code = Code.UNKNOWN_METHOD if interp.is_a(error.value, "NameError") else Code.RUBY_ERROR
    span = error.backtrace[0] if error.backtrace else interp.span
    diagnose(interp, code, f"{cls.name}: {message}", span)
    return interp.diagnostics[-1]


def guard(interp: Interpreter, action: Callable[[], Result]) -> Result | None:
    """Run `action`; whatever ends it becomes a Diagnostic and None."""
    frame = interp.frame
    try:
        return action()
    except RubyError as error:
        interp.frame = frame
        diagnose_error(interp, error)
    except BudgetExceeded as error:
        diagnose(interp, Code.BUDGET, error.message, error.span or interp.span)
        interp.refill()
    except RecursionError:
        diagnose(interp, Code.BUDGET, "stack level too deep", interp.span)
    except ThrowSignal as signal:
        diagnose(interp, Code.RUBY_ERROR, f"UncaughtThrowError: uncaught throw {interp.shown(signal.tag)}", interp.span)
    except Signal:
        diagnose(interp, Code.RUBY_ERROR, "LocalJumpError: break or return out of a method that has ended", interp.span)
    interp.frame = frame
    return None


def branch(interp: Interpreter, value: Tainted | Unknown, span: Span | None) -> bool:
    """Decide a condition on a value that is not known, and tell the user, once a line."""
    if isinstance(value, Tainted):
        if not isinstance(value.origin, Secret) and interp.note_once(Code.BRANCH_ON_RUNTIME, span):
            what = f"the runtime fact {value.origin.fact}" if isinstance(value.origin, Runtime) else value.origin.reason
            diagnose(interp, Code.BRANCH_ON_RUNTIME, f"this condition depends on {what}", span)
        if isinstance(value.origin, Unknown):
            interp.doubts.append(value.origin.reason)
        return taint.is_true(value)
    interp.undecided = span
    interp.doubts.append(value.reason)
    if interp.note_once(Code.UNKNOWN_VALUE, span):
        diagnose(interp, Code.UNKNOWN_VALUE, f"this condition is taken as false: {value.reason}", span)
    return False


def _shown_part(interp: Interpreter, part: str | Hole) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part.origin, Secret):
        interp.secrets.setdefault(part.sample, part.origin.name)
        return f"<secret {part.origin.name}>"
    return part.sample
