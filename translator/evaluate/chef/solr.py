"""Search queries: a text in, a test of a document out. The part of Solr's language that recipes use.

before:  role:web AND (chef_environment:production OR tags:canary) NOT name:web1*
after:   a function from {"role": ["web"], …} to True or False

A document is flat: every nested key is there both by its own name and with its parents' ("kernel_machine", "machine").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TypeAlias

Flat: TypeAlias = "Mapping[str, Sequence[str]]"
Test: TypeAlias = Callable[[Flat], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<word>AND|OR|NOT|&&|\|\|)(?=[\s(]|$)|(?P<sign>[!+-])(?=\S)
    |(?P<term>(?:[^\s():"\[\]{}\\]|\\.)*(?::(?:"(?:\\.|[^"\\])*"|\[[^\]]*\]|\{[^}]*\}|(?:[^\s()"\\]|\\.)+)?)?
    |"(?:\\.|[^"\\])*"))""",
    re.VERBOSE,
)
_RANGE = re.compile(r"^[\[{]\s*(\S+)\s+TO\s+(\S+)\s*[\]}]$")


class BadQuery(ValueError):
    """A query that is not understood."""


def compile_query(text: str) -> Test:
    """Return the test that a query stands for; BadQuery when it is none."""
    tokens = _tokens(text)
    if not tokens:
        return lambda document: True
    test, rest = _any_of(tokens)
    if rest:
        raise BadQuery(f"cannot read the query {text!r} from {' '.join(rest)!r} on")
    return test


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise BadQuery(f"cannot read the query {text!r} at character {at + 1}")
        found.append(match[0].strip())
        at = match.end()
    return _joined([token for token in found if token])


def _joined(tokens: list[str]) -> list[str]:
    """Put `field:` and what follows it together: "role:" "(a OR b)" stays two tokens, "role:" "web" is one."""
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1].endswith(":") and not joined[-1].endswith("\\:") and token not in "()":
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _any_of(tokens: list[str], field: str = "") -> tuple[Test, list[str]]:
    test, tokens = _all_of(tokens, field)
    tests = [test]
    while tokens and tokens[0] in ("OR", "||"):
        test, tokens = _all_of(tokens[1:], field)
        tests.append(test)
    return (tests[0] if len(tests) == 1 else lambda document: any(one(document) for one in tests)), tokens


def _all_of(tokens: list[str], field: str) -> tuple[Test, list[str]]:
    test, tokens = _one(tokens, field)
    tests = [test]
    while tokens and tokens[0] not in (")", "OR", "||"):
        if tokens[0] in ("AND", "&&"):
            tokens = tokens[1:]
        test, tokens = _one(tokens, field)
        tests.append(test)
    return (tests[0] if len(tests) == 1 else lambda document: all(one(document) for one in tests)), tokens


def _one(tokens: list[str], field: str) -> tuple[Test, list[str]]:
    if not tokens or tokens[0] in ("AND", "OR", "&&", "||", ")"):
        raise BadQuery("a term is missing in the query")
    head, rest = tokens[0], tokens[1:]
    if head in ("NOT", "!", "-"):
        test, rest = _one(rest, field)
        return (lambda document: not test(document)), rest
    if head == "+":
        return _one(rest, field)
    if head == "(" or (head.endswith(":") and rest[:1] == ["("]):
        inner = head[:-1] if head != "(" else field
        test, rest = _any_of(rest if head == "(" else rest[1:], inner)
        if rest[:1] != [")"]:
            raise BadQuery("a parenthesis is not closed")
        return test, rest[1:]
    return _term(head, field), rest


def _term(token: str, field: str) -> Test:
    name, value = _split(token)
    name = _plain(name or field)
    if value is None:
        name, value = field, token
    if name == "*" and value == "*":
        return lambda document: True
    matches = _value_test(value)
    if not name:
        return lambda document: any(matches(item) for items in document.values() for item in items)
    if "*" in name or "?" in name:
        return lambda document: any(
            matches(item) for key, items in document.items() if fnmatchcase(key, name) for item in items
        )
    return lambda document: any(matches(item) for item in document.get(name, ()))


def _split(token: str) -> tuple[str, str | None]:
    match = re.match(r"^((?:[^:\\]|\\.)*?):(.*)$", token, re.DOTALL) if not token.startswith('"') else None
    return (match[1], match[2]) if match else ("", None)


def _value_test(value: str) -> Callable[[str], bool]:
    found = _RANGE.match(value)
    if found:
        low, high = found[1], found[2]
        return lambda item: (low == "*" or item >= low) and (high == "*" or item <= high)
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        exact = _plain(value[1:-1])
        return lambda item: item == exact
    if re.search(r"(?<!\\)[*?]", value):
        pattern = _pattern(value)
        return lambda item: pattern.fullmatch(item) is not None
    wanted = _plain(value)
    return lambda item: item == wanted


def _pattern(value: str) -> re.Pattern[str]:
    parts = re.findall(r"\\.|.", value, re.DOTALL)
    special = {"*": ".*", "?": "."}
    return re.compile("".join(special.get(part) or re.escape(part[-1]) for part in parts), re.DOTALL)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def flatten(data: object) -> dict[str, list[str]]:
    """Return a nested document as Solr indexes it: each value under its path, joined by "_", and its own name."""
    flat: dict[str, list[str]] = {}
    _flatten(data, (), flat)
    return flat


def _flatten(data: object, path: tuple[str, ...], flat: dict[str, list[str]]) -> None:
    if isinstance(data, Mapping):
        for key, value in data.items():
            _flatten(value, (*path, str(key)), flat)
    elif isinstance(data, (list, tuple)):
        for item in data:
            _flatten(item, path, flat)
    elif data is not None and path:
        text = "true" if data is True else "false" if data is False else str(data)
        for name in dict.fromkeys(("_".join(path), path[-1])):
            flat.setdefault(name, []).append(text)
