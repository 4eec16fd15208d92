"""The state of running code: a Frame per method, class body or block run, and the signals that jump between them."""

from __future__ import annotations

from typing import Any

from translator.evaluate.ruby.objects import RClass, RProc, RubyError, RubyMethod, Value
from translator.location import Span


class Frame:
    """One run of a method, block, class body or file.

    `parent` is the frame a block closes over (None else); `home` is the frame that `return` leaves. `definee` is
    where `def` puts methods: a class, or any other object for its singleton class; None means the innermost module.
    """

    __slots__ = (
        "block",
        "caller",
        "definee",
        "depth",
        "home",
        "lexical",
        "locals",
        "match",
        "method",
        "module_function",
        "parent",
        "proc",
        "self_value",
        "span",
        "visibility",
    )

    def __init__(
        self,
        self_value: Value,
        lexical: tuple[RClass, ...],
        caller: Frame | None,
        span: Span | None,
        method: RubyMethod | None = None,
        block: RProc | None = None,
    ) -> None:
        self.self_value = self_value
        self.lexical = lexical
        self.caller = caller
        self.span = span  # of the call that made this frame
        self.method = method
        self.block = block
        self.locals: dict[str, Value] = {}
        self.parent: Frame | None = None
        self.home: Frame = self
        self.proc: RProc | None = None
        self.definee: Any = None
        self.visibility = "public"
        self.module_function = False
        self.match: Any = None
        self.depth: int = 0 if caller is None else caller.depth + 1

    def get(self, name: str) -> Value:
        """Return a local variable, nil when it was never set."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.locals:
                return frame.locals[name]
            frame = frame.parent
        return None

    def set(self, name: str, value: Value) -> None:
        """Assign a local variable where it lives, here when it is new."""
        if name not in self.locals:
            frame = self.parent
            while frame is not None:
                if name in frame.locals:
                    frame.locals[name] = value
                    return
                frame = frame.parent
        self.locals[name] = value

    def has(self, name: str) -> bool:
        """Tell whether a local variable of that name has been set."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.locals:
                return True
            frame = frame.parent
        return False

    def visible_names(self) -> list[str]:
        """Return the names of the local variables, innermost first."""
        names: dict[str, None] = {}
        frame: Frame | None = self
        while frame is not None:
            names.update(dict.fromkeys(frame.locals))
            frame = frame.parent
        return list(names)


class Signal(BaseException):
    """A jump on its way to the frame it ends in; not an Exception, so that no native method swallows it."""

    def __init__(self, frame: Frame | None, value: Value = None) -> None:
        super().__init__()
        self.frame = frame
        self.value = value


class StopWaiting(RubyError):
    """Code that sleeps again and again for what never happens here; the loop around it ends."""


class BreakSignal(Signal):
    """`break` out of the loop or the call whose block runs in `frame`."""


class NextSignal(Signal):
    """`next` in the loop or block of `frame`."""


class RedoSignal(Signal):
    """`redo` of the loop or block of `frame`."""


class RetrySignal(Signal):
    """`retry` of the begin whose rescue runs in `frame`."""


class ReturnSignal(Signal):
    """`return` from the method or lambda of `frame`."""


class ThrowSignal(Signal):
    """`throw tag, value`."""

    def __init__(self, tag: Value, value: Value) -> None:
        super().__init__(None, value)
        self.tag = tag
