"""How a call stands in its file: a call's span in; whether it is a statement of its own, and what it is called on, out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from translator.evaluate.chef.rescued import nodes_below, tree_of_source
from translator.location import Source, Span
from translator.parse.ruby import ast

_LONGEST = 80
_OPENING, _CLOSING = "([{", ")]}"


def is_statement(span: Span) -> bool:
    """Tell whether nothing uses the result of the call without a receiver whose name is at `span`."""
    return span.start in _statements(span.source)


@lru_cache(maxsize=64)
def _statements(source: Source) -> frozenset[int]:
    return frozenset(node.span.start for node in _calls(tree_of_source(source)))


def _calls(top: ast.Node) -> Iterator[ast.Call]:
    """Yield the calls below a node whose results nothing uses."""
    for node in nodes_below(top):
        for inner in _places(node):
            if isinstance(inner, ast.Call) and inner.receiver is None:
                yield inner


def _places(node: ast.Node) -> tuple[ast.Node | None, ...]:
    """Return the nodes below that stand where a statement stands."""
    match node:
        case ast.Body():
            return node.statements
        case ast.If():
            return node.then, node.orelse
        case ast.Block() | ast.While() | ast.For() | ast.When() | ast.Begin() | ast.Rescue():
            return (node.body,)
        case ast.Case():
            return (node.orelse,)
        case _:
            return ()


def first_line(span: Span | None) -> str:
    """Return the text at a span, shortened to what fits a message."""
    return (span.text.splitlines() or [""])[0][:_LONGEST] if span is not None else "a value"


def whole_line(span: Span | None) -> str:
    """Return the line of a span, shortened."""
    return span.source.line_text(span.line).strip()[:_LONGEST] if span is not None else "a value"


def receiver_of(span: Span | None, name: str) -> str:
    """Return what the call of `name` at `span` is called on, as written.

    before:  "a" + node['x']['y'].each do      with the span of `each`, or of all of `node['x']['y']` for []
    after:   node['x']['y']                    node['x'] for []
    """
    if span is None:
        return "a value"
    if name == "[]" and "[" in span.text:
        return first_line(span)[: first_line(span).rfind("[")] or whole_line(span)
    before = span.source.line_text(span.line)[: span.column - 1].rstrip().removesuffix(".").removesuffix("&")
    return before[_start_of_operand(before) :].strip()[:_LONGEST] or whole_line(span)


def _start_of_operand(text: str) -> int:
    """Return where the last operand of a text begins: at a blank, comma or opening bracket outside of its own brackets."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        if text[at] in _CLOSING:
            depth += 1
        elif text[at] in _OPENING:
            depth -= 1
        if depth < 0 or (depth == 0 and text[at] in " ,;!="):
            return at + 1
    return 0
