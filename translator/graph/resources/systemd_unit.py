"""systemd units as resources."""

from __future__ import annotations

from translator.evaluate.values import Data
from translator.graph.nodes import Node, Service, String, Unit
from translator.graph.reader import RESOURCES, Reader, joined, plain, string
from translator.graph.resources.service import ENABLED, MASKED, RUNNING


@RESOURCES.register("systemd_unit")
def systemd_unit(reader: Reader) -> Node:
    """A Unit for create and delete, a Service for what is done with it."""
    name = reader.named("unit_name")
    if reader.action not in ("create", "delete"):
        return _service(reader, name)
    content = reader.step.content
    return Unit(
        **reader.base(),
        name=name,
        content=unit_text(reader.raw("content")) if content is None or isinstance(content, bytes) else content,
        path=f"/etc/systemd/system/{name}",
        present=reader.action != "delete",
    )


def _service(reader: Reader, name: str) -> Node:
    if not (ENABLED.keys() | RUNNING.keys() | MASKED.keys()) & {reader.action}:
        return reader.silent(f"action :{reader.action} leaves nothing behind on a first converge")
    return Service(
        **reader.base(),
        name=name.removesuffix(".service"),
        enabled=ENABLED.get(reader.action),
        running=RUNNING.get(reader.action),
        masked=MASKED.get(reader.action),
    )


def unit_text(content: Data) -> String:
    """Return a unit given as text, or as a hash of sections, each a hash of settings (an array repeats the key)."""
    if not isinstance(content, dict):
        return string("content", content)
    lines: list[String] = []
    for section, settings in content.items():
        lines.append(f"[{plain('content', section)}]\n")
        for key, value in settings.items() if isinstance(settings, dict) else ():
            items = value if isinstance(value, tuple) else (value,)
            lines.extend(joined((plain("content", key), " = ", string("content", item), "\n"), "") for item in items)
        lines.append("\n")
    return joined(tuple(lines), "")
