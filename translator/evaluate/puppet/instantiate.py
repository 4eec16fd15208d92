"""Running the code of a class, define or node: a resource in; its parameters set, its body evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.puppet.definitions import METAPARAMETERS, Definition
from translator.evaluate.puppet.errors import LeaveIteration, LeaveLambda, PlainError, PuppetError
from translator.evaluate.puppet.evaluator import evaluate
from translator.evaluate.puppet.evaluator.closures import default_value
from translator.evaluate.puppet.resources import PuppetResource
from translator.evaluate.puppet.scope import ParameterFrame, Scope
from translator.evaluate.puppet.types.model import ANY, OptionalType, StringType, StructElement, StructType
from translator.evaluate.puppet.values import Sensitive, Value

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation


def evaluate_resource(resource: PuppetResource) -> None:
    """Evaluate a class, define or node once; PuppetError as Puppet words it."""
    if resource.evaluated:
        return
    resource.evaluated = True
    if resource.definition is None:
        raise PuppetError(f"Cannot find definition {resource.type}")
    resource.finish_evaluation()
    compilation = resource.scope.compilation
    compilation.budget.enter(resource.span)
    try:
        _evaluate(resource, resource.definition, compilation)
    finally:
        compilation.budget.leave()


def _evaluate(resource: PuppetResource, definition: Definition, compilation: Compilation) -> None:
    outer = _parent_scope(resource, definition, compilation) or resource.scope
    scope = outer if resource.main else Scope(compilation, parent=outer, source=definition, resource=resource)
    if definition.kind != "define":
        compilation.catalog.add_class(definition.name)
    _set_parameters(resource, definition, scope)
    compilation.add_edge_to_stage(resource)
    _run(definition, scope, resource)


def _run(definition: Definition, scope: Scope, resource: PuppetResource) -> None:
    with scope.guarded():
        if definition.pattern is not None:
            _set_match(definition, scope)
        try:
            for body in scope.compilation.bodies_of(definition):
                evaluate(body, scope)
        except LeaveLambda:
            return
        except LeaveIteration as leaving:
            raise PlainError("break() from context where this is illegal", leaving.span) from leaving


def _set_match(definition: Definition, scope: Scope) -> None:
    from translator.evaluate.puppet.evaluator.comparing import matches_regexp

    assert definition.pattern is not None
    matches_regexp(definition.pattern, scope.compilation.project.node_name.lower(), scope)


def _parent_scope(resource: PuppetResource, definition: Definition, compilation: Compilation) -> Scope | None:
    if not definition.parent:
        return None
    parent = compilation.parent_of(definition)
    found = compilation.catalog.find("Class", parent.name)
    if found is None:
        return None
    evaluate_resource(found)
    return resource.scope.class_scope(parent.name)


# --- parameters


def _set_parameters(resource: PuppetResource, definition: Definition, scope: Scope) -> None:
    module = resource.get("module_name") or definition.module
    if module is not None:
        scope.put("module_name", module)
    caller = resource.get("caller_module_name") or scope.parent_module
    if caller is not None:
        scope.put("caller_module_name", caller)
    if definition.kind == "class":
        _bind(resource, definition, scope)
    named = definition.kind == "class"
    scope.put("title", resource.title.lower() if named else resource.raw_title)
    scope.put("name", str(resource.name).lower() if named else resource.name)
    if definition.kind != "define":
        scope.set_class_scope(definition.name, scope)
    values = _values(resource, definition, scope)
    validate(resource, definition, values, scope.compilation)
    for name, value in values.items():
        scope.assign(name, value)


def _bind(resource: PuppetResource, definition: Definition, scope: Scope) -> None:
    """Look up the parameters that nobody has set; an undef that is found does not replace a default."""
    for parameter in definition.parameters:
        if resource.get(parameter.name) is not None:
            continue
        found, value = scope.compilation.lookup(f"{definition.name}::{parameter.name}", scope)
        if found and not (value is None and parameter.default is not None):
            resource.put(parameter.name, value)


def _values(resource: PuppetResource, definition: Definition, scope: Scope) -> dict[str, Value]:
    names = [parameter.name for parameter in definition.parameters]
    with scope.with_parameters(str(resource), names) as frame:
        for name, param in resource.params.items():
            if name not in ("name", "title"):
                frame.values[name] = param.value
        _set_defaults(resource, definition, frame, scope)
        return frame.assigned()


def _set_defaults(resource: PuppetResource, definition: Definition, frame: ParameterFrame, scope: Scope) -> None:
    for parameter in definition.parameters:
        if parameter.default is None or resource.get(parameter.name) is not None:
            continue
        value = default_value(frame, parameter, scope)
        resource.put(parameter.name, value)
        frame.values[parameter.name] = value


def validate(
    resource: PuppetResource, definition: Definition, values: dict[str, Value], compilation: Compilation
) -> None:
    """Check parameters against their types; PuppetError as Puppet words it."""
    from translator.evaluate.puppet.types.mismatch import check_parameters

    check_parameters(str(resource), struct_of(definition, compilation), values)


def validate_finished(resource: PuppetResource, definition: Definition, compilation: Compilation) -> None:
    """Check the parameters once more when overrides are in, the Sensitive ones wrapped again."""
    values = {
        name: Sensitive(param.value) if name in resource.sensitive else param.value
        for name, param in resource.params.items()
    }
    validate(resource, definition, values, compilation)


def struct_of(definition: Definition, compilation: Compilation) -> StructType:
    """Return the Struct that a definition's parameters must fit, metaparameters included."""
    if definition.struct is None:
        elements = [StructElement(OptionalType(StringType(value="name")), ANY)]
        elements += [StructElement(OptionalType(StringType(value=name)), ANY) for name in METAPARAMETERS]
        elements += [
            StructElement(
                StringType(value=parameter.name)
                if parameter.default is None
                else OptionalType(StringType(value=parameter.name)),
                ANY if parameter.type_expr is None else compilation.type_of(parameter.type_expr),
            )
            for parameter in definition.parameters
        ]
        unique = {element.name: element for element in elements}
        definition.struct = StructType(tuple(unique.values()))
    return definition.struct
