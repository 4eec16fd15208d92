"""Arrows: `A -> B ~> C` in, relationships that become before and notify of the sources at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from translator.evaluate.puppet.errors import PlainError
from translator.evaluate.puppet.evaluator.collectors import Collector
from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles
from translator.evaluate.puppet.evaluator.labels import a_label
from translator.evaluate.puppet.resources import PuppetResource, type_text
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.model import CatalogEntryType, ClassType, PType, ResourceType, TypeType
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.parse.puppet import ast

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation

End: TypeAlias = "Collector | CatalogEntryType"
_PARAMETERS: Final = {"->": "before", "<-": "before", "~>": "notify", "<~": "notify"}


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow between two ends; `parameter` is "before" or "notify"."""

    source: Any
    target: Any
    parameter: str

    def evaluate(self, compilation: Compilation) -> None:
        """Set the parameter on every source; PlainError when an end is not in the catalog."""
        for source in _sources(self.source):
            for target in _targets(self.target):
                self._relate(source, target, compilation)

    def _relate(self, source: Any, target: Any, compilation: Compilation) -> None:
        first, second = _resource(source, compilation), _resource(target, compilation)
        if first is None:
            raise PlainError(f"Could not find resource '{_text(source)}' for relationship on '{_text(target)}'")
        if second is None:
            raise PlainError(f"Could not find resource '{_text(target)}' for relationship from '{_text(source)}'")
        known = first.get(self.parameter)
        kept = known if isinstance(known, tuple) else () if known is None else (known,)
        first.put(self.parameter, (*kept, _text(target)))


def _sources(end: Any) -> list[Any]:
    if not isinstance(end, Collector):
        return [end]
    if end.collected:
        return list(end.collected)
    if end.alternative is None:
        return []
    return _sources(end.alternative[0]) if len(end.alternative) == 1 else end.alternative


def _targets(end: Any) -> list[Any]:
    return list(end.collected) if isinstance(end, Collector) else [end]


def _key(end: Any) -> tuple[str, str]:
    match end:
        case PuppetResource():
            return end.key
        case ClassType():
            return "Class", end.name or ""
        case _:
            return type_text(end.type_name or ""), end.title or ""


def _resource(end: Any, compilation: Compilation) -> PuppetResource | None:
    return compilation.catalog.find(*_key(end))


def _text(end: Any) -> str:
    kind, title = _key(end)
    return f"{kind}[{type_text(title) if kind == 'Class' else title}]"


@handles(ast.Relationship)
def relationship(node: ast.Relationship, scope: Scope) -> Value:
    left = list(dict.fromkeys(_ends(evaluate(node.left, scope), node, scope)))
    right = list(dict.fromkeys(_ends(evaluate(node.right, scope), node, scope)))
    sources, targets = (right, left) if node.operator.startswith("<") else (left, right)
    for source in sources:
        for target in targets:
            scope.compilation.relationships.append(Relationship(source, target, _PARAMETERS[node.operator]))
    if not right:
        return tuple(left)
    if len(right) == 1 and isinstance(right[0], Collector):
        right[0].alternative = left
    return tuple(right)


def _ends(value: Value, node: ast.Relationship, scope: Scope) -> Iterator[End]:
    match value:
        case tuple():
            for item in value:
                yield from _ends(item, node, scope)
        case Collector():
            yield value
        case TypeType(type=CatalogEntryType() as inner):
            yield inner
        case PType():
            yield _catalog_type(value, node)
        case str():
            yield _catalog_type(scope.compilation.parse_type(value, scope), node)
        case Unknown():
            scope.compilation.branch_on_unknown(value, node.span)
        case _:
            message = f"Illegal relationship operand, can not form a relationship with {a_label(value)}."
            raise failure(f"{message} A Catalog type is required.", node)


def _catalog_type(kind: PType, node: ast.Relationship) -> CatalogEntryType:
    if isinstance(kind, (ClassType, ResourceType)):
        return kind
    message = f"Illegal relationship operand, can not form a relationship with something of type {kind}."
    raise failure(f"{message} A Catalog type is required.", node)
