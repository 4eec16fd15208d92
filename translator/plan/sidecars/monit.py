"""monit → probes: `if failed port … protocol http request …` of each `check`.

before:  check process app with pidfile /run/app.pid
           if failed port 8080 protocol http request "/health" then restart
after:   HealthCheck(kind="http", port=8080, path="/health")

Source: monit(1), version 5.33, "Connection tests".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.checks import REMOTE, Checks, Watched
from translator.plan.model import HealthCheck
from translator.plan.reading.configuration import Configuration, Untranslated, shown
from translator.plan.sidecars.base import check_tool

_CHECK: Final = re.compile(r"^\s*check\s+(\w+)\s+(\"[^\"]*\"|\S+)", re.IGNORECASE | re.MULTILINE)
_TEST: Final = re.compile(r"^\s*if\s+(.*?)\bthen\b", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_PORT: Final = re.compile(
    r"failed\s+(?:host\s+(\S+)\s+)?port\s+(\d+)(?:.*?(?:protocol|proto)\s+(\w+))?(?:.*?request\s+\"?([^\"\s]+))?",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT: Final = re.compile(r"#[^\n]*")
_NOTHING: Final = "no probe does what it does; have it as a metric or an alert"
_CHANGING: Final = re.compile(
    r"\bif\s+(?:does\s+not\s+exist|not\s+exist|size|timestamp|match|content|changed\s+(?:size|timestamp))",
    re.IGNORECASE,
)
_MOST_CHECKS: Final = 2000
_HOST_KINDS: Final = frozenset(("system", "filesystem", "device", "network", "directory", "fifo"))
_OURS: Final = frozenset(("localhost", "127.0.0.1", "::1", '"localhost"', '"127.0.0.1"', ""))


@check_tool("monit")
def monit(files: tuple[Configuration, ...]) -> Checks:
    """Return the probes of monit's connection tests."""
    watched: list[Watched] = []
    refused: list[Untranslated] = []
    elsewhere: list[Untranslated] = []
    directives = 0
    for file in files:
        text = _COMMENT.sub("", file.text)
        line, before = 1, 0
        for kind, name, body, start in _checks(text):
            directives += 1
            line, before = line + text.count("\n", before, start), start
            if directives == _MOST_CHECKS:
                reason = f"only the first {_MOST_CHECKS} checks are read"
                refused.append(
                    Untranslated(path=file.path, line=line, text=shown(f"check {kind} {name}"), reason=reason)
                )
                break
            found = [] if _elsewhere(kind, body) else list(_probes(body))
            watched.extend(Watched(check=each, node=file.node) for each in found)
            if reason := _reason(kind, body, bool(found)):
                what = shown(f"check {kind} {name}")
                said = Untranslated(path=file.path, line=line, text=what, reason=reason)
                (refused if reason == _NOTHING else elsewhere).append(said)
    parts = {"untranslated": tuple(refused), "elsewhere": tuple(elsewhere)}
    return Checks(watched=tuple(watched), directives=directives, **parts)


def _checks(text: str) -> Iterator[tuple[str, str, str, int]]:
    """Yield kind, name, body and place of every check."""
    found = list(_CHECK.finditer(text))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        blank = len(match[0]) - len(match[0].lstrip())
        yield match[1].lower(), match[2].strip('"'), text[match.end() : end], match.start() + blank


def _elsewhere(kind: str, body: str) -> bool:
    """Return whether a `check host` watches another machine."""
    address = re.match(r"\s*(?:with\s+)?address\s+(\S+)", body, re.IGNORECASE)
    return kind == "host" and bool(address) and address[1] not in _OURS  # type: ignore[index]


def _probes(body: str) -> Iterator[HealthCheck]:
    for test in _TEST.findall(body):
        match = _PORT.search(test)
        if match and (match[1] or "") in _OURS:
            protocol, port = (match[3] or "").lower(), int(match[2])
            if protocol in ("http", "https"):
                yield HealthCheck(kind="http", port=port, path=match[4] or "/", scheme=protocol)
            else:
                yield HealthCheck(kind="tcp", port=port)


def _reason(kind: str, body: str, probed: bool) -> str:
    """Return what takes the place of a check, "" when its probe does."""
    if probed:
        return ""
    if _elsewhere(kind, body):
        return REMOTE
    if kind in _HOST_KINDS:
        return "the node's monitoring watches the host"
    if kind == "process":
        limits = "; its limits become those of the container" if re.search(r"if\s+(cpu|mem|total)", body) else ""
        return f"the container ends when its process does, and is started again{limits}"
    if kind == "file" and not _CHANGING.search(body):
        return "the image's own files do not change: a pod's root is read-only"
    return _NOTHING
