"""What Ruby code of a step did to files, as nodes that stand where it happened in the converge.

before:  Step(ruby_block[enable], effects=(WRITE /etc/a.conf, REMOVE /etc/a.conf.disabled))
after:   File("/etc/a.conf", "…"), File("/etc/a.conf.disabled", present=False), both with ruby_block[enable] as origin
"""

from __future__ import annotations

from collections.abc import Callable, Container

from translator.evaluate.catalog import Catalog, Effect, EffectKind, Step
from translator.graph.nodes import Directory, File, Link, Manual, Node
from translator.graph.reader import MEANINGFUL, Reader, Unsettled, plain

RUBY_BLOCKS = ("ruby_block", "whyrun_safe_ruby_block")
RUBY_REASON = "a Ruby block runs inside the configuration tool"
RUBY_ADVICE = "write what the block does as a file, a package or a shell command"


def effects_due(catalog: Catalog, left_out: Container[int]) -> dict[int, list[tuple[Node, Step]]]:
    """Return the nodes of all effects by the index of the step before which they stand."""
    due: dict[int, list[tuple[Node, Step]]] = {}
    for index, step in enumerate(catalog.steps):
        if index in left_out or step.resource.id.type in MEANINGFUL:
            continue
        for effect in (effect for effect in step.effects if effect.kind is not EffectKind.UNKNOWN):
            place = min(max(effect.position, index + 1), len(catalog.steps))
            due.setdefault(place, []).append((_node(Reader(step, catalog), effect), step))
    return due


def lost(step: Step) -> str:
    """Return why an effect of the step cannot be carried over, "" when all can."""
    return next((effect.reason for effect in step.effects if effect.kind is EffectKind.UNKNOWN), "")


def _node(reader: Reader, effect: Effect) -> Node:
    try:
        return BUILDERS[effect.kind](reader, effect, plain("path", effect.path))
    except Unsettled as unsettled:
        return _manual(reader, unsettled.reason())


def _manual(reader: Reader, reason: str) -> Manual:
    code = reader.step.resource.span.text
    return Manual(index=0, origin=reader.origin, reason=f"{RUBY_REASON}: {reason}", advice=RUBY_ADVICE, code=code)


def _write(reader: Reader, effect: Effect, path: str) -> Node:
    return File(
        **reader.base(),
        path=path,
        content=effect.content,
        owner=effect.owner,
        group=effect.group,
        mode=effect.mode,
        sensitive=reader.step.resource.sensitive,
    )


def _remove(reader: Reader, effect: Effect, path: str) -> Node:
    if effect.folder:
        return Directory(**reader.base(), path=path, recursive=True, present=False)
    return File(**reader.base(), path=path, content=None, present=False)


def _directory(reader: Reader, effect: Effect, path: str) -> Node:
    return Directory(
        **reader.base(), path=path, owner=effect.owner, group=effect.group, mode=effect.mode, recursive=True
    )


def _link(reader: Reader, effect: Effect, path: str) -> Node:
    return Link(**reader.base(), path=path, target=plain("target", effect.target), hard=effect.hard)


def _access(reader: Reader, effect: Effect, path: str) -> Node:
    if effect.folder:
        return _directory(reader, effect, path)
    return File(**reader.base(), path=path, content=None, owner=effect.owner, group=effect.group, mode=effect.mode)


BUILDERS: dict[EffectKind, Callable[[Reader, Effect, str], Node]] = {
    EffectKind.WRITE: _write,
    EffectKind.REMOVE: _remove,
    EffectKind.DIRECTORY: _directory,
    EffectKind.LINK: _link,
    EffectKind.ACCESS: _access,
}
