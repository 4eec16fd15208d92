"""Tokens where an operand is expected: one function a group of patterns.BEGIN."""

from __future__ import annotations

from typing import Final

from translator.location import Span
from translator.parse.ruby import ast, patterns, strings
from translator.parse.ruby.escapes import unescape
from translator.parse.ruby.heredoc import heredoc
from translator.parse.ruby.keywords import BEGIN_WORDS, open_block, open_call
from translator.parse.ruby.problem import SyntaxProblem
from translator.parse.ruby.state import LABEL_OK, Found, Handler, State

# --- names


def _name(state: State, found: Found, follow: str) -> str:
    """A keyword or a name; the state stands behind it."""
    start, end = found.span(1)
    name = state.text[start:end]
    token = state.value = (name, start, end)
    state.pos = end
    word = BEGIN_WORDS.get(name)
    if word is not None:
        return word(state, token, follow)
    return ""


def _plain_kind(state: State, name: str) -> str:
    if name in state.scope:
        return "LVAR"
    if name[0] == "_" and name[1:] in "123456789" and len(name) == 2 and state.levels:
        state.scope.update(("_1", name))
        return "LVAR"
    return "CONST" if name[0].isupper() and name[-1] not in "?!" else "IDENT"


def plain(state: State, found: Found) -> str:
    return _name(state, found, "") or _plain_kind(state, state.value[0])


def called(state: State, found: Found) -> str:
    return _name(state, found, "lp") or open_call(state, state.value, "FCALL")


def command(state: State, found: Found) -> str:
    kind = _name(state, found, "sure")
    if not kind:
        state.level.command = True
        return "CMD"
    return kind


def maybe_command(state: State, found: Found) -> str:
    kind = _name(state, found, "maybe")
    if kind:
        return kind
    if state.value[0] in state.scope:
        return "LVAR"
    state.level.command = True
    return "CMD"


def label(state: State, found: Found) -> str:
    if state.last not in LABEL_OK:
        return plain(state, found)
    start, end = found.span(1)
    state.value = ast.Sym(state.span(start, end), state.text[start:end])
    state.pos = end + 1
    return "LABEL"


# --- lines and closers


def skip_line(state: State, found: Found) -> None:
    state.next_line(found)


def end_of_line(state: State, found: Found) -> str:
    at = found.start("nl")
    state.value = (state.next_line(found), at, at + 1)
    state.separated()
    return "NL"


def close(state: State, found: Found) -> str:
    token = state.token(found)
    return state.close(token[0], token)


def end_of_text(state: State, found: Found) -> str:
    state.separated()
    state.value = ("end of file", found.end(), found.end())
    return "$END"


def stray(state: State, found: Found) -> str:
    token = state.token(found)
    raise SyntaxProblem(f"unexpected character {token[0]!r}", token[1], token[2])


def erb(state: State, found: Found) -> str:
    """A mark in a template: text that stands as it is, or the brackets of `<%= … %>`."""
    text, start, _ = state.token(found)
    if start in state.erb_texts:
        return state.literal(state.erb_texts[start], start + 1)
    if text == patterns.ERB_TEXT:
        return stray(state, found)
    if text != patterns.ERB_CLOSE:
        state.push(patterns.ERB_CLOSE, "ERB_CLOSE", ("<%=", start, start + 1))
        return "ERB_OPEN"
    return close_erb(state, start)


def close_erb(state: State, at: int) -> str:
    """Close `<%=` at the mark, which stands on the last character of `%>`."""
    token = state.value = ("%>", at - 1, at + 1)
    state.pos = at + 1
    return state.close(patterns.ERB_CLOSE, token)


# --- brackets


def left_bracket(state: State, found: Found) -> str:
    state.push("]", "RBRACK", state.token(found))
    return "LBRACK"


def left_parenthesis(state: State, found: Found) -> str:
    token = state.token(found)
    if state.last in ("CMD", "METHOD_CMD", "SUPER_CMD", "YIELD_CMD"):
        state.push(")", "RPAREN_ARG", token)
        return "LPAREN_ARG"
    state.push(")", "RPAREN", token)
    return "LPAREN"


def left_brace(state: State, found: Found) -> str:
    token = state.token(found)
    if state.lambda_scope is not None and state.last == "LAMBDA":
        return lambda_brace(state)
    if state.last == "PREEXEC":
        open_block(state, "}", "RCURLY", token)
        return "LCURLY"
    state.push("}", "RBRACE", token)
    return "LBRACE"


def lambda_brace(state: State) -> str:
    assert state.lambda_scope is not None
    state.push("}", "RCURLY", state.value).scope = state.lambda_scope
    state.lambda_scope = None
    return "LAMBEG"


def arrow(state: State, found: Found) -> str:
    """`->`: its parameters and body have their own locals; the body gives the others back."""
    token = state.token(found)
    state.lambda_scope = state.scope
    state.scope = set(state.scope)
    if paren := patterns.LAMBDA_PAREN.match(state.text, state.pos):
        state.pos = paren.end()
        state.push(")", "RPAREN", token)
        return "LAMBDA_P"
    return "LAMBDA"


def pipe(state: State, found: Found) -> str | None:
    """`|` around block parameters; `||` right behind the opener is no parameters."""
    token = state.token(found)
    if state.level.pipe:
        state.level.pipe = False
        state.pos = token[1] + 1
        return "PIPE_END"
    if state.last not in ("LCURLY", "LCURLY_ARG", "DO", "DO_BLOCK"):
        raise SyntaxProblem(f"unexpected {token[0]!r}: expected a value", token[1], token[2])
    if token[0] == "||":
        return None
    state.level.pipe = True
    return "PIPE"


# --- literals


def simple_string(state: State, found: Found) -> str:
    start, end = found.span("simple")
    raw = state.text[start + 1 : end - 1]
    return state.string(ast.Str(state.span(start, end), raw), end)


def quote(state: State, found: Found) -> str:
    mark, start, at = state.token(found)
    node, end = strings.quoted(state, start, at, mark, mark != "'")
    if mark == "`":
        parts = node.parts if isinstance(node, ast.DStr) else (node,)
        return state.literal(ast.XStr(node.span, parts), end)
    return state.string(node, end)


def quoted_symbol(state: State, found: Found) -> str:
    mark, start, at = state.token(found)
    node, end = strings.quoted(state, start, at, mark[1], mark[1] == '"')
    return state.literal(strings.symbol_node(node), end)


def symbol(state: State, found: Found) -> str:
    start, end = found.span("sym")
    return state.literal(ast.Sym(state.span(start - 1, end), state.text[start:end]), end)


def percent(state: State, found: Found) -> str:
    mark, start, _ = state.token(found)
    node, end = strings.percent(state, start, mark[1:-1], mark[-1])
    if isinstance(node, ast.Str | ast.DStr):
        return state.string(node, end)
    return state.literal(node, end)


def here_document(state: State, found: Found) -> str:
    _, start, end = state.token(found)
    node = heredoc(state, start, end, found["hd_indent"], found["hd_quote"], found["hd_id"])
    return state.literal(node, end)


def regex(state: State, found: Found) -> str:
    mark, start, at = state.token(found)
    node, end = strings.regex(state, start, at, mark)
    return state.literal(node, end)


def character(state: State, found: Found) -> str:
    text, start, end = state.token(found)
    return state.literal(ast.Str(state.span(start, end), unescape(text[1:])), end)


def number(state: State, found: Found) -> str:
    start, end = found.span("num")
    span = state.span(start, end)
    try:
        node: ast.Node = _numeral(span, state.text[start:end].replace("_", ""))
    except ValueError:
        raise SyntaxProblem("this is not a number", start, end) from None
    for suffix in found["suffix"]:
        node = ast.Call(span, None, "Rational" if suffix == "r" else "Complex", (node,), parens=True)
    return state.literal(node, found.end())


def _numeral(span: Span, text: str) -> ast.Int | ast.FloatLit:
    digits = text.lstrip("-")
    sign = -1 if text[0] == "-" else 1
    if digits[0] != "0" or len(digits) == 1 or digits[1] in ".eE":
        return ast.Int(span, int(text)) if digits.isdigit() else ast.FloatLit(span, float(text))
    base = {"x": 16, "b": 2, "o": 8, "d": 10}.get(digits[1].lower())
    return ast.Int(span, sign * (int(digits, 8) if base is None else int(digits[2:], base)))


def variable(state: State, found: Found) -> str:
    text, start, end = state.token(found)
    return state.literal(state.variable(text, start), end)


# --- prefix operators


def top_constant(state: State, found: Found) -> str:
    _, start, end = state.token(found)
    name = patterns.CONSTANT_NAME.match(state.text, end)
    if name is None:
        raise SyntaxProblem("expected a constant after '::'", start, end)
    state.value = (name[0], start, name.end())
    state.pos = name.end()
    return "TOP_CONST"


def beginless(state: State, found: Found) -> str:
    state.token(found)
    return "DOTS_BEG"


def prefix(state: State, found: Found) -> str:
    return {"*": "STAR", "**": "POW", "&": "AMP"}[state.token(found)[0]]


def unary(state: State, found: Found) -> str:
    state.token(found)
    return "UNARY"


def equal(state: State, found: Found) -> str:
    """`=` after the head of a method makes it endless; else it follows the comma of `a, = b`."""
    state.token(found)
    if state.last not in ("DEF", "DEF_RP"):
        return "ASSIGN"
    state.level.closer = "endless"
    return "ENDLESS"


def rocket(state: State, found: Found) -> str:
    state.token(found)
    return "ASSOC"


def colon(state: State, found: Found) -> str:
    state.token(found)
    return "COLON"


def comma(state: State, found: Found) -> str:
    state.token(found)
    return "COMMA"


BEGIN_HANDLERS: Final[dict[str, Handler]] = {
    "id": plain,
    "lp": called,
    "sure": command,
    "maybe": maybe_command,
    "lab": label,
    "nl": skip_line,
    "close": close,
    "eof": end_of_text,
    "stray": stray,
    "erb": erb,
    "lbrack": left_bracket,
    "lparen": left_parenthesis,
    "lbrace": left_brace,
    "arrow": arrow,
    "pipe": pipe,
    "simple": simple_string,
    "quote": quote,
    "quotesym": quoted_symbol,
    "sym": symbol,
    "percent": percent,
    "heredoc": here_document,
    "regex": regex,
    "char": character,
    "suffix": number,
    "ivar": variable,
    "gvar": variable,
    "top": top_constant,
    "bdots": beginless,
    "prefix": prefix,
    "unary": unary,
    "equal": equal,
    "rocket": rocket,
    "comma": comma,
    "colon": colon,
}
MID_HANDLERS: Final[dict[str, Handler]] = {**BEGIN_HANDLERS, "nl": end_of_line}
