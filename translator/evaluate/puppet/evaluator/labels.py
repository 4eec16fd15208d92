"""What Puppet's messages call a node or a value: `a 'case' statement`, `an Integer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.types.model import PType, ResourceType
from translator.evaluate.puppet.types.versions import SemVer, SemVerRange
from translator.evaluate.puppet.values import Default, Regexp, Sensitive, TracedFloat, TracedInt, TracedStr
from translator.parse.puppet import ast

_FIXED: Final[dict[type, str]] = {
    ast.LiteralInteger: "Literal Integer",
    ast.LiteralFloat: "Literal Float",
    ast.Access: "'[]' expression",
    ast.ExportedQuery: "Exported Query",
    ast.VirtualQuery: "Virtual Query",
    ast.Epp: "Epp Template",
    ast.And: "'and' expression",
    ast.Or: "'or' expression",
    ast.In: "'in' expression",
    ast.LiteralList: "Array Expression",
    ast.LiteralHash: "Hash Expression",
    ast.KeyedEntry: "Hash Entry",
    ast.LiteralBoolean: "Boolean",
    ast.LiteralString: "String",
    ast.Lambda: "Lambda",
    ast.LiteralDefault: "'default' expression",
    ast.LiteralUndef: "'undef' expression",
    ast.LiteralRegex: "Regular Expression",
    ast.Nop: "Nop Expression",
    ast.Not: "'not' expression",
    ast.Variable: "Variable",
    ast.TextExpression: "Expression in Interpolated String",
    ast.UnaryMinus: "Unary Minus",
    ast.Unfold: "Unfold",
    ast.Block: "Block Expression",
    ast.ConcatenatedString: "Double Quoted String",
    ast.HostClassDefinition: "Host Class Definition",
    ast.FunctionDefinition: "Function Definition",
    ast.NodeDefinition: "Node Definition",
    ast.ResourceTypeDefinition: "'define' expression",
    ast.ResourceOverride: "Resource Override",
    ast.Parameter: "Parameter Definition",
    ast.Parenthesized: "Parenthesized Expression",
    ast.If: "'if' statement",
    ast.Unless: "'unless' Statement",
    ast.CallNamedFunction: "Function Call",
    ast.CallMethod: "Method call",
    ast.Case: "'case' statement",
    ast.CaseOption: "Case Option",
    ast.RenderString: "Epp Text",
    ast.Render: "Epp Interpolated Expression",
    ast.ResourceBody: "Resource Instance Definition",
    ast.ResourceDefaults: "Resource Defaults Expression",
    ast.ResourceExpression: "Resource Statement",
    ast.Selector: "Selector Expression",
    ast.SelectorEntry: "Selector Option",
    ast.QualifiedName: "Name",
    ast.QualifiedReference: "Type-Name",
    ast.TypeAliasDefinition: "Type Alias",
    ast.TypeMapping: "Type Mapping",
    ast.TypeDefinition: "Type Definition",
    ast.Program: "Program",
    tuple: "Array",
    bool: "Boolean",
    type(None): "Undef Value",
    int: "Integer",
    float: "Float",
    str: "String",
    TracedInt: "Integer",
    TracedFloat: "Float",
    TracedStr: "String",
    Regexp: "Regexp",
    dict: "Hash",
    Sensitive: "Sensitive",
    SemVer: "Semver",
    SemVerRange: "SemverRange",
    Default: "Object",
}

_MADE: Final[dict[type, Callable[[Any], str]]] = {
    ast.Heredoc: lambda node: f"'@({node.syntax})' expression",
    ast.ReservedWord: lambda node: f"Reserved Word '{node.word}'",
    ast.Collect: lambda node: label(node.query),
    ast.AttributeOperation: lambda node: f"'{node.operator}' expression",
    ast.AttributesOperation: lambda node: "'* =>' expression",
}


def label(thing: Any) -> str:
    """Return what a node or value is called."""
    kind = type(thing)
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _MADE:
        return _MADE[kind](thing)
    if isinstance(thing, ast.Binary):
        return f"'{thing.operator}' expression"
    if isinstance(thing, ResourceType) and thing.title:
        return f"{thing} Resource-Reference"
    return f"{thing}-Type" if isinstance(thing, PType) else kind.__name__


def a_label(thing: Any, *, capital: bool = False) -> str:
    """Return what a node or value is called, with its article."""
    text = label(thing)
    first = text[1:2] if text[:1] in ("'", '"') else text[:1]
    article = "an" if first and first.lower() in "aeiouy" else "a"
    return f"{article.capitalize() if capital else article} {text}"
