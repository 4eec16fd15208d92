"""Resources under construction: what was declared in, what the catalog shows out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.values import Sensitive, TracedStr, Value, origins_within
from translator.evaluate.values import Hole, Secret
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.puppet.definitions import Definition
    from translator.evaluate.puppet.scope import Scope

_TAG: Final = re.compile(r"[^\W_][\w:.-]*\Z|_[\w:.-]*\Z")


@dataclass(slots=True)
class Param:
    """One parameter: its value, where it was set and by which class; `add` for `+>`."""

    name: str
    value: Value
    span: Span | None = None
    source: Definition | None = None
    add: bool = False


class Tags:
    """The tags of a resource: lower case, qualified names with their parts."""

    __slots__ = ("names",)

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def add(self, value: Value, span: Span | None = None) -> None:
        """Add a tag, or every tag of an array; PlainError when one is no legal tag."""
        for item in _flat(value):
            name = str(item).lower()
            if not is_tag(name):
                raise PlainError(f"Invalid tag '{name}'", span)
            self._add(name)

    def add_if_valid(self, name: str) -> None:
        if is_tag(name):
            self._add(name.lower())

    def merge(self, other: Tags) -> None:
        self.names.update(other.names)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def _add(self, name: str) -> None:
        if name in self.names:
            return
        self.names[name] = None
        if "::" in name:
            self.names.update(dict.fromkeys(name.split("::")))


def is_tag(name: str) -> bool:
    """Whether a text can be a tag."""
    return _TAG.match(name) is not None


def _flat(value: Value) -> Iterable[Value]:
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _flat(item)
    elif value is not None:
        yield value


def type_text(name: str) -> str:
    """Return a resource type's name as references write it: "apache::vhost" → "Apache::Vhost"."""
    name = name.removeprefix("::")
    return name if name[:1].isascii() and name[:1].isupper() else "::".join(map(str.capitalize, name.split("::")))


def title_text(type_name: str, title: str) -> str:
    """Return a title as the catalog has it: those of classes are written as types."""
    if type_name != "Class":
        return title
    return "main" if title == "" else type_text(title)


class PuppetResource:
    """A declared resource.

    `definition` is its class, define or node, None for a native type; `native` what is known of a native type.
    `main` marks Stage[main] and Class[main]. `raw_title` is an integer and the like where create_resources was given one.
    """

    __slots__ = (
        "definition", "evaluated", "evaluation_finished", "exported", "finished", "main", "native", "params", "raw_title",
        "scope", "sensitive", "source", "span", "tags", "title", "type", "virtual",
    )  # fmt: skip

    def __init__(
        self,
        type_name: str,
        title: Value,
        scope: Scope,
        *,
        definition: Definition | None = None,
        native: Any = None,
        params: Iterable[Param] = (),
        span: Span | None = None,
        virtual: bool = False,
        exported: bool = False,
        source: Definition | None = None,
        main: bool = False,
        with_defaults: bool = True,
    ) -> None:
        self.type = type_text(type_name)
        self.title = title_text(self.type, str(title))
        self.raw_title: Value = self.title if isinstance(title, str) else title
        self.scope = scope
        self.definition = definition
        self.native = native
        self.params: dict[str, Param] = {}
        self.span = span
        self.virtual = virtual or exported
        self.exported = exported
        self.source = source or scope.source
        self.main = main
        self.tags = Tags()
        self.sensitive: list[str] = []
        self.evaluated = False
        self.evaluation_finished = False
        self.finished = False
        self._take(params)
        self.tags.add(self.type)
        if not self.shows_name:
            self.tags.add_if_valid(self.title)
        if with_defaults:
            self._add_defaults()

    def _take(self, params: Iterable[Param]) -> None:
        for param in params:
            if param.name in self.params:
                raise PuppetError(f"Duplicate parameter '{param.name}' for on {self}", self.span)
            self.set(param)

    def _add_defaults(self) -> None:
        for name, param in self.scope.defaults_for(self.type).items():
            if name not in self.params:
                self.params[name] = replace(param)
                if name == "tag":
                    self.tags.add(param.value, self.span)

    def __str__(self) -> str:
        return f"{self.type}[{self.title}]"

    __repr__ = __str__

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.title

    @property
    def is_class(self) -> bool:
        return self.type == "Class"

    @property
    def name(self) -> Value:
        """What $name is inside: the parameter of that name, else the title."""
        return self.get("name") or self.raw_title

    @property
    def shows_name(self) -> bool:
        """Whether the catalog shows the title as name too: for titles that are no strings in Puppet (a symbol, 80)."""
        return self.main or not isinstance(self.raw_title, str)

    def get(self, name: str) -> Value:
        """Return a parameter's value, None when it is not set; "title" is one of them."""
        if name == "title":
            return self.title
        param = self.params.get(name)
        return param.value if param is not None else None

    def set(self, param: Param) -> None:
        """Set a parameter, whatever was there."""
        if param.name == "tag":
            self.tags.add(param.value, self.span)
        self.params[param.name] = param

    def put(self, name: str, value: Value) -> None:
        """Set a parameter to a value that nobody wrote."""
        self.set(Param(name, value, source=self.source))

    # --- overrides

    def merge(self, other: PuppetResource) -> None:
        """Take the parameters of an override; PuppetError when it stands where it may not override."""
        loaders = self.scope.compilation.loaders
        if self.source is not other.source and not (other.source and other.source.is_child_of(self.source, loaders)):
            raise PlainError("Only subclasses can override parameters", other.span)
        if self.evaluated:
            self._warn_of_late_override(other)
        for param in other.params.values():
            self._override(param)

    def _warn_of_late_override(self, other: PuppetResource) -> None:
        place = f", defined at {error_location(self.span)}," if self.span is not None else ""
        message = f"Attempt to override an already evaluated resource{place} with new values"
        self.scope.compilation.strictly(message, other.span)

    def _override(self, param: Param) -> None:
        current = self.params.get(param.name)
        if current is None:
            self.set(param)
            return
        if self.scope.is_default(self.type, param.name, param.value):
            return
        if not self._may_replace(current, param):
            raise PlainError(self._already_set(current, param), param.span)
        if param.add:
            param = replace(param, value=tuple(_flat_keeping_undef((current.value, param.value))))
        self.set(param)

    def _may_replace(self, current: Param, param: Param) -> bool:
        loaders = self.scope.compilation.loaders
        if param.source is not None and param.source.is_child_of(current.source, loaders):
            return True
        return param.source is current.source and self.scope.is_default(self.type, param.name, current.value)

    def _already_set(self, current: Param, param: Param) -> str:
        by = f" by {current.source}" if current.source is not None else ""
        at = f" at {error_location(current.span)}" if current.span is not None else ""
        return f"Parameter '{param.name}' is already set on {self}{by}{at}; cannot redefine"

    # --- the end

    def finish_evaluation(self) -> None:
        """Take the tags of the class or define around it."""
        if self.evaluation_finished:
            return
        around = self.scope.resource
        if around is not None and around is not self:
            self.tags.merge(around.tags)
        self.evaluation_finished = True

    def finish(self) -> None:
        """Take the tags, and unwrap parameters that are Sensitive."""
        if self.finished:
            return
        self.finished = True
        self.finish_evaluation()
        for name, param in self.params.items():
            if isinstance(param.value, Sensitive):
                self.sensitive.append(name)
                self.params[name] = replace(param, value=_secret(param.value.value, f"{self} {name}"))

    def tagged(self, names: Iterable[str]) -> bool:
        """Whether the resource, or the one around it, has one of the tags (in lower case)."""
        wanted = list(names)
        if any(name in self.tags for name in wanted):
            return True
        around = self.scope.resource
        return around is not None and around is not self and around.tagged(wanted)


def _secret(value: Value, name: str) -> Value:
    """Return what a Sensitive held, its strings marked as secret."""
    match value:
        case str() if not origins_within(value) and value:
            return TracedStr([Hole(Secret(name), value)])
        case tuple():
            return tuple(_secret(item, name) for item in value)
        case dict():
            return {key: _secret(item, name) for key, item in value.items()}
        case _:
            return value


def error_location(span: Span | None) -> str:
    """Return a place as Puppet's messages have it: `(file: x.pp, line: 3)`; "" without one."""
    return f"(file: {span.path}, line: {span.line})" if span is not None else ""


def _flat_keeping_undef(value: Value) -> Iterable[Value]:
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _flat_keeping_undef(item)
    else:
        yield value
