"""Scopes: where a piece of code stands, and what its variables are.

A `Scope` belongs to the top, a node, a class or a define that is being evaluated. Its variables lie in frames: the
first holds the scope's own variables, and lambdas, EPP templates and matches put others on top of it for a while.
What a scope does not have, its parent class has, or else the node or the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.values import Value
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation
    from translator.evaluate.puppet.definitions import Definition
    from translator.evaluate.puppet.resources import Param, PuppetResource

MISSING: Final[Any] = object()
"""What a lookup gives for a variable that nobody has set; undef is a value like others."""

_UNASSIGNED: Final[Any] = object()
BUILT_IN: Final = frozenset({"module_name", "caller_module_name"})


class Frame:
    """Variables by name; `local` frames can be assigned to."""

    __slots__ = ("parent", "values")
    local = True

    def __init__(self, parent: Frame | None, values: dict[str, Value] | None = None) -> None:
        self.parent = parent
        self.values = {} if values is None else values

    def refuse(self, name: str) -> None:
        """Complain about a variable whose value is not there yet."""


class MatchFrame(Frame):
    """What the last match has found: $0 is all of it. Numbers beyond its groups are undef."""

    __slots__ = ("groups",)
    local = False

    def __init__(self, parent: Frame | None, groups: Sequence[Value] | None) -> None:
        super().__init__(parent)
        self.groups = groups


class ParameterFrame(Frame):
    """Parameters while their defaults are evaluated: only those before may be read."""

    __slots__ = ("callee", "current")

    def __init__(self, parent: Frame | None, callee: str, names: Iterable[str]) -> None:
        super().__init__(parent, dict.fromkeys(names, _UNASSIGNED))
        self.callee = callee
        self.current = ""

    def refuse(self, name: str) -> None:
        raise _Unevaluated(self, name)

    def assigned(self) -> dict[str, Value]:
        return {name: value for name, value in self.values.items() if value is not _UNASSIGNED}


class _Unevaluated(Exception):
    def __init__(self, frame: ParameterFrame, name: str) -> None:
        super().__init__(name)
        self.frame = frame
        self.name = name


class Scope:
    """One scope. `source` is the class, define or node that it runs, `resource` what it evaluates."""

    __slots__ = ("_class_scopes", "base", "compilation", "defaults", "frame", "parent", "resource", "source")

    def __init__(
        self,
        compilation: Compilation,
        parent: Scope | None = None,
        source: Definition | None = None,
        resource: PuppetResource | None = None,
    ) -> None:
        self.compilation = compilation
        self.parent = parent
        self.source = source
        self.resource = resource
        self.base = Frame(None)
        self.frame: Frame = self.base
        self.defaults: dict[str, dict[str, Param]] = {}
        self._class_scopes: dict[str, Scope] = {}

    def __repr__(self) -> str:
        return f"Scope({self.resource})" if self.resource is not None else "Scope()"

    @property
    def evaluation(self) -> Compilation:
        """The compilation that this scope is part of."""
        return self.compilation

    # --- reading

    def find(self, name: str) -> Value:
        """Return a variable's value, MISSING when nobody has set it. `name` is as written, without the $."""
        if "::" in name:
            return self._find_qualified(name.removeprefix("::"))
        found = self._in_frames(name)
        if found is not MISSING:
            return found
        outer = self.inherited or self.enclosing
        return outer.find(name) if outer is not None else self._builtin(name)

    def lookup(self, name: str, span: Span | None = None) -> Value:
        """Return a variable's value; None, with a warning, when nobody has set it."""
        value = self.find(name)
        if value is MISSING:
            self.compilation.unknown_variable(name, span)
            return None
        return value

    def exists(self, name: str) -> bool:
        """Whether a variable is set, undef included."""
        return self.find(name) is not MISSING

    def local(self, name: str) -> Value:
        """Return the value of a variable of this very scope, else MISSING."""
        return self._in_frames(name)

    def _in_frames(self, name: str) -> Value:
        if name.isdigit():
            return self._match_group(int(name))
        frame: Frame | None = self.frame
        while frame is not None:
            if name in frame.values:
                value = frame.values[name]
                if value is _UNASSIGNED:
                    frame.refuse(name)
                return value
            frame = frame.parent
        return MISSING

    def _match_group(self, number: int) -> Value:
        frame: Frame | None = self.frame
        while frame is not None:
            if isinstance(frame, MatchFrame) and frame.groups is not None:
                return frame.groups[number] if number < len(frame.groups) else None
            frame = frame.parent
        return MISSING

    def _builtin(self, name: str) -> Value:
        return None if name in BUILT_IN or name.isdigit() else MISSING

    def _find_qualified(self, name: str) -> Value:
        """Return a variable of a class, or of the top when `name` has no colons left."""
        value = self.compilation.qualified.get(name, MISSING)
        if value is not MISSING:
            return value
        class_name, _, leaf = name.rpartition("::")
        owner = self.class_scope(class_name) if class_name and self._loads(class_name) else None
        if owner is None:
            return self._builtin(leaf) if not class_name else MISSING
        value = owner.local(leaf)
        if value is MISSING and owner.inherited is not None:
            return owner._find_qualified(f"{owner.inherited.source_name}::{leaf}")
        return value

    def _loads(self, class_name: str) -> bool:
        return self.compilation.loaders.find_class(class_name) is not None

    @property
    def source_name(self) -> str:
        return self.source.name if self.source is not None else ""

    # --- where it stands

    @property
    def inherited(self) -> Scope | None:
        """The scope of the class that this one's class inherits."""
        if self.resource is None or self.resource.type != "Class" or self.source is None or not self.source.parent:
            return None
        return self.class_scope(self.source.parent)

    @property
    def enclosing(self) -> Scope | None:
        """The node's scope or the top, whichever is nearer."""
        outer = self.parent
        while outer is not None and not (outer.is_top or outer.is_node):
            outer = outer.parent
        return outer

    @property
    def is_top(self) -> bool:
        return self is self.compilation.top

    @property
    def is_node(self) -> bool:
        return self.resource is not None and self.resource.type == "Node"

    @property
    def global_scope(self) -> Scope:
        """The node's scope or the top: where functions in Puppet's language run."""
        if self.is_top or self.is_node:
            return self
        return self.enclosing or self

    @property
    def parent_module(self) -> str | None:
        """The module of the code that declared this scope's resource."""
        return self.parent.source.module if self.parent is not None and self.parent.source is not None else None

    def class_scope(self, name: str) -> Scope | None:
        """Return the scope of an evaluated class."""
        scope: Scope | None = self
        name = name.removeprefix("::").lower()
        while scope is not None:
            if name in scope._class_scopes:
                return scope._class_scopes[name]
            scope = scope.parent
        return None

    def set_class_scope(self, name: str, scope: Scope) -> None:
        """File the scope of a class; the top keeps it."""
        self.compilation.top._class_scopes[name] = scope

    # --- writing

    def assign(self, name: str, value: Value) -> None:
        """Set a variable; PuppetError when it is set already."""
        if self.bound(name):
            raise PuppetError(f"Cannot reassign variable '${name}'")
        self.put(name, value)

    def put(self, name: str, value: Value) -> None:
        """Set a variable in the innermost frame that takes variables."""
        frame = self._assignable()
        frame.values[name] = value
        if frame is self.base:
            self._publish(name, value)

    def exchange(self, name: str, new: Value) -> None:
        """Give a variable, and the parameter that it stands for, what Ruby code has made of its value in place."""
        frame: Frame | None = self.frame
        while frame is not None and name not in frame.values:
            frame = frame.parent
        if frame is None:
            return
        frame.values[name] = new
        if frame is self.base:
            self._publish(name, new)
        if self.resource is not None and name in self.resource.params:
            self.resource.params[name].value = new

    def bound(self, name: str) -> bool:
        """Whether the innermost frame that takes variables has one of this name."""
        return name in self._assignable().values

    def _assignable(self) -> Frame:
        frame: Frame | None = self.frame
        while frame is not None and not frame.local:
            frame = frame.parent
        return frame or self.base

    def _publish(self, name: str, value: Value) -> None:
        if self.is_top:
            self.compilation.qualified[name] = value
        elif self.source is not None and self.source.kind == "class":
            self.compilation.qualified[f"{self.source.name}::{name}"] = value

    # --- frames

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Take away, at the end, the frames that were put on within."""
        kept = self.frame
        try:
            yield
        finally:
            self.frame = kept

    @contextmanager
    def with_locals(self, values: Mapping[str, Value]) -> Iterator[Scope]:
        """Run with further variables."""
        kept = self.frame
        self.frame = MatchFrame(Frame(kept, dict(values)), None)
        try:
            yield self
        finally:
            self.frame = kept

    @contextmanager
    def without_locals(self) -> Iterator[Scope]:
        """Run with the scope's own variables only."""
        kept = self.frame
        self.frame = self.base
        try:
            yield self
        finally:
            self.frame = kept

    @contextmanager
    def with_parameters(self, callee: str, names: Iterable[str]) -> Iterator[ParameterFrame]:
        """Run with a frame of parameters that are given their values one by one."""
        kept = self.frame
        self.frame = made = ParameterFrame(kept, callee, names)
        try:
            yield made
        except _Unevaluated as found:
            if found.frame is not made:
                raise
            raise PuppetError(_illegal_access(made, found.name)) from None
        finally:
            self.frame = kept

    def match(self, groups: Sequence[Value]) -> None:
        """Make what a match has found the value of $0, $1 …"""
        self.frame = MatchFrame(self.frame, groups)

    # --- defaults of resources

    def defaults_for(self, type_name: str) -> dict[str, Param]:
        """Return the defaults of a resource type here, those of the scopes around included."""
        values = dict(self.parent.defaults_for(type_name)) if self.parent is not None else {}
        values.update(self.defaults.get(type_name, {}))
        return values

    def is_default(self, type_name: str, name: str, value: Value) -> bool:
        """Whether a value is the default that holds here or around."""
        param = self.defaults.get(type_name, {}).get(name)
        if param is not None and param.value == value:
            return True
        return self.parent is not None and self.parent.is_default(type_name, name, value)

    def define_defaults(self, type_name: str, params: Iterable[Param]) -> None:
        """Set defaults of a resource type; PlainError when one is set already in this scope."""
        table = self.defaults.setdefault(type_name, {})
        for param in params:
            if param.name in table:
                message = f"Default already defined for {type_name} {{ {param.name} }}; cannot redefine"
                raise PlainError(message, param.span)
            table[param.name] = param

    # --- everything at once, for templates

    def to_hash(self) -> dict[str, Value]:
        """Return all variables that can be read here by a plain name; those that are undef are left out."""
        found = dict(self.enclosing.to_hash()) if self.enclosing is not None else {}
        if self.inherited is not None:
            found.update(self.inherited.to_hash())
        frames: list[Frame] = []
        frame: Frame | None = self.frame
        while frame is not None:
            frames.append(frame)
            frame = frame.parent
        for frame in reversed(frames):
            for name, value in frame.values.items():
                if value is None or value is _UNASSIGNED:
                    found.pop(name, None)
                else:
                    found[name] = value
        return found


def _illegal_access(frame: ParameterFrame, wanted: str) -> str:
    names = list(frame.values)
    if frame.current in names and names.index(wanted) < names.index(frame.current):
        return f"{frame.callee}: expects a value for parameter ${wanted}"
    default = f"default expression for ${frame.current}"
    return f"{frame.callee}: {default} tries to illegally access not yet evaluated ${wanted}"
