"""The two languages: a request in, its project and its catalog out. Only the language asked for is imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from translator.evaluate.catalog import Catalog
    from translator.load.chef import ChefRequest
    from translator.load.project import Project
    from translator.load.puppet import PuppetRequest
    from translator.load.puppet_project import PuppetProject

    Request: TypeAlias = ChefRequest | PuppetRequest
    AnyProject: TypeAlias = Project | PuppetProject


def request_for(path: Path) -> Request:
    """Return the request for what lies at `path`, with nothing else said."""
    from translator.load.detect import is_puppet

    if is_puppet(path):
        from translator.load.puppet import PuppetRequest

        return PuppetRequest(path=path)
    from translator.load.chef import ChefRequest

    return ChefRequest(path=path)


def of_puppet(thing: object) -> bool:
    """Whether a request or a project is Puppet's rather than Chef's."""
    return type(thing).__name__.startswith("Puppet")


def load(request: Request) -> AnyProject:
    """Read the repository that a request names."""
    if of_puppet(request):
        from translator.load.puppet import load_puppet

        return load_puppet(cast("PuppetRequest", request))
    from translator.load.chef import load_chef

    return load_chef(cast("ChefRequest", request))


def evaluate(project: AnyProject) -> Catalog:
    """Return the machine: its resources and the steps of a first converge."""
    if of_puppet(project):
        from translator.evaluate.puppet.evaluate import evaluate_puppet

        return evaluate_puppet(cast("PuppetProject", project))
    from translator.evaluate.chef.evaluate import evaluate_chef

    return evaluate_chef(cast("Project", project))


def environment_of(project: AnyProject) -> str:
    """Return the environment that a project is loaded for."""
    if of_puppet(project):
        return cast("PuppetProject", project).environment_name
    return cast("Project", project).environment


def environments_of(project: AnyProject) -> tuple[str, ...]:
    """Return the environments of the repository, each of which becomes an overlay."""
    return tuple(sorted(project.environments))


def in_environment(project: AnyProject, name: str) -> AnyProject:
    """Return the project as it is in another environment."""
    if of_puppet(project):
        from translator.load.puppet import in_environment as in_environment_of_puppet

        return in_environment_of_puppet(cast("PuppetProject", project), name)
    return replace(cast("Project", project), environment=name)
