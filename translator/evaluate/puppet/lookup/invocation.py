"""One look-up under way: the scope it is made from, overrides and defaults, and the keys being looked up around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.lookup.errors import ArgumentFailure, LookupFailure
from translator.evaluate.puppet.lookup.keys import LookupKey
from translator.evaluate.puppet.values import Value

if TYPE_CHECKING:
    from translator.evaluate.puppet.lookup.state import State

_CALLING = ("calling_class", "calling_class_path", "calling_module")


class Invocation:
    """What one look-up knows. One that is made while another runs is part of it and shares its stack of keys."""

    def __init__(
        self,
        state: State,
        scope: Any,
        overrides: Mapping[str, Value] | None = None,
        defaults: Mapping[str, Value] | None = None,
        module: str | None = None,
    ) -> None:
        around = state.current
        self.state = state
        self.scope = scope
        self.overrides = overrides or {}
        self.defaults = defaults or {}
        self.module = module
        self.top = ""
        self.names: list[str] = around.names if around is not None else []
        self.old_scope = False
        self.global_only: bool = around is not None and around.global_only
        self.old_function: bool = around is not None and around.old_function
        self.location_overrides: tuple[str, ...] = around.location_overrides if around is not None else ()

    def within(self) -> Invocation:
        """Return one for a look-up inside this one, with the same scope, overrides and defaults."""
        return Invocation(self.state, self.scope, self.overrides, self.defaults)

    @contextmanager
    def running(self, key: LookupKey, module: str | None = None) -> Iterator[None]:
        """Be the current look-up, of `key`, for a while."""
        around = self.state.current
        self.module = module or key.module
        self.top = key.text
        self.state.current = self
        try:
            yield
        finally:
            self.state.current = around

    @contextmanager
    def checked(self, name: str) -> Iterator[None]:
        """Note that a key is being looked up; errors within become failures of the look-up."""
        if name in self.names:
            raise LookupFailure(f"Recursive lookup detected in [{', '.join(self.names)}]")
        self.names.append(name)
        try:
            yield
        except (PlainError, ArgumentFailure):
            raise
        except PuppetError as error:
            raise LookupFailure(error.message, error.span) from error
        finally:
            self.names.pop()

    def variable(self, name: str) -> tuple[bool, Value]:
        """Return whether a variable is set in the scope, and its value."""
        if self.old_scope and name in _CALLING:
            return True, self._calling(name)
        if not self.scope.exists(name):
            return False, None
        value = self.scope.lookup(name)
        return True, None if self.old_scope and value == "" else value

    def _calling(self, name: str) -> Value:
        """Return what Hiera 3 adds to a scope: which class or module calls."""
        if name == "calling_module":
            return self.scope.lookup("module_name") if self.scope.exists("module_name") else None
        scope = self.scope
        while scope is not None:
            source = getattr(scope, "source", None)
            if source is not None and source.kind == "class":
                lower = str(source.name).lower()
                return lower.replace("::", "/") if name == "calling_class_path" else lower
            scope = getattr(scope, "parent", None)
        return None
