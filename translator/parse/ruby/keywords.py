"""Keywords: what each word of the language makes of itself, where an operand is expected and where an operator is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.location import Span
from translator.parse.ruby import ast, patterns
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import State, Token

# Takes the state, the word, and what follows it: "", "lp", "sure" or "maybe". The state stands behind the word.
Word: TypeAlias = Callable[[State, Token, str], str]


def _literal(make: Callable[[Span], ast.Node]) -> Word:
    def word(state: State, token: Token, follow: str) -> str:
        return state.literal(make(state.span(token[1], token[2])), token[2])

    return word


def _magic(state: State, token: Token, follow: str) -> str:
    return state.literal(ast.MagicConst(state.span(token[1], token[2]), token[0]), token[2])


def _plain(kind: str) -> Word:
    def word(state: State, token: Token, follow: str) -> str:
        return kind

    return word


def _separating(kind: str) -> Word:
    def word(state: State, token: Token, follow: str) -> str:
        state.separated()
        return kind

    return word


def _opening(kind: str) -> Word:
    def word(state: State, token: Token, follow: str) -> str:
        state.push("end", "END", token)
        return kind

    return word


def _loop(kind: str) -> Word:
    def word(state: State, token: Token, follow: str) -> str:
        state.push("end", "END", token).condition = True
        return kind

    return word


def _modifier_or(opening: Word) -> Word:
    """After `return` and the like, `if` is a modifier."""

    def word(state: State, token: Token, follow: str) -> str:
        if state.last in ("JUMP", "RESCUE"):
            return modifier(state, token, follow)
        return opening(state, token, follow)

    return word


def modifier(state: State, token: Token, follow: str) -> str:
    """`x if y`: the statement before is over."""
    state.separated()
    return "MODIFIER"


def _rescue(state: State, token: Token, follow: str) -> str:
    if state.last == "JUMP":
        return modifier(state, token, follow)
    state.separated()
    return "RESCUE"


def _end(state: State, token: Token, follow: str) -> str:
    return state.close("end", token)


def do(state: State, token: Token, follow: str) -> str:
    """Decide whose `do` it is: a lambda's, a loop's, the outermost command's or the nearest call's."""
    level = state.level
    if state.lambda_scope is not None:
        state.push("end", "END", token).scope = state.lambda_scope
        state.lambda_scope = None
        return "LAMBDO"
    if level.condition:
        level.condition = level.command = False
        return "DO_COND"
    kind = "DO_BLOCK" if level.command else "DO"
    level.command = False
    open_block(state, "end", "END", token)
    return kind


def open_block(state: State, closer: str, kind: str, token: Token) -> None:
    """Open a block: its locals start as those around it."""
    state.push(closer, kind, token)
    state.scope = set(state.scope)
    state.value = (*token, state.scope)


def _caller(kind: str) -> Word:
    """`yield` and `super` take arguments as a method does."""

    def word(state: State, token: Token, follow: str) -> str:
        if follow == "lp":
            return open_call(state, token, f"{kind}_P")
        if follow:
            state.level.command = True
            return f"{kind}_CMD"
        return kind

    return word


def open_call(state: State, token: tuple[Any, ...], kind: str) -> str:
    """Open the parenthesis right behind a name."""
    state.pos += 1
    state.push(")", "RPAREN", (f"{token[0]}(", token[1], state.pos))
    return kind


def _operator(kind: str) -> Word:
    """`not` and `defined?`, with the parenthesis right behind them if there is one."""

    def word(state: State, token: Token, follow: str) -> str:
        return open_call(state, token, f"{kind}_P") if follow == "lp" else kind

    return word


def _class(state: State, token: Token, follow: str) -> str:
    state.push("end", "END", token)
    state.scope = set()
    if found := patterns.SINGLETON_AHEAD.match(state.text, state.pos):
        state.pos = found.end()
        return "SCLASS"
    return "CLASS"


def _module(state: State, token: Token, follow: str) -> str:
    state.push("end", "END", token)
    state.scope = set()
    return "MODULE"


def _def(state: State, token: Token, follow: str) -> str:
    found = patterns.DEF_HEAD.match(state.text, token[2])
    if found is None:
        raise SyntaxProblem("expected a method name after 'def'", token[1], token[2])
    owner = _owner(state, found["owner"], found.start("owner"))
    state.push("end", "END", token)
    state.scope = set()
    state.value = (found["name"], found.start("name"), found.end("name"), owner)
    state.pos = found.end()
    if found["paren"]:
        state.push(")", "DEF_RP", token)
        return "DEF_P"
    return "DEF"


def _owner(state: State, name: str | None, start: int) -> ast.Node | None:
    if name is None:
        return None
    span = state.span(start, start + len(name))
    if name == "self":
        return ast.SelfRef(span)
    if name[0] in "@$":
        return state.variable(name, start)
    if name[0].isupper():
        return ast.Const(span, None, name)
    return ast.LocalVar(span, name) if name in state.scope else ast.Call(span, None, name)


def _alias(state: State, token: Token, follow: str) -> str:
    found = patterns.ALIAS.match(state.text, token[2])
    if found is None:
        raise SyntaxProblem("expected two method names after 'alias'", token[1], token[2])
    node = ast.Alias(state.span(token[1], found.end()), found["new"], found["old"])
    return state.literal(node, found.end())


def _undef(state: State, token: Token, follow: str) -> str:
    found = patterns.UNDEF.match(state.text, token[2])
    if found is None:
        raise SyntaxProblem("expected a method name after 'undef'", token[1], token[2])
    names = tuple(name.strip().removeprefix(":") for name in found[0].split(","))
    return state.literal(ast.Undef(state.span(token[1], found.end()), names), found.end())


def _in(state: State, token: Token, follow: str) -> str:
    """`in` of a case: the pattern is not looked into; its names count as local variables. `for a, in` has one too."""
    if state.text[: token[1]].rstrip(" \t").endswith(","):
        return _plain("IN")(state, token, follow)
    end = _pattern_end(state.text, token[2])
    state.scope.update(patterns.LOCAL_NAME.findall(state.text, token[2], end))
    state.value = (state.text[token[1] : end], token[1], end)
    state.pos = end
    return "IN_PATTERN"


def _pattern_end(text: str, start: int) -> int:
    depth = 0
    for found in patterns.PATTERN_PIECE.finditer(text, start):
        piece = found[0]
        if piece in "([{":
            depth += 1
        elif piece in ")]}":
            depth -= 1
        elif depth == 0 and (piece in "\n;" or piece == "then"):
            return found.start()
    return len(text)


BEGIN_WORDS: Final[dict[str, Word]] = {
    "nil": _literal(ast.Nil),
    "true": _literal(ast.TrueLit),
    "false": _literal(ast.FalseLit),
    "self": _literal(ast.SelfRef),
    "redo": _literal(ast.Redo),
    "retry": _literal(ast.Retry),
    **dict.fromkeys(("__FILE__", "__LINE__", "__ENCODING__", "__dir__"), _magic),
    "if": _modifier_or(_opening("IF")),
    "unless": _modifier_or(_opening("UNLESS")),
    "while": _modifier_or(_loop("WHILE")),
    "until": _modifier_or(_loop("UNTIL")),
    "for": _loop("FOR"),
    "case": _opening("CASE"),
    "begin": _opening("BEGIN"),
    "def": _def,
    "class": _class,
    "module": _module,
    "end": _end,
    "else": _separating("ELSE"),
    "elsif": _separating("ELSIF"),
    "when": _separating("WHEN"),
    "in": _in,
    "ensure": _separating("ENSURE"),
    "rescue": _rescue,
    "then": _separating("THEN"),
    "do": do,
    "and": _separating("ANDOR"),
    "or": _separating("ANDOR"),
    "not": _operator("NOT"),
    "defined?": _operator("DEFINED"),
    **dict.fromkeys(("return", "break", "next"), _plain("JUMP")),
    "yield": _caller("YIELD"),
    "super": _caller("SUPER"),
    "alias": _alias,
    "undef": _undef,
    **dict.fromkeys(("BEGIN", "END"), _plain("PREEXEC")),
}

END_WORDS: Final[dict[str, Word]] = {
    **dict.fromkeys(("if", "unless", "while", "until", "rescue"), modifier),
    "and": _separating("ANDOR"),
    "or": _separating("ANDOR"),
    "then": _separating("THEN"),
    "in": _plain("IN"),
    "do": do,
    "end": _end,
    "else": _separating("ELSE"),
    "elsif": _separating("ELSIF"),
    "when": _separating("WHEN"),
    "ensure": _separating("ENSURE"),
}
