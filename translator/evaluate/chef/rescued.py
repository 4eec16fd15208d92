"""Whether Ruby code would rescue an error raised now: the calls under way in, yes or no out.

Real Chef stops at a data bag that is missing. Here the rest of the recipe is worth more, so the value is unknown
instead, unless a `rescue` stands around the call: then the recipe itself says what to do without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING

from translator.location import Source, Span
from translator.parse.ruby import ast
from translator.parse.ruby.parser import parse

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_CATCHING = ("StandardError", "Exception", "HTTPServerException", "HTTPClientException", "ProtoServerError")


def is_rescued(interp: Interpreter) -> bool:
    """Tell whether one of the calls under way stands in the body of a begin (or def, or block) with a rescue."""
    spans = [interp.span] if interp.span is not None else []
    frame = interp.frame
    while frame is not None:
        if frame.span is not None:
            spans.append(frame.span)
        frame = frame.caller  # type: ignore[assignment]
    return any(_covered(span) for span in spans)


def _covered(span: Span) -> bool:
    return any(start <= span.start and span.end <= end for start, end in _rescued_regions(span.source))


@lru_cache(maxsize=64)
def _rescued_regions(source: Source) -> tuple[tuple[int, int], ...]:
    program, _ = parse(source)
    return tuple(
        (node.body.span.start, node.body.span.end)
        for node in _nodes(program.body)
        if isinstance(node, ast.Begin) and any(_catches(rescue) for rescue in node.rescues)
    )


def _catches(rescue: ast.Rescue) -> bool:
    names = [node.span.text for node in rescue.classes]
    return not names or any(name.rpartition("::")[2] in _CATCHING for name in names)


def _nodes(node: object) -> Iterator[ast.Node]:
    if isinstance(node, ast.Node):
        yield node
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))
    elif isinstance(node, tuple) and not isinstance(node, Span):
        for item in node:
            yield from _nodes(item)
