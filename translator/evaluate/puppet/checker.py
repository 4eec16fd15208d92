"""One walk over a parsed file: a tree and a check for each class of node in, what was said out; see validate.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, TypeAlias

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.evaluator.labels import a_label, label
from translator.evaluate.puppet.idempotent import has_no_effect, is_resource_without_title
from translator.parse.puppet import ast

Check: TypeAlias = "Callable[[Checker, Any], None]"

_CLASS: Final = re.compile(r"[a-z]\w*(?:::[a-z]\w*)*\Z", re.ASCII)
_RESERVED_TYPES: Final = frozenset(
    {
        "any",
        "array",
        "boolean",
        "collection",
        "enum",
        "float",
        "hash",
        "init",
        "integer",
        "numeric",
        "object",
        "optional",
        "pattern",
        "regexp",
        "runtime",
        "scalar",
        "semver",
        "semverrange",
        "sensitive",
        "string",
        "struct",
        "timespan",
        "timestamp",
        "tuple",
        "type",
        "typeset",
        "unit",
        "variant",
    }
)
DEFINITIONS: Final = (
    ast.HostClassDefinition,
    ast.ResourceTypeDefinition,
    ast.FunctionDefinition,
    ast.TypeAliasDefinition,
    ast.TypeMapping,
    ast.TypeDefinition,
    ast.NodeDefinition,
)
_PLAIN: Final = ("str", "int", "float", "bool", "str | None", "Span")
CHILDREN: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(field.name for field in fields(kind) if field.type not in _PLAIN and field.name != "definitions")
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.Node)
}


class Checker:
    """One walk over a tree; `path` are the nodes around the current one."""

    def __init__(self, checks: Mapping[type, Check], namespace: str | None) -> None:
        self.checks = checks
        self.namespace = namespace
        self.found: list[Diagnostic] = []
        self.path: list[ast.Node] = []

    def visit(self, node: ast.Node) -> None:
        kind = type(node)
        check = self.checks.get(kind)
        if check is not None:
            check(self, node)
        names = CHILDREN[kind]
        if not names:
            return
        self.path.append(node)
        for name in names:
            value = getattr(node, name)
            if type(value) is tuple:
                for item in value:
                    self.visit(item)
            elif value is not None:
                self.visit(value)
        self.path.pop()

    def say(self, message: str, node: ast.Node, code: Code = Code.PUPPET_ERROR) -> None:
        self.found.append(Diagnostic(code=code, message=message, span=node.span))

    def values(self, *nodes: ast.Node | None) -> None:
        """Complain of nodes that give no value where one is needed."""
        for node in nodes:
            while isinstance(node, (ast.Parenthesized, ast.Not, ast.UnaryMinus, ast.Unfold)):
                node = node.expr
            if isinstance(node, (ast.Collect, *DEFINITIONS)):
                what = a_label(node, capital=True)
                self.say(f"Invalid use of expression. {what} does not produce a value", node)

    # --- where definitions may stand

    def top(self, node: ast.Node) -> None:
        for index in range(len(self.path) - 1, -1, -1):
            around = self.path[index]
            if isinstance(around, (ast.HostClassDefinition, ast.Program)):
                return
            if not isinstance(around, ast.Block):
                self.say("Classes, definitions, and nodes may only appear at toplevel or inside other classes", node)
                return
            absolute = isinstance(node, (ast.FunctionDefinition, ast.TypeAliasDefinition, ast.TypeDefinition))
            if absolute and not isinstance(self.path[index - 1], ast.Program):
                self.say(f"{a_label(node, capital=True)} may only appear at toplevel", node)
                return

    def named(self, node: Any) -> None:
        self.top(node)
        name = node.name.removeprefix("::")
        if _CLASS.match(name) is None:
            what = f"Unacceptable name. The name '{node.name}' is unacceptable as the name of {a_label(node)}"
            self.say(what, node)
        if self.namespace is not None and not name.lower().startswith(self.namespace):
            place = f"Unacceptable location. The name '{node.name}' is unacceptable in file '{node.span.path}'"
            self.say(place, node)
        self.reserved_type(node, name)
        if name == "plan":
            self.say("Use of future reserved word: 'plan'", node, Code.PUPPET_WARNING)

    def reserved_type(self, node: ast.Node, name: str) -> None:
        if name in _RESERVED_TYPES:
            what = f"The name: '{name}' is already defined by Puppet and can not be used as the name of"
            self.say(f"{what} {a_label(node)}.", node)

    def type_reference(self, node: ast.Node, container: ast.Node) -> None:
        name = node.left if isinstance(node, ast.Access) else node
        if not isinstance(name, ast.QualifiedReference):
            what = f"{a_label(node, capital=True)} is unacceptable as a type reference in {a_label(container)}"
            self.say(f"Illegal expression. {what}", node)

    # --- parameters

    def unique_parameters(self, node: Any) -> None:
        seen: set[str] = set()
        for parameter in node.parameters:
            if parameter.name in seen:
                what = f"The parameter '{parameter.name}' is declared more than once in the parameter list"
                self.say(what, parameter)
            seen.add(parameter.name)

    def no_captures(self, node: Any, container: ast.Node) -> None:
        for parameter in node.parameters:
            if parameter.captures_rest:
                what = f"Parameter ${parameter.name} has 'captures rest' - not supported in {a_label(container)}"
                self.say(what, parameter)

    def body_ends_with_effect(self, node: Any) -> None:
        body = node.body
        last = body.statements[-1] if isinstance(body, ast.Block) and body.statements else body
        if last is not None and has_no_effect(last) and not is_resource_without_title(last):
            what = f"This {label(last)} has no effect. {a_label(node, capital=True)} can not end with"
            self.say(f"{what} a value-producing expression without other effect", last)
