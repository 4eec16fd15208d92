"""Cookbooks in memory, evaluated: `catalog({"recipes/default.rb": "…"})` → Catalog."""

from __future__ import annotations

from typing import Any

from translator.evaluate.catalog import Catalog, Resource, Step
from translator.evaluate.chef.evaluate import evaluate_chef
from translator.evaluate.chef.golden_json import catalog_json
from translator.load.platforms import platform_facts
from translator.load.project import Cookbook, Project


def catalog(texts: dict[str, str], platform: str = "debian-12", **others: dict[str, str]) -> Catalog:
    """Evaluate cookbook `web` made of these files (and other cookbooks by name), run list web::default."""
    books = {"web": texts, **others}
    named = {
        name: (Cookbook.of_texts(name, {"metadata.rb": _metadata(name, others), **files}),)
        for name, files in books.items()
    }
    project = Project(
        name="web", cookbooks=named, run_list=("recipe[web]",), facts=platform_facts(platform), node_name="web1"
    )
    return evaluate_chef(project)


def _metadata(name: str, others: dict[str, Any]) -> str:
    depends = "".join(f"depends '{other}'\n" for other in others) if name == "web" else ""
    return f"name '{name}'\nversion '1.0.0'\n{depends}"


def recipe(text: str, **files: str) -> Catalog:
    """Evaluate one recipe; further files by path with / written as __ (resources__site="…" is resources/site.rb)."""
    texts = {"recipes/default.rb": text}
    for name, content in files.items():
        folder, _, base = name.partition("__")
        suffix = ".erb" if folder == "templates" else ".rb" if folder in RUBY else ""
        texts[f"{folder}/{base}{suffix}"] = content
    return catalog(texts)


RUBY = ("resources", "providers", "libraries", "definitions", "attributes", "recipes")


def only(found: Catalog) -> Resource:
    """Return the one declared resource."""
    assert messages(found) == []
    (resource,) = found.resources
    return resource


def messages(found: Catalog) -> list[str]:
    return [diagnostic.message for diagnostic in found.diagnostics]


def names(found: Catalog) -> list[str]:
    return [str(resource.id) for resource in found.resources]


def ran(found: Catalog) -> list[str]:
    """Return the steps as "level type[name] action outcome"."""
    return [f"{step.level} {step.resource.id} {step.action} {step.outcome.name}" for step in found.steps]


def step(found: Catalog, key: str, action: str = "") -> Step:
    """Return the first step of a resource."""
    return next(item for item in found.steps if str(item.resource.id) == key and action in ("", item.action))


def as_json(found: Catalog) -> dict[str, Any]:
    return catalog_json(found)
