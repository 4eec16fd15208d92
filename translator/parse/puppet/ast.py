"""The Puppet tree: what parse/puppet/parser.py yields and evaluate/puppet walks. Every node carries its span.

Conventions
- A node is named as in Puppet's own model and its span is the one that real Puppet records, so the line and column of
  a message agree: a binary operator stands at its operator, `a.b(c)` at "(c)", a `key => value` of a hash at "=>",
  a parameter at its variable, everything else where its text begins.
- A body is None when it is empty. A definition's, lambda's, case option's and node's body is always a Block; an if's,
  unless's and the program's is a Block from two statements on.
- `"${x}"`, `"${x['a']}"` and `"${x.f}"` read the variable x: the lexer has made it a Variable.
- `include a, b` and the other statement calls are CallNamedFunction with rval_required False.
- A class's `name` is the whole one: a class within class a is "a::b"; a leading "::" is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from translator.location import Span


@dataclass(frozen=True, slots=True)
class Node:
    """Anything in the tree."""

    span: Span


@dataclass(frozen=True, slots=True)
class Nop(Node):
    """An empty program."""


# --- literals


@dataclass(frozen=True, slots=True)
class LiteralUndef(Node): ...


@dataclass(frozen=True, slots=True)
class LiteralDefault(Node): ...


@dataclass(frozen=True, slots=True)
class LiteralBoolean(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class LiteralInteger(Node):
    """`radix` is 10, 8 (written 017) or 16 (0x1F)."""

    value: int
    radix: int = 10


@dataclass(frozen=True, slots=True)
class LiteralFloat(Node):
    value: float


@dataclass(frozen=True, slots=True)
class LiteralString(Node):
    """Any quoted text without interpolation, and a bare word with a dash or a capital."""

    value: str


@dataclass(frozen=True, slots=True)
class LiteralRegex(Node):
    """`pattern` is what stands between the slashes, `\\/` already a plain slash: Ruby's syntax."""

    pattern: str


@dataclass(frozen=True, slots=True)
class QualifiedName(Node):
    """A bare lower-case word, with or without `::`."""

    value: str


@dataclass(frozen=True, slots=True)
class QualifiedReference(Node):
    """A capitalised word as written: `File`, `Stdlib::Absolutepath`."""

    cased_value: str

    @property
    def value(self) -> str:
        return self.cased_value.lower()


@dataclass(frozen=True, slots=True)
class ReservedWord(Node):
    """A word that Puppet keeps for later: evaluating it is an error."""

    word: str


@dataclass(frozen=True, slots=True)
class TextExpression(Node):
    """`${…}` or `$x` in a string."""

    expr: Node


@dataclass(frozen=True, slots=True)
class ConcatenatedString(Node):
    """A string with interpolation: LiteralString (never empty) and TextExpression in turn."""

    segments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Heredoc(Node):
    """`syntax` is "" when the heredoc names none; `text` is a LiteralString or ConcatenatedString, margin removed."""

    syntax: str
    text: Node


@dataclass(frozen=True, slots=True)
class LiteralList(Node):
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class KeyedEntry(Node):
    key: Node
    value: Node


@dataclass(frozen=True, slots=True)
class LiteralHash(Node):
    """`{…}`; or `a => b` among arguments or list elements, where the braces are left out."""

    entries: tuple[KeyedEntry, ...]


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """`name` without the $, with a leading `::` if written: "x", "::osfamily", "a::b", "0"."""

    name: str


# --- operators


@dataclass(frozen=True, slots=True)
class Parenthesized(Node):
    expr: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    expr: Node


@dataclass(frozen=True, slots=True)
class UnaryMinus(Node):
    expr: Node


@dataclass(frozen=True, slots=True)
class Unfold(Node):
    """`*list`."""

    expr: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """What all binary operators have; `operator` is the text of it."""

    left: Node
    operator: str
    right: Node


@dataclass(frozen=True, slots=True)
class Assignment(Binary):
    """`=`; `+=` and `-=` parse, and are errors in Puppet 4 and later."""


@dataclass(frozen=True, slots=True)
class Arithmetic(Binary):
    """`+ - * / % << >>`."""


@dataclass(frozen=True, slots=True)
class Comparison(Binary):
    """`== != < <= > >=`."""


@dataclass(frozen=True, slots=True)
class Match(Binary):
    """`=~ !~`."""


@dataclass(frozen=True, slots=True)
class In(Binary): ...


@dataclass(frozen=True, slots=True)
class And(Binary): ...


@dataclass(frozen=True, slots=True)
class Or(Binary): ...


@dataclass(frozen=True, slots=True)
class Relationship(Binary):
    """`-> ~> <- <~`."""


@dataclass(frozen=True, slots=True)
class Access(Node):
    """`left[keys]`: an element, or a type or reference with its parameters."""

    left: Node
    keys: tuple[Node, ...]


# --- calls


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter of a definition or lambda; `captures_rest` is `*$x`."""

    name: str
    default: Node | None = None
    type_expr: Node | None = None
    captures_rest: bool = False


@dataclass(frozen=True, slots=True)
class Block(Node):
    """Statements, one after the other; the value is the last one's."""

    statements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    parameters: tuple[Parameter, ...]
    body: Node | None
    return_type: Node | None = None


@dataclass(frozen=True, slots=True)
class CallNamedFunction(Node):
    """`functor` is a QualifiedName, a QualifiedReference (`Integer('1')`), an Access (`Integer[1]('1')`) or an error."""

    functor: Node
    arguments: tuple[Node, ...]
    block: Lambda | None = None
    rval_required: bool = True


@dataclass(frozen=True, slots=True)
class CallMethod(Node):
    """`receiver.name(arguments) |…| {…}`, each but the name optional."""

    receiver: Node
    name: QualifiedName
    arguments: tuple[Node, ...]
    block: Lambda | None = None


# --- control


@dataclass(frozen=True, slots=True)
class If(Node):
    """`elsif` is an If in `orelse`."""

    test: Node
    then: Node | None
    orelse: Node | None


@dataclass(frozen=True, slots=True)
class Unless(Node):
    test: Node
    then: Node | None
    orelse: Node | None


@dataclass(frozen=True, slots=True)
class CaseOption(Node):
    """`values` may hold a LiteralDefault, Unfold, LiteralRegex or types."""

    values: tuple[Node, ...]
    body: Node | None


@dataclass(frozen=True, slots=True)
class Case(Node):
    test: Node
    options: tuple[CaseOption, ...]


@dataclass(frozen=True, slots=True)
class SelectorEntry(Node):
    matching: Node
    value: Node


@dataclass(frozen=True, slots=True)
class Selector(Node):
    left: Node
    selectors: tuple[SelectorEntry, ...]


# --- resources; `form` is "regular", "virtual" (@) or "exported" (@@)


@dataclass(frozen=True, slots=True)
class AttributeOperation(Node):
    """`name => value` or `name +> value`."""

    name: str
    operator: str
    value: Node


@dataclass(frozen=True, slots=True)
class AttributesOperation(Node):
    """`* => expr`."""

    expr: Node


Operation: TypeAlias = AttributeOperation | AttributesOperation


@dataclass(frozen=True, slots=True)
class ResourceBody(Node):
    """One `title: operations`; the title LiteralDefault gives the other bodies' defaults."""

    title: Node
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ResourceExpression(Node):
    """`type_name` is a QualifiedName ("class" for resource-like classes) or any expression with a type's name."""

    type_name: Node
    bodies: tuple[ResourceBody, ...]
    form: str = "regular"


@dataclass(frozen=True, slots=True)
class ResourceDefaults(Node):
    """`File { … }`; `type_ref` is a QualifiedReference."""

    type_ref: Node
    operations: tuple[Operation, ...]
    form: str = "regular"


@dataclass(frozen=True, slots=True)
class ResourceOverride(Node):
    """`File['a'] { … }`."""

    resources: Node
    operations: tuple[Operation, ...]
    form: str = "regular"


@dataclass(frozen=True, slots=True)
class VirtualQuery(Node):
    """`<| expr |>`."""

    expr: Node | None


@dataclass(frozen=True, slots=True)
class ExportedQuery(Node):
    """`<<| expr |>>`."""

    expr: Node | None


@dataclass(frozen=True, slots=True)
class Collect(Node):
    type_expr: Node
    query: VirtualQuery | ExportedQuery
    operations: tuple[Operation, ...]


# --- definitions


@dataclass(frozen=True, slots=True)
class HostClassDefinition(Node):
    name: str
    parameters: tuple[Parameter, ...]
    parent_class: str | None
    body: Block | None


@dataclass(frozen=True, slots=True)
class ResourceTypeDefinition(Node):
    """`define`."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Block | None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    name: str
    parameters: tuple[Parameter, ...]
    body: Block | None
    return_type: Node | None


@dataclass(frozen=True, slots=True)
class TypeAliasDefinition(Node):
    """`type Name = type_expr`; `type Name = Parent {…}` has been made Object[{…, parent => Parent}]."""

    name: str
    type_expr: Node


@dataclass(frozen=True, slots=True)
class TypeMapping(Node):
    """`type Runtime[ruby, 'X'] = Y`."""

    type_expr: Node
    mapping_expr: Node


@dataclass(frozen=True, slots=True)
class TypeDefinition(Node):
    """`type Name inherits Parent {…}`: reserved, evaluating it is an error."""

    name: str
    parent: str | None
    body: Block | None


@dataclass(frozen=True, slots=True)
class NodeDefinition(Node):
    """`host_matches`: LiteralString, LiteralDefault, LiteralRegex."""

    host_matches: tuple[Node, ...]
    parent: Node | None
    body: Block | None


Definition: TypeAlias = (
    HostClassDefinition
    | ResourceTypeDefinition
    | FunctionDefinition
    | TypeAliasDefinition
    | TypeMapping
    | TypeDefinition
    | NodeDefinition
)


# --- EPP: the program of a template is a Lambda with an Epp body


@dataclass(frozen=True, slots=True)
class Epp(Node):
    parameters_specified: bool
    body: Block | None


@dataclass(frozen=True, slots=True)
class RenderString(Node):
    """Text of the template."""

    value: str


@dataclass(frozen=True, slots=True)
class Render(Node):
    """`<%= expr %>`."""

    expr: Node | None


@dataclass(frozen=True, slots=True)
class Program(Node):
    """A whole file; `definitions` has every definition in it, nested ones too, in the order they end."""

    body: Node
    definitions: tuple[Definition, ...]
