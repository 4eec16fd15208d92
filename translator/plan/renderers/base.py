"""What a renderer gets and gives: a Pipeline and the settings in, the log sidecar out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Output, Pipeline
from translator.plan.reading.configuration import Untranslated
from translator.registry import Registry

Renderer: TypeAlias = Callable[[Pipeline, Settings], Sidecar]

RENDERERS: Registry[Renderer] = Registry("log renderer")

Limits: TypeAlias = Callable[[Pipeline], Iterable[Untranslated]]
"""From a pipeline to those of its directives that the renderer cannot express."""

LIMITS: Registry[Limits] = Registry("limits of a log renderer")


def folder_of(path: str) -> str:
    """Return the directory of a log path that holds no pattern."""
    plain = re.split(r"[*?\[]", path)[0]
    return plain.rpartition("/")[0] or "/"


def shares_of(pipeline: Pipeline) -> tuple[str, ...]:
    """Return the directories that the sidecar reads from the application."""
    return tuple(dict.fromkeys(folder_of(tail.path) for tail in pipeline.tails))


def wire_format(settings: dict[str, str]) -> str:
    """Return the format in which syslog went out: RFC 5424 where it was named, else the older one, the usual default."""
    template = settings.get("template", "")
    newer = template == "RSYSLOG_SyslogProtocol23Format" or re.match(r"<%pri%>1 ", template, re.IGNORECASE)
    return settings.get("format") or ("rfc5424" if newer else "rfc3164")


def secrets_of(pipeline: Pipeline) -> dict[str, str]:
    """Return variable → key of the machine's Secret, for every credential of an output."""
    return {_CLOUD.get(word, key.upper()): key for output in pipeline.outputs for word, key in output.secrets.items()}


_CLOUD = {"access_key_id": "AWS_ACCESS_KEY_ID", "secret_access_key": "AWS_SECRET_ACCESS_KEY"}
"""Credentials that every collector takes from these variables, and some from nowhere else."""


def takes_all(output: Output, pipeline: Pipeline) -> bool:
    """Return whether the output's tags are those of every input."""
    tags = {tail.tag for tail in pipeline.tails} | {listen.tag for listen in pipeline.listens}
    return output.match in ("*", "**") or tags <= set(output.match.split())


def tag_pattern(match: str) -> str:
    """Return a regular expression that takes exactly the tags that `match` does."""
    parts = (re.escape(part).replace(r"\*\*", ".*").replace(r"\*", ".*") for part in match.split())
    return f"^({'|'.join(parts)})$"


def has_lookaround(pattern: str) -> bool:
    """Return whether a regular expression has what RE2 and Rust's engine lack, or two groups of one name."""
    names = re.findall(r"\(\?P?<([A-Za-z_]\w*)>", pattern)
    return bool(re.search(r"\(\?(?:[=!>]|<[=!])|(?<!\\)\\[1-9k]|[*+?}]\+", pattern)) or len(names) != len(set(names))


def at_least_pattern(severity: int) -> str:
    """Return the syslog priorities this bad or worse, of any facility, as a regular expression."""
    numbers = (str(8 * facility + each) for facility in range(24) for each in range(severity + 1))
    return f"^({'|'.join(numbers)})$"


def number_pattern(operator: str, value: str) -> str:
    """Return the whole numbers less than, at_most, more than or no_less than `value`, as a regular expression."""
    text = value.partition(".")[0]
    if not text.isdigit():
        return "^(?!)"
    least = int(text) + (operator in ("more", "at_most"))
    above = "|".join(_no_less(str(least)))
    return (
        f"^(?:{above})" + r"(?:\.\d+)?$"
        if operator in ("more", "no_less")
        else rf"^(?!(?:{above})(?:\.\d+)?$)-?[\d.]+$"
    )


def _no_less(digits: str) -> Iterable[str]:
    """Yield expressions for numbers of more digits, and of as many with one that is greater; the last is the number."""
    yield rf"[1-9]\d{{{len(digits)},}}"
    for at, digit in enumerate(digits):
        if digit != "9":
            yield f"{digits[:at]}[{int(digit) + 1}-9]" + r"\d" * (len(digits) - at - 1)
    yield digits
