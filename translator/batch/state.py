"""What an earlier batch left in its output folder: outcomes with the hash of their input, read and written as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from translator.batch.outcome import Outcome

STATE = ".cook2image-batch.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A finished unit and the hash of its input."""

    outcome: Outcome
    signature: str


def read_state(target: Path) -> dict[str, Done]:
    """Return what is known of earlier conversions, by key; nothing when there is no state or it cannot be read."""
    try:
        data = json.loads((target / STATE).read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            return {}
        return {
            key: Done(outcome=Outcome.from_json(entry["outcome"]), signature=str(entry["signature"]))
            for key, entry in data["units"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_state(target: Path, done: Mapping[str, Done]) -> None:
    """Write the state in one move."""
    units = {key: {"signature": item.signature, "outcome": item.outcome.as_json()} for key, item in done.items()}
    write_text(target / STATE, json.dumps({"format": _FORMAT, "units": units}, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file beside its place and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}.{os.getpid()}")
    work.write_text(text, encoding="utf-8", errors="surrogateescape")
    work.replace(path)
