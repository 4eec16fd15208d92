"""cook2image.yaml: an `InputFile` in, `Settings` out, with a Diagnostic at every key that is wrong.

before:  registry: registry.example.com/shop
         commands: {zeebra: /usr/libexec/tomcat10/tomcat-start.sh}
after:   Settings(registry="registry.example.com/shop", commands={"zeebra": "/usr/libexec/tomcat10/tomcat-start.sh"})
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import yaml

from translator.diagnostics import Code, Diagnostic
from translator.load.project import (
    GATEWAYS,
    IDENTITIES,
    LOG_COLLECTORS,
    METRICS_BY,
    SIDECAR_KINDS,
    STORES,
    InputFile,
    SecretsProvider,
    Settings,
)
from translator.location import Span

SETTINGS_NAMES = ("cook2image.yaml", "cook2image.yml")


class _Wrong(Exception):
    """A value that a key does not take; `node` is where."""

    def __init__(self, message: str, node: yaml.Node) -> None:
        super().__init__(message)
        self.node = node


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the command line chooses over cook2image.yaml; "" and False leave it as it is."""

    log_collector: str = ""
    helm: bool = False
    sidecars: str = ""
    gateway: str = ""

    def over(self, settings: Settings) -> Settings:
        """Return the settings with the choices in them."""
        logs = {"logs": str(self.log_collector)} if self.log_collector else {}
        return replace(
            settings,
            collectors={**settings.collectors, **logs},
            helm=self.helm or settings.helm,
            sidecars=str(self.sidecars) or settings.sidecars,
            gateway=str(self.gateway) or settings.gateway,
        )


def read_settings(file: InputFile, diagnostics: list[Diagnostic]) -> Settings:
    """Return the settings in the file; keys that are wrong keep their defaults and are reported."""
    settings = Settings(path=file.path)
    try:
        root = yaml.compose(file.text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        diagnostics.append(_yaml_error(file, error))
        return settings
    if root is None:
        return settings
    if not isinstance(root, yaml.MappingNode):
        diagnostics.append(_at(file, root, "the settings are a mapping of names to values"))
        return settings
    for key, value in root.value:
        settings = _take(settings, file, key, value, diagnostics)
    return settings


def _take(settings: Settings, file: InputFile, key: Any, value: Any, diagnostics: list[Diagnostic]) -> Settings:
    name = str(key.value)
    reader = _READERS.get(name)
    if reader is None:
        known = ", ".join(sorted(_READERS))
        diagnostics.append(_at(file, key, f"there is no setting {name!r}; there are {known}"))
        return settings
    try:
        return replace(settings, **{name: reader(value)})
    except _Wrong as error:
        diagnostics.append(_at(file, error.node, f"{name}: {error}"))
        return settings


def _text(node: Any) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _Wrong("a single text is expected here", node)
    return str(node.value)


def _texts(node: Any) -> tuple[str, ...]:
    if isinstance(node, yaml.ScalarNode):
        return (str(node.value),)
    if not isinstance(node, yaml.SequenceNode):
        raise _Wrong("a list of texts is expected here", node)
    return tuple(_text(item) for item in node.value)


def _table(node: Any) -> dict[str, str]:
    if not isinstance(node, yaml.MappingNode):
        raise _Wrong("a mapping of names to texts is expected here", node)
    return {_text(key): _text(value) for key, value in node.value}


def _provider(node: Any) -> SecretsProvider:
    try:
        return SecretsProvider(_text(node))
    except ValueError:
        known = " or ".join(item.value for item in SecretsProvider)
        raise _Wrong(f"{node.value!r} is no provider of secrets; it is {known}", node) from None


def _flag(node: Any) -> bool:
    if _text(node) not in ("true", "false"):
        raise _Wrong("true or false is expected here", node)
    return _text(node) == "true"


def _one_of(*words: str) -> Callable[[Any], str]:
    """Return a reader that takes one of `words`."""

    def read(node: Any) -> str:
        if _text(node) not in words:
            raise _Wrong(f"{node.value!r} is not known here; it is {' or '.join(words)}", node)
        return _text(node)

    return read


def _counts(node: Any) -> dict[str, str]:
    found = _table(node)
    if not all(count.isdigit() and int(count) > 0 for count in found.values()):
        raise _Wrong("a mapping of services to numbers of pods is expected here", node)
    return found


def _collectors(node: Any) -> dict[str, str]:
    found = _table(node)
    if found.get("logs", LOG_COLLECTORS[0]) not in LOG_COLLECTORS:
        raise _Wrong(f"{found['logs']!r} is no log collector; it is {' or '.join(LOG_COLLECTORS)}", node)
    return found


_READERS: dict[str, Callable[[Any], Any]] = {
    "base_images": _table,
    "registry": _text,
    "collectors": _collectors,
    "secrets_provider": _provider,
    "secret_store": _text,
    "commands": _table,
    "roles": _table,
    "secrets": _texts,
    "public": _texts,
    "run_list": _texts,
    "environment": _text,
    "facts": _text,
    "cookbook_path": _texts,
    "helm": _flag,
    "sidecars": _one_of(*SIDECAR_KINDS),
    "gateway": _one_of(*GATEWAYS),
    "metrics": _one_of(*METRICS_BY),
    "identity": _one_of(*IDENTITIES),
    "store": _one_of(*STORES),
    "issuer": _text,
    "pods": _table,
    "replicas": _counts,
}


def _at(file: InputFile, node: yaml.Node, message: str) -> Diagnostic:
    start = node.start_mark.index
    end = max(start + 1, node.end_mark.index)
    return Diagnostic(code=Code.BAD_PROJECT, message=message, span=Span(file.source, start, end))


def _yaml_error(file: InputFile, error: Exception) -> Diagnostic:
    marked = error if isinstance(error, yaml.MarkedYAMLError) else None
    mark = (marked.problem_mark or marked.context_mark) if marked is not None else None
    at = mark.index if mark is not None else 0
    reason = (marked.problem or marked.context) if marked is not None else str(error).partition("\n")[0]
    return Diagnostic(code=Code.BAD_PROJECT, message=f"this is no YAML: {reason}", span=Span(file.source, at, at + 1))
