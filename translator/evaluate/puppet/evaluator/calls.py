"""Calls: `include ntp`, `$x.map |$y| {…}`, `Integer('5')`. The function's name and values in, its result out."""

from __future__ import annotations

from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.evaluator.closures import Closure
from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles, located
from translator.evaluate.puppet.evaluator.labels import a_label
from translator.evaluate.puppet.evaluator.literals import unfolded
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.uris import Uri
from translator.evaluate.puppet.values import Value
from translator.parse.puppet import ast


@handles(ast.CallNamedFunction)
def named(node: ast.CallNamedFunction, scope: Scope) -> Value:
    functor = node.functor
    if isinstance(functor, ast.QualifiedName):
        return _call(functor.value, unfolded(node.arguments, scope), node, scope)
    if _is_type(functor):
        return _call("new", [evaluate(functor, scope), *unfolded(node.arguments, scope)], node, scope)
    if isinstance(functor, ast.RenderString):
        message = "Ambiguous EPP parameter expression. Probably missing '<%-' before parameters to remove"
        raise failure(f"{message} leading whitespace", node)
    what = f"{a_label(functor, capital=True)} is unacceptable as function name in {a_label(node)}"
    raise failure(f"Illegal expression. {what}", functor)


def _is_type(functor: ast.Node) -> bool:
    if isinstance(functor, ast.Access):
        functor = functor.left
    return isinstance(functor, ast.QualifiedReference)


@handles(ast.CallMethod)
def method(node: ast.CallMethod, scope: Scope) -> Value:
    receiver = unfolded((node.receiver,), scope)
    arguments = unfolded(node.arguments, scope)
    member = (
        receiver[0].member(node.name.value)
        if len(receiver) == 1 and isinstance(receiver[0], (ObjectValue, Uri))
        else None
    )
    if member is not None:
        return member(*arguments, block=Closure(node.block, scope) if node.block is not None else None)
    return _call(node.name.value, [*receiver, *arguments], node, scope)


def _call(name: str, arguments: list[Value], node: ast.CallNamedFunction | ast.CallMethod, scope: Scope) -> Value:
    block = Closure(node.block, scope) if node.block is not None else None
    try:
        return scope.compilation.call(name, tuple(arguments), scope=scope, span=node.span, block=block)
    except PuppetError as error:
        if error.span is node.span and _bare(error):
            raise located(error, node) from error
        raise


def _bare(error: PuppetError) -> bool:
    """Whether an error about a call does not yet say that it is one."""
    known = ("Error while evaluating", "Unknown function:")
    return not isinstance(error, PlainError) and not error.message.startswith(known)


@handles(ast.Lambda)
def lambda_(node: ast.Lambda, scope: Scope) -> Value:
    return Closure(node, scope)
