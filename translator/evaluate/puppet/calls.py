"""Functions and how they are called: what functions/, the Ruby bridge and the evaluator agree on.

A core function is one file, functions/<name>.py (alike ones may share a file):

    downcase = core_function("downcase")

    @downcase.signature("Numeric")
    def number(call: Call, value: Value) -> Value: ...

    @downcase.signature("String")
    def text(call: Call, value: str) -> Value: ...

Signatures are tried in order, as Puppet's dispatchers are; of several on one body the lowest comes first. Parameter types are in Puppet's own language; a last one
"*T" is repeated (none or more), "+T" at least once, "?T" may be left out. `block` is a Callable type, with a leading
"?" when the block may be left out; without `block` the function takes none. `names` are for error messages.
They are parsed when the function is first called; `local_types` are aliases that only this function's types may name.

    @compare.mismatch("Any", "Any", "*Any")
    def not_comparable(call: Call, *arguments: Value) -> str: ...

is tried in its turn like a signature; what it returns is the rest of the error's text.

An argument that is Unknown as a whole makes the result that Unknown, and a result is marked with the origins of all
arguments (`values.derived`). Functions that pass values on, run blocks or see to origins themselves are made with
`core_function(name, origins=True)` and get everything as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import Value, derived
from translator.evaluate.values import Unknown
from translator.location import Span
from translator.registry import Registry


class Closure(Protocol):
    """A lambda with the scope it was written in, or anything else that can be called with values."""

    def call(self, *arguments: Value) -> Value:
        """Run it; PuppetError when the arguments do not fit its parameters."""
        ...

    @property
    def parameter_count(self) -> tuple[int, int | None]:
        """The least and the most arguments that it takes; None when there is no most."""
        ...

    @property
    def callable_type(self) -> Value:
        """Its type as a Callable (types/model.py)."""
        ...


class Scope(Protocol):
    """Where a call stands: variables, and what is around them. The evaluator's own class is evaluate/puppet/scope.py."""

    def lookup(self, name: str, span: Span | None = None) -> Value:
        """Return a variable's value, None when it is not set; names are as written, without the $."""
        ...

    def exists(self, name: str) -> bool: ...

    def to_hash(self) -> dict[str, Value]:
        """Return all variables that can be read here by a plain name; those that are undef are left out."""
        ...

    def exchange(self, name: str, new: Value) -> None:
        """Give a variable, and the parameter that it stands for, what Ruby code has made of its value in place."""
        ...

    @property
    def evaluation(self) -> Any:
        """The compilation this scope is part of (compiler.Compilation): loaders, catalog, lookup, facts, diagnostics."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: the scope it is made from, its block and where it stands."""

    scope: Scope
    span: Span | None
    block: Closure | None = None
    name: str = ""

    def function(self, name: str, *arguments: Value, block: Closure | None = None) -> Value:
        """Call another function by name, as `call_function` does."""
        return self.scope.evaluation.call(name, arguments, scope=self.scope, span=self.span, block=block)


class Function(Protocol):
    """Anything callable by name: a core function, one in Puppet's language, one in a module's Ruby."""

    name: str

    def call(self, call: Call, arguments: tuple[Value, ...]) -> Value: ...


Body: TypeAlias = Callable[..., Value]
AnyBody = TypeVar("AnyBody", bound=Body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One way to call a function: parameter types as text, the block's type, and what runs.

    With `mismatch` it stands for a wrong way to call it: `body` says what is wrong.
    """

    parameters: tuple[str, ...]
    names: tuple[str, ...] = ()
    block: str = ""
    body: Body
    mismatch: bool = False


class CoreFunction:
    """A function of Puppet's core, built of its signatures."""

    def __init__(self, name: str, *, origins: bool = False, local_types: dict[str, str] | None = None) -> None:
        self.name = name
        self.signatures: list[Signature] = []
        self.local_types: dict[str, str] = local_types or {}
        self._sees_origins = origins

    def signature(self, *parameters: str, block: str = "", names: tuple[str, ...] = ()) -> Callable[[AnyBody], AnyBody]:
        """Return a decorator that files its function as the next way to call this one."""

        def decorate(body: AnyBody) -> AnyBody:
            self.signatures.append(Signature(parameters=parameters, names=names, block=block, body=body))
            return body

        return decorate

    def mismatch(self, *parameters: str, block: str = "") -> Callable[[AnyBody], AnyBody]:
        """Return a decorator that files its function as what explains a wrong call of these types."""

        def decorate(body: AnyBody) -> AnyBody:
            self.signatures.append(Signature(parameters=parameters, block=block, body=body, mismatch=True))
            return body

        return decorate

    def call(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        """Run the first signature that fits; PuppetError, worded as Puppet words it, when none does."""
        from translator.evaluate.puppet.types import signatures

        chosen = signatures.chosen(self, call, arguments)
        if chosen.mismatch:
            raise PuppetError(f"'{self.name}' {chosen.body(call, *arguments)}", call.span)
        if self._sees_origins:
            return chosen.body(call, *arguments)
        unknown = next((argument for argument in arguments if isinstance(argument, Unknown)), None)
        return derived(chosen.body(call, *arguments), *arguments) if unknown is None else unknown


CORE: Final[Registry[Function]] = Registry("function")


def core_function(name: str, *, origins: bool = False, local_types: dict[str, str] | None = None) -> CoreFunction:
    """Make a function of Puppet's core and file it in CORE; with `origins` it sees to its values' origins itself."""
    function = CoreFunction(name, origins=origins, local_types=local_types)
    CORE.add(name, function)
    return function
