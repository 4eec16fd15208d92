"""What a sidecar module gets and gives: the files of its role in, a Finding out."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, TypeVar

from translator.graph.nodes import File, Origin
from translator.plan.checks import Checks
from translator.plan.exporters import exporters
from translator.plan.holes import SecretKeys
from translator.plan.machine import Machine
from translator.plan.metrics import Metrics
from translator.plan.model import HealthCheck, Sidecar
from translator.plan.pipeline import Pipeline
from translator.plan.reading.configuration import Configuration, Spot, Untranslated
from translator.plan.sealing import masked_text
from translator.plan.status.base import located
from translator.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one collector becomes; `reasons` overrule the role's reason for single nodes.

    `secret_environment` is variable → key of the machine's Secret; `rotated` are logs that something rotated, each with
    the log's path as its text.
    """

    pipeline: Pipeline = field(default_factory=Pipeline)
    sidecars: tuple[Sidecar, ...] = ()
    probes: dict[int, HealthCheck] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    runtime_environment: dict[str, str] = field(default_factory=dict)
    secret_environment: dict[str, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    untranslated: tuple[Untranslated, ...] = ()
    rotated: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The machine, and the nodes of the collector's role by index."""

    machine: Machine
    nodes: frozenset[int]
    secrets: SecretKeys = field(default_factory=SecretKeys)

    def files(self) -> Iterator[tuple[File, str]]:
        """Yield the collector's managed files with their text, secrets masked, in order of path."""
        for path in sorted(self.machine.paths):
            node = self.machine.paths[path]
            if isinstance(node, File) and node.index in self.nodes and node.present:
                text = masked_text(node.content, self.secrets)
                if text is not None:
                    yield node, text

    def configurations(self) -> tuple[Configuration, ...]:
        """Return the collector's files for its reader."""
        return tuple(Configuration(path=node.path, text=text, node=node.index) for node, text in self.files())

    def origins(self) -> tuple[Origin, ...]:
        return tuple(dict.fromkeys(self.machine.nodes[index].origin for index in sorted(self.nodes)))

    def runs(self) -> bool:
        """Return whether the collector's service runs, or only its files are managed."""
        states = [state for state in self.machine.services.values() if set(state.nodes) & self.nodes]
        return not states or any(state.active for state in states)


Reader: TypeAlias = Callable[[Given], Finding]

SIDECARS: Registry[Reader] = Registry("sidecar")


LogReader: TypeAlias = Callable[[tuple[Configuration, ...]], Pipeline]

LOGS: Registry[LogReader] = Registry("log collector")


_Said = TypeVar("_Said", Pipeline, Metrics, Checks)
_MOST: Final = 1000
_DEEPEST: Final = 1000  # frames of Python's stack, its own default


def _guarded(read: Callable[[tuple[Configuration, ...]], _Said]) -> Callable[[tuple[Configuration, ...]], _Said]:
    """Return a reader that leaves out files which are nested too deeply to be read, and says so."""

    def guarded(files: tuple[Configuration, ...]) -> _Said:
        with _stack_of(_DEEPEST):
            try:
                return read(files)
            except RecursionError:
                deep = tuple(file for file in files if not _is_readable(read, file))
                rest: _Said = read(tuple(file for file in files if file not in deep))
        reason = "it is nested too deeply to be read"
        lost: list[Untranslated] = [Untranslated(path=file.path, line=1, text="", reason=reason) for file in deep]
        return replace(rest, untranslated=(*rest.untranslated, *lost))

    return guarded


@contextmanager
def _stack_of(frames: int) -> Iterator[None]:
    """Let Python call no deeper than so many frames below this one: evaluation before has allowed itself far more."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _is_readable(read: Callable[[tuple[Configuration, ...]], object], file: Configuration) -> bool:
    try:
        read((file,))
    except RecursionError:
        return False
    return True


def _bounded(pipeline: Pipeline, path: str) -> Pipeline:
    """Return the pipeline with no more parts than a collector can be given."""
    parts = {name: getattr(pipeline, name) for name in ("tails", "listens", "filters", "outputs")}
    lost = [
        Untranslated(path=path, line=1, text=name, reason=f"only the first {_MOST} of {len(found)} are carried over")
        for name, found in parts.items()
        if len(found) > _MOST
    ]
    if not lost:
        return pipeline
    cut = {name: found[:_MOST] for name, found in parts.items()}
    return replace(pipeline, **cut, untranslated=(*pipeline.untranslated, *lost))


def log_collector(name: str) -> Callable[[LogReader], LogReader]:
    """File a function from a collector's files to their pipeline, by the collector's name."""

    def decorate(read: LogReader) -> LogReader:
        guarded = _guarded(read)

        def bounded(files: tuple[Configuration, ...]) -> Pipeline:
            return _bounded(guarded(files), files[-1].path if files else "")

        def find(given: Given) -> Finding:
            files = given.configurations()
            nodes = tuple(file.node for file in files)
            return Finding(pipeline=replace(bounded(files), origins=given.origins(), nodes=nodes))

        LOGS.add(name, bounded)
        SIDECARS.add(name, find)
        return read

    return decorate


MetricsReader: TypeAlias = Callable[[tuple[Configuration, ...]], Metrics]

METRICS: Registry[MetricsReader] = Registry("metrics collector")


def metrics_collector(name: str) -> Callable[[MetricsReader], MetricsReader]:
    """File a function from a metrics agent's files to what it measured, by the agent's name."""

    def decorate(read: MetricsReader) -> MetricsReader:
        guarded = _guarded(read)
        METRICS.add(name, guarded)
        SIDECARS.add(name, lambda given: _measured(given, guarded))
        return read

    return decorate


def _measured(given: Given, read: MetricsReader) -> Finding:
    files = given.configurations()
    metrics = read(files)
    asking = next((file.path for file in files if file.node in metrics.nodes), "")
    metrics = located(metrics, given.machine, asking)
    sidecars = exporters(metrics, given.machine.settings, given.origins())
    reasons = {file.node: HOST_REASON for file in files if file.node not in metrics.nodes}
    if metrics.targets and not sidecars:
        reasons |= dict.fromkeys(metrics.nodes, OWN_REASON)
    return Finding(sidecars=sidecars, reasons=reasons, untranslated=metrics.untranslated)


HOST_REASON: Final = "the node's own DaemonSet measures the host for every pod"
OWN_REASON: Final = "the service tells Prometheus its numbers itself"


CheckReader: TypeAlias = Callable[[tuple[Configuration, ...]], Checks]

CHECKS: Registry[CheckReader] = Registry("check tool")


def check_tool(*names: str) -> Callable[[CheckReader], CheckReader]:
    """File a function from a monitoring tool's files to its checks, by the tool's names."""

    def decorate(read: CheckReader) -> CheckReader:
        guarded = _guarded(read)
        for name in names:
            CHECKS.add(name, guarded)
            SIDECARS.add(name, lambda given: _watched(guarded(given.configurations())))
        return read

    return decorate


def _watched(checks: Checks) -> Finding:
    probes: dict[int, HealthCheck] = {}
    ports: dict[int, list[str]] = {}
    for each in checks.watched:
        probes.setdefault(each.check.port, each.check)
        ports.setdefault(each.node, []).append(str(each.check.port))
    said = "the check becomes the probe of the container that listens on port"
    reasons = {node: f"{said} {', '.join(dict.fromkeys(found))}" for node, found in ports.items()}
    return Finding(probes=probes, reasons=reasons, untranslated=checks.said)
