"""The LALR tables: lark makes them out of a grammar once, a cache in the user's folder keeps them.

In: a grammar's name. Out: Tables, plain dicts and lists that the parser's loop runs over and that load in a few
milliseconds; lark itself is imported only to make them. The cache's key is the grammar's text: which lark made them
does not matter, they are the grammar's.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from grammars import grammar_text
from translator.cache import cache_folder, save

Row: TypeAlias = dict[str, int]
Rule: TypeAlias = tuple[int, str, str | None]

ACCEPT: Final = 1 << 30
_FORMAT: Final = 2


class Tables(NamedTuple):
    """`rows[state][symbol]`: a state to go to, ~rule to reduce, or ACCEPT. A rule: length, symbol, method or None."""

    start: int
    rows: list[Row]
    rules: list[Rule]


@cache
def tables(grammar: str) -> Tables:
    """Return the tables of a grammar, such as "chef.lark", from the cache where it has them."""
    text = grammar_text(grammar)
    key = f"{_FORMAT} {sys.version_info[:2]} {text}"
    path = cache_folder() / f"{Path(grammar).stem}-{hashlib.sha256(key.encode()).hexdigest()[:20]}.tables"
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        return Tables(*marshal.loads(path.read_bytes()))
    made = make_tables(text)
    save(path, marshal.dumps(tuple(made)))
    return made


def make_tables(text: str) -> Tables:
    """Let lark build the tables of a grammar."""
    from lark import Lark
    from lark.lexer import Lexer as LarkLexer

    class Unused(LarkLexer):
        """Lark wants a lexer; its tables alone are used."""

        def __init__(self, lexer_conf: Any) -> None: ...

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            return iter(())

    grammar = Lark(text, parser="lalr", lexer=Unused, start="program")
    return _plain(grammar.parser.parser._parse_table)


def _plain(table: Any) -> Tables:
    """Turn lark's table into plain data."""
    rules: dict[Any, int] = {}
    rows: list[Row] = [{} for _ in table.states]
    for state, actions in table.states.items():
        for symbol, (action, argument) in actions.items():
            if str(action) == "Shift":
                rows[state][sys.intern(symbol)] = argument
            else:
                rows[state][sys.intern(symbol)] = ~rules.setdefault(argument, len(rules))
    rows[table.end_states["program"]]["$END"] = ACCEPT
    return Tables(table.start_states["program"], rows, [_rule(rule) for rule in rules])


def _rule(rule: Any) -> Rule:
    """A rule of one symbol that lark would inline has no method: its value is handed through."""
    size = len(rule.expansion)
    if size == 1 and rule.alias is None and rule.options.expand1:
        return size, str(rule.origin.name), None
    return size, str(rule.origin.name), str(rule.alias or rule.origin.name)
