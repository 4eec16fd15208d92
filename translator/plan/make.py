"""Graph → Plan: the stage in one function, one call a decision, and every node placed once.

Order matters: what belongs to no image is placed first (host, support software, collectors, people), then the
services are found, then what is left is divided among their images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.catalog import Tool
from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    FirewallRule,
    Graph,
    Group,
    Job,
    Link,
    Node,
    Package,
    Repository,
    Service,
    Unit,
    User,
)
from translator.load.known_units import Table
from translator.load.project import SecretsProvider, Settings
from translator.plan.account import account_of
from translator.plan.artifacts import Deployed, deployed, problem_of_fetch, unpacking
from translator.plan.beside import settle_jobs, settled_placements
from translator.plan.cluster import cluster_of, scheduling_of, timezone_of
from translator.plan.collect import Collected, collect
from translator.plan.commands import problem_of
from translator.plan.expected import expected_of, packages_of
from translator.plan.fronts import fronts_of, with_names
from translator.plan.holes import SecretKeys
from translator.plan.jobs import make_jobs
from translator.plan.launch import Launch
from translator.plan.layers import build_layers
from translator.plan.ledger import Ledger
from translator.plan.machine import Machine, fold, sample_text
from translator.plan.material import Material
from translator.plan.members import certificate_users, empty_folders, filled_folders, log_owner, members_of
from translator.plan.memory import cache_memory, java_memory
from translator.plan.model import CronJob, Image, Place, Plan, Process, RootfsEntry, RuntimeFile, SecretStub
from translator.plan.people import place_people
from translator.plan.placement import place_commands, place_host, place_rules, place_support, rules_of, sysctls_of
from translator.plan.pods import pods_of
from translator.plan.processes import main_first, make_process
from translator.plan.roles import roles_of, unknown_roles
from translator.plan.status.base import page_of
from translator.plan.supervisors import launches
from translator.plan.tables.bases import base_image
from translator.plan.tables.facts import VARIABLES
from translator.plan.texts import Settled, settle_files
from translator.plan.versions import versioned
from translator.plan.volumes import volumes_of
from translator.plan.watched import watched


@dataclass(frozen=True, slots=True)
class Decided:
    """What the images are made from, once every node that belongs to none is placed."""

    machine: Machine
    ledger: Ledger
    programs: tuple[Launch, ...]
    settled: Settled
    secrets: SecretKeys
    collected: Collected
    application: Deployed | None


def make_plan(graph: Graph, settings: Settings | None = None, learnt: Table | None = None) -> Plan:
    """Return all that the machine becomes; `settings` are the user's choices, `learnt` units that builds read."""
    machine = fold(graph, settings or Settings(), learnt)
    roles = roles_of(machine)
    asked = watched(machine, roles)
    if asked.notes:
        machine = fold(asked.graph, machine.settings, learnt)
        roles = roles_of(machine)
    ledger = Ledger(machine)
    place_host(ledger)
    secrets = SecretKeys(graph.identity.environment)
    collected = collect(machine, roles, ledger, secrets)
    place_support(ledger, roles)
    jobs, timers = make_jobs(ledger)
    programs = main_first(machine, _programs(ledger, set(roles), timers))
    place_people(ledger, programs)
    place_commands(ledger)
    settled = settle_files(ledger, secrets, f"{_name(machine)}-secrets")
    settled.notes.update(asked.notes)
    _place_problems(ledger)
    application = deployed(machine, programs, ledger.remaining())
    decided = Decided(machine, ledger, programs, settled, secrets, collected, application)
    return _plan(decided, _images(decided), jobs)


def _name(machine: Machine) -> str:
    return machine.graph.identity.name or "machine"


_LANGUAGES = {Tool.CHEF: "the Chef cookbook", Tool.PUPPET: "the Puppet manifests of"}


def _plan(decided: Decided, images: tuple[Image, ...], jobs: tuple[CronJob, ...]) -> Plan:
    machine, ledger = decided.machine, decided.ledger
    name = _name(machine)
    served = {port for image in images if image.process for port in (*image.process.ports, *image.process.udp_ports)}
    version = decided.application.version if decided.application else machine.graph.identity.version
    keys = _stub_keys(decided)
    stubs = (SecretStub(name=f"{name}-secrets", keys=keys),) if keys else ()
    place_rules(ledger, served)
    sidecars = decided.collected.sidecars
    volumes = volumes_of(machine, images, decided.programs, sidecars)
    settled_jobs = settle_jobs(jobs, images, volumes)
    certificates = tuple(replace(x, images=certificate_users(images, x)) for x in decided.settled.certificates)
    fronts = fronts_of(machine, decided.programs, images, certificates)
    return Plan(
        name=name,
        version=version,
        source=f"{_LANGUAGES[machine.graph.tool]} {name}",
        images=images,
        sidecars=sidecars,
        account=account_of(machine, name),
        secrets=stubs,
        certificates=with_names(machine, certificates, fronts),
        jobs=settled_jobs,
        rules=rules_of(ledger, served),
        volumes=volumes,
        sysctls=sysctls_of(ledger),
        placements=settled_placements(ledger.close(), settled_jobs),
        diagnostics=(*machine.graph.diagnostics, *unknown_roles(machine), *_said(decided, images)),
        helm=machine.settings.helm,
        secret_store=_secret_store(machine.settings),
        cluster=cluster_of(machine.settings),
        pods=pods_of(machine.settings, decided.programs, images, volumes, sidecars),
        fronts=fronts,
        scheduling=scheduling_of(machine),
        timezone=timezone_of(machine),
    )


def _secret_store(settings: Settings) -> str:
    """Return the store that secrets come from; "" when they are stubs to fill in."""
    external = settings.secrets_provider is SecretsProvider.EXTERNAL
    return (settings.secret_store or "secrets") if external else ""


def _stub_keys(decided: Decided) -> dict[str, str]:
    found = {key: origin for origin, key in decided.secrets.keys.items()}
    for sidecar in decided.collected.sidecars:
        for key in sidecar.secret_environment.values():
            found.setdefault(key, f"the configuration that the {sidecar.name} sidecar replaces")
    for name, key in decided.collected.secret_environment.items():
        found.setdefault(key, f"the agent's configuration, as {name}")
    return dict(sorted(found.items()))


def _programs(ledger: Ledger, support: set[int], timers: set[str]) -> tuple[Launch, ...]:
    """Return the programs that run as images; services without a known command are placed as manual."""
    found = []
    for launch in launches(ledger.machine, support):
        if launch.name in timers:
            continue
        if launch.problem or not launch.command:
            advice = _advice(launch)
            for index in launch.nodes:
                ledger.put(index, Place.MANUAL, "left to you", launch.problem or "its unit has no ExecStart", advice)
        else:
            found.append(launch)
    _place_services(ledger, tuple(found))
    return tuple(found)


def _advice(launch: Launch) -> str:
    if launch.command:
        return "run it when the container starts, or as a Job, if it is still needed"
    known = "build once and convert again: its package's unit is then known; or"
    return f"{known} name its foreground command under `commands: {launch.name}:` in cook2image.yaml"


def _place_services(ledger: Ledger, programs: tuple[Launch, ...]) -> None:
    """Place services that do not run, units that nothing starts, and what only reacts to changes."""
    used = {index for launch in programs for index in launch.nodes}
    for node in tuple(ledger.remaining()):
        if node.index in used:
            continue
        if isinstance(node, Service):
            ledger.put(node.index, Place.DROPPED, "init system", "the service does not run on the machine")
        elif isinstance(node, Unit):
            reason = "nothing enables or starts the unit" if node.present else "a new image has no such unit"
            ledger.put(node.index, Place.DROPPED, "init system", reason)


def _place_problems(ledger: Ledger) -> None:
    """Place commands and downloads that no build can do, and packages that are only taken away."""
    for node in tuple(ledger.remaining()):
        if isinstance(node, Command | Checkout):
            problem = problem_of(node)
        elif isinstance(node, Fetch | Extract):
            problem = problem_of_fetch(node)
        else:
            problem = ""
            _place_removal(ledger, node)
        if problem:
            advice = "do it when the container starts, or give the value as an attribute"
            ledger.put(node.index, Place.MANUAL, "left to you", problem, advice)


def _place_removal(ledger: Ledger, node: Node) -> None:
    if isinstance(node, Package) and not node.installed:
        ledger.put(node.index, Place.DROPPED, "packages", "a new image does not have the package")
    elif isinstance(node, Repository) and not node.present:
        ledger.put(node.index, Place.DROPPED, "package repositories", "a new image does not have the source")


def _images(decided: Decided) -> tuple[Image, ...]:
    nodes = tuple(_image_nodes(decided))
    if not decided.programs:
        whole = _image(decided, _name(decided.machine), None, nodes)
        _leftovers(decided, [whole])
        return (whole,)
    members = members_of(decided.machine, decided.programs, nodes)
    images = []
    for launch in decided.programs:
        own = tuple(node for node in nodes if node.index in members[launch.name])
        images.append(_image(decided, _image_name(launch.name), launch, own))
    _leftovers(decided, images)
    return tuple(images)


def _image_name(service: str) -> str:
    cleaned = "".join(char if char.isalnum() or char in "-." else "-" for char in service.lower())
    return cleaned.strip("-.") or "main"


def _image_nodes(decided: Decided) -> list[Node]:
    """Return the nodes left for images, folded; units and services are the process, not files."""
    machine = decided.machine
    held = {index for launch in decided.programs for index in launch.nodes}
    found = []
    kept = tuple(decided.ledger.remaining())
    edits = {node.origin.resource for node in kept if isinstance(node, Command) and _edits_units(node)}
    for node in kept:
        final = machine.final(node)
        if (
            node.index in held
            or isinstance(node, Service | Unit | Job | FirewallRule)
            or node.index in decided.settled.certificate_nodes
        ):
            continue
        of_units = isinstance(final, File | Directory | Link) and "/systemd/system/" in final.path
        if of_units or (isinstance(node, Command | Package) and node.origin.resource in edits):
            reason = "there is no init system in a container"
            decided.ledger.put(node.index, Place.DROPPED, "init system", reason)
            continue
        found.append(final)
    return found


_PATH = re.compile(r"(?<![\w.])/(?!augeas|files/|dev/null)[\w./@-]+")


def _edits_units(node: Command) -> bool:
    """Return whether a command names no other files than units."""
    paths = _PATH.findall(sample_text(node.code) or "")
    return bool(paths) and all(path.startswith("/etc/systemd/system/") for path in paths)


def _image(decided: Decided, name: str, launch: Launch | None, nodes: tuple[Node, ...]) -> Image:
    machine, ledger = decided.machine, decided.ledger
    application = decided.application
    mine = application if application and any(node.index == application.node for node in nodes) else None
    known = unpacking(nodes)
    material = Material(machine, tuple(known.get(node.index, node) for node in nodes), decided.settled, mine)
    words = (*launch.command, *launch.environment.values(), *launch.prepare, *launch.setup) if launch else ()
    built = build_layers(material, " ".join(words))
    for index in built.left_out:
        ledger.put(
            index, Place.DROPPED, "build stage", "only what is built needs it: it stays in the build's own stage"
        )
    nodes = tuple(node for node in nodes if node.index not in built.left_out)
    runtime = tuple(decided.settled.runtime[node.index] for node in nodes if node.index in decided.settled.runtime)
    process = _process(decided, launch, nodes, built.rootfs, mine)
    _place_image(decided, name, built.places, runtime, launch)
    return Image(
        name=name,
        base=base_image(machine.platform, machine.settings),
        layers=built.layers,
        rootfs=built.rootfs,
        process=process,
        runtime_files=runtime,
        expected=expected_of(machine, nodes, built.rootfs),
        packages=packages_of(nodes),
        labels=_labels(decided, name, launch),
    )


def _process(
    decided: Decided,
    launch: Launch | None,
    nodes: tuple[Node, ...],
    rootfs: tuple[RootfsEntry, ...],
    application: Deployed | None,
) -> Process | None:
    if launch is None:
        return None
    machine, collected = decided.machine, decided.collected
    logs = tuple(path for path in collected.tailed if log_owner(machine, decided.programs, path) == launch.name)
    empty = empty_folders(nodes, rootfs, launch.user)
    process = make_process(machine, launch, logs, collected.probes, decided.secrets, empty)
    runtime = {**process.runtime_environment, **decided.collected.runtime_environment}
    environment = {**decided.collected.environment, **process.environment}
    secret = {**decided.collected.secret_environment, **process.secret_environment}
    writable = tuple(path for path in process.writable if path not in filled_folders(process.writable, nodes, rootfs))
    memory = process.memory or _memory(decided, nodes, process)
    given = replace(process, environment=environment, runtime_environment=runtime, secret_environment=secret)
    process = replace(given, writable=writable, memory=memory)
    process = _watched(machine, launch, process)
    return versioned(process, application)


def _memory(decided: Decided, nodes: tuple[Node, ...], process: Process) -> str:
    program = process.command[0].rpartition("/")[2]
    texts = tuple(_option_texts(decided, nodes, process))
    return java_memory(texts) or cache_memory(program, texts)


def _watched(machine: Machine, launch: Launch, process: Process) -> Process:
    """Return the process with where Prometheus asks it, if it speaks to that itself."""
    page = page_of(launch)
    if page is None or page.port is None:
        return process
    return replace(process, metrics=page.port(machine), command=(*process.command, *page.arguments(machine)))


def _option_texts(decided: Decided, nodes: tuple[Node, ...], process: Process) -> Iterator[str]:
    """Yield where a Java program's options may stand: the image's own texts, its variables and its command line."""
    for node in nodes:
        if isinstance(node, File) and node.present and not node.path.endswith((".md", ".txt", ".html")):
            yield sample_text(node.content) or ""
    yield from process.environment.values()
    yield " ".join(process.command)


def _place_image(
    decided: Decided, name: str, places: dict[int, str], runtime: tuple[RuntimeFile, ...], launch: Launch | None
) -> None:
    ledger, settled = decided.ledger, decided.settled
    for index in launch.nodes if launch else ():
        ledger.put(index, Place.IMAGE, "process", "the image's one service", image=name)
    for index, file in settled.runtime.items():
        if file in runtime:
            what = "mounted from a Secret" if file.kind == "secret" else "rendered when the container starts"
            note = settled.notes.get(index, "")
            ledger.put(index, Place.RUNTIME, file.path, f"{what}: {note}" if note else what, _to_give(file))
    for index, certificate in settled.certificate_nodes.items():
        ledger.put(
            index,
            Place.PLATFORM,
            f"Certificate {certificate}",
            "cert-manager makes it; its Secret is mounted at the same path",
        )
    for index, detail in places.items():
        ledger.put(
            index, Place.IMAGE, detail, settled.notes.get(index, "") or _taken(ledger.machine, index), image=name
        )


def _to_give(file: RuntimeFile) -> str:
    """Return which variables a person must give, because no platform tells their facts."""
    names = [name for name, fact in file.variables.items() if fact not in VARIABLES]
    return f"give {', '.join(names)} in the environment" if names else ""


def _taken(machine: Machine, index: int) -> str:
    """Return that a guard which only the image could answer is taken to let a file or package through."""
    node = machine.nodes[index]
    if not node.guards or isinstance(node, Command | User | Group | Checkout):
        return ""
    tests = ", ".join(f"{'not_if' if guard.negate else 'only_if'} {guard.command}" for guard in node.guards)
    return f"its guard is taken to let it through: {tests}"


def _leftovers(decided: Decided, images: list[Image]) -> None:
    """Place accounts and directories that no image took, since they need no command of their own."""
    for node in tuple(decided.ledger.remaining()):
        if isinstance(node, User | Group | Directory):
            reason = "the base image, a package or the copied files bring it"
            decided.ledger.put(node.index, Place.IMAGE, "base image", reason, image=images[0].name)


def _labels(decided: Decided, name: str, launch: Launch | None) -> dict[str, str]:
    machine = decided.machine
    whole = _name(machine)
    what = f"{launch.name} of {whole}" if launch and launch.name != whole else whole
    return {
        "org.opencontainers.image.title": name if name == whole else f"{whole}-{name}",
        "org.opencontainers.image.description": f"{what}, as its configuration code describes the machine",
    }


def _said(decided: Decided, images: tuple[Image, ...]) -> list[Diagnostic]:
    if decided.programs:
        return []
    message = f"{_name(decided.machine)} enables no service that can be an image's process"
    return [Diagnostic(code=Code.NO_SERVICE, message=message, span=None)]
