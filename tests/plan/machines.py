"""Whole small machines and the plans they give, for the tests of the planner."""

from __future__ import annotations

from typing import Any

from tests.graph.builders import graph_of, step
from translator.evaluate.catalog import Step
from translator.load.known_units import Table
from translator.load.project import Settings
from translator.plan.make import make_plan
from translator.plan.model import Image, Layer, Place, Plan, RunShell

UNIT = "[Service]\nUser=app\nExecStart=/usr/bin/app --port 8080\n"


def plan_of(*steps: Step, settings: Settings | None = None, learnt: Table | None = None, **options: Any) -> Plan:
    """Plan the machine; every node is placed exactly once."""
    graph = graph_of(*steps, **options)
    plan = make_plan(graph, settings, learnt)
    assert [placement.node for placement in plan.placements] == list(range(len(graph.nodes)))
    return plan


def app(unit: str = UNIT, name: str = "app") -> tuple[Step, ...]:
    """A service with a unit of its own."""
    return (
        step("systemd_unit", f"{name}.service", "create", content=unit),
        step("service", name, "enable"),
        step("service", name, "start"),
    )


def image_of(*steps: Step, **options: Any) -> Image:
    (image,) = plan_of(*steps, **options).images
    return image


def places(plan: Plan) -> dict[str, Place]:
    """Where each resource went, by its name (the last action wins)."""
    return {str(placement.origin.resource): placement.place for placement in plan.placements}


def shell(image: Image) -> tuple[str, ...]:
    """Every shell command of an image, layer by layer."""
    steps = [each for layer in image.layers for each in layer.steps if isinstance(each, RunShell)]
    return tuple(command for each in steps for command in (each.commands or (each.script,)))


def layer_names(image: Image) -> list[str]:
    return [layer.kind.value for layer in image.layers]


def layer(image: Image, name: str) -> Layer:
    return next(each for each in image.layers if each.kind.value == name)
