"""The stages, one call each: a request in, a translation out.

    load → parse and evaluate → graph → plan → emit

The environments of the repository are evaluated too; what differs in one becomes its overlay.

Building and testing images (image/) start from what was written, not from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator import tools
from translator.cache import cache_folder
from translator.diagnostics import Code, Diagnostic
from translator.emit.artifacts import Artifact
from translator.emit.convert import emit
from translator.emit.writer import OutputChanged, write
from translator.evaluate.catalog import Catalog
from translator.graph.build import build_graph
from translator.load.known_units import learnt_units
from translator.plan import lock
from translator.plan.make import make_plan
from translator.plan.model import Plan
from translator.plan.overlays import overlay

if TYPE_CHECKING:
    from translator.load.settings import Choices
    from translator.tools import AnyProject, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """All that came out of one input: the plan, the files to write, and what was said on the way."""

    plan: Plan
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]


def translate(request: Request, choices: Choices | None = None) -> Translation:
    """Turn a cookbook, role, Policyfile, module, class, node or repository into artifacts; nothing is written yet."""
    project = tools.load(request)
    return translate_project(replace(project, settings=choices.over(project.settings)) if choices else project)


def translate_project(project: AnyProject) -> Translation:
    """Turn a project that is loaded into artifacts."""
    plan = _with_overlays(_plan(project), project)
    return Translation(plan=plan, artifacts=emit(plan), diagnostics=plan.diagnostics)


def _plan(project: AnyProject) -> Plan:
    catalog = tools.evaluate(project)
    graph = build_graph(catalog)
    return make_plan(graph, project.settings, learnt_units(cache_folder(), graph.platform))


def _with_overlays(plan: Plan, project: AnyProject) -> Plan:
    """One image serves every environment: each is planned too, and what differs becomes its overlay."""
    names = tools.environments_of(project)
    plans = {tools.environment_of(project): plan}
    for name in names:
        if name not in plans:
            plans[name] = _plan(tools.in_environment(project, name))
    return replace(plan, overlays=tuple(overlay(plan, plans[name], name) for name in names))


def with_lock(translation: Translation, target: Path) -> Translation:
    """Return the translation with the digests and versions of the lock file in `target`, as it is without one."""
    path = target / lock.NAME
    if not path.is_file():
        return translation
    text = path.read_text(encoding="utf-8")
    try:
        plan = lock.locked(translation.plan, lock.parse_lock(text))
    except ValueError as error:
        broken = Diagnostic(code=Code.BAD_PROJECT, message=f"{path}: {error}", span=None)
        return replace(translation, diagnostics=(*translation.diagnostics, broken))
    return replace(translation, plan=plan, artifacts=(*emit(plan), Artifact(path=lock.NAME, content=text)))


def evaluate(request: Request) -> Catalog:
    """Return what the machine would be: the first two stages only."""
    return tools.evaluate(tools.load(request))


def report_of(path: Path) -> dict[str, Any]:
    """Return the report of a folder that `write_out` filled, or of an input converted just now in memory."""
    written = path / "report.json"
    if written.is_file():
        text: str | bytes = written.read_text(encoding="utf-8")
    else:
        artifacts = translate(tools.request_for(path)).artifacts
        text = next(artifact.content for artifact in artifacts if artifact.path == "report.json")
    report: dict[str, Any] = json.loads(text)
    return report


_UNREADABLE = {Code.BAD_PROJECT, Code.SYNTAX, Code.UNSUPPORTED_SYNTAX, Code.UNREADABLE}


def write_out(translation: Translation, target: Path, force: bool = False) -> tuple[Diagnostic, ...]:
    """Write the artifacts to `target` in one move; returns why when a folder changed by hand stands in the way.

    An input of which nothing could be read leaves nothing behind.
    """
    if not translation.plan.placements and any(item.code in _UNREADABLE for item in translation.diagnostics):
        return ()
    try:
        write(translation.artifacts, target, force)
    except OutputChanged as refused:
        return (refused.diagnostic,)
    return ()
