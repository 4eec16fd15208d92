"""The lexer's patterns and tables: what a token looks like and what kind it is."""

from __future__ import annotations

import re
from typing import Final

BLANK: Final = r"[ \t\r\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
VARIABLE: Final = r"(?:::)?(?:\w+::)*\w+"
_WORD_PART: Final = r"[a-z_](?:[\w-]*\w)?"
WORD: Final = rf"(?:::)?{_WORD_PART}(?:::{_WORD_PART})*"
REFERENCE: Final = r"(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*"
NUMBER: Final = r"(?:0[xX][0-9A-Fa-f]+|0?\d+(?:\.\d+)?(?:[eE]-?\d+)?)\b"
_OPERATORS: Final = r"=>|[,:.;?*%|~=!<>+-]"
_LONG_OPERATORS: Final = r"<<\||\|>>|==|=~|\+=|\+>|->|-=|!=|!~|~>|<<|<=|<\||<-|<~|>>|>=|\|>"

# The groups of a token pattern, in order; `lastindex` tells which matched.
WORD_TOKEN: Final = 1
VARIABLE_TOKEN: Final = 2
STRING_TOKEN: Final = 3
SIGN_TOKEN: Final = 4
OTHER_TOKEN: Final = 5


def token_pattern(*, epp: bool, jumping: bool) -> re.Pattern[str]:
    """Return the pattern of blanks, comments and a token: in a template `%>` is one, before a heredoc a line's end."""
    blanks = BLANK if jumping else BLANK.replace(" ", r" \n", 1)
    closer = r"-?%>|" if epp else ""
    return re.compile(
        rf"(?:{blanks}+|\#[^\n]*|/\*.*?\*/)*"
        rf"(?:({WORD})|\$({VARIABLE})|('[^'\\]*'|\"[^\"\\$]*\")"
        rf"|((?!{closer}::)(?:{_LONG_OPERATORS}|{_OPERATORS})|[\])])"
        rf"|({closer}{REFERENCE}|{NUMBER}|::|/\*|@@|.|\Z))",
        re.ASCII | re.DOTALL,
    )


PATTERNS: Final = {
    (epp, jumping): token_pattern(epp=epp, jumping=jumping) for epp in (False, True) for jumping in (False, True)
}

NAME: Final = re.compile(r"(?:::)?[a-z]\w*(?:::[a-z]\w*)*", re.ASCII)
REFERENCE_TOKEN: Final = re.compile(REFERENCE, re.ASCII)
REGEX: Final = re.compile(r"/[^/]*/")
NUMBER_PARTS: Final = re.compile(r"(0[xX][0-9A-Fa-f]+)|(0?\d+)((?:\.\d+)?(?:[eE]-?\d+)?)", re.ASCII)

KEYWORDS: Final = {
    "case": "CASE",
    "class": "CLASS",
    "default": "DEFAULT",
    "define": "DEFINE",
    "if": "IF",
    "elsif": "ELSIF",
    "else": "ELSE",
    "inherits": "INHERITS",
    "node": "NODE",
    "and": "AND",
    "or": "OR",
    "undef": "UNDEF",
    "false": "BOOLEAN",
    "true": "BOOLEAN",
    "in": "IN",
    "unless": "UNLESS",
    "function": "FUNCTION",
    "type": "TYPE",
    "attr": "RESERVED",
    "private": "RESERVED",
}

SIGNS: Final = {
    **dict.fromkeys(("+", "%", "==", "=~", "!=", "!~", "<", "<=", ">", ">=", "<<"), "BINOP"),
    **dict.fromkeys(("->", "~>", "<-", "<~"), "EDGE"),
    **dict.fromkeys(("+=", "-="), "APPENDS"),
    ">>": "RSHIFT",
    "-": "MINUS",
    "*": "TIMES",
    "!": "NOT",
    "=": "EQUALS",
    "=>": "FARROW",
    "+>": "PARROW",
    "<|": "LCOLLECT",
    "<<|": "LLCOLLECT",
    "|>": "RCOLLECT",
    "|>>": "RRCOLLECT",
    "|": "PIPE",
    "~": "TILDE",
    "?": "QMARK",
    ".": "DOT",
    ",": "COMMA",
    ";": "SEMIC",
    ":": "COLON",
    "]": "RBRACK",
    ")": "RPAREN",
}

# A slash behind one of these divides; behind anything else it begins a regular expression.
OPERANDS: Final = frozenset(
    (
        *("RPAREN", "RBRACK", "RRCOLLECT", "RCOLLECT", "NAME", "CLASSREF", "NUMBER", "STRING", "BOOLEAN", "WORD"),
        *("INTERPOLATED", "STRING_END", "HEREDOC", "REGEX", "VARIABLE"),
    )
)
