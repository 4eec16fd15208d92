"""Evaluating manifests: `evaluate(node, scope)`; each file here knows a family of nodes."""

from __future__ import annotations

from translator.evaluate.puppet.evaluator import (
    access,
    calls,
    collectors,
    control,
    declarations,
    definitions,
    epp,
    literals,
    operators,
    relationships,
    variables,
)
from translator.evaluate.puppet.evaluator.dispatch import evaluate

__all__ = [
    "access",
    "calls",
    "collectors",
    "control",
    "declarations",
    "definitions",
    "epp",
    "evaluate",
    "literals",
    "operators",
    "relationships",
    "variables",
]
