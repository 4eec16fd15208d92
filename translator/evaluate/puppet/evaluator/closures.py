"""What can be called with values: lambdas, functions in Puppet's language, EPP templates. Arguments in, result out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import LeaveFunction, LeaveLambda, PuppetError
from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure
from translator.evaluate.puppet.scope import ParameterFrame, Scope
from translator.evaluate.puppet.types.model import (
    ANY,
    INF,
    AnyType,
    ArrayType,
    CallableType,
    IntegerType,
    OptionalType,
    PType,
    StringType,
    StructElement,
    StructType,
    TupleType,
)
from translator.evaluate.puppet.values import Value
from translator.parse.puppet import ast

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation


class Closure:
    """Parameters and a body with the scope that they were written in."""

    name = "lambda"

    def __init__(self, node: ast.Lambda | ast.FunctionDefinition, scope: Scope) -> None:
        self.node = node
        self.scope = scope
        self._plain = all(_is_plain(parameter) for parameter in node.parameters) and node.return_type is None
        self._type: CallableType | None = None
        self._returns: PType | None = None

    # --- what it takes

    @property
    def parameter_count(self) -> tuple[int, int | None]:
        """The least and the most arguments; None when there is no most."""
        if self._plain:
            return len(self.node.parameters), len(self.node.parameters)
        parameters = self.callable_type.parameters
        assert parameters is not None
        size = parameters.size_range
        return int(size.low), None if size.high == INF else int(size.high)

    @property
    def callable_type(self) -> CallableType:
        """Its type: Callable[Integer, Optional[String]] and alike."""
        if self._type is None:
            self._type = self._make_type()
        return self._type

    def _make_type(self) -> CallableType:
        types: list[PType] = []
        least, most = 0, 0.0
        optional = False
        for parameter in self.node.parameters:
            kind, low, high = self._parameter_type(parameter)
            types.append(kind)
            if low and optional:
                raise failure(
                    f"Parameter ${parameter.name} is required but appears after optional parameters", parameter
                )
            optional = optional or low == 0
            least, most = least + low, most + high
        return CallableType(TupleType(tuple(types), IntegerType(least, most)), None, self.return_type)

    def _parameter_type(self, parameter: ast.Parameter) -> tuple[PType, int, float]:
        kind = self._typed(parameter)
        if parameter.captures_rest and isinstance(kind, ArrayType):
            return kind.element, int(kind.size_range.low), kind.size_range.high
        if parameter.captures_rest:
            return kind, 0, INF
        return kind, 0 if parameter.default is not None else 1, 1

    def _typed(self, parameter: ast.Parameter) -> PType:
        return ANY if parameter.type_expr is None else self._evaluated_type(parameter.type_expr)

    def _evaluated_type(self, node: ast.Node) -> PType:
        kind = evaluate(node, self.scope)
        return kind if isinstance(kind, PType) else ANY

    @property
    def return_type(self) -> PType:
        if self._returns is None:
            self._returns = ANY if self.node.return_type is None else self._evaluated_type(self.node.return_type)
        return self._returns

    # --- running

    def call(self, *arguments: Value) -> Value:
        """Run it with values."""
        return self.call_in(self.scope, arguments)

    def call_in(self, scope: Scope, arguments: Sequence[Value]) -> Value:
        """Run it with values in a scope; PuppetError when they do not fit its parameters."""
        budget = scope.compilation.budget
        budget.enter(self.node.span)
        try:
            return self._run(scope, self._bindings(scope, arguments))
        finally:
            budget.leave()

    def _bindings(self, scope: Scope, arguments: Sequence[Value]) -> dict[str, Value]:
        names = self.node.parameters
        if self._plain and len(names) == len(arguments):
            return {parameter.name: value for parameter, value in zip(names, arguments, strict=True)}
        bindings = self._combined(scope, arguments)
        self._check(self._final(bindings))
        return bindings

    def _final(self, bindings: Mapping[str, Value]) -> tuple[Value, ...]:
        final: list[Value] = []
        for parameter in self.node.parameters:
            value = bindings[parameter.name]
            if parameter.captures_rest:
                final.extend(value)
            else:
                final.append(value)
        return tuple(final)

    def _check(self, arguments: tuple[Value, ...]) -> None:
        from translator.evaluate.puppet.types.signatures import check_closure

        check_closure(self.name, self.callable_type, arguments, [parameter.name for parameter in self.node.parameters])

    def _combined(self, scope: Scope, arguments: Sequence[Value]) -> dict[str, Value]:
        with scope.with_parameters(self.name, [parameter.name for parameter in self.node.parameters]) as frame:
            for index, parameter in enumerate(self.node.parameters):
                frame.values[parameter.name] = self._argument(frame, parameter, arguments[index:], scope)
            return frame.assigned()

    def _argument(self, frame: ParameterFrame, parameter: ast.Parameter, rest: Sequence[Value], scope: Scope) -> Value:
        use_default = not rest or (parameter.captures_rest and len(rest) == 1 and rest[0] is None)
        if use_default and parameter.default is not None:
            value = default_value(frame, parameter, scope)
            return value if not parameter.captures_rest or isinstance(value, tuple) else (value,)
        if parameter.captures_rest:
            return tuple(rest)
        if not rest:
            raise PuppetError(f"Parameter ${parameter.name} is required but no value was given", parameter.span)
        return rest[0]

    def _run(self, scope: Scope, bindings: Mapping[str, Value]) -> Value:
        with scope.with_locals(bindings):
            try:
                result = evaluate(self.node.body, scope)
            except LeaveLambda as leaving:
                if isinstance(leaving, LeaveFunction):
                    raise
                result = leaving.value
        return self._returned(result)

    def _returned(self, result: Value) -> Value:
        if self.node.return_type is None:
            return result
        from translator.evaluate.puppet.types.mismatch import assert_instance

        return assert_instance(f"value returned from {self.name}", self.return_type, result)


def default_value(frame: ParameterFrame, parameter: ast.Parameter, scope: Scope) -> Value:
    """Return the value of a parameter's default expression; it may read the parameters before."""
    frame.current = parameter.name
    kept = scope.frame
    try:
        return evaluate(parameter.default, scope)
    finally:
        scope.frame = kept


def _is_plain(parameter: ast.Parameter) -> bool:
    return parameter.type_expr is None and parameter.default is None and not parameter.captures_rest


class NamedClosure(Closure):
    """A function: `return` ends it, and it is known by its name."""

    def __init__(self, node: ast.FunctionDefinition, scope: Scope) -> None:
        super().__init__(node, scope)
        self.name = node.name

    def _bindings(self, scope: Scope, arguments: Sequence[Value]) -> dict[str, Value]:
        if not (self._plain and len(self.node.parameters) == len(arguments)):
            self._check(tuple(arguments))
        return super()._bindings(scope, arguments)

    def _run(self, scope: Scope, bindings: Mapping[str, Value]) -> Value:
        with scope.with_locals(bindings):
            try:
                result = evaluate(self.node.body, scope)
            except LeaveLambda as leaving:
                result = leaving.value
        return self._returned(result)


class PuppetFunction:
    """A function in Puppet's language: it runs at the top, or the node, and sees no other variables."""

    def __init__(self, node: ast.FunctionDefinition, compilation: Compilation) -> None:
        self.name = node.name
        self.node = node
        self._compilation = compilation
        self._closure: NamedClosure | None = None

    def call(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        """Run it; PuppetError when the arguments do not fit its parameters."""
        scope = call.scope
        assert isinstance(scope, Scope)
        if self._closure is None:
            self._closure = NamedClosure(self.node, self._compilation.top)
        with scope.global_scope.without_locals() as outer:
            return self._closure.call_in(outer, arguments)


def parameters_struct(closure: Closure) -> StructType:
    """Return the Struct of a closure's parameters, for calls by name as EPP's are."""
    elements = []
    for parameter in closure.node.parameters:
        key: PType = StringType(value=parameter.name)
        kind = closure._typed(parameter)
        elements.append(StructElement(OptionalType(key) if parameter.default is not None else key, kind))
    return StructType(tuple(elements))


def is_any(kind: PType) -> bool:
    """Whether everything fits a type."""
    return type(kind) is AnyType
