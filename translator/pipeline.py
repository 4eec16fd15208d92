"""The stages, one call each: a request in, a translation out.

    load → parse and evaluate → graph → plan → emit

Building and testing images (image/) start from what was written, not from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from translator.diagnostics import Diagnostic
from translator.emit.artifacts import Artifact
from translator.emit.convert import emit
from translator.emit.writer import OutputChanged, write
from translator.evaluate.catalog import Catalog
from translator.evaluate.chef.evaluate import evaluate_chef
from translator.graph.build import build_graph
from translator.load.chef import ChefRequest, load_chef
from translator.plan.make import make_plan
from translator.plan.model import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """All that came out of one input: the plan, the files to write, and what was said on the way."""

    plan: Plan
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]


def translate(request: ChefRequest) -> Translation:
    """Turn a cookbook, role, Policyfile or repository into artifacts; nothing is written yet."""
    project = load_chef(request)
    catalog = evaluate_chef(project)
    graph = build_graph(catalog)
    plan = make_plan(graph, project.settings)
    artifacts = emit(plan)
    return Translation(plan=plan, artifacts=artifacts, diagnostics=plan.diagnostics)


def evaluate(request: ChefRequest) -> Catalog:
    """Return what the machine would be: the first two stages only."""
    return evaluate_chef(load_chef(request))


def write_out(translation: Translation, target: Path, force: bool = False) -> tuple[Diagnostic, ...]:
    """Write the artifacts to `target` in one move; returns why when a folder changed by hand stands in the way."""
    try:
        write(translation.artifacts, target, force)
    except OutputChanged as refused:
        return (refused.diagnostic,)
    return ()
