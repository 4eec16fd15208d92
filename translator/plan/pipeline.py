"""A log pipeline, whatever collector it was written for: what is read, what is added, where it goes.

Readers in plan/sidecars make one from a legacy collector's files; a renderer such as fluent_bit writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from translator.graph.nodes import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Files that are followed: path (may be a pattern), tag, and fields that every record gets."""

    path: str
    tag: str
    fields: dict[str, str] = field(default_factory=dict)
    format: str = ""
    multiline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """A port where records come in: kind syslog or forward, protocol tcp or udp."""

    kind: str
    port: int
    protocol: str = "udp"
    tag: str = "syslog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where records go: kind syslog, forward, elasticsearch, s3, kafka, http, file, stdout; `match` a tag pattern.

    `settings` are the renderer-neutral words host, port, protocol, index, bucket, region, topic, path, tls;
    `secrets` maps a setting to a key of the machine's Secret.
    """

    kind: str
    match: str = "*"
    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Inputs and outputs of one collector, the nodes they were read from, and what could not be carried over."""

    tails: tuple[Tail, ...] = ()
    listens: tuple[Listen, ...] = ()
    outputs: tuple[Output, ...] = ()
    origins: tuple[Origin, ...] = ()
    nodes: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def merged(pipelines: Iterable[Pipeline]) -> Pipeline:
    """Return one pipeline of several, doubled inputs and outputs left out."""
    parts = tuple(pipelines)
    tails = {tail.path: tail for part in parts for tail in part.tails}
    listens = {(each.kind, each.port, each.protocol): each for part in parts for each in part.listens}
    outputs: list[Output] = []
    for part in parts:
        outputs.extend(output for output in part.outputs if output not in outputs)
    return Pipeline(
        tails=tuple(tails.values()),
        listens=tuple(listens.values()),
        outputs=tuple(outputs),
        origins=tuple(dict.fromkeys(origin for part in parts for origin in part.origins)),
        nodes=tuple(dict.fromkeys(node for part in parts for node in part.nodes)),
        notes=tuple(note for part in parts for note in part.notes),
    )
