"""Trees kept between runs: a file whose text was parsed before is loaded instead, about four times as fast.

In: a Source. Out: the tree that the parser would make of it, or None when it is not kept.

A tree's key is its text and the parser's own code, so that a changed parser never meets an old tree. The bytes are a
pickle that can name nothing but tree nodes: reading one that somebody has tampered with gives a tree or nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import pickle
import shutil
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from grammars import grammar_text
from translator.cache import cache_folder, save
from translator.location import Source, Span

_MOST_TREES: Final = 20_000


class TheSource:
    """Stands for the Source that the tree was made of."""


class TreeStore:
    """The kept trees of one language: `grammar` is its grammar's name, `nodes` the module of its tree's classes.

    The parser is what lies in the folder of `nodes`, and `parts` that lie elsewhere.
    """

    def __init__(
        self, grammar: str, nodes: ModuleType, folder: Path | None = None, parts: tuple[Path, ...] = ()
    ) -> None:
        self._grammar = grammar
        self._nodes = nodes
        self._parts = parts
        self._base = folder
        self._current = [Source("", "")]  # where the tree that is being loaded stands
        self._room_made = False

    @cached_property
    def _folder(self) -> Path:
        """The folder of this very parser; those of other versions of it are next to it."""
        digest = hashlib.sha256(grammar_text(self._grammar).encode())
        for path in (*sorted(Path(self._nodes.__file__ or "").parent.rglob("*.py")), *self._parts):
            digest.update(path.read_bytes())
        base = self._base or cache_folder()
        return base / f"{Path(self._grammar).stem}-trees" / digest.hexdigest()[:20]

    @cached_property
    def _builders(self) -> dict[str, Callable[..., Any]]:
        classes = {name: item for name, item in vars(self._nodes).items() if isinstance(item, type)}
        made = {name: _builder(item, self._current) for name, item in classes.items() if is_dataclass(item)}
        return {**made, "Span": Span, TheSource.__name__: lambda: self._current[0]}

    def get(self, source: Source) -> Any:
        """Return the tree of the source, its spans in this very Source; None when it is not kept."""
        with contextlib.suppress(OSError, pickle.UnpicklingError, ValueError, EOFError, AttributeError, TypeError):
            content = self._path(source).read_bytes()
            self._current[0] = source
            return _TreeUnpickler(io.BytesIO(content), self._builders).load()
        return None

    def put(self, source: Source, tree: Any) -> None:
        """Keep the tree for the next run; a cache that cannot be written is no error."""
        buffer = io.BytesIO()
        with contextlib.suppress(RecursionError):
            _TreePickler(buffer, protocol=5).dump(tree)
            self._make_room()
            save(self._path(source), buffer.getvalue())

    def _path(self, source: Source) -> Path:
        digest = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / digest[:2] / digest[2:40]

    def _make_room(self) -> None:
        """Once a process: drop the trees of other versions of the parser, and all when there are too many."""
        if self._room_made:
            return
        self._room_made = True
        with contextlib.suppress(OSError):
            for other in self._folder.parent.iterdir():
                if other != self._folder or sum(1 for _ in other.glob("*/*")) > _MOST_TREES:
                    shutil.rmtree(other, ignore_errors=True)


class _TreePickler(pickle.Pickler):
    """Writes a node as its class and its fields, its span as two numbers first, and the Source as a mark."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Source):
            return TheSource, ()
        if not is_dataclass(value) or isinstance(value, type):
            return NotImplemented
        _, start, end = value.span  # type: ignore[attr-defined]
        others = (getattr(value, field.name) for field in fields(value) if field.name != "span")
        return type(value), (start, end, *others)


class _TreeUnpickler(pickle.Unpickler):
    """Builds nodes and strings, and nothing else."""

    def __init__(self, file: io.BytesIO, builders: dict[str, Callable[..., Any]]) -> None:
        super().__init__(file)
        self._builders = builders

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._builders[name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a tree") from None


def _builder(node: type, current: list[Source]) -> Callable[..., Any]:
    """Return a function that makes a node of its fields, without the checks of a frozen dataclass's own."""
    names = [field.name for field in fields(node) if field.name != "span"]
    slots = tuple(getattr(node, name).__set__ for name in names)
    put_span = node.span.__set__  # type: ignore[attr-defined]
    new, new_tuple = object.__new__, tuple.__new__

    def build(start: int, end: int, *values: Any) -> Any:
        made: Any = new(node)
        put_span(made, new_tuple(Span, (current[0], start, end)))
        for put, value in zip(slots, values, strict=True):
            put(made, value)
        return made

    return build
