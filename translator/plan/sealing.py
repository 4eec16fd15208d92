"""Keeps credentials out of what is written: secrets of the input in a collector's files, and credentials in its settings.

before:  Text(("password ", Hole(Secret("data_bag/es/main/password"), "hunter2")))
after:   "password ${ES_MAIN_PASSWORD}", which every collector fills from its environment
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from translator.evaluate.values import Hole, Secret, Text
from translator.graph.nodes import String
from translator.plan.holes import SecretKeys
from translator.plan.machine import sample_text
from translator.plan.model import Sidecar
from translator.plan.pipeline import Filter, Output, Pipeline

_NAME: Final = re.compile(r"(?i)(?:^|[._-])(?:token|api_?key|secret|password|passwd|licen[cs]e(?:_?key)?|access_?key)$")
_QUERY: Final = re.compile(r"(?i)([?&](?:[\w-]*(?:token|key|secret|password|auth|sig))=)([^&#]+)")
_STRUCTURED: Final = re.compile(r"\[([0-9A-Za-z-]{16,})@(\d+)")
_VARIABLE: Final = re.compile(r"\$\{(\w+)\}")


def masked_text(content: String | bytes | None, secrets: SecretKeys) -> str | None:
    """Return a content's text on the legacy machine, with ${NAME} for every secret of the input."""
    if not isinstance(content, Text):
        return sample_text(content)
    return "".join(
        f"${{{secrets.key(part.origin.name).upper()}}}"
        if isinstance(part, Hole) and isinstance(part.origin, Secret)
        else part.sample
        if isinstance(part, Hole)
        else part
        for part in content.parts
    )


def sealed(pipeline: Pipeline) -> tuple[Pipeline, dict[str, str]]:
    """Return the pipeline without credentials in its plain settings, and variable → key of the Secret for each of them."""
    keys = _Keys()
    tails = tuple(replace(each, fields=keys.fields(each.fields)) for each in pipeline.tails)
    listens = tuple(replace(each, fields=keys.fields(each.fields)) for each in pipeline.listens)
    filters = tuple(keys.filter(each) for each in pipeline.filters)
    outputs = tuple(keys.output(each) for each in pipeline.outputs)
    return replace(pipeline, tails=tails, listens=listens, filters=filters, outputs=outputs), keys.variables


def with_variables(sidecar: Sidecar, variables: dict[str, str], masks: SecretKeys, secrets: SecretKeys) -> Sidecar:
    """Return the sidecar with a variable from the Secret for every one that its files ask for.

    Of the secrets that were masked, those that are asked for become keys of the Secret.
    """
    asked = {name for _, text in sidecar.files for name in _VARIABLE.findall(text.replace("${env:", "${"))}
    found = {name: key for name, key in variables.items() if name in asked}
    for origin, key in masks.keys.items():
        if key.upper() in asked:
            secrets.keys.setdefault(origin, key)
            found[key.upper()] = secrets.keys[origin]
    return replace(sidecar, secret_environment={**found, **sidecar.secret_environment}) if found else sidecar


@dataclass(slots=True)
class _Keys:
    """The credentials that were found: variable → key."""

    variables: dict[str, str] = field(default_factory=dict)

    def variable(self, value: str, name: str) -> str:
        """Return what is written in place of a credential; a variable stays one."""
        if not value or _VARIABLE.fullmatch(value):
            return value
        key = re.sub(r"\W+", "_", f"log_{name}").lower()
        self.variables[key.upper()] = key
        return f"${{{key.upper()}}}"

    def fields(self, fields: dict[str, str]) -> dict[str, str]:
        return {name: self.variable(value, name) if _NAME.search(name) else value for name, value in fields.items()}

    def filter(self, each: Filter) -> Filter:
        return replace(each, fields=self.fields(each.fields)) if each.kind in ("add", "format") else each

    def output(self, each: Output) -> Output:
        settings = dict(self._settings(each))
        return each if settings == each.settings else replace(each, settings=settings)

    def _settings(self, each: Output) -> Iterator[tuple[str, str]]:
        for name, value in each.settings.items():
            if name == "uri":
                bare = re.sub(r"//[^/@]*@", "//", value)
                yield (
                    name,
                    _QUERY.sub(lambda match: match[1] + self.variable(match[2], f"{each.kind}_{match[1][1:-1]}"), bare),
                )
            elif name == "template":
                yield (
                    name,
                    _STRUCTURED.sub(lambda match: f"[{self.variable(match[1], 'syslog_token')}@{match[2]}", value),
                )
            else:
                yield name, value
