"""What a renderer gets and gives: a Pipeline and the settings in, the log sidecar out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Output, Pipeline
from translator.registry import Registry

Renderer: TypeAlias = Callable[[Pipeline, Settings], Sidecar]

RENDERERS: Registry[Renderer] = Registry("log renderer")


def folder_of(path: str) -> str:
    """Return the directory of a log path that holds no pattern."""
    plain = re.split(r"[*?\[]", path)[0]
    return plain.rpartition("/")[0] or "/"


def shares_of(pipeline: Pipeline) -> tuple[str, ...]:
    """Return the directories that the sidecar reads from the application."""
    return tuple(dict.fromkeys(folder_of(tail.path) for tail in pipeline.tails))


def secrets_of(pipeline: Pipeline) -> dict[str, str]:
    """Return variable → key of the machine's Secret, for every credential of an output."""
    return {key.upper(): key for output in pipeline.outputs for key in output.secrets.values()}


def takes_all(output: Output, pipeline: Pipeline) -> bool:
    """Return whether the output's tags are those of every input."""
    tags = {tail.tag for tail in pipeline.tails} | {listen.tag for listen in pipeline.listens}
    return output.match in ("*", "**") or tags <= set(output.match.split())


def tag_pattern(match: str) -> str:
    """Return a regular expression that takes exactly the tags that `match` does."""
    parts = (re.escape(part).replace(r"\*\*", ".*").replace(r"\*", ".*") for part in match.split())
    return f"^({'|'.join(parts)})$"
