"""Chef: a Project in, the Catalog out — what the recipes declare, and the steps of a simulated first converge.

compile: libraries → attributes → resources and providers → definitions → recipes; then converge on an empty machine.
"""

from __future__ import annotations

from dataclasses import replace

from translator.diagnostics import Code
from translator.evaluate.catalog import Catalog, Identity, Platform, Resource, Step, Tool
from translator.evaluate.chef import natives
from translator.evaluate.chef.absent import Absent
from translator.evaluate.chef.adopt import Shelf
from translator.evaluate.chef.bridge import to_data
from translator.evaluate.chef.build_node import Prepared, place_of, prepare_node
from translator.evaluate.chef.compile import compile_cookbooks, compile_recipes
from translator.evaluate.chef.converge import converge
from translator.evaluate.chef.core_classes import build_core_classes
from translator.evaluate.chef.dsl.declare import add_resource_dsl
from translator.evaluate.chef.handlers import PlatformData
from translator.evaluate.chef.machine import SimulatedMachine
from translator.evaluate.chef.recorder import StepEntry
from translator.evaluate.chef.run import ChefRun
from translator.evaluate.chef.snapshot import identity, snapshot
from translator.evaluate.chef.system_files import system_files
from translator.evaluate.ruby.errors import hide_secrets
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RString, Value
from translator.load.project import Project


def evaluate_chef(project: Project) -> Catalog:
    """Compile the project's run list and converge it on an empty machine of its platform."""
    natives.load()
    machine = SimulatedMachine()
    machine.know_inputs(book.folder for books in project.cookbooks.values() for book in books)
    interp = Interpreter(machine)
    interp.names = frozenset(project.cookbooks)
    prepared = prepare_node(interp, project)
    run = start(interp, project, machine, prepared)
    know_absent(run, prepared)
    compile_cookbooks(run, prepared)
    compile_recipes(run, prepared)
    declared = tuple(snapshot(run, resource) for resource in resolved(run))
    run.converging = True
    converge(run, run.root)
    return finish(run, declared)


def start(interp: Interpreter, project: Project, machine: SimulatedMachine, prepared: Prepared) -> ChefRun:
    """Set up the run: core classes, handler maps, the facts that the machine answers from."""
    platform = platform_data(prepared)
    run = ChefRun(interp, project, machine, platform)
    run.node = prepared.node
    run.place = place_of(prepared.node)
    prepared.node.run_context = run.root
    build_core_classes(run)
    for name in run.resource_handlers.names():
        add_resource_dsl(run, name)
    natives.prepare(run)
    machine.note = run.recorder.note
    know_system(machine, prepared)
    for fact in ("fqdn", "hostname"):
        machine.facts[fact] = fact_text(prepared, fact)
    return run


def know_absent(run: ChefRun, prepared: Prepared) -> None:
    """Let missing data and definitions be unknown from here on, and undeclared cookbooks be found."""
    shelf = Shelf(run, prepared)
    gems = dict.fromkeys(gem for book in prepared.cookbooks.order for gem in prepared.cookbooks.metadata(book).gems)
    run.absent = Absent(run, shelf, prepared.cookbooks.missing, tuple(gems))
    run.interp.absence = run.absent
    prepared.node.adopt = lambda name: shelf.adopt(name, f"the cookbook {name}")
    prepared.node.attributes.lacking = run.absent.lacking


def know_system(machine: SimulatedMachine, prepared: Prepared) -> None:
    """Tell the machine the text of the files in /etc that say which system it is."""
    platform = platform_data(prepared)
    lsb = prepared.node.attributes.read(RString("lsb"))
    codename, pretty = (_member(lsb, name) for name in ("codename", "description"))
    machine.know_files(system_files(platform.platform, platform.platform_version, codename, pretty))


def _member(value: Value, name: str) -> str:
    found = value.get(RString(name)) if hasattr(value, "get") else None
    return found.text if isinstance(found, RString) else ""


def fact_text(prepared: Prepared, *path: str) -> str:
    """Return a fact as text, "" when it is not there."""
    value = prepared.node.attributes.read(RString(path[0]))
    return value.text if isinstance(value, RString) else ""


def platform_data(prepared: Prepared) -> PlatformData:
    """Return what the facts say about the platform."""
    names = ("platform", "platform_family", "platform_version", "os")
    return PlatformData(*(fact_text(prepared, name) for name in names))


def resolved(run: ChefRun) -> list:  # type: ignore[type-arg]
    """Return the top-level collection with its notifications looked up."""
    from translator.evaluate.chef.notifications import resolve_all

    resources = list(run.root.collection.resources)
    for resource in resources:
        resolve_all(run, run.root, resource, complete=True)
    return resources


def finish(run: ChefRun, declared: tuple[Resource, ...]) -> Catalog:
    """Put the catalog together."""
    node = run.node
    tell_refused(run)
    data = node.attributes.read(RString("lsb"))
    codename = run.text(data.get(RString("codename"))) if data is not None and hasattr(data, "get") else ""
    name = run.text(node.name)
    return Catalog(
        tool=Tool.CHEF,
        platform=Platform(
            name=run.platform.platform,
            family=run.platform.platform_family,
            version=run.platform.platform_version,
            codename=codename,
            architecture=_machine(run),
        ),
        identity=Identity(
            name=run.project.name or name,
            environment=run.text(node.environment),
            attributes=to_data(node.attributes.merged()),
        ),
        resources=declared,
        steps=tuple(step_of(run, entry) for entry in run.recorder.steps),
        diagnostics=(*run.project.diagnostics, *run.interp.diagnostics),
    )


def tell_refused(run: ChefRun) -> None:
    """Name the links in the cookbooks of the run that lead out of the repository."""
    for book in run.cookbooks.values():
        for name in book.folder.refused:
            message = f"the file {book.path}/{name} is a link that leads out of the repository; it is not followed"
            run.diagnose(Code.MISSING_FILE, message, None)


def _machine(run: ChefRun) -> str:
    kernel = run.node.attributes.read(RString("kernel"))
    found = kernel.get(RString("machine")) if hasattr(kernel, "get") else None
    return run.text(found) if found is not None else "x86_64"


def step_of(run: ChefRun, entry: StepEntry) -> Step:
    """Return a recorded entry as a step of the catalog."""
    return Step(
        level=entry.level,
        action=entry.action,
        resource=entry.snapshot,
        outcome=entry.outcome,
        effective=entry.effective,
        content=entry.content,
        content_from=entry.content_from,
        doubt=entry.doubt,
        tree=entry.tree,
        notified_by=identity(run, entry.notified_by) if entry.notified_by is not None else None,
        parent=entry.parent,
        error=entry.error,
        effects=tuple(replace(effect, reason=hide_secrets(run.interp, effect.reason)) for effect in entry.effects),
        followed=entry.followed,
    )
