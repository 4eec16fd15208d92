"""Method lookup: the ancestors of a class in order, and which method a name finds along them, remembered per class."""

from __future__ import annotations

from typing import Any

from translator.evaluate.ruby.native import NATIVE_ARGC, TAINT_AWARE
from translator.evaluate.ruby.objects import RClass, RubyMethod

_COLLECTIONS = frozenset({"Array", "Hash", "Enumerable", "Enumerator", "MatchData", "Struct"})


class MethodEntry:
    """A method as found: what to run, who may call it, and how a native one takes tainted values."""

    __slots__ = ("argc", "is_ruby", "method", "name", "owner", "stamps", "taint_aware", "visibility")

    def __init__(self, name: str, method: Any, visibility: str, owner: RClass) -> None:
        self.name = name
        self.method = method
        self.visibility = visibility
        self.owner = owner
        self.is_ruby = isinstance(method, RubyMethod)
        self.argc = None if self.is_ruby else NATIVE_ARGC.get(method)
        self.taint_aware = not self.is_ruby and method in TAINT_AWARE
        on_class = owner.attached is not None and isinstance(owner.attached, RClass)
        self.stamps = not self.is_ruby and not self.taint_aware and (on_class or owner.name in _COLLECTIONS)


class MethodTable:
    """Finds methods; `changed()` must be called after any class, hierarchy or method changes.

    Where only methods changed `methods_changed()` does.
    """

    __slots__ = ("epoch", "hierarchy")

    def __init__(self) -> None:
        self.epoch = 0
        self.hierarchy = 0

    def changed(self) -> None:
        """Forget every cached lookup."""
        self.epoch += 1
        self.hierarchy += 1

    def methods_changed(self) -> None:
        """Forget which method a name finds; the ancestors of all classes stay as they are."""
        self.epoch += 1

    def ancestors(self, cls: RClass) -> list[RClass]:
        """Return prepended modules, the class, included modules, then the superclass's ancestors."""
        if cls.hierarchy != self.hierarchy or cls.mro is None:
            cls.mro = self._linearize(cls)
            cls.hierarchy = self.hierarchy
        return cls.mro

    def find(self, cls: RClass, name: str) -> MethodEntry | None:
        """Return the first method called `name` along the ancestors; None when there is none or it is undefined."""
        if cls.epoch != self.epoch:
            self._refresh(cls)
        try:
            found: MethodEntry | None = cls.cache[name]
        except KeyError:
            found = cls.cache[name] = self._search(self.ancestors(cls), name)
        return found

    def find_after(self, cls: RClass, owner: RClass, name: str) -> MethodEntry | None:
        """Return the method that `super` finds in a method of `owner`."""
        chain = self.ancestors(cls)
        start = chain.index(owner) + 1 if owner in chain else 0
        return self._search(chain[start:], name)

    def _search(self, chain: list[RClass], name: str) -> MethodEntry | None:
        for cls in chain:
            if name in cls.methods:
                method = cls.methods[name]
                if method is None:
                    return None
                return MethodEntry(name, method, cls.visibility.get(name, "public"), cls)
        return None

    def _refresh(self, cls: RClass) -> None:
        cls.cache = {}
        cls.epoch = self.epoch

    def _linearize(self, cls: RClass) -> list[RClass]:
        inherited = self.ancestors(cls.superclass) if cls.superclass is not None else []
        chain: list[RClass] = []
        for module in reversed(cls.prepends):
            chain.extend(item for item in self.ancestors(module) if item not in chain)
        chain.append(cls)
        for module in reversed(cls.includes):
            chain.extend(item for item in self.ancestors(module) if item not in chain and item not in inherited)
        return chain + inherited
