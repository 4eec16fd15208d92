"""Whether Ruby code would rescue an error raised now: the calls under way in, yes or no out.

Real Chef stops at a data bag that is missing. Here the rest of the recipe is worth more, so the value is unknown
instead, unless a `rescue` stands around the call: then the recipe itself says what to do without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING

from translator.evaluate.chef.code import known_tree
from translator.location import Source, Span
from translator.parse.ruby import ast
from translator.parse.ruby.parser import parse

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_ALWAYS = ("StandardError", "Exception")
_HTTP = ("HTTPServerException", "HTTPClientException", "ProtoServerError")


def is_rescued(interp: Interpreter, errors: tuple[str, ...] | None = _HTTP) -> bool:
    """Tell whether a call under way stands in the body of a begin (or def, or block) that rescues one of `errors` (None: anything)."""
    spans = [interp.span] if interp.span is not None else []
    frame = interp.frame
    while frame is not None:
        if frame.span is not None:
            spans.append(frame.span)
        frame = frame.caller  # type: ignore[assignment]
    return any(_covered(span, errors) for span in spans)


def _covered(span: Span, errors: tuple[str, ...] | None) -> bool:
    regions = _rescued_regions(span.source, errors)
    return any(start <= span.start and span.end <= end for start, end in regions)


@lru_cache(maxsize=256)
def _rescued_regions(source: Source, errors: tuple[str, ...] | None) -> tuple[tuple[int, int], ...]:
    return tuple(
        (node.body.span.start, node.body.span.end)
        for node in _begins(source)
        if any(_catches(rescue, errors) for rescue in node.rescues)
    )


@lru_cache(maxsize=256)
def _begins(source: Source) -> tuple[ast.Begin, ...]:
    return tuple(node for node in nodes_below(tree_of_source(source)) if isinstance(node, ast.Begin))


@lru_cache(maxsize=16)
def tree_of_source(source: Source) -> ast.Node:
    """Return the body of a file that is being evaluated."""
    program, _ = known_tree(source) or parse(source)
    return program.body


def _catches(rescue: ast.Rescue, errors: tuple[str, ...] | None) -> bool:
    names = [node.span.text for node in rescue.classes]
    return errors is None or not names or any(name.rpartition("::")[2] in (*_ALWAYS, *errors) for name in names)


def nodes_below(top: ast.Node) -> Iterator[ast.Node]:
    """Yield a node and all below it; without recursion, for code can be nested deep."""
    waiting: list[object] = [top]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Node):
            yield node
            waiting.extend(getattr(node, field.name) for field in fields(node))
        elif isinstance(node, tuple) and not isinstance(node, Span):
            waiting.extend(node)
