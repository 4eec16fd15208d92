"""A Ruby tree back to Ruby text, every call with its parentheses: what Ruby reads in it must be what it read before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.parse.ruby import ast

_UNARY: Final = {"-@": "-", "+@": "+", "~": "~"}
_OPERATORS: Final = frozenset(
    [
        "**",
        "*",
        "/",
        "%",
        "+",
        "-",
        "<<",
        ">>",
        "&",
        "|",
        "^",
        ">",
        ">=",
        "<",
        "<=",
        "<=>",
        "==",
        "===",
        "!=",
        "=~",
        "!~",
    ]
)


def unparse_program(program: ast.Program) -> str:
    """Return a whole file as Ruby text."""
    return _content(program.body)


def unparse(node: Any) -> str:
    """Return one node as Ruby text."""
    return _WRITERS[type(node)](node)


def _string(text: str) -> str:
    return '"' + _escaped(text) + '"'


def _escaped(text: str) -> str:
    pieces = []
    for character in text:
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:
            pieces.append(f"\\x{code - 0xDC00:02x}")
        elif character in '"\\#' or code < 32 or code == 127:
            pieces.append(f"\\x{code:02x}")
        else:
            pieces.append(character)
    return "".join(pieces)


def _parts(parts: tuple[ast.Node, ...], escape: Callable[[str], str] = _escaped) -> str:
    return "".join(escape(p.value) if isinstance(p, ast.Str) else "#{" + _content(p) + "}" for p in parts)


def _content(node: Any) -> str:
    """A body's statements without the parentheses around it."""
    if node is None:
        return ""
    if isinstance(node, ast.Body):
        return "\n".join(unparse(statement) for statement in node.statements)
    return unparse(node)


def _args(args: tuple[ast.Node, ...], block: Any = None) -> str:
    texts = [_arg(arg) for arg in args]
    if isinstance(block, ast.BlockPass):
        texts.append("&" + (unparse(block.value) if block.value else ""))
    return ", ".join(texts)


def _arg(node: ast.Node) -> str:
    if isinstance(node, ast.Hash) and not node.braces:
        return ", ".join(unparse(pair) for pair in node.pairs)
    if isinstance(node, ast.Splat) and isinstance(node.value, ast.LocalVar) and node.value.name == "...":
        return "..."
    return unparse(node)


def _pair(node: ast.Pair) -> str:
    if node.key is None:
        return "**" + unparse(node.value)
    return f"{unparse(node.key)} => {unparse(node.value)}"


def _call(node: ast.Call) -> str:
    if node.receiver is not None and node.name in _UNARY and not node.args:
        return f"({_UNARY[node.name]}{unparse(node.receiver)})"
    if node.receiver is not None and node.name in _OPERATORS and len(node.args) == 1 and not node.parens:
        return f"({unparse(node.receiver)} {node.name} {unparse(node.args[0])})"
    if node.name == "[]" and node.receiver is not None and node.block is not None and not node.parens:
        return f"{unparse(node.receiver)}[{_args(node.args)}]{_block(node.block)}"
    return _head(node) + _call_args(node) + _block(node.block)


def _head(node: ast.Call) -> str:
    if node.receiver is None:
        return node.name
    return f"{unparse(node.receiver)}{'&.' if node.safe else '.'}{node.name}"


def _call_args(node: ast.Call) -> str:
    bare = not node.args and not node.parens and not isinstance(node.block, ast.BlockPass)
    return "" if bare else f"({_args(node.args, node.block)})"


def _block(block: Any) -> str:
    if not isinstance(block, ast.Block):
        return ""
    params = f"|{_params(block.params)}|" if block.params else ""
    return f" do {params}\n{_body(block.body)}\nend"


def _body(node: Any) -> str:
    if isinstance(node, ast.Begin) and not node.span.text.startswith("begin"):
        return _guarded(node)
    return _content(node)


def _params(params: tuple[ast.Param, ...]) -> str:
    plain = ", ".join(_param(p) for p in params if p.kind != "local")
    local = ", ".join(p.name for p in params if p.kind == "local")
    if len(params) == 2 and params[1].kind == "rest" and params[1].span.text == ",":
        plain = plain.split(",")[0] + ","
    return f"{plain}; {local}" if local else plain


_PARAMS: Final[dict[str, Callable[[ast.Param], str]]] = {
    "req": lambda p: p.name,
    "post": lambda p: p.name,
    "opt": lambda p: f"{p.name} = {unparse(p.default)}",
    "rest": lambda p: "..." if p.name == "..." else f"*{p.name}",
    "key": lambda p: f"{p.name}: {unparse(p.default)}",
    "keyreq": lambda p: f"{p.name}:",
    "keyrest": lambda p: f"{p.span.text}" if not p.name else f"**{p.name}",
    "block": lambda p: f"&{p.name}",
}


def _param(param: ast.Param) -> str:
    if param.targets is not None:
        return f"({_targets(param.targets)})"
    return _PARAMS[param.kind](param)


def _targets(node: ast.Targets) -> str:
    text = ", ".join(_target(item) for item in node.items)
    return text + ("," if len(node.items) == 1 and not isinstance(node.items[0], ast.Splat) else "")


def _target(node: Any) -> str:
    if isinstance(node, ast.Targets):
        return f"({_targets(node)})"
    if isinstance(node, ast.Splat):
        return "*" + (_target(node.value) if node.value else "")
    if isinstance(node, ast.Call):
        return _head(node)
    return unparse(node)


def _assign(node: ast.Assign) -> str:
    target = _targets(node.target) if isinstance(node.target, ast.Targets) else _target(node.target)
    return f"({target} = {_several(node.value)})"


def _several(value: ast.Node) -> str:
    """Values without brackets are an Array in the tree, and without brackets here."""
    if isinstance(value, ast.Array) and value.elements and value.span.text[:1] not in ("[", "%"):
        return _args(value.elements)
    return _arg(value)


def _jump(word: str) -> Callable[[Any], str]:
    def write(node: Any) -> str:
        if node.value is None:
            return f"({word})"
        return f"({word} {_several(node.value)})"

    return write


def _if(node: ast.If) -> str:
    only = node.then or node.orelse
    if not isinstance(only, ast.Body | ast.If) and (node.then is None or node.orelse is None):
        return f"({unparse(only)} {'if' if node.then else 'unless'} {unparse(node.test)})"
    if node.then is None and node.orelse is not None:
        return f"(unless {unparse(node.test)} then\n{_content(node.orelse)}\nend)"
    orelse = "" if node.orelse is None else f"\nelse\n{_content(node.orelse)}"
    return f"(if {unparse(node.test)} then\n{_content(node.then)}{orelse}\nend)"


def _while(node: ast.While) -> str:
    word = "until" if node.negate else "while"
    if node.body_first or not isinstance(node.body, ast.Body):
        return f"({unparse(node.body)} {word} {unparse(node.test)})"
    return f"({word} ({unparse(node.test)}) do\n{_content(node.body)}\nend)"


def _for(node: ast.For) -> str:
    target = _targets(node.target) if isinstance(node.target, ast.Targets) else _target(node.target)
    return f"(for {target} in {unparse(node.iterable)} do\n{_content(node.body)}\nend)"


def _case(node: ast.Case) -> str:
    whens = "".join(f"when {_args(when.patterns)} then\n{_content(when.body)}\n" for when in node.whens)
    orelse = "" if node.orelse is None else f"else\n{_content(node.orelse)}\n"
    return f"(case {unparse(node.subject) if node.subject else ''}\n{whens}{orelse}end)"


def _guarded(node: ast.Begin) -> str:
    text = _content(node.body)
    for rescue in node.rescues:
        into = f" => {_target(rescue.target)}" if rescue.target else ""
        text += f"\nrescue {_args(rescue.classes)}{into}\n{_content(rescue.body)}"
    if node.orelse is not None:
        text += f"\nelse\n{_content(node.orelse)}"
    return text if node.ensure is None else f"{text}\nensure\n{_content(node.ensure)}"


def _begin(node: ast.Begin) -> str:
    return f"begin\n{_guarded(node)}\nend"


def _def(node: ast.Def) -> str:
    owner = "" if node.singleton is None else f"{unparse(node.singleton)}."
    return f"(def {owner}{node.name}({_params(node.params)})\n{_body(node.body)}\nend)"


def _class(node: ast.ClassDef) -> str:
    above = "" if node.superclass is None else f" < {unparse(node.superclass)}"
    return f"class {unparse(node.path)}{above}\n{_body(node.body)}\nend"


def _super(node: ast.Super) -> str:
    args = ""
    if node.args is not None or isinstance(node.block, ast.BlockPass):
        args = f"({_args(node.args or (), node.block)})"
    return f"super{args}{_block(node.block)}"


def _const(node: ast.Const) -> str:
    if node.scope is not None:
        return f"{unparse(node.scope)}::{node.name}"
    return f"::{node.name}" if node.top else node.name


def _lambda(node: ast.Lambda) -> str:
    return f"->({_params(node.block.params)}) do\n{_body(node.block.body)}\nend"


def _range(node: ast.RangeLit) -> str:
    low = unparse(node.low) if node.low else ""
    return f"({low}{'...' if node.exclusive else '..'}{unparse(node.high) if node.high else ''})"


def _symbol(node: ast.Sym) -> str:
    return f':"{_escaped(node.name)}"'


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    ast.Nil: lambda n: "nil",
    ast.TrueLit: lambda n: "true",
    ast.FalseLit: lambda n: "false",
    ast.SelfRef: lambda n: "self",
    ast.Redo: lambda n: "redo",
    ast.Retry: lambda n: "retry",
    ast.Int: lambda n: str(n.value),
    ast.FloatLit: lambda n: repr(n.value),
    ast.Str: lambda n: _string(n.value),
    ast.DStr: lambda n: f'"{_parts(n.parts)}"',
    ast.XStr: lambda n: f"`{_parts(n.parts)}`",
    ast.Sym: _symbol,
    ast.DSym: lambda n: f':"{_parts(n.parts)}"',
    ast.Regex: lambda n: f"%r\x01{_parts(n.parts, str)}\x01{n.flags}",
    ast.Array: lambda n: f"[{_args(n.elements)}]",
    ast.Pair: _pair,
    ast.Hash: lambda n: "{" + ", ".join(_pair(p) for p in n.pairs) + "}",
    ast.RangeLit: _range,
    ast.LocalVar: lambda n: n.name,
    ast.InstanceVar: lambda n: f"@{n.name}",
    ast.ClassVar: lambda n: f"@@{n.name}",
    ast.GlobalVar: lambda n: f"${n.name}",
    ast.Const: _const,
    ast.Targets: _targets,
    ast.Assign: _assign,
    ast.OpAssign: lambda n: f"({_target(n.target)} {n.op}= {unparse(n.value)})",
    ast.Splat: lambda n: "*" + (unparse(n.value) if n.value else ""),
    ast.Body: lambda n: f"({_content(n)})",
    ast.Call: _call,
    ast.Index: lambda n: f"{unparse(n.receiver)}[{_args(n.args)}]",
    ast.Super: _super,
    ast.Yield: lambda n: f"yield({_args(n.args)})" if n.args else "yield",
    ast.Lambda: _lambda,
    ast.And: lambda n: f"({unparse(n.left)} and {unparse(n.right)})",
    ast.Or: lambda n: f"({unparse(n.left)} or {unparse(n.right)})",
    ast.Not: lambda n: f"(not {unparse(n.value)})",
    ast.Defined: lambda n: f"defined?({unparse(n.value)})",
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.Case: _case,
    ast.Begin: _begin,
    ast.Return: _jump("return"),
    ast.Break: _jump("break"),
    ast.Next: _jump("next"),
    ast.Def: _def,
    ast.ClassDef: _class,
    ast.SingletonClass: lambda n: f"class << {unparse(n.target)}\n{_body(n.body)}\nend",
    ast.ModuleDef: lambda n: f"module {unparse(n.path)}\n{_body(n.body)}\nend",
    ast.Alias: lambda n: f"alias {n.new} {n.old}",
    ast.Undef: lambda n: "undef " + ", ".join(n.names),
    ast.MagicConst: lambda n: n.name,
    ast.Unparsed: lambda n: n.span.text,
}
