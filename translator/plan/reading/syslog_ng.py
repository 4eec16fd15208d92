"""syslog-ng.conf → its named sources, filters and destinations, and its log paths.

before:  source s_app { file("/var/log/app.log"); };
         log { source(s_app); destination(d_net); };
after:   Block("source", "s_app", ((Call("file", ("/var/log/app.log",)),),)), Block("log", "", …)

Source: syslog-ng's administration guide, "The syntax of the syslog-ng configuration file", version 3.38.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput

from grammars import grammar_text
from translator.plan.reading.braces import pieces
from translator.plan.reading.configuration import Configuration, Untranslated, limited, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`name(terms)`: an option, a driver, or a reference such as source(s_app)."""

    name: str
    terms: tuple[Term, ...]
    line: int

    def texts(self) -> tuple[str, ...]:
        """Return the plain words and texts among its terms."""
        return tuple(term for term in self.terms if isinstance(term, str))

    def option(self, *names: str) -> str:
        """Return the text of the first option of one of these names within it, such as port(514)."""
        for term in self.terms:
            if isinstance(term, Call) and term.name.replace("-", "_") in names:
                return " ".join(term.texts())
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`kind name { statements };`; each statement is its terms in order."""

    kind: str
    name: str
    statements: tuple[tuple[Term, ...], ...]
    line: int

    def calls(self) -> Iterator[Call]:
        """Yield every call that stands directly in it."""
        return (term for statement in self.statements for term in statement if isinstance(term, Call))


@dataclass(frozen=True, slots=True)
class Group:
    """Terms in parentheses or braces that are no call's."""

    statements: tuple[tuple[Term, ...], ...]


Term: TypeAlias = "str | Call | Group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    blocks: tuple[Block, ...]
    errors: tuple[Untranslated, ...]


def read(configuration: Configuration) -> Blocks:
    """Read one file."""
    blocks: list[Block] = []
    errors: list[Untranslated] = []
    for chunk in limited(pieces(configuration.text, semicolons=True), configuration.path, errors):
        try:
            terms = _Builder(chunk.line).transform(_parser().parse(chunk.text))
        except LarkError as problem:
            line = chunk.line + (problem.line - 1 if isinstance(problem, UnexpectedInput) and problem.line > 0 else 0)
            reason = "syslog-ng's grammar does not allow this"
            errors.append(Untranslated(path=configuration.path, line=line, text=shown(chunk.text), reason=reason))
        else:
            blocks.extend(_blocks(terms, chunk.line))
    return Blocks(blocks=tuple(blocks), errors=tuple(errors))


def _blocks(terms: tuple[Term, ...], line: int) -> Iterator[Block]:
    words = [term for term in terms if isinstance(term, str)]
    body = next((term for term in terms if isinstance(term, Group)), None)
    if body is not None and words:
        yield Block(kind=words[0], name=words[1] if len(words) > 1 else "", statements=body.statements, line=line)


@cache
def _parser() -> Lark:
    return Lark(grammar_text("syslog_ng.lark"), parser="lalr")


class _Builder(Transformer[Token, Any]):
    def __init__(self, first_line: int) -> None:
        super().__init__()
        self._offset = first_line - 1

    def start(self, items: list[Any]) -> tuple[Term, ...]:
        found: tuple[Term, ...] = items[0]
        return found

    def statement(self, items: list[Any]) -> tuple[Term, ...]:
        return tuple(items)

    def word(self, items: list[Any]) -> str:
        return str(items[0])

    def directive(self, items: list[Any]) -> str:
        return str(items[0])

    def text(self, items: list[Any]) -> str:
        text = str(items[0])
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\") if text[0] == '"' else text[1:-1]

    def call(self, items: list[Any]) -> Call:
        name, *terms = items
        kept = tuple(term for term in terms if not isinstance(term, Token))
        return Call(name=str(name), terms=kept, line=int(name.line or 1) + self._offset)

    def group(self, items: list[Any]) -> Group:
        return Group((tuple(term for term in items if not isinstance(term, Token)),))

    def block(self, items: list[Any]) -> Group:
        return Group(tuple((item,) for item in items if not isinstance(item, Token)))
