"""The nodes of one image → its layers, slowest-changing first, with the recipe's order kept inside each.

users and groups → package sources → packages → language packages → downloads → commands that read no managed file
→ one copy of rootfs/ → commands that do → the application's own version.

A command reads a managed file when it names its path, or when an earlier command of the same image already had to
wait for the files: from the first such command on, the recipe's order is kept.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from translator.graph.nodes import Checkout, Command, Directory, Extract, Fetch, File, Link, Node, Package
from translator.plan.artifacts import Deployed, fetch_step, unpacked
from translator.plan.commands import checkout_step, extract_step, run_shell
from translator.plan.machine import Machine, below
from translator.plan.model import (
    AddIdentities,
    CopyRootfs,
    FetchArtifact,
    InstallPackages,
    Layer,
    LayerKind,
    RootfsEntry,
    RunShell,
    Step,
)
from translator.plan.ownership import ownership_commands
from translator.plan.people import identity_commands
from translator.plan.shell import mentions, quote, simple_commands
from translator.plan.sources import add_repositories, is_source_command, is_source_file
from translator.plan.texts import Settled

SYSTEM = ("apt", "yum", "dnf", "zypper", "apk")
FILES = ("dpkg", "rpm")
TOOLS = {"gem": ("ruby",), "pip": ("python3-pip",), "npm": ("npm",)}


@dataclass(frozen=True, slots=True)
class Material:
    """All that one image is made of: its nodes in order (already folded), and what was settled about them."""

    machine: Machine
    nodes: tuple[Node, ...]
    settled: Settled
    application: Deployed | None


@dataclass(frozen=True, slots=True)
class Built:
    """An image's layers, its rootfs entries, and the layer that each node ended in."""

    layers: tuple[Layer, ...]
    rootfs: tuple[RootfsEntry, ...]
    places: dict[int, str]


def build_layers(material: Material) -> Built:
    """Return the layers of one image; see the module's docstring for their order."""
    rootfs = rootfs_entries(material)
    early, late = identity_commands(material.machine, material.nodes)
    runs = {node.index: run_shell(material.machine, node) for node in material.nodes if isinstance(node, Command)}
    before, after, last = _sorted_steps(material, runs, rootfs)
    layers = (
        _layer(LayerKind.IDENTITIES, _identities(early), "fixed users and groups never change"),
        _layer(LayerKind.REPOSITORIES, _repositories(material, runs), "packages need their sources first"),
        _layer(LayerKind.PACKAGES, tuple(_packages(material)), "packages change less often than configuration"),
        _layer(LayerKind.IDENTITIES, _identities(late), "a package may make these itself"),
        _layer(
            LayerKind.ARTIFACTS,
            tuple(_downloads(material, application=False)),
            "downloads change less often than configuration",
        ),
        _layer(LayerKind.COMMANDS, before, "these read no managed file"),
        _layer(
            LayerKind.CONFIGURATION, _configuration(material, rootfs), "configuration changes more often than packages"
        ),
        _layer(LayerKind.FINISH, after, "these read managed files"),
        _layer(
            LayerKind.APPLICATION, (*_downloads(material, application=True), *last), "the version changes most often"
        ),
    )
    kept = tuple(layer for layer in layers if layer.steps)
    return Built(kept, rootfs, _places(kept, rootfs))


def _layer(kind: LayerKind, steps: Iterable[Step], reason: str) -> Layer:
    return Layer(kind=kind, steps=tuple(steps), reason=reason)


def _places(layers: tuple[Layer, ...], rootfs: tuple[RootfsEntry, ...]) -> dict[int, str]:
    found: dict[int, str] = {}
    for layer in layers:
        for step in layer.steps:
            for node in step.nodes:
                found.setdefault(node, layer.kind.value)
    for entry in rootfs:
        found[entry.node] = f"rootfs{entry.path}"
    return found


def _identities(commands: list[tuple[int, str]]) -> tuple[Step, ...]:
    if not commands:
        return ()
    nodes = tuple(dict.fromkeys(node for node, _ in commands))
    return (AddIdentities(nodes=nodes, comment="users and groups", commands=tuple(line for _, line in commands)),)


def _repositories(material: Material, runs: dict[int, RunShell]) -> tuple[Step, ...]:
    lines = {index: run.commands or (run.script,) for index, run in runs.items()}
    step = add_repositories(material.machine, material.nodes, material.settled, lines)
    return (step,) if step else ()


# --- packages


def _packages(material: Material) -> Iterator[Step]:
    """Yield one step a manager: the distribution's first, with what the others need, then the languages'."""
    groups: dict[str, list[Package]] = {}
    for node in material.nodes:
        if isinstance(node, Package) and node.installed and node.manager not in FILES:
            groups.setdefault(node.manager, []).append(node)
    system = next((manager for manager in SYSTEM if manager in groups), _system_manager(material.machine))
    extra = tuple(_tools(material, groups))
    if system in groups or extra:
        yield _install(system, groups.pop(system, []), extra)
    for manager, nodes in groups.items():
        yield _install(manager, nodes, ())


def _system_manager(machine: Machine) -> str:
    return "apt" if machine.platform.family == "debian" else "dnf"


def _tools(material: Material, groups: dict[str, list[Package]]) -> Iterator[str]:
    """Yield packages that later steps need and the input does not name: gem's ruby, git for a checkout, tar's helpers."""
    for manager in groups:
        yield from TOOLS.get(manager, ())
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


# --- downloads


def _downloads(material: Material, application: bool) -> Iterator[Step]:
    """Yield the downloads, an archive that is only unpacked together with its unpacking."""
    fetches = {node.path: node for node in material.nodes if isinstance(node, Fetch)}
    archives = {node.archive for node in material.nodes if isinstance(node, Extract)} & fetches.keys()
    steps: list[FetchArtifact] = []
    for node in material.nodes:
        if isinstance(node, Fetch) and node.path not in archives:
            steps.append(fetch_step(node, material.application))
        elif isinstance(node, Extract) and (node.url or node.archive in archives):
            steps.append(unpacked(node, fetches.get(node.archive), material.application))
    yield from (step for step in steps if step.application is application)


# --- rootfs


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


def of_application(material: Material, link: Link) -> bool:
    """Return whether a link leads to the application's artifact, so that it changes with the version."""
    application = material.application
    return application is not None and (
        below(application.path, link.target) or application.parameterised(link.target) != link.target
    )


def _configuration(material: Material, rootfs: tuple[RootfsEntry, ...]) -> tuple[Step, ...]:
    commands, nodes = ownership_commands(material.machine, material.nodes, rootfs)
    used = tuple(dict.fromkeys((*(entry.node for entry in rootfs), *nodes)))
    copied = any(entry.kind != "directory" for entry in rootfs)
    if not copied and not commands and not rootfs:
        return ()
    return (CopyRootfs(nodes=used, comment="configuration", commands=commands),)


# --- commands


def _sorted_steps(
    material: Material, runs: dict[int, RunShell], rootfs: tuple[RootfsEntry, ...]
) -> tuple[tuple[Step, ...], tuple[Step, ...], tuple[Step, ...]]:
    """Return the shell steps before rootfs/ is copied, those after it, and those after the application's artifact."""
    files = {entry.path for entry in rootfs if entry.kind != "directory"} | _runtime_paths(material)
    before: list[Step] = []
    after: list[Step] = []
    last: list[Step] = []
    folders: list[Directory] = []
    for node, step in _shell_steps(material, runs):
        text = _whole_text(step)
        if _names_application(material, node, text):
            last.append(_parameterised(material, step))
        elif after or isinstance(node, Extract) or _reads(text, files):
            after.append(step)
        else:
            before.append(step)
            folders.extend(_folders(material, text))
    made = tuple(dict.fromkeys(folder.path for folder in folders))
    return ((*_made(material, made), *before), tuple(after), tuple(last))


def _shell_steps(material: Material, runs: dict[int, RunShell]) -> Iterator[tuple[Node, Step]]:
    fetched = {node.path for node in material.nodes if isinstance(node, Fetch)}
    for node in material.nodes:
        match node:
            case Command() if not is_source_command(node):
                if runs[node.index].commands or runs[node.index].script:
                    yield node, runs[node.index]
            case Checkout():
                yield node, checkout_step(node)
            case Extract() if not node.url and node.archive not in fetched:
                yield node, extract_step(node)
            case Package() if node.manager in FILES and node.installed:
                yield (
                    node,
                    InstallPackages(
                        nodes=(node.index,),
                        comment="package file",
                        manager=node.manager,
                        packages=(node.source or node.name,),
                        pinned=True,
                    ),
                )
            case Link() if node.present and (node.hard or of_application(material, node)):
                command = f"ln {'-f' if node.hard else '-sfn'} {quote(node.target)} {quote(node.path)}"
                yield node, RunShell(nodes=(node.index,), comment="link", commands=(command,))
            case _:
                continue


def _whole_text(step: Step) -> str:
    match step:
        case RunShell():
            return "\n".join((*step.commands, step.script, f" {step.cwd} ", *step.environment.values()))
        case InstallPackages():
            return " ".join(step.packages)
        case _:
            return ""


def _runtime_paths(material: Material) -> set[str]:
    return {
        material.settled.runtime[node.index].path for node in material.nodes if node.index in material.settled.runtime
    }


def _reads(text: str, paths: set[str]) -> bool:
    """Return whether a command names one of the paths, or a directory that is right above one."""
    return any(mentions(text, path) for path in paths) or any(
        mentions(text, folder) for folder in {posixpath.dirname(path) for path in paths} if folder.count("/") > 1
    )


def _folders(material: Material, text: str) -> Iterator[Directory]:
    for node in material.nodes:
        if isinstance(node, Directory) and node.present and mentions(text, node.path):
            yield node


def _made(material: Material, paths: tuple[str, ...]) -> tuple[Step, ...]:
    """Return the step that makes directories which commands before the configuration need."""
    nodes = [node for node in material.nodes if isinstance(node, Directory) and node.path in paths]
    if not nodes:
        return ()
    commands = tuple(_install_directory(node) for node in nodes)
    return (
        RunShell(
            nodes=tuple(node.index for node in nodes),
            comment="directories that the commands below need",
            commands=commands,
        ),
    )


def _install_directory(node: Directory) -> str:
    flags = [
        *(["-o", node.owner] if node.owner else []),
        *(["-g", node.group] if node.group else []),
        "-m",
        node.mode or "0755",
    ]
    return " ".join(["install", "-d", *flags, quote(node.path)])


def _names_application(material: Material, node: Node, text: str) -> bool:
    application = material.application
    if application is None:
        return False
    if isinstance(node, Link):
        return of_application(material, node)
    return mentions(text, application.path)


def _parameterised(material: Material, step: Step) -> Step:
    application = material.application
    if application is None or not isinstance(step, RunShell):
        return step
    commands = tuple(application.parameterised(command) for command in step.commands)
    declared = application.parameterised(application.path) != application.path
    needed = commands != step.commands and not declared
    return replace(step, commands=commands, arguments=((application.argument, application.version),) if needed else ())
