"""telegraf → the applications that its inputs ask, and the ports on which it takes counters.

before:  [[inputs.redis]]\\n  servers = ["tcp://localhost:6379"]
after:   Target(kind="redis", address="tcp://localhost:6379")

Source: the READMEs of telegraf's inputs, version 1.30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from translator.plan.metrics import HOST, Inbox, Metrics, Target
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.documents import read_toml
from translator.plan.sidecars.base import metrics_collector

_KINDS: Final = {
    "nginx": "nginx", "apache": "apache", "redis": "redis", "memcached": "memcached", "mysql": "mysql",
    "postgresql": "postgresql", "postgresql_extensible": "postgresql", "mongodb": "mongodb", "phpfpm": "php-fpm",
    "haproxy": "haproxy", "rabbitmq": "rabbitmq",
}  # fmt: skip


@metrics_collector("telegraf")
def telegraf(files: tuple[Configuration, ...]) -> Metrics:
    """Return what telegraf's inputs measure of applications."""
    targets: list[Target] = []
    inboxes: list[Inbox] = []
    refused: list[Untranslated] = []
    nodes: list[int] = []
    directives = 0
    for file in files:
        for name, each in _inputs(file, refused):
            directives += 1
            made, taken = list(_targets(name, each)), list(_inboxes(name, each))
            targets.extend(made)
            inboxes.extend(taken)
            nodes.extend([file.node] if made or taken else [])
            if not made and not taken and name not in HOST:
                line = _line_of(file.text, rf"\[\[?inputs\.{re.escape(name)}")
                text = f"[[inputs.{name}]]"
                reason = "no exporter is known for it"
                refused.append(Untranslated(path=file.path, line=line, text=text, reason=reason))
    return Metrics(
        targets=tuple(targets),
        inboxes=tuple(inboxes),
        nodes=tuple(dict.fromkeys(nodes)),
        untranslated=tuple(refused),
        directives=directives,
    )


def _inputs(file: Configuration, refused: list[Untranslated]) -> Iterator[tuple[str, dict[str, Any]]]:
    document = read_toml(file, refused)
    if not isinstance(document, dict):
        return
    found = document.get("inputs")
    for name, inputs in found.items() if isinstance(found, dict) else ():
        for each in inputs if isinstance(inputs, list) else [inputs]:
            if isinstance(each, dict):
                yield name, each


def _targets(name: str, settings: dict[str, Any]) -> Iterator[Target]:
    if name not in _KINDS:
        return
    addresses = next((settings[key] for key in ("urls", "servers", "addresses", "address") if settings.get(key)), "")
    first = str(addresses[0]) if isinstance(addresses, list) and addresses else str(addresses or "")
    kind = _KINDS[name]
    login = re.match(r"(?:\w+://)?([^:@/]+)(?::[^@]*)?@(?:tcp\()?([^/)]*)", first)
    if login:
        yield Target(kind=kind, address=login[2], user=login[1], password=True)
    elif kind == "memcached":
        yield Target(kind=kind, address=first)
    else:
        yield Target(kind=kind, address=first, password=bool(settings.get("password")))


def _inboxes(name: str, settings: dict[str, Any]) -> Iterator[Inbox]:
    if name == "statsd":
        port = re.findall(r"\d+$", str(settings.get("service_address", ":8125")))
        yield Inbox(kind="statsd", port=int(port[0]) if port else 8125)


def _line_of(text: str, pattern: str) -> int:
    match = re.search(pattern, text)
    return text.count("\n", 0, match.start()) + 1 if match else 1
