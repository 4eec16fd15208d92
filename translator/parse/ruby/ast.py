"""The Ruby tree: what parse/ruby/parser.py yields and evaluate/ruby walks. Every node carries its span.

Conventions
- A call without receiver and arguments whose name was assigned earlier in its scope is a LocalVar; else a Call
  (Ruby's local-or-method rule is decided by the parser).
- Operators are calls: `a + b` is Call(a, "+", (b,)), `-a` is Call(a, "-@", ()), `a[b]` is Index, `a.b = c` is
  Assign(Call(a, "b"), c). `&&`, `||`, `!`, `and`, `or`, `not`, `defined?` have nodes of their own; `a != b` and
  `a !~ b` are Calls.
- Keyword arguments without braces are one Hash(braces=False), the last argument. `**x` is a Pair(key=None, value=x).
- `unless` is If with branches swapped; a modifier is the same node as the block form; `elsif` is an If in `orelse`.
- A heredoc is a Str or DStr (squiggly indentation already taken away), adjacent strings are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from translator.location import Span


@dataclass(frozen=True, slots=True)
class Node:
    """Anything in the tree."""

    span: Span


# --- literals


@dataclass(frozen=True, slots=True)
class Nil(Node): ...


@dataclass(frozen=True, slots=True)
class TrueLit(Node): ...


@dataclass(frozen=True, slots=True)
class FalseLit(Node): ...


@dataclass(frozen=True, slots=True)
class SelfRef(Node): ...


@dataclass(frozen=True, slots=True)
class Int(Node):
    value: int


@dataclass(frozen=True, slots=True)
class FloatLit(Node):
    value: float


@dataclass(frozen=True, slots=True)
class Str(Node):
    value: str


@dataclass(frozen=True, slots=True)
class DStr(Node):
    """A string with interpolation: Str parts and the interpolated expressions (Body)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class XStr(Node):
    """Backticks."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sym(Node):
    name: str


@dataclass(frozen=True, slots=True)
class DSym(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Regex(Node):
    """`flags` holds the letters after the closing slash."""

    parts: tuple[Node, ...]
    flags: str


@dataclass(frozen=True, slots=True)
class Array(Node):
    """`[..]`, `%w`, `%i`; elements may be Splat, and a braceless Hash last."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pair(Node):
    """One `key => value`; key None is `**value`."""

    key: Node | None
    value: Node


@dataclass(frozen=True, slots=True)
class Hash(Node):
    pairs: tuple[Pair, ...]
    braces: bool


@dataclass(frozen=True, slots=True)
class RangeLit(Node):
    low: Node | None
    high: Node | None
    exclusive: bool


# --- names


@dataclass(frozen=True, slots=True)
class LocalVar(Node):
    name: str


@dataclass(frozen=True, slots=True)
class InstanceVar(Node):
    """`name` without the @."""

    name: str


@dataclass(frozen=True, slots=True)
class ClassVar(Node):
    """`name` without the @@."""

    name: str


@dataclass(frozen=True, slots=True)
class GlobalVar(Node):
    """`name` without the $: "stdout", "1", "~", "!"."""

    name: str


@dataclass(frozen=True, slots=True)
class Const(Node):
    """`A` (scope None), `B::A` (scope B), `::A` (top)."""

    scope: Node | None
    name: str
    top: bool = False


# --- assignment; a target is LocalVar, InstanceVar, ClassVar, GlobalVar, Const, Index, Call, Splat or Targets


@dataclass(frozen=True, slots=True)
class Targets(Node):
    """The left side of a multiple assignment, or a destructuring parameter; one item may be a Splat."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Assign(Node):
    """`target = value`; several right sides, or a splat, are an Array. Target Targets: multiple assignment."""

    target: Node
    value: Node


@dataclass(frozen=True, slots=True)
class OpAssign(Node):
    """`target op= value`, op without the =: "||", "&&", "+", "<<" …"""

    target: Node
    op: str
    value: Node


# --- calls


@dataclass(frozen=True, slots=True)
class Splat(Node):
    """`*value`; value None in a bare `*` target or parameter."""

    value: Node | None


@dataclass(frozen=True, slots=True)
class BlockPass(Node):
    """`&value` as the last argument."""

    value: Node | None


@dataclass(frozen=True, slots=True)
class Param(Node):
    """One parameter. kind: req, opt, rest, post, key, keyreq, keyrest, block, local (`|a; local|`).

    `name` is "" for a bare `*`, `**` or `&`; a destructuring parameter has `targets`.
    """

    kind: str
    name: str
    default: Node | None = None
    targets: Targets | None = None


@dataclass(frozen=True, slots=True)
class Body(Node):
    """A sequence of statements; its value is the last one's."""

    statements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Block(Node):
    """`{ |params| body }`, `do … end` (body may be a Begin), or the body of a `->` lambda."""

    params: tuple[Param, ...]
    body: Node
    is_lambda: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A method call; span is the method name's. `safe` is `&.`; `parens` tells `foo()` from `foo`.

    `block` is a literal block or a BlockPass. `.()` is a call of "call".
    """

    receiver: Node | None
    name: str
    args: tuple[Node, ...] = ()
    block: Block | BlockPass | None = None
    safe: bool = False
    parens: bool = False


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`receiver[args]`, read or target."""

    receiver: Node
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Super(Node):
    """`super`; args None passes the method's own arguments on."""

    args: tuple[Node, ...] | None
    block: Block | BlockPass | None = None


@dataclass(frozen=True, slots=True)
class Yield(Node):
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`->(params) { body }`."""

    block: Block


# --- logic and control


@dataclass(frozen=True, slots=True)
class And(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class Defined(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """if, unless, ternary and their modifiers. Branches None when absent."""

    test: Node
    then: Node | None
    orelse: Node | None


@dataclass(frozen=True, slots=True)
class While(Node):
    """while, or until when `negate`; `body_first` is `begin … end while`."""

    test: Node
    body: Node
    negate: bool
    body_first: bool


@dataclass(frozen=True, slots=True)
class For(Node):
    target: Node
    iterable: Node
    body: Node


@dataclass(frozen=True, slots=True)
class When(Node):
    """Patterns may hold Splat."""

    patterns: tuple[Node, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Case(Node):
    subject: Node | None
    whens: tuple[When, ...]
    orelse: Node | None


@dataclass(frozen=True, slots=True)
class Rescue(Node):
    """`rescue A, B => target`; classes empty means StandardError."""

    classes: tuple[Node, ...]
    target: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Begin(Node):
    """begin … rescue … else … ensure … end, a def or block with rescue, and `x rescue y`."""

    body: Node
    rescues: tuple[Rescue, ...] = ()
    orelse: Node | None = None
    ensure: Node | None = None


@dataclass(frozen=True, slots=True)
class Return(Node):
    value: Node | None


@dataclass(frozen=True, slots=True)
class Break(Node):
    value: Node | None


@dataclass(frozen=True, slots=True)
class Next(Node):
    value: Node | None


@dataclass(frozen=True, slots=True)
class Redo(Node): ...


@dataclass(frozen=True, slots=True)
class Retry(Node): ...


# --- definitions


@dataclass(frozen=True, slots=True)
class Def(Node):
    """`def name` or `def singleton.name`; the span is the name's."""

    name: str
    params: tuple[Param, ...]
    body: Node
    singleton: Node | None = None


@dataclass(frozen=True, slots=True)
class ClassDef(Node):
    path: Const
    superclass: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class SingletonClass(Node):
    """`class << target`."""

    target: Node
    body: Node


@dataclass(frozen=True, slots=True)
class ModuleDef(Node):
    path: Const
    body: Node


@dataclass(frozen=True, slots=True)
class Alias(Node):
    new: str
    old: str


@dataclass(frozen=True, slots=True)
class Undef(Node):
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MagicConst(Node):
    """`__FILE__`, `__LINE__`, `__dir__`, `__ENCODING__`."""

    name: str


@dataclass(frozen=True, slots=True)
class Unparsed(Node):
    """A statement of a kind that is refused (pattern matching, BEGIN blocks): why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Program(Node):
    """One whole file. `data` is the text after __END__, None when there is none."""

    body: Body
    data: str | None = None


Tree: TypeAlias = Program
