"""EPP templates: a template's tree, a scope and parameters in, the text out; Sensitive when something in it is."""

from __future__ import annotations

from collections.abc import Mapping

from translator.evaluate.puppet.errors import LeaveLambda
from translator.evaluate.puppet.evaluator.closures import Closure, default_value, parameters_struct
from translator.evaluate.puppet.evaluator.dispatch import evaluate, handles
from translator.evaluate.puppet.formatting import interpolated
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.values import Sensitive, Value, concat, parts_of
from translator.parse.puppet import ast

_OUTPUT = "@epp"


@handles(ast.Epp)
def template(node: ast.Epp, scope: Scope) -> Value:
    pieces: list[Value] = []
    scope.put(_OUTPUT, pieces)
    evaluate(node.body, scope)
    inner = [piece.value if isinstance(piece, Sensitive) else piece for piece in pieces]
    made = concat(part for piece in inner for part in parts_of(interpolated(piece)))
    return Sensitive(made) if any(isinstance(piece, Sensitive) for piece in pieces) else made


@handles(ast.RenderString)
def render_string(node: ast.RenderString, scope: Scope) -> Value:
    scope.find(_OUTPUT).append(node.value)


@handles(ast.Render)
def render(node: ast.Render, scope: Scope) -> Value:
    value = evaluate(node.expr, scope)
    scope.find(_OUTPUT).append(value if isinstance(value, Sensitive) else interpolated(value))


def render_template(
    program: ast.Program, parameters: Mapping[str, Value] | None, scope: Scope, *, inline: bool
) -> Value:
    """Render a template; an inline one sees the scope's variables, others those of the node or the top.

    Parameters are checked when the template declares some, or when none are given.
    """
    node = program.body
    assert isinstance(node, ast.Lambda)
    epp = node.body
    assert isinstance(epp, ast.Epp)
    enforced = epp.parameters_specified or parameters is None
    outer = scope if inline else scope.global_scope
    with outer.guarded() if inline else outer.without_locals():
        return _render(Closure(node, outer), dict(parameters or {}), outer, enforced)


def _render(template: Closure, given: dict[str, Value], scope: Scope, enforced: bool) -> Value:
    bindings = _bindings(template, given, scope) if enforced else given
    return _value(template, bindings, scope)


def _value(template: Closure, bindings: dict[str, Value], scope: Scope) -> Value:
    budget = scope.compilation.budget
    budget.enter(template.node.span)
    try:
        with scope.with_locals(bindings):
            return evaluate(template.node.body, scope)
    except LeaveLambda as leaving:
        return leaving.value
    finally:
        budget.leave()


def _bindings(template: Closure, given: dict[str, Value], scope: Scope) -> dict[str, Value]:
    from translator.evaluate.puppet.types.mismatch import check_parameters

    names = [parameter.name for parameter in template.node.parameters]
    with scope.with_parameters(template.name, names) as frame:
        frame.values.update({name: value for name, value in given.items() if value is not None})
        for parameter in template.node.parameters:
            if given.get(parameter.name) is None and parameter.default is not None:
                frame.values[parameter.name] = default_value(frame, parameter, scope)
            elif given.get(parameter.name, scope) is None:
                frame.values[parameter.name] = None
        bindings = frame.assigned()
    check_parameters(template.name, parameters_struct(template), bindings)
    return bindings
