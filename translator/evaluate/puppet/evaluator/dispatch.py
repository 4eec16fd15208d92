"""The evaluator's heart: a node and a scope in, its value out. The other files of this folder file a handler a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar

from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.evaluator.labels import a_label
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.parse.puppet import ast

Handler: TypeAlias = Callable[[Any, Scope], Value]
AnyHandler = TypeVar("AnyHandler", bound=Handler)

HANDLERS: Final[dict[type[ast.Node], Handler]] = {}


def handles(*nodes: type[ast.Node]) -> Callable[[AnyHandler], AnyHandler]:
    """Return a decorator that files its function as what evaluates nodes of these classes."""

    def decorate(handler: AnyHandler) -> AnyHandler:
        for node in nodes:
            HANDLERS[node] = handler
        return handler

    return decorate


def evaluate(node: ast.Node | None, scope: Scope) -> Value:
    """Return the value of a node; a PuppetError without a place gets the place and the name of the innermost one."""
    if node is None:
        return None
    try:
        return HANDLERS[type(node)](node, scope)
    except PuppetError as error:
        if error.span is None:
            raise located(error, node) from error
        raise


def located(error: PuppetError, node: ast.Node) -> PuppetError:
    """Return an error that a node's evaluation met, as Puppet words it, at that node."""
    if isinstance(error, PlainError):
        error.span = error.span or node.span
        return error
    message = f"Error while evaluating {a_label(node)}, {error.message}"
    return PuppetError(message, node.span, error.code)


def failure(message: str, node: ast.Node) -> PuppetError:
    """Return the error with a message at a node."""
    return PuppetError(message, node.span)


def is_true(value: Value, scope: Scope, node: ast.Node) -> bool:
    """Whether a value counts as true: all but undef and false. An unknown is reported and false."""
    if isinstance(value, Unknown):
        scope.compilation.branch_on_unknown(value, node.span)
        return False
    return value is not None and value is not False


def unknown_among(*values: Value) -> Unknown | None:
    """Return the first value that cannot be known, if there is one."""
    return next((value for value in values if isinstance(value, Unknown)), None)
