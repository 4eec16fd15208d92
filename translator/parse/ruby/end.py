"""Tokens where an operator is expected: one function a group of patterns.END."""

from __future__ import annotations

from typing import Final

from translator.parse.ruby import ast, patterns
from translator.parse.ruby.begin import close, close_erb, colon, comma, end_of_text, lambda_brace, rocket
from translator.parse.ruby.keywords import END_WORDS, open_block, open_call
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import Found, Handler, State


def end_of_line(state: State, found: Found) -> str | None:
    """A separator, unless the next line goes on with `.method` or closes what is open."""
    at = found.start("nl")
    text = state.next_line(found)
    if patterns.CONTINUED.match(state.text, state.pos) and text != ";":
        return None
    state.value = (text, at, at + 1)
    state.separated()
    return "NL"


def _method(state: State, found: Found) -> tuple[str, bool]:
    """Take `.name`, its value (name, start, end, safe) and whether it is a constant."""
    start, end = found.span("meth")
    name = state.text[start:end] or "call"
    dot = found["dot"]
    state.value = (name, start, end, dot[0] == "&")
    state.pos = end
    return name, dot == "::" and name[0].isupper() and name[-1] not in "?!"


def method(state: State, found: Found) -> str:
    _, constant = _method(state, found)
    return "SCOPE_CONST" if constant else "METHOD"


def method_called(state: State, found: Found) -> str:
    _method(state, found)
    return open_call(state, state.value, "METHOD_P")


def method_command(state: State, found: Found) -> str:
    _method(state, found)
    state.level.command = True
    return "METHOD_CMD"


def word(state: State, found: Found) -> str:
    token = state.token(found)
    make = END_WORDS.get(token[0])
    return make(state, token, "") if make is not None else "WORD"


def assign(state: State, found: Found) -> str:
    """`x = …` makes x a local variable from here on."""
    previous = state.value
    state.token(found)
    if state.last == "IDENT":
        state.scope.add(previous[0])
    return "ASSIGN"


def index(state: State, found: Found) -> str:
    state.push("]", "RBRACK", state.token(found))
    return "INDEX"


def left_brace(state: State, found: Found) -> str:
    token = state.token(found)
    if state.lambda_scope is not None:
        return lambda_brace(state)
    kind = "LCURLY_ARG" if state.last == "RPAREN_ARG" else "LCURLY"
    if kind == "LCURLY_ARG":
        state.level.command = False
    open_block(state, "}", "RCURLY", token)
    return kind


def pipe(state: State, found: Found) -> str:
    token = state.token(found)
    if state.level.pipe:
        state.level.pipe = False
        state.pos = token[1] + 1
        return "PIPE_END"
    return "BINOP"


def binary(state: State, found: Found) -> str:
    """An operator; `/(?<x>…)/ =~` makes x a local variable."""
    previous = state.value
    token = state.token(found)
    if token[0] == "=~" and isinstance(previous, ast.Regex):
        for part in previous.parts:
            if isinstance(part, ast.Str):
                state.scope.update(patterns.NAMED_GROUP.findall(part.value))
    return "BINOP"


def stray(state: State, found: Found) -> str:
    text, start, end = state.token(found)
    if text in ".&":
        raise SyntaxProblem(f"expected a method name after {text!r}", start, end)
    raise SyntaxProblem(f"unexpected {text!r}: expected an operator or the end of the statement", start, end)


def dots(state: State, found: Found) -> str:
    state.token(found)
    return "DOTS"


def question(state: State, found: Found) -> str:
    state.token(found)
    return "QMARK"


def erb(state: State, found: Found) -> str:
    """A mark in a template ends the statement before it; the mark itself comes next."""
    at = found.start("erb")
    state.pos = at
    if found["erb"] == patterns.ERB_CLOSE:
        return close_erb(state, at)
    state.value = ("\n", at, at + 1)
    state.separated()
    return "NL"


END_HANDLERS: Final[dict[str, Handler]] = {
    "nl": end_of_line,
    "comma": comma,
    "meth": method,
    "mlp": method_called,
    "mcmd": method_command,
    "close": close,
    "word": word,
    "rocket": rocket,
    "assign": assign,
    "index": index,
    "lcurly": left_brace,
    "pipe": pipe,
    "binop": binary,
    "dots": dots,
    "qmark": question,
    "colon": colon,
    "erb": erb,
    "eof": end_of_text,
    "stray": stray,
}
