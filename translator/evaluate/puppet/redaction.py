"""What may be said: the secrets that a compile has met, and texts, titles and messages without them.

before:  Exec[login --password=Xy12]    "the password is Xy12"
after:   Exec[login --password=(secret)]    "the password is (secret)"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.values import Sensitive, TracedStr, Value
from translator.evaluate.values import Hole, Secret

if TYPE_CHECKING:
    from translator.diagnostics import Diagnostic
    from translator.evaluate.catalog import ResourceId
    from translator.evaluate.puppet.apply.model import Compiled, Declared, Relation
    from translator.evaluate.puppet.compiler import Compilation

HIDDEN: Final = "(secret)"
_SHORTEST: Final = 4


class Redactor:
    """Knows the texts that are secret; the longest are hidden first."""

    def __init__(self, texts: Iterable[str]) -> None:
        kept = {text.strip() for text in texts if len(text.strip()) >= _SHORTEST}
        self._texts = sorted(kept, key=len, reverse=True)

    @classmethod
    def of(cls, compilation: Compilation) -> Redactor:
        """Return one that knows every secret among the data, variables and resources of a compile."""
        return cls(_met(compilation))

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in self._texts:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        return text

    def diagnostics(self, said: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return messages without secrets."""
        return tuple(replace(item, message=self.text(item.message)) for item in said) if self._texts else tuple(said)

    def compiled(self, compiled: Compiled) -> Compiled:
        """Return a catalog whose titles hold no secret; what the title alone says is kept as a parameter."""
        if not self._texts:
            return compiled
        return replace(
            compiled,
            resources=tuple(self._declared(each) for each in compiled.resources),
            containment=tuple((self._id(source), self._id(target)) for source, target in compiled.containment),
        )

    def _declared(self, declared: Declared) -> Declared:
        made = replace(
            declared,
            id=self._id(declared.id),
            relations=tuple(self._relation(each) for each in declared.relations),
            automatic=tuple(self._relation(each) for each in declared.automatic),
        )
        if made.id == declared.id or declared.id.type != "Exec" or "command" in declared.parameters:
            return made
        command = TracedStr([Hole(Secret("a resource's title"), declared.id.name)])
        return replace(made, parameters={**made.parameters, "command": command})

    def _relation(self, relation: Relation) -> Relation:
        return replace(relation, target=self._id(relation.target))

    def _id(self, identity: ResourceId) -> ResourceId:
        name = self.text(identity.name)
        return identity if name == identity.name else replace(identity, name=name)


def _met(compilation: Compilation) -> Iterator[str]:
    if compilation.lookup_state is not None:
        yield from compilation.lookup_state.secrets
    for value in compilation.qualified.values():
        yield from _secrets_in(value)
    for resource in compilation.catalog.resources:
        for param in resource.params.values():
            yield from _secrets_in(param.value)


def _secrets_in(value: Value, inside: bool = False) -> Iterator[str]:
    match value:
        case Sensitive(value=inner):
            yield from _secrets_in(inner, True)
        case tuple():
            for item in value:
                yield from _secrets_in(item, inside)
        case dict():
            for item in value.values():
                yield from _secrets_in(item, inside)
        case TracedStr():
            yield from (
                part.sample for part in value.parts if isinstance(part, Hole) and isinstance(part.origin, Secret)
            )
            if inside:
                yield str(value)
        case str() if inside:
            yield value
        case _:
            return
