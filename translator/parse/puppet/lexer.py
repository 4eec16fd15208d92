"""The lexer: a text in, the kinds and the values of its tokens out, each of the kind its context makes it.

The value of a name, variable, number or finished string is its node, of a sign or keyword its place (start, end), of
a piece of a string the segments it holds. What cannot be read is a last token "ERROR" with the SyntaxProblem: the
parser raises it when it gets there, so an earlier syntax error wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from translator.location import Span
from translator.parse.puppet import ast, patterns
from translator.parse.puppet.epp_text import EppText
from translator.parse.puppet.heredoc import Heredocs
from translator.parse.puppet.numbers import illegal_number, number
from translator.parse.puppet.problem import SyntaxProblem

Tokens: TypeAlias = tuple[list[str], list[Any]]

_BYTE_ORDER_MARK: Final = (
    "Illegal UTF-8 Byte Order mark at beginning of input: [EF BB BF] - remove these from the puppet source"
)


class Lexer(Heredocs, EppText):
    """One text's tokens."""

    def tokens(self) -> Tokens:
        """Return the kinds and values, "$END" or "ERROR" last."""
        try:
            self._scan()
        except SyntaxProblem as problem:
            self.add("ERROR", problem)
        return self.kinds, self.values

    def template_tokens(self) -> Tokens:
        """Return the tokens of an EPP template."""
        try:
            self.begin_template()
            self._scan()
        except SyntaxProblem as problem:
            self.add("ERROR", problem)
        return self.kinds, self.values

    def _scan(self) -> None:
        """Read token after token; what is frequent stands here, the rest in the handlers."""
        if self.text.startswith("\ufeff"):
            self.fail(_BYTE_ORDER_MARK, 0)
        text, source = self.text, self.source
        add_kind, add_value = self.kinds.append, self.values.append
        make, signs, keyword, name = tuple.__new__, patterns.SIGNS, patterns.KEYWORDS.get, patterns.NAME.fullmatch
        match = self.match
        pos = self.pos
        while True:
            found = match(text, pos)
            group = found.lastindex
            start, pos = found.span(group)
            if group == patterns.SIGN_TOKEN:
                add_kind(signs[text[start:pos]])
                add_value((start, pos))
            elif group == patterns.WORD_TOKEN:
                word = text[start:pos]
                kind = keyword(word)
                if kind is None:
                    node: type[Any] = ast.QualifiedName if name(word) else ast.LiteralString
                    add_kind("NAME" if node is ast.QualifiedName else "WORD")
                    add_value(node(make(Span, (source, start, pos)), word))
                else:
                    add_kind(kind)
                    add_value(
                        ast.LiteralBoolean(Span(source, start, pos), word == "true")
                        if kind == "BOOLEAN"
                        else (start, pos)
                    )
            elif group == patterns.VARIABLE_TOKEN:
                add_kind("VARIABLE")
                add_value(ast.Variable(make(Span, (source, start - 1, pos)), text[start:pos]))
            elif group == patterns.STRING_TOKEN:
                add_kind("STRING")
                add_value(ast.LiteralString(make(Span, (source, start, pos)), text[start + 1 : pos - 1]))
            elif start == pos:
                self.pos = pos
                self._end()
                return
            else:
                self.pos = start
                _HANDLERS.get(text[start], _other)(self, pos)
                pos, match = self.pos, self.match

    def _end(self) -> None:
        if self.tag_open:
            self.fail("Unbalanced epp tag, reached <eof> without closing tag.", len(self.text))
        if self.open_strings:
            self.unclosed_quote(len(self.text), self._last_scanned())
        self.add("$END", (len(self.text), len(self.text)))

    def _last_scanned(self) -> str:
        """Return what Puppet's scanner matched last: a name, or the end of a quoted string."""
        last = self.values[-1]
        text = last.span.text if isinstance(last, ast.Node) else '"'
        return text[1:][-2:] if len(text) > 1 and text[0] in "'\"" else text

    # --- brackets

    def bracket(self, end: int) -> None:
        """`[`: behind a blank it begins an array, behind anything else an access."""
        start = self.pos
        before = self.text[start - 1] if start else " "
        self.sign("LISTSTART" if before.isspace() else "LBRACK", end)

    def parenthesis(self, end: int) -> None:
        """`(`: first in its line it does not begin arguments."""
        line = self.text.rfind("\n", 0, self.pos) + 1
        self.sign("LPAREN" if self.text[line : self.pos].strip() else "WSLPAREN", end)

    def brace(self, end: int) -> None:
        self.braces += 1
        self.sign("SELBRACE" if self.kinds and self.kinds[-1] == "QMARK" else "LBRACE", end)

    def closing_brace(self, end: int) -> None:
        """`}`: back into the string where it ends an interpolation."""
        self.braces -= 1
        if self.open_strings and self.open_strings[-1].braces == self.braces:
            self.pos = end
            self.resume_string()
        else:
            self.sign("RBRACE", end)

    # --- the rest

    def slash(self, end: int) -> None:
        if end - self.pos > 1:
            self.fail("Unclosed multiline comment", self.pos)
        closed = None if self.kinds and self.kinds[-1] in patterns.OPERANDS else self._regex_end()
        if closed is None:
            self.sign("BINOP", end)
        else:
            pattern = self.text[self.pos + 1 : closed - 1].replace("\\/", "/")
            self.literal("REGEX", ast.LiteralRegex(self.span(self.pos, closed), pattern), closed)

    def _regex_end(self) -> int | None:
        found = patterns.REGEX.match(self.text, self.pos)
        at = found.end() if found else 0
        while at and self._escaped(at - 1):
            at = self.text.find("/", at) + 1
        return at or None

    def _escaped(self, at: int) -> bool:
        before = at
        while before > self.pos + 1 and self.text[before - 1] == "\\":
            before -= 1
        return (at - before) % 2 == 1

    def colon(self, end: int) -> None:
        """`::`, with a word behind it: a reference, or an error."""
        if self.text.startswith("::", end) or end - self.pos > 2:
            self.capital(end)
            return
        following = self.text[end : end + 1]
        if "A" <= following <= "Z":
            self.fail("Illegal fully qualified class reference", end + 1)
        self.fail("Illegal fully qualified name", end)

    def capital(self, end: int) -> None:
        if self.text.startswith("::", end):
            qualified = self.text[self.pos] == ":"
            message = "Illegal fully qualified class reference" if qualified else "Illegal class reference"
            self.fail(message, min(end + (3 if qualified else 1), len(self.text)))
        value = ast.QualifiedReference(self.span(self.pos, end), self.text[self.pos : end])
        self.literal("CLASSREF", value, end)

    def digit(self, end: int) -> None:
        following = self.text[end : end + 1]
        if end - self.pos == 1 and (following == "_" or following.isalnum()):
            raise illegal_number(self.text, self.pos)
        self.literal("NUMBER", number(self.span(self.pos, end)), end)

    def at_sign(self, end: int) -> None:
        if self.text.startswith("@(", self.pos):
            self.heredoc()
        else:
            self.sign("ATAT" if end - self.pos == 2 else "AT", end)

    def dollar(self, end: int) -> None:
        self.literal("VARIABLE", ast.Variable(self.span(self.pos, end), ""), end)

    def single_quote(self, end: int) -> None:
        self.single_quoted()

    def double_quote(self, end: int) -> None:
        self.double_quoted()

    def line_end(self, end: int) -> None:
        """The end of a line that has heredocs: their text is skipped."""
        self.jump()

    def closer(self, end: int) -> None:
        self.close_tag(end)


def _other(lexer: Lexer, end: int) -> None:
    """A character that no token begins with: the parser gets no further than here."""
    lexer.fail("Syntax error at ''", lexer.pos)


Handler: TypeAlias = Callable[[Lexer, int], None]

_HANDLERS: Final[dict[str, Handler]] = {
    "[": Lexer.bracket,
    "(": Lexer.parenthesis,
    "{": Lexer.brace,
    "}": Lexer.closing_brace,
    "/": Lexer.slash,
    ":": Lexer.colon,
    "@": Lexer.at_sign,
    "$": Lexer.dollar,
    "'": Lexer.single_quote,
    '"': Lexer.double_quote,
    "\n": Lexer.line_end,
    "%": Lexer.closer,
    "-": Lexer.closer,
    **dict.fromkeys("0123456789", Lexer.digit),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", Lexer.capital),
}
