"""What to say of a token that does not fit: what came, and what was expected, in human words."""

from __future__ import annotations

from typing import Any, Final

from translator.parse.lalr import Row, Rule
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import State

# What a token is called; the first ones say most about what is missing.
_WORDS: Final[dict[str, str]] = {
    "RPAREN": "')'",
    "RPAREN_ARG": "')'",
    "DEF_RP": "')'",
    "RBRACK": "']'",
    "RBRACE": "'}'",
    "PIPE_END": "'|'",
    "COLON": "':'",
    "IN": "'in'",
    "WHEN": "'when'",
    "LAMBEG": "'{'",
    "COMMA": "','",
    "RCURLY": "'}'",
    "END": "'end'",
    "THEN": "'then'",
    "NL": "a new line",
}
_NAMED: Final = {"$END": "end of the file", "NL": "end of the line"}
_MOST: Final = 3


def unexpected(state: State, kind: str, rows: list[Row], rules: list[Rule], states: list[int]) -> SyntaxProblem:
    """Return the problem of the token that the lexer stands at."""
    start, end = _place(state)
    opener = state.level.opener
    if kind == "$END" and state.level.closer:
        message = f"unexpected end of the file: expected {state.missing()}"
        return SyntaxProblem(message, opener[1], opener[2])
    return SyntaxProblem(f"unexpected {_name(state, kind)}: expected {_expected(rows, rules, states)}", start, end)


def _place(state: State) -> tuple[int, int]:
    value: Any = state.value
    if isinstance(value, tuple):
        return value[1], value[2]
    return value.span.start, value.span.end


def _name(state: State, kind: str) -> str:
    if kind in _NAMED:
        return _NAMED[kind]
    start, end = _place(state)
    text = state.value[0] if isinstance(state.value, tuple) else state.text[start:end]
    return repr(text[:30])


def _expected(rows: list[Row], rules: list[Rule], states: list[int]) -> str:
    """Name the tokens that would go on from here, those that say most."""
    kinds = {symbol for symbol in rows[states[-1]] if _acceptable(symbol, rows, rules, states)}
    if "LITERAL" in kinds:
        return "a value"
    if "CONST" in kinds:
        return "a constant"
    if "IDENT" in kinds:
        return "a name"
    words = list(dict.fromkeys(word for kind, word in _WORDS.items() if kind in kinds))
    return " or ".join(words[:_MOST]) if words else "the end of the statement"


def _acceptable(symbol: str, rows: list[Row], rules: list[Rule], states: list[int]) -> bool:
    """Whether the token would be shifted in the end: a reduction alone says nothing."""
    stack = list(states)
    while (action := rows[stack[-1]].get(symbol)) is not None:
        if action >= 0:
            return symbol.isupper() or symbol == "$END"
        size, origin, _ = rules[~action]
        del stack[len(stack) - size :]
        stack.append(rows[stack[-1]][origin])
    return False
