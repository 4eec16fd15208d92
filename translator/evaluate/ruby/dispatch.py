"""The table from a node's class to the function that evaluates it; files of this folder register theirs by decorator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.objects import Value
from translator.parse.ruby.ast import Node

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Handler: TypeAlias = "Callable[[Interpreter, Any, Frame], Value]"

EVAL: dict[type[Node], Handler] = {}


def evaluates(*kinds: type[Node]) -> Callable[[Handler], Handler]:
    """Register a function (interpreter, node, frame) → value for node classes."""

    def decorate(handler: Handler) -> Handler:
        for kind in kinds:
            assert kind not in EVAL, kind
            EVAL[kind] = handler
        return handler

    return decorate
