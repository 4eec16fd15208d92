"""rsyslog.conf → statements, in both of its syntaxes.

before:  input(type="imfile" File="/var/log/app.log")
         local3.*  @@logs.example.com:514
after:   Object("input", {"type": "imfile", "file": "/var/log/app.log"}), Filter("local3.*", (Action("@@logs…"),))

Source: rsyslog's documentation, "Basic Structure", "RainerScript" and "Legacy Configuration", version 8.2302. The file
is cut into statements first and each is parsed by grammars/rsyslog.lark, so that an error costs one statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput

from grammars import grammar_text
from translator.plan.reading.configuration import Chunk, Configuration, Untranslated, limited, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """`name(parameter="value" …) { body }`; parameter names in lower case, arrays as tuples."""

    name: str
    parameters: dict[str, str | tuple[str, ...]]
    body: tuple[Statement, ...] = ()
    line: int = 0

    def text(self, *names: str) -> str:
        """Return the first of these parameters that is given, as text."""
        found = next((self.parameters[name] for name in names if name in self.parameters), "")
        return found if isinstance(found, str) else ",".join(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """`$Directive value`; the name in lower case, without the dollar."""

    name: str
    value: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action in the short form: `@host`, `-/var/log/x;Template`, `|/dev/xconsole`, `user`."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """`stop`, `~`, `continue`: what comes after is not done for the message."""

    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRuleset:
    name: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One comparison. `property` as rsyslog calls it ("programname", "msg", "syslogfacility-text", "!json!field");
    `operator` is selector, contains, isequal, startswith, endswith, regex, isempty, one of == != < <= > >=, or any and
    all, which ask the comparisons of `parts`."""

    property: str = ""
    operator: str
    value: str = ""
    negate: bool = False
    parts: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Tests that must all hold; `unreadable` is the text of a condition that is more than that."""

    tests: tuple[Comparison, ...] = ()
    unreadable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition and what is done where it holds, and where not."""

    condition: Condition
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A statement that is understood and has no counterpart: set, foreach, a program block."""

    text: str
    line: int = 0


Statement: TypeAlias = Object | Legacy | Action | Stop | CallRuleset | Rule | Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole file: its statements, and the pieces that are none."""

    statements: tuple[Statement, ...]
    errors: tuple[Untranslated, ...] = field(default=())


def read(configuration: Configuration) -> Script:
    """Read one file."""
    statements: list[Statement] = []
    errors: list[Untranslated] = []
    for chunk in limited(_chunks(configuration.text), configuration.path, errors):
        try:
            _add(statements, _parse(chunk))
        except LarkError as problem:
            errors.append(_error(configuration, chunk, problem))
    return Script(statements=tuple(statements), errors=tuple(errors))


def _add(statements: list[Statement], found: list[Any]) -> None:
    """Append what a chunk holds; `& action` joins the rule before it."""
    for each in found:
        if not isinstance(each, _Continued):
            statements.append(each)
        elif statements and isinstance(rule := statements[-1], Rule):
            statements[-1] = replace(rule, body=(*rule.body, *each.body))
        else:
            statements.extend(each.body)


def _error(configuration: Configuration, chunk: Chunk, problem: LarkError) -> Untranslated:
    line, text = chunk.line, chunk.text
    if isinstance(problem, UnexpectedInput) and problem.line > 0:
        line += problem.line - 1
        text = [*chunk.text.split("\n"), ""][problem.line - 1] or chunk.text
    return Untranslated(
        path=configuration.path, line=line, text=shown(text), reason="rsyslog's grammar does not allow this"
    )


# --- cutting the file into statements

_TOKEN: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|#[^\n]*|/\*.*?\*/|[(){}]', re.DOTALL)
_LONG: Final = re.compile(
    r"\s*(if|else|foreach|set|unset|reset|call|\w+\s*\(|\{)(?![\w.]*[.,;*])", re.IGNORECASE
)  # what is no line of its own
_LINE_START: Final = re.compile(r"\s*(?:\$[A-Za-z]|[A-Za-z0-9*][\w,*]*\.[!=]{0,2}[\w*]|:|&|[!+-])")
_SCRIPT_SELECTOR: Final = re.compile(r"\{|\b(?:action|call)\s*\(?")


def _chunks(text: str) -> Iterator[Chunk]:
    """Yield the statements of a file as text: a line each, or as many as their brackets and `if … then` span."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        end = _end(lines, at)
        yield Chunk(line=at + 1, text="\n".join(lines[at:end]))
        at = end


def _end(lines: list[str], at: int) -> int:
    """Return the index of the line after the statement that begins at `at`."""
    depth, end, wants_more = 0, at, False
    conditional = bool(re.match(r"\s*if\b", lines[at], re.IGNORECASE))
    plain = not conditional and not _LONG.match(lines[at])
    seen_then = not conditional
    comment = False
    while end < len(lines):
        line = lines[end]
        end += 1
        if plain and not _SCRIPT_SELECTOR.search(line) and depth == 0:
            if not line.endswith("\\"):
                break
            continue
        bare, comment = _bare(line, comment)
        depth += len(re.findall(r"[({]", bare)) - len(re.findall(r"[)}]", bare))
        seen_then = seen_then or bool(re.search(r"\bthen\b", bare, re.IGNORECASE))
        wants_more = comment or depth > 0 or not seen_then or bool(re.search(r"(\bthen|\belse|\bdo|\\)\s*$", bare))
        if not wants_more and not _goes_on(lines, end):
            break
    return end


def _bare(line: str, comment: bool) -> tuple[str, bool]:
    """Return a line without strings and comments, and whether a /* comment is still open."""
    if comment:
        _, closed, line = line.partition("*/")
        if not closed:
            return "", True
    bare = _TOKEN.sub(lambda match: match[0] if match[0] in "(){}" else " ", line)
    if "/*" in bare:
        return bare.partition("/*")[0], True
    return bare, False


def _goes_on(lines: list[str], at: int) -> bool:
    """Return whether the next line that says anything is an `else` or the opening brace of this statement."""
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at += 1
    return at < len(lines) and bool(re.match(r"\s*(else\b|\{)", lines[at], re.IGNORECASE))


# --- one statement

_CONTINUED: Final = re.compile(r"\\\n[ \t]*")
_SIMPLE: Final = re.compile(r"\$([A-Za-z]\w*)[ \t]*(.*)", re.DOTALL)


def _parse(chunk: Chunk) -> list[Any]:
    if legacy := _SIMPLE.match(chunk.text.strip()):
        return [Legacy(name=legacy[1].lower(), value=_uncommented(legacy[2]), line=chunk.line)]
    tree = _parser().parse(_CONTINUED.sub("", chunk.text))
    found: list[Any] = _Builder(chunk.line).transform(tree)
    return found


def _uncommented(value: str) -> str:
    return re.sub(r"\s+#.*$", "", value.strip())


@cache
def _parser() -> Lark:
    return Lark(grammar_text("rsyslog.lark"), parser="lalr", propagate_positions=True)


@dataclass(frozen=True, slots=True)
class _Continued:
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Expression:
    """An expression: tests that all must hold, or only its text."""

    text: str
    tests: tuple[Comparison, ...] = ()

    def condition(self) -> Condition:
        return Condition(tests=self.tests) if self.tests else Condition(unreadable=self.text)


class _Builder(Transformer[Token, Any]):
    """Turns lark's tree into statements; lines are counted from the chunk's own."""

    def __init__(self, first_line: int) -> None:
        super().__init__()
        self._offset = first_line - 1

    def _line(self, token: Any) -> int:
        return int(getattr(token, "line", 1) or 1) + self._offset

    def start(self, items: list[Any]) -> list[Any]:
        return items

    def object(self, items: list[Any]) -> Object:
        name, *rest = items
        body = tuple(rest.pop()) if rest and isinstance(rest[-1], list) else ()
        return Object(name=name.lower(), parameters=dict(rest), body=body, line=self._line(name))

    def parameter(self, items: list[Any]) -> tuple[str, str | tuple[str, ...]]:
        name, value = items
        return str(name).lower(), value.value if isinstance(value, _Array) else _unquoted(value)

    def array(self, items: list[Any]) -> _Array:
        return _Array(tuple(_unquoted(item) for item in items))

    def block(self, items: list[Any]) -> list[Any]:
        statements: list[Statement] = []
        _add(statements, items)
        return list(statements)

    def legacy(self, items: list[Any]) -> Legacy:
        name, _, value = str(items[0])[1:].partition(" ")
        return Legacy(name=name.lower(), value=_uncommented(value), line=self._line(items[0]))

    def action(self, items: list[Any]) -> Action:
        return Action(text=_uncommented(str(items[0])), line=self._line(items[0]))

    def stop(self, items: list[Any]) -> Stop:
        return Stop(line=self._offset + 1)

    def call(self, items: list[Any]) -> Statement:
        if isinstance(items[0], Token):
            return CallRuleset(name=str(items[0]), line=self._line(items[0]))
        return Other(text=f"call_indirect {items[0].text}", line=self._offset + 1)

    def continuation(self, items: list[Any]) -> _Continued:
        return _Continued(_body(items[0]))

    def filter(self, items: list[Any]) -> Rule:
        selector, target = items
        test = Comparison(property="pri", operator="selector", value=str(selector).rstrip(";"))
        return Rule(condition=Condition(tests=(test,)), body=_body(target), line=self._line(selector))

    def property(self, items: list[Any]) -> Rule:
        name, operator, value, target = items
        negate = operator.startswith("!")
        test = Comparison(
            property=str(name)[1:].strip().lower(),
            operator={"ereregex": "regex"}.get(word := operator.lstrip("! "), word),
            value=_unquoted(value),
            negate=negate,
        )
        return Rule(condition=Condition(tests=(test,)), body=_body(target), line=self._line(name))

    def program(self, items: list[Any]) -> Other:
        return Other(text=str(items[0]), line=self._line(items[0]))

    def __default__(self, data: Any, children: list[Any], meta: Any) -> Any:
        made = getattr(self, f"_{data}", None)
        if made is None:
            raise NotImplementedError(data)
        return made(children, meta)

    def _if(self, items: list[Any], meta: Any) -> Rule:
        condition, then, *otherwise = items
        return Rule(
            condition=condition.condition(),
            body=_body(then),
            otherwise=_body(otherwise[0]) if otherwise else (),
            line=meta.line + self._offset,
        )

    def _foreach(self, items: list[Any], meta: Any) -> Other:
        return Other(text="foreach", line=meta.line + self._offset)

    def _set(self, items: list[Any], meta: Any) -> Other:
        return Other(text=f"set {items[0]} = {items[1].text}", line=meta.line + self._offset)

    def _unset(self, items: list[Any], meta: Any) -> Other:
        return Other(text=f"unset {items[0]}", line=meta.line + self._offset)

    # expressions

    def string(self, items: list[Any]) -> _Expression:
        return _Expression(text=str(items[0]))

    number = variable = string

    def compare(self, items: list[Any]) -> _Expression:
        left, operator, right = items
        text = f"{left.text} {operator} {right.text}"
        if not left.text.startswith("$") or not re.match(r"[\"'\d-]", right.text):
            return _Expression(text)
        word = operator.lower().lstrip("!") if operator[0] == "!" and operator != "!=" else operator.lower()
        negate = operator[0] == "!" and operator != "!="
        test = Comparison(property=left.text[1:].lower(), operator=word, value=_unquoted(right.text), negate=negate)
        return _Expression(text, (test,))

    def both(self, items: list[Any]) -> _Expression:
        left, right = items
        tests = (*left.tests, *right.tests) if left.tests and right.tests else ()
        return _Expression(f"{left.text} and {right.text}", tests)

    def negated(self, items: list[Any]) -> _Expression:
        inner = items[0]
        return _Expression(f"not ({inner.text})", (_whole(inner, negate=True),) if inner.tests else ())

    def either(self, items: list[Any]) -> _Expression:
        left, right = items
        text = f"{left.text} or {right.text}"
        if not left.tests or not right.tests:
            return _Expression(text)
        return _Expression(text, (Comparison(operator="any", parts=(_whole(left), _whole(right))),))

    def compute(self, items: list[Any]) -> _Expression:
        return _Expression(" ".join(getattr(item, "text", str(item)) for item in items))

    def function(self, items: list[Any]) -> _Expression:
        name, *arguments = items
        text = f"{name}({', '.join(argument.text for argument in arguments)})"
        if name == "re_match" and len(arguments) == 2 and arguments[0].text.startswith("$"):
            test = Comparison(
                property=arguments[0].text[1:].lower(), operator="regex", value=_unquoted(arguments[1].text)
            )
            return _Expression(text, (test,))
        return _Expression(text)


def _whole(each: _Expression, *, negate: bool = False) -> Comparison:
    """Return all tests of an expression as one."""
    test = each.tests[0] if len(each.tests) == 1 else Comparison(operator="all", parts=each.tests)
    return replace(test, negate=test.negate is not negate)


@dataclass(frozen=True, slots=True)
class _Array:
    value: tuple[str, ...]

    @property
    def text(self) -> str:
        return str(list(self.value))


def _body(target: Any) -> tuple[Statement, ...]:
    return tuple(target) if isinstance(target, list) else (target,)


def _unquoted(text: str) -> str:
    if text[:1] not in "\"'`":
        return str(text)
    if variable := re.fullmatch(r"`echo \$(\w+)`", text):
        return f"${{{variable[1]}}}"
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), str(text)[1:-1], flags=re.DOTALL)


_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}
