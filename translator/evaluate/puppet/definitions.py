"""Classes, defines and nodes as they were loaded: a definition's tree in, what it is called, takes and inherits out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from translator.evaluate.puppet.values import Regexp
from translator.location import Span
from translator.parse.puppet import ast

if TYPE_CHECKING:
    from translator.evaluate.puppet.loaders import Loaders
    from translator.evaluate.puppet.types.model import PType, StructType

DefinitionNode: TypeAlias = ast.HostClassDefinition | ast.ResourceTypeDefinition | ast.NodeDefinition | ast.Program

METAPARAMETERS: Final = (
    "noop", "schedule", "audit", "loglevel", "alias", "tag", "require", "subscribe", "before", "notify", "stage",
    "export", "consume",
)  # fmt: skip
RELATIONSHIPS: Final = ("require", "subscribe", "before", "notify")
INHERITED_METAPARAMETERS: Final = tuple(name for name in METAPARAMETERS if name not in RELATIONSHIPS)


@dataclass(slots=True, eq=False)
class Definition:
    """One class, define or node; `kind` is that word, `name` is in lower case, "" for the main class.

    `overriding` is true once a collector in it has overridden something: Puppet lets it override anything from then on.
    """

    kind: str
    name: str
    node: DefinitionNode
    module: str | None = None
    parent: str | None = None
    pattern: Regexp | None = None
    overriding: bool = False
    argument_types: dict[str, PType] | None = field(default=None, repr=False)
    struct: StructType | None = field(default=None, repr=False)

    def __str__(self) -> str:
        words = {"class": "Class", "define": "Definition", "node": "Node"}
        return f"{words[self.kind]}[{self.name}]"

    @property
    def span(self) -> Span:
        return self.node.span

    @property
    def parameters(self) -> tuple[ast.Parameter, ...]:
        match self.node:
            case ast.HostClassDefinition() | ast.ResourceTypeDefinition():
                return self.node.parameters
            case _:
                return ()

    @property
    def body(self) -> ast.Node | None:
        return self.node.body

    def is_child_of(self, other: Definition | None, loaders: Loaders) -> bool:
        """Whether what stands here may override what `other` has declared."""
        if self.overriding:
            return True
        if not self.parent:
            return False
        parent = loaders.find_class(self.parent)
        return parent is not None and (parent is other or parent.is_child_of(other, loaders))


def class_definition(node: ast.HostClassDefinition, module: str | None) -> Definition:
    return Definition(
        kind="class", name=node.name.lower(), node=node, module=module, parent=_absolute(node.parent_class)
    )


def define_definition(node: ast.ResourceTypeDefinition, module: str | None) -> Definition:
    return Definition(kind="define", name=node.name.lower(), node=node, module=module)


def node_definitions(node: ast.NodeDefinition) -> list[Definition]:
    """Return a definition for each name that the node has."""
    return [_node_definition(node, match) for match in node.host_matches]


def _node_definition(node: ast.NodeDefinition, match: ast.Node) -> Definition:
    match match:
        case ast.LiteralRegex(pattern=pattern):
            return Definition(kind="node", name=_regexp_name(pattern), node=node, pattern=Regexp(pattern))
        case ast.LiteralDefault():
            return Definition(kind="node", name="default", node=node)
        case ast.LiteralString(value=value) | ast.QualifiedName(value=value):
            return Definition(kind="node", name=value.lower(), node=node)
        case ast.LiteralInteger(value=number) | ast.LiteralFloat(value=number):
            return Definition(kind="node", name=str(number), node=node)
        case _:
            return Definition(kind="node", name=match.span.text.strip("'\"").lower(), node=node)


def _regexp_name(pattern: str) -> str:
    return "__node_regexp__" + re.sub(r"^\.+", "", re.sub(r"[^-\w:.]", "", pattern.lower(), flags=re.ASCII))


def _absolute(name: str | None) -> str | None:
    return name.removeprefix("::").lower() if name else None
