"""What to say of a token that does not fit: what came, and what was expected, in human words."""

from __future__ import annotations

from typing import Any, Final

from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import State, shown
from translator.parse.ruby.tables import Row, Rule

_WORDS: Final[dict[str, str]] = {
    "NL": "a new line",
    "END": "'end'",
    "RPAREN": "')'",
    "RPAREN_ARG": "')'",
    "DEF_RP": "')'",
    "RBRACK": "']'",
    "RBRACE": "'}'",
    "RCURLY": "'}'",
    "PIPE_END": "'|'",
    "COLON": "':'",
    "ASSOC": "'=>'",
    "COMMA": "','",
    "THEN": "'then'",
    "WHEN": "'when'",
    "IN": "'in'",
    "CONST": "a constant",
    "LAMBEG": "'{'",
    "LITERAL": "a value",
    "$END": "the end of the file",
}
_NAMED: Final = {
    "$END": "the end of the file",
    "NL": "the end of the line",
    "CMD": "a method call",
    "LABEL": "a label",
}


def unexpected(state: State, kind: str, rows: list[Row], rules: list[Rule], states: list[int]) -> SyntaxProblem:
    """Return the problem of the token that the lexer stands at."""
    start, end = _place(state)
    opener = state.level.opener
    if kind == "$END" and state.level.closer:
        line = state.source.position(opener[1])[0]
        message = f"unexpected end of the file: expected {shown(state.level.closer)} for {opener[0]!r} of line {line}"
        return SyntaxProblem(message, opener[1], opener[2])
    words = _expected(rows, rules, states)
    wanted = f": expected {' or '.join(words)}" if words else ""
    return SyntaxProblem(f"unexpected {_name(state, kind)}{wanted}", start, end)


def _place(state: State) -> tuple[int, int]:
    value: Any = state.value
    if isinstance(value, tuple):
        return value[1], value[2]
    return value.span.start, value.span.end


def _name(state: State, kind: str) -> str:
    if kind in _NAMED:
        return _NAMED[kind]
    start, end = _place(state)
    return repr(state.text[start:end][:30])


def _expected(rows: list[Row], rules: list[Rule], states: list[int]) -> list[str]:
    """Name the tokens that would go on from here, most telling first, at most four."""
    kinds = {symbol for symbol in rows[states[-1]] if _acceptable(symbol, rows, rules, states)}
    words = dict.fromkeys(word for kind, word in _WORDS.items() if kind in kinds)
    return list(words)[-4:] if "LITERAL" not in kinds else ["a value"]


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
