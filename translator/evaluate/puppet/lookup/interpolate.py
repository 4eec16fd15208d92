"""Interpolation in data and paths: a value and the look-up under way in, the value with every %{…} resolved out.

before:  "/srv/%{facts.os.name}/%{lookup('app::name')}"
after:   "/srv/Debian/zeebra"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.lookup.invocation import Invocation
from translator.evaluate.puppet.lookup.keys import KeySyntax, NotFound, dig, split_key
from translator.evaluate.puppet.lookup.texts import text_parts
from translator.evaluate.puppet.values import TracedStr, Value, concat
from translator.evaluate.values import Hole, Part

_EXPRESSION: Final = re.compile(r"%\{([^}]*)\}")
_METHOD: Final = re.compile(r"""^(\w+)\((?:"([^"]+)"|'([^']+)')\)$""")
_EMPTY: Final = frozenset({"", "::", '""', "''", '"::"', "'::'"})

_NOT_WHOLE: Final = "'alias' interpolation is only permitted if the expression is equal to the entire string"


def interpolate(value: Value, invocation: Invocation, methods: bool) -> Value:
    """Return the value with its expressions resolved; `methods` allows %{lookup('…')} and its like."""
    if isinstance(value, str):
        return _text(value, invocation, methods) if "%{" in value else value
    if isinstance(value, tuple):
        return tuple(interpolate(item, invocation, methods) for item in value)
    if isinstance(value, dict):
        return {
            interpolate(key, invocation, methods): interpolate(item, invocation, methods) for key, item in value.items()
        }
    return value


def _text(text: str, invocation: Invocation, methods: bool) -> Value:
    parts: list[Part] = []
    pieces: tuple[Part, ...] = text.parts if isinstance(text, TracedStr) else (text,)
    for piece in pieces:
        if isinstance(piece, Hole):
            parts.append(piece)
            continue
        at = 0
        for found in _EXPRESSION.finditer(piece):
            parts.append(piece[at : found.start()])
            at = found.end()
            method, key = _method(found[1].strip(), methods)
            if method == "alias":
                return _alias(key, found[0], text, invocation)
            parts += text_parts(_resolved(method, key, text, invocation))
        parts.append(piece[at:])
    return concat(parts)


def _alias(key: str, expression: str, text: str, invocation: Invocation) -> Value:
    if expression != text:
        raise LookupFailure(_NOT_WHOLE, issue=True)
    return _looked_up(key, invocation, text)


def _method(expression: str, allowed: bool) -> tuple[str, str]:
    """Return the method and the key of an expression; one without a method is a variable's name."""
    found = _METHOD.match(expression)
    if found is None:
        return "scope", expression
    if not allowed:
        raise LookupFailure("Interpolation using method syntax is not allowed in this context", issue=True)
    return found[1], found[2] or found[3]


def _resolved(method: str, key: str, text: str, invocation: Invocation) -> Value:
    if key in _EMPTY:
        return None
    resolve = _METHODS.get(method)
    if resolve is None:
        raise LookupFailure(f"Unknown interpolation method '{method}'", issue=True)
    value = resolve(key, invocation, text)
    with invocation.checked(f"scope:{key}" if method == "scope" else key):
        return interpolate(value, invocation, True)


def variable(key: str, invocation: Invocation, text: str) -> Value:
    """Return what a dotted name finds among the variables; None when there is nothing."""
    try:
        root, *segments = split_key(key)
    except KeySyntax:
        raise LookupFailure(f"Syntax error in string: {text}") from None
    value = _root(str(root), invocation)
    if value is not None and segments:
        try:
            value = dig(key, segments, value)
        except NotFound:
            value = None
    invocation.state.note_variable(key, value)
    return value


def _root(name: str, invocation: Invocation) -> Value:
    if name in invocation.overrides:
        return invocation.overrides[name]
    there, value = invocation.variable(name)
    return value if there else invocation.defaults.get(name)


def _looked_up(key: str, invocation: Invocation, text: str) -> Value:
    from translator.evaluate.puppet.lookup.lookups import find_in

    inner = invocation.within()
    inner.old_scope = invocation.old_scope and invocation.global_only
    return find_in(inner, (key,), default="")


def _literal(key: str, invocation: Invocation, text: str) -> Value:
    return key


_METHODS: Final[dict[str, Callable[[str, Invocation, str], Value]]] = {
    "scope": variable,
    "lookup": _looked_up,
    "hiera": _looked_up,
    "literal": _literal,
}
