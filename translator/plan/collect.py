"""The machine's collectors → sidecars: each module of plan/sidecars reads one collector's configuration.

In: the nodes of every role that names a collector. Out: log and metric sidecars, the files that the log sidecar
reads, probes by port, and variables that agents ask of the application.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from translator.graph.nodes import File
from translator.load.project import LOG_COLLECTORS, Settings
from translator.plan import renderers, sidecars
from translator.plan.holes import SecretKeys
from translator.plan.ledger import Ledger
from translator.plan.machine import Machine
from translator.plan.model import HealthCheck, Place, Sidecar
from translator.plan.pipeline import Pipeline, merged
from translator.plan.reading.configuration import Untranslated
from translator.plan.renderers.base import LIMITS, RENDERERS
from translator.plan.routing import settled
from translator.plan.sealing import sealed, with_variables
from translator.plan.sidecars.base import SIDECARS, Finding, Given
from translator.plan.tables.roles import Role
from translator.registry import import_folder

import_folder(sidecars)
import_folder(renderers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What the collectors become."""

    sidecars: tuple[Sidecar, ...] = ()
    tailed: tuple[str, ...] = ()
    probes: dict[int, HealthCheck] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    runtime_environment: dict[str, str] = field(default_factory=dict)
    secret_environment: dict[str, str] = field(default_factory=dict)


def collect(machine: Machine, roles: dict[int, Role], ledger: Ledger, secrets: SecretKeys) -> Collected:
    """Return the sidecars of the machine, its collectors' nodes placed."""
    masks = SecretKeys(secrets.environment)
    findings = {name: _read(machine, roles, name, masks) for name in _collectors(roles)}
    logs, variables = sealed(settled(merged(finding.pipeline for finding in findings.values())))
    log_sidecar = _log_sidecar(logs, machine.settings)
    if log_sidecar:
        log_sidecar = with_variables(log_sidecar, variables, masks, secrets)
    findings = {name: _with_unshipped(finding, logs) for name, finding in findings.items()}
    lost = tuple(LIMITS[_collector(machine.settings)](logs)) if log_sidecar else ()
    for index, role in roles.items():
        if role.collector:
            _place(ledger, index, role, _with(findings[role.collector], lost), log_sidecar)
    return _collected(findings, logs, log_sidecar)


def _log_sidecar(logs: Pipeline, settings: Settings) -> Sidecar | None:
    """Return the sidecar of the collector that the settings choose, None when nothing is read."""
    if not logs.tails and not logs.listens:
        return None
    return RENDERERS[_collector(settings)](logs, settings)


def _collector(settings: Settings) -> str:
    """Return the name of the log collector that the settings choose."""
    return settings.collectors.get("logs", LOG_COLLECTORS[0])


def _with(finding: Finding, lost: tuple[Untranslated, ...]) -> Finding:
    """Return a finding that also knows what the chosen collector cannot express of any pipeline."""
    return replace(finding, untranslated=(*finding.untranslated, *lost))


def _collectors(roles: dict[int, Role]) -> tuple[str, ...]:
    return tuple(sorted({role.collector for role in roles.values() if role.collector}))


def _with_unshipped(finding: Finding, logs: Pipeline) -> Finding:
    """Return a finding that also says which of the logs that were rotated nobody ships."""
    lost = tuple(
        spot.lost("nobody ships this log: have the application write it to stdout, or a collector follow it")
        for spot in finding.rotated
        if not any(fnmatchcase(spot.text, tail.path) or fnmatchcase(tail.path, spot.text) for tail in logs.tails)
    )
    return _with(finding, lost)


def _read(machine: Machine, roles: dict[int, Role], name: str, secrets: SecretKeys) -> Finding:
    reader = SIDECARS.get(name)
    nodes = frozenset(index for index, role in roles.items() if role.collector == name)
    return reader(Given(machine=machine, nodes=nodes, secrets=secrets)) if reader else Finding()


def _place(ledger: Ledger, index: int, role: Role, finding: Finding, log_sidecar: Sidecar | None) -> None:
    reason = finding.reasons.get(index)
    notes = _notes(finding, ledger.machine, index)
    if index in finding.pipeline.nodes and log_sidecar is not None:
        ledger.put(index, Place.SIDECAR, log_sidecar.name, "its inputs and outputs are the sidecar's now", notes)
    elif (
        role.place is Place.SIDECAR
        and not finding.sidecars
        and not (finding.pipeline.tails or finding.pipeline.listens)
    ):
        ledger.put(index, Place.DROPPED, role.name, reason or "nothing of the application is collected by it", notes)
    elif role.place is Place.SIDECAR:
        made = finding.sidecars[0].name if finding.sidecars else log_sidecar.name if log_sidecar else role.name
        place, detail = (Place.DROPPED, role.name) if reason else (Place.SIDECAR, made)
        ledger.put(index, place, detail, reason or role.reason, notes)
    else:
        ledger.put(index, role.place, role.name, reason or role.reason, notes or role.advice)


def _notes(finding: Finding, machine: Machine, index: int) -> str:
    """Return what of the node's own file was not carried over, with its lines."""
    node = machine.nodes[index]
    path = node.path if isinstance(node, File) else ""
    said = (*finding.pipeline.untranslated, *finding.pipeline.remarks, *finding.untranslated)
    return "; ".join(dict.fromkeys(str(each) for each in said if each.path == path))


def _collected(findings: dict[str, Finding], logs: Pipeline, log_sidecar: Sidecar | None) -> Collected:
    metrics = {sidecar.name: sidecar for finding in findings.values() for sidecar in finding.sidecars}
    return Collected(
        sidecars=(*((log_sidecar,) if log_sidecar else ()), *metrics.values()),
        tailed=tuple(tail.path for tail in logs.tails) if log_sidecar else (),
        probes={port: check for finding in findings.values() for port, check in finding.probes.items()},
        environment={name: value for finding in findings.values() for name, value in finding.environment.items()},
        runtime_environment={
            name: fact for finding in findings.values() for name, fact in finding.runtime_environment.items()
        },
        secret_environment={
            name: key for finding in findings.values() for name, key in finding.secret_environment.items()
        },
    )
