"""Puppet's validation of a parsed file: a Program in, what is wrong with it out, in the order of its tree.

What Puppet refuses has Code.PUPPET_ERROR, what it only warns of Code.PUPPET_WARNING. `module` and `relative` say where
a file of a module lies ("ntp", "manifests/server.pp"): there every definition must have the name that the file promises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.checker import CHILDREN, DEFINITIONS, Check, Checker
from translator.evaluate.puppet.evaluator.labels import a_label, label
from translator.evaluate.puppet.idempotent import has_no_effect, is_resource_without_title
from translator.parse.puppet import ast

_PARAMETER: Final = re.compile(r"[a-z_]\w*\Z", re.ASCII)
_VARIABLE: Final = re.compile(r"(?:::)?(?:[a-z]\w*::)*[a-z_]\w*\Z", re.ASCII)
_NUMBER: Final = re.compile(r"(?:0|[1-9]\d*)\Z", re.ASCII)
_TYPE: Final = re.compile(r"[A-Z]\w*(?:::[A-Z]\w*)*\Z", re.ASCII)
_REFERENCE: Final = re.compile(r"(?:(?:::)?[A-Z]\w*)+\Z", re.ASCII)
_BAD_HOST: Final = re.compile(r"[^-\w.]", re.ASCII)
_MOST: Final = 2**63 - 1


def validated(program: ast.Program, module: str | None = None, relative: str = "") -> list[Diagnostic]:
    """Return what Puppet's checker says of a file."""
    checker = Checker(_CHECKS, _namespace(module, relative) if module is not None else None)
    checker.visit(program)
    return checker.found


def _namespace(module: str, relative: str) -> str:
    folder, _, rest = relative.lower().removesuffix(".pp").partition("/")
    if folder not in ("manifests", "functions", "types"):
        return "\0"
    return module if rest == "init" else f"{module}::{rest.replace('/', '::')}"


def _program(checker: Checker, node: ast.Program) -> None:
    if checker.namespace is None or isinstance(node.body, ast.Nop):
        return
    statements = node.body.statements if isinstance(node.body, ast.Block) else (node.body,)
    for statement in statements:
        if not isinstance(statement, DEFINITIONS) or isinstance(statement, ast.NodeDefinition):
            what = f"This {label(statement)} is unacceptable as a top level construct in this location"
            checker.say(what, statement)


def _assignment(checker: Checker, node: ast.Assignment) -> None:
    if node.operator != "=":
        what = f"The operator '{node.operator}' is no longer supported."
        checker.say(f"{what} See http://links.puppet.com/remove-plus-equals", node)
        return
    _target(checker, node.left)
    checker.values(node.right)


def _target(checker: Checker, node: ast.Node) -> None:
    match node:
        case ast.Variable(name=name) if _NUMBER.match(name):
            what = f"Illegal attempt to assign to the numeric match result variable '${name}'."
            checker.say(f"{what} Numeric variables are not assignable", node)
        case ast.Variable(name=name) if "::" in name:
            what = f"Illegal attempt to assign to '{name}'. Cannot assign to variables in other namespaces"
            checker.say(what, node)
        case ast.Variable():
            pass
        case ast.Access():
            checker.say("Illegal attempt to assign via [index/key]. Not an assignable reference", node)
        case ast.LiteralList(values=values):
            for value in values:
                _target(checker, value)
        case _:
            checker.say(f"Illegal attempt to assign to '{a_label(node)}'. Not an assignable reference", node)


def _access(checker: Checker, node: ast.Access) -> None:
    if not node.keys:
        what = f"{a_label(node.left, capital=True)}"
        checker.say(f"Missing index/key in {what}", node)


def _attribute(checker: Checker, node: ast.AttributeOperation) -> None:
    around = checker.path[-1]
    if node.operator == "+>" and not isinstance(around, (ast.Collect, ast.ResourceOverride)):
        what = f"Illegal +> operation on attribute {node.name}. This operator can not be used in {a_label(around)}"
        checker.say(what, node)
    checker.values(node.value)


def _block(checker: Checker, node: ast.Block) -> None:
    if is_resource_without_title(node):
        name = node.statements[0].value  # type: ignore[attr-defined]
        what = f"This expression is invalid. Did you try declaring a '{name}' resource without a title?"
        checker.say(what, node)
        return
    for statement in node.statements[:-1]:
        if has_no_effect(statement):
            what = f"This {label(statement)} has no effect. A value was produced and then forgotten"
            checker.say(f"{what} (one or more preceding expressions may have the wrong form)", statement)
            return


def _call(checker: Checker, node: ast.CallNamedFunction) -> None:
    functor = node.functor.left if isinstance(node.functor, ast.Access) else node.functor
    if isinstance(functor, ast.QualifiedReference) or isinstance(node.functor, ast.QualifiedName):
        return
    if isinstance(node.functor, ast.RenderString):
        what = "Ambiguous EPP parameter expression. Probably missing '<%-' before parameters to remove"
        checker.say(f"{what} leading whitespace", node)
        return
    what = f"{a_label(node.functor, capital=True)} is unacceptable as function name in {a_label(node)}"
    checker.say(f"Illegal expression. {what}", node.functor)


def _epp(checker: Checker, node: ast.Epp) -> None:
    around = checker.path[-1]
    if isinstance(around, ast.Lambda):
        checker.no_captures(around, node)
        checker.unique_parameters(around)


def _case(checker: Checker, node: ast.Case) -> None:
    checker.values(node.test)
    values = [value for option in node.options for value in option.values]
    _one_default(checker, node, [value for value in values if isinstance(value, ast.LiteralDefault)])


def _selector(checker: Checker, node: ast.Selector) -> None:
    checker.values(node.left)
    matching = [entry.matching for entry in node.selectors]
    _one_default(checker, node, [value for value in matching if isinstance(value, ast.LiteralDefault)][:2])


def _one_default(checker: Checker, node: ast.Node, defaults: list[ast.LiteralDefault]) -> None:
    for extra in defaults[1:]:
        checker.say(f"This {label(node)} already has a 'default' entry - this is a duplicate", extra)


def _definition(checker: Checker, node: Any) -> None:
    checker.named(node)
    checker.no_captures(node, node)
    checker.unique_parameters(node)
    for parameter in node.parameters:
        if parameter.name in ("name", "title"):
            what = f"The parameter ${parameter.name} redefines a built in parameter in the {label(node)}"
            checker.say(what, parameter)
    checker.body_ends_with_effect(node)


def _function(checker: Checker, node: ast.FunctionDefinition) -> None:
    checker.named(node)
    if node.return_type is not None:
        checker.type_reference(node.return_type, node)
    checker.unique_parameters(node)


def _alias(checker: Checker, node: ast.TypeAliasDefinition) -> None:
    checker.top(node)
    if _TYPE.match(node.name) is None:
        what = f"Unacceptable name. The name '{node.name}' is unacceptable as the name of {a_label(node)}"
        checker.say(what, node)
    checker.reserved_type(node, node.name)
    checker.type_reference(node.type_expr, node)


def _type_definition(checker: Checker, node: ast.TypeDefinition) -> None:
    checker.top(node)
    what = f"Expressions of type {a_label(node)} are not supported in this version of Puppet"
    checker.say(what, node)


def _node(checker: Checker, node: ast.NodeDefinition) -> None:
    for match in node.host_matches:
        if isinstance(match, (ast.LiteralString, ast.QualifiedName)) and _BAD_HOST.search(match.value):
            what = f"The hostname '{match.value}' contains illegal characters"
            checker.say(f"{what} (only letters, digits, '_', '-', and '.' are allowed)", match)
        elif isinstance(match, ast.ConcatenatedString):
            checker.say("An interpolated expression is not allowed in a hostname of a node", match)
    checker.top(node)
    checker.body_ends_with_effect(node)
    if node.parent is not None:
        what = "Node inheritance is not supported in Puppet >= 4.0.0."
        checker.say(f"{what} See http://links.puppet.com/puppet-node-inheritance-deprecation", node.parent)


def _lambda(checker: Checker, node: ast.Lambda) -> None:
    for parameter in node.parameters[:-1]:
        if parameter.captures_rest:
            checker.say(f"Parameter ${parameter.name} is not last, and has 'captures rest'", parameter)
    if node.return_type is not None:
        checker.type_reference(node.return_type, node)


def _integer(checker: Checker, node: ast.LiteralInteger) -> None:
    if node.value > _MOST:
        what = "A Literal Integer resulted in a value outside of Puppet Integer max range"
        checker.say(f"{what}, got '{node.value:+#x}'", node)


def _hash(checker: Checker, node: ast.LiteralHash) -> None:
    seen: set[Any] = set()
    for entry in node.entries:
        key = _literal(entry.key)
        if key is None:
            continue
        if key in seen:
            checker.say(f"The key '{key[1]}' is declared more than once", entry, Code.PUPPET_WARNING)
        seen.add(key)


def _literal(node: ast.Node) -> tuple[type, Any] | None:
    match node:
        case ast.LiteralString() | ast.QualifiedName():
            return str, node.value
        case ast.LiteralInteger() | ast.LiteralFloat() | ast.LiteralBoolean():
            return type(node.value), node.value
        case ast.LiteralUndef():
            return type(None), ""
        case ast.LiteralDefault():
            return ast.LiteralDefault, "default"
        case _:
            return None


def _parameter(checker: Checker, node: ast.Parameter) -> None:
    if _PARAMETER.match(node.name) is None:
        rule = "does not conform to the naming rule /^[a-z_]\\w*$/"
        checker.say(f"Illegal parameter name. The given name '{node.name}' {rule}", node)
    if node.default is not None:
        for assignment in _assignments(node.default):
            checker.say("Assignment not allowed here", assignment)


def _assignments(node: ast.Node) -> Iterator[ast.Node]:
    if isinstance(node, ast.Assignment):
        yield node
        return
    if isinstance(node, ast.Lambda):
        return
    for name in CHILDREN[type(node)]:
        value = getattr(node, name)
        for item in value if isinstance(value, tuple) else (value,):
            if item is not None:
                yield from _assignments(item)


def _resource(checker: Checker, node: ast.ResourceExpression) -> None:
    name = node.type_name
    if node.form != "regular" and isinstance(name, ast.QualifiedName) and name.value == "class":
        checker.say("Classes are not virtualizable", node)


def _body(checker: Checker, node: ast.ResourceBody) -> None:
    unfolded = [operation for operation in node.operations if isinstance(operation, ast.AttributesOperation)]
    for extra in unfolded[1:]:
        checker.say("Unfolding of attributes from Hash can only be used once per resource body", extra)


def _not_virtual(checker: Checker, node: ast.ResourceDefaults | ast.ResourceOverride) -> None:
    if node.form != "regular":
        checker.say("Resource Defaults are not virtualizable", node)


def _reserved(checker: Checker, node: ast.ReservedWord) -> None:
    checker.say(f"Use of reserved word: {node.word}, must be quoted if intended to be a String value", node)


def _variable(checker: Checker, node: ast.Variable) -> None:
    name = node.name
    if name.isascii() and name.islower() and name.isalpha():
        return
    if name[:1].isdigit():
        if _NUMBER.match(name) is None:
            what = f"Illegal numeric variable name, The given name '{name}' must be a decimal value"
            checker.say(f"{what} if it starts with a digit 0-9", node)
    elif _VARIABLE.match(name) is None:
        rule = "does not conform to the naming rule /^((::)?[a-z]\\w*)*((::)?[a-z_]\\w*)$/"
        checker.say(f"Illegal variable name, The given name '{name}' {rule}", node)


def _reference(checker: Checker, node: ast.QualifiedReference) -> None:
    if _REFERENCE.match(node.cased_value) is None:
        what = f"Illegal type reference. The given name '{node.cased_value}'"
        checker.say(f"{what} does not conform to the naming rule", node)


def _query(checker: Checker, node: ast.VirtualQuery | ast.ExportedQuery) -> None:
    if node.expr is not None and not isinstance(node.expr, ast.Nop):
        _check_query(checker, node.expr)


def _check_query(checker: Checker, node: ast.Node) -> None:
    match node:
        case ast.And(left=left, right=right) | ast.Or(left=left, right=right):
            _check_query(checker, left)
            _check_query(checker, right)
        case ast.Parenthesized(expr=inner):
            _check_query(checker, inner)
        case ast.Comparison(operator="==" | "!="):
            pass
        case (
            ast.Variable() | ast.QualifiedName() | ast.LiteralInteger() | ast.LiteralFloat() | ast.LiteralString()
            | ast.LiteralBoolean()
        ):  # fmt: skip
            pass
        case _:
            what = f"{a_label(node, capital=True)} cannot be used in a query"
            checker.say(f"Illegal query expression. {what}", node)


def _both(checker: Checker, node: ast.Binary) -> None:
    checker.values(node.left, node.right)


def _test(checker: Checker, node: ast.If | ast.Unless) -> None:
    checker.values(node.test)


def _collect(checker: Checker, node: ast.Collect) -> None:
    if not isinstance(node.type_expr, ast.QualifiedReference):
        what = f"{a_label(node.type_expr, capital=True)} is unacceptable as type name in {a_label(node)}"
        checker.say(f"Illegal expression. {what}", node.type_expr)


def _attributes(checker: Checker, node: ast.AttributesOperation) -> None:
    checker.values(node.expr)


_CHECKS: Final[dict[type, Check]] = {
    ast.Program: _program,
    ast.Access: _access,
    ast.Assignment: _assignment,
    ast.AttributeOperation: _attribute,
    ast.AttributesOperation: _attributes,
    ast.Arithmetic: _both,
    ast.Comparison: _both,
    ast.Match: _both,
    ast.In: _both,
    ast.And: _both,
    ast.Or: _both,
    ast.Block: _block,
    ast.CallNamedFunction: _call,
    ast.Epp: _epp,
    ast.Case: _case,
    ast.CaseOption: lambda checker, node: checker.values(*node.values),
    ast.Collect: _collect,
    ast.FunctionDefinition: _function,
    ast.HostClassDefinition: _definition,
    ast.ResourceTypeDefinition: _definition,
    ast.TypeAliasDefinition: _alias,
    ast.TypeDefinition: _type_definition,
    ast.TypeMapping: Checker.top,
    ast.NodeDefinition: _node,
    ast.Lambda: _lambda,
    ast.LiteralInteger: _integer,
    ast.LiteralHash: _hash,
    ast.LiteralList: lambda checker, node: checker.values(*node.values),
    ast.KeyedEntry: lambda checker, node: checker.values(node.key, node.value),
    ast.Parameter: _parameter,
    ast.ResourceExpression: _resource,
    ast.ResourceBody: _body,
    ast.ResourceDefaults: _not_virtual,
    ast.ResourceOverride: _not_virtual,
    ast.ReservedWord: _reserved,
    ast.Selector: _selector,
    ast.SelectorEntry: lambda checker, node: checker.values(node.matching),
    ast.Not: lambda checker, node: checker.values(node.expr),
    ast.UnaryMinus: lambda checker, node: checker.values(node.expr),
    ast.If: _test,
    ast.Unless: _test,
    ast.Variable: _variable,
    ast.QualifiedReference: _reference,
    ast.VirtualQuery: _query,
    ast.ExportedQuery: _query,
}
