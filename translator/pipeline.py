"""The stages, one call each: a request in, a translation out.

    load → parse and evaluate → graph → plan → emit

The environments of the repository are evaluated too; what differs in one becomes its overlay.

Building and testing images (image/) start from what was written, not from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from translator.diagnostics import Diagnostic, Severity
from translator.emit.artifacts import Artifact
from translator.emit.convert import emit
from translator.emit.writer import OutputChanged, write
from translator.evaluate.catalog import Catalog
from translator.evaluate.chef.evaluate import evaluate_chef
from translator.graph.build import build_graph
from translator.load.chef import ChefRequest, load_chef
from translator.load.project import Project
from translator.plan.make import make_plan
from translator.plan.model import Plan
from translator.plan.overlays import overlay


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """All that came out of one input: the plan, the files to write, and what was said on the way."""

    plan: Plan
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]


def translate(request: ChefRequest) -> Translation:
    """Turn a cookbook, role, Policyfile or repository into artifacts; nothing is written yet."""
    return translate_project(load_chef(request))


def translate_project(project: Project) -> Translation:
    """Turn a project that is loaded into artifacts."""
    plan = _with_overlays(_plan(project), project)
    return Translation(plan=plan, artifacts=emit(plan), diagnostics=plan.diagnostics)


def _plan(project: Project) -> Plan:
    catalog = evaluate_chef(project)
    graph = build_graph(catalog)
    return make_plan(graph, project.settings)


def _with_overlays(plan: Plan, project: Project) -> Plan:
    """One image serves every environment: each is planned too, and what differs becomes its overlay."""
    plans = {project.environment: plan}
    for name in sorted(project.environments.keys() - plans.keys()):
        plans[name] = _plan(replace(project, environment=name))
    overlays = tuple(overlay(plan, plans[name], name) for name in sorted(project.environments))
    return replace(plan, overlays=overlays)


def evaluate(request: ChefRequest) -> Catalog:
    """Return what the machine would be: the first two stages only."""
    return evaluate_chef(load_chef(request))


def report_of(path: Path) -> dict[str, Any]:
    """Return the report of a folder that `write_out` filled, or of an input converted just now in memory."""
    written = path / "report.json"
    if written.is_file():
        text: str | bytes = written.read_text(encoding="utf-8")
    else:
        artifacts = translate(ChefRequest(path=path)).artifacts
        text = next(artifact.content for artifact in artifacts if artifact.path == "report.json")
    report: dict[str, Any] = json.loads(text)
    return report


def write_out(translation: Translation, target: Path, force: bool = False) -> tuple[Diagnostic, ...]:
    """Write the artifacts to `target` in one move; returns why when a folder changed by hand stands in the way.

    An input of which nothing could be read leaves nothing behind.
    """
    if not translation.plan.placements and any(item.severity is Severity.ERROR for item in translation.diagnostics):
        return ()
    try:
        write(translation.artifacts, target, force)
    except OutputChanged as refused:
        return (refused.diagnostic,)
    return ()
