"""The nodes of one image → its layers, slowest-changing first, with the recipe's order kept inside each.

users and groups → package sources → packages → language packages → downloads → commands that read no managed file
→ folders → one copy of rootfs/ → commands that do → the application's own version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    File,
    Link,
    Node,
    Package,
    PackagePreference,
    Repository,
)
from translator.plan.building import Building, building
from translator.plan.commands import run_shell
from translator.plan.downloads import downloads, paths_of
from translator.plan.machine import Machine
from translator.plan.material import Material, of_application, rendered_paths
from translator.plan.model import (
    AddIdentities,
    CopyRootfs,
    InstallPackages,
    Layer,
    LayerKind,
    PrepareFolders,
    RootfsEntry,
    RunShell,
    Step,
)
from translator.plan.ownership import Ownership, ownership
from translator.plan.people import identity_commands
from translator.plan.sequence import FILES, sorted_steps
from translator.plan.shell import simple_commands
from translator.plan.sources import add_repositories, is_source_command, is_source_file
from translator.plan.tables.services import libraries_of

SYSTEM = ("apt", "yum", "dnf", "zypper", "apk")
TOOLS = {"gem": ("ruby",), "pip": ("python3-pip",), "npm": ("npm",)}


@dataclass(frozen=True, slots=True)
class Built:
    """An image's layers, its rootfs entries, the layer that each node ended in, and nodes that it does without."""

    layers: tuple[Layer, ...]
    rootfs: tuple[RootfsEntry, ...]
    places: dict[int, str]
    left_out: tuple[int, ...] = ()


def build_layers(material: Material, words: str = "") -> Built:
    """Return the layers of one image; see the module's docstring for their order.

    `words` are all that the image's program is started with: who else needs a compiler is seen from it.
    """
    runs = {node.index: run_shell(material.machine, node) for node in material.nodes if isinstance(node, Command)}
    elsewhere = building(material, runs, words)
    material = elsewhere.rest
    kept = {node.index for node in material.nodes}
    layers = _layers(material, {index: run for index, run in runs.items() if index in kept}, elsewhere)
    rootfs = rootfs_entries(material)
    return Built(layers, rootfs, _places(layers, rootfs), elsewhere.left_out)


def _layers(material: Material, runs: dict[int, RunShell], elsewhere: Building) -> tuple[Layer, ...]:
    rootfs = rootfs_entries(material)
    early, late = identity_commands(material.machine, material.nodes)
    late_build = (elsewhere.step,) if elsewhere.step and elsewhere.step.application else ()
    early_build = (elsewhere.step,) if elsewhere.step and not late_build else ()
    late_downloads = tuple(downloads(material, rootfs, late=True))
    before, after, last = sorted_steps(material, runs, rootfs, paths_of(material, late_downloads))
    done = {node for step in before for node in step.nodes}
    owned = ownership(material.nodes, rootfs, rendered_paths(material), done)
    layers = (
        _layer(LayerKind.IDENTITIES, _identities(early), "fixed users and groups never change"),
        *_noted(_package_layers(material, runs), elsewhere.problem),
        _layer(LayerKind.IDENTITIES, _identities(late), "a package may make these itself"),
        _layer(
            LayerKind.ARTIFACTS,
            (*early_build, *downloads(material, rootfs, late=False)),
            "downloads change less often than configuration",
        ),
        _layer(LayerKind.COMMANDS, before, "these read no managed file"),
        _layer(LayerKind.FOLDERS, _prepared(owned), "they need no managed file, and change less often than those"),
        _layer(
            LayerKind.CONFIGURATION, _configuration(owned, rootfs), "configuration changes more often than packages"
        ),
        _layer(LayerKind.FINISH, after, "these read managed files"),
        _layer(LayerKind.APPLICATION, (*late_build, *late_downloads, *last), "the version changes most often"),
    )
    return tuple(layer for layer in layers if layer.steps)


def _noted(layers: Iterable[Layer], problem: str) -> Iterator[Layer]:
    """Put what the packages cannot do without to their reason."""
    for layer in layers:
        note = problem and layer.kind is LayerKind.PACKAGES and layer.steps
        yield replace(layer, reason=f"{layer.reason}; {problem}") if note else layer


def _layer(kind: LayerKind, steps: Iterable[Step], reason: str) -> Layer:
    return Layer(kind=kind, steps=tuple(steps), reason=reason)


def _places(layers: tuple[Layer, ...], rootfs: tuple[RootfsEntry, ...]) -> dict[int, str]:
    found: dict[int, str] = {}
    for layer in layers:
        for step in layer.steps:
            for node in step.nodes:
                found.setdefault(node, layer.kind.value)
    for entry in rootfs:
        if entry.kind != "directory" or found.get(entry.node) != LayerKind.FOLDERS.value:
            found[entry.node] = f"rootfs{entry.path}"
    return found


def _identities(commands: list[tuple[int, str]]) -> tuple[Step, ...]:
    if not commands:
        return ()
    nodes = tuple(dict.fromkeys(node for node, _ in commands))
    return (AddIdentities(nodes=nodes, comment="users and groups", commands=tuple(line for _, line in commands)),)


# --- packages, in epochs: a source or preference that comes after packages starts a new one


@dataclass(slots=True)
class Epoch:
    """Package sources, and the distribution's packages that are installed while these are the sources."""

    sources: list[Node] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)


def epochs_of(nodes: Iterable[Node]) -> list[Epoch]:
    """Return the epochs of an image.

    before:  package a, package b, repository r, package c
    after:   [sources –, packages a b], [sources r, packages c]
    """
    found = [Epoch()]
    for node in nodes:
        if _is_source(node):
            if found[-1].packages:
                found.append(Epoch())
            found[-1].sources.append(node)
        elif isinstance(node, Package) and node.installed and node.manager in SYSTEM:
            found[-1].packages.append(node)
    return found


def _is_source(node: Node) -> bool:
    declared = isinstance(node, PackagePreference) or (isinstance(node, Repository) and node.present)
    return declared or is_source_file(node) or is_source_command(node)


def _package_layers(material: Material, runs: dict[int, RunShell]) -> Iterator[Layer]:
    """Yield the layers of every epoch, then those of the languages' packages."""
    lines = {index: run.commands or (run.script,) for index, run in runs.items()}
    languages: dict[str, list[Package]] = {}
    for node in material.nodes:
        if isinstance(node, Package) and node.installed and node.manager not in (*FILES, *SYSTEM):
            languages.setdefault(node.manager, []).append(node)
    epochs = epochs_of(material.nodes)
    for at, epoch in enumerate(epochs):
        step = add_repositories(material.machine, epoch.sources, material.settled, lines)
        late = "the recipe adds them after other packages, which must not come from them"
        yield _layer(
            LayerKind.REPOSITORIES, (step,) if step else (), late if at else "packages need their sources first"
        )
        extra = tuple(_tools(material, languages)) if at == len(epochs) - 1 else ()
        manager = epoch.packages[0].manager if epoch.packages else _system_manager(material.machine)
        steps = (_install(manager, epoch.packages, extra),) if epoch.packages or extra else ()
        yield _layer(LayerKind.PACKAGES, steps, "packages change less often than configuration")
    further = tuple(_install(manager, nodes, ()) for manager, nodes in languages.items())
    yield _layer(LayerKind.PACKAGES, further, "they need what the distribution's packages bring")


def _system_manager(machine: Machine) -> str:
    return "apt" if machine.platform.family == "debian" else "dnf"


def _tools(material: Material, managers: Iterable[str]) -> Iterator[str]:
    """Yield packages that later steps need and the input does not name: gem's ruby, git for a checkout, tar's helpers."""
    for manager in managers:
        yield from TOOLS.get(manager, ())
    if _system_manager(material.machine) == "apt":
        yield from libraries_of(node.name for node in material.nodes if isinstance(node, Package) and node.installed)
    for node in material.nodes:
        if isinstance(node, Checkout):
            yield from ("ca-certificates", "git" if node.kind == "git" else "subversion")
        elif isinstance(node, Command) and isinstance(node.code, str):
            programs = {command[0] for command in simple_commands(node.code)}
            yield from (name for name in ("curl", "wget", "git", "unzip") if name in programs)
            if programs & {"curl", "wget", "git"} and "https:" in node.code:
                yield "ca-certificates"
            if "openssl" in programs:
                yield "openssl"


def _install(manager: str, nodes: list[Package], extra: tuple[str, ...]) -> InstallPackages:
    names = {node.name: _with_version(manager, node) for node in nodes}
    for name in extra:
        names.setdefault(name, name)
    options = tuple(dict.fromkeys(word for node in nodes for word in node.options))
    return InstallPackages(
        nodes=tuple(node.index for node in nodes),
        comment="packages" if manager in SYSTEM else f"{manager} packages",
        manager=manager,
        packages=tuple(sorted(names.values())),
        pinned=bool(nodes) and all(node.version for node in nodes) and not extra,
        options=(*options, "--break-system-packages") if manager == "pip" else options,
    )


SEPARATORS = {"apt": "=", "apk": "=", "zypper": "=", "gem": ":", "pip": "==", "npm": "@", "yum": "-", "dnf": "-"}


def _with_version(manager: str, node: Package) -> str:
    return f"{node.name}{SEPARATORS.get(manager, '=')}{node.version}" if node.version else node.name


# --- folders and rootfs


def rootfs_entries(material: Material) -> tuple[RootfsEntry, ...]:
    """Return the files, links and directories (with owner and mode given) that the image gets from rootfs/."""
    entries = [entry for node in material.nodes for entry in _entry(material, node)]
    return tuple(sorted(entries, key=lambda entry: entry.path))


def _entry(material: Material, node: Node) -> Iterator[RootfsEntry]:
    match node:
        case File() if node.index in material.settled.baked and not is_source_file(node):
            content = material.settled.baked[node.index]
            yield RootfsEntry(
                kind="file",
                path=node.path,
                node=node.index,
                content=content,
                owner=node.owner or "root",
                group=node.group or "root",
                mode=node.mode or "0644",
            )
        case Directory() if node.present and node.mode and node.owner and node.group:
            yield RootfsEntry(
                kind="directory", path=node.path, node=node.index, owner=node.owner, group=node.group, mode=node.mode
            )
        case Link() if node.present and not node.hard and not of_application(material, node):
            yield RootfsEntry(kind="link", path=node.path, node=node.index, target=node.target)
        case _:
            return


def _prepared(owned: Ownership) -> tuple[Step, ...]:
    if not owned.before:
        return ()
    return (PrepareFolders(nodes=tuple(owned.folders), comment="folders", commands=tuple(owned.before)),)


def _configuration(owned: Ownership, rootfs: tuple[RootfsEntry, ...]) -> tuple[Step, ...]:
    copied = [entry.node for entry in rootfs if entry.kind != "directory"]
    if not copied and not owned.after:
        return ()
    nodes = tuple(dict.fromkeys((*copied, *owned.files)))
    return (CopyRootfs(nodes=nodes, comment="configuration", commands=tuple(owned.after)),)
