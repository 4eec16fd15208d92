"""What core functions ask of the compilation they run in; compiler.Compilation has all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from translator.diagnostics import Diagnostic
from translator.evaluate.puppet.calls import Call, Closure, Scope
from translator.evaluate.puppet.values import Value
from translator.location import Span


class Host(Protocol):
    """A compilation, as far as functions are concerned. A `name` of a class comes without leading colons."""

    @property
    def facts(self) -> Mapping[str, Value]:
        """The node's facts, `$facts`."""
        ...

    @property
    def settings(self) -> Mapping[str, Value]:
        """Puppet's settings by name, such as "digest_algorithm"."""
        ...

    def call(
        self, name: str, arguments: Sequence[Value], *, scope: Scope, span: Span | None, block: Closure | None = None
    ) -> Value:
        """Call a function by name."""
        ...

    def report(self, diagnostic: Diagnostic) -> None:
        """Tell the user something; a diagnostic that was told before is not told again."""
        ...

    def log(self, level: str, message: str, span: Span | None) -> None:
        """Log a message of `notice()` and its like; `level` is the function's name."""
        ...

    def parse_type(self, text: str, scope: Scope) -> Value:
        """Return the type that a text names, aliases of modules included."""
        ...

    def include_classes(self, names: Sequence[str], scope: Scope, span: Span | None) -> None:
        """Evaluate the classes that are not evaluated yet, as `include` does."""
        ...

    def contain_classes(self, names: Sequence[str], scope: Scope, span: Span | None) -> None:
        """Include classes and put them into the class or define around the scope."""
        ...

    def require_classes(self, names: Sequence[str], scope: Scope, span: Span | None) -> None:
        """Include classes and make the class or define around the scope require them."""
        ...

    def has_class(self, name: str) -> bool:
        """Whether a class of this name can be loaded."""
        ...

    def has_resource_type(self, name: str) -> bool:
        """Whether a define or a native type of this name can be loaded."""
        ...

    def has_resource(self, type_name: str, title: str) -> bool:
        """Whether the catalog has this resource by now; the type "class" stands for classes."""
        ...

    def create_resources(
        self,
        type_name: str,
        titles: Sequence[str],
        parameters: Mapping[str, Value],
        *,
        virtual: bool,
        exported: bool,
        scope: Scope,
        span: Span | None,
    ) -> Sequence[Value]:
        """Declare resources as a resource expression does; return references to them."""
        ...

    def realize(self, references: Sequence[Value], scope: Scope, span: Span | None) -> None:
        """Collect virtual resources by reference, once they are there."""
        ...

    def tag(self, names: Sequence[str], scope: Scope) -> None:
        """Give the resource around the scope tags."""
        ...

    def tagged(self, name: str, scope: Scope) -> bool:
        """Whether the resource around the scope, or the catalog, has a tag."""
        ...

    def module_directory(self, module: str) -> str | None:
        """Return a module's folder as the user sees it; None when there is no such module."""
        ...

    def module_file(self, reference: str, folder: str) -> tuple[str, bytes] | None:
        """Return path and bytes of "module/file" in a module's `folder` ("files", "templates").

        An absolute path is found only inside the modules that are given; else the answer is None.
        """
        ...

    def epp(self, reference: str, parameters: Mapping[str, Value] | None, scope: Scope, span: Span | None) -> Value:
        """Render an EPP template of a module."""
        ...

    def inline_epp(self, text: str, parameters: Mapping[str, Value] | None, scope: Scope, span: Span | None) -> Value:
        """Render an EPP template given as text."""
        ...

    def template(self, path: str, text: str, scope: Scope, span: Span | None) -> Value:
        """Render ERB text; `path` is "" for an inline template."""
        ...

    def resolve_deferred(self, deferred: Value, scope: Scope, span: Span | None) -> Value:
        """Make a deferred call now."""
        ...


def host(call: Call) -> Host:
    """Return the compilation of a call."""
    return cast(Host, call.scope.evaluation)
