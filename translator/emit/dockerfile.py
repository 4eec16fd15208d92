"""An image of the plan → its Dockerfile, and the step and line at which each resource is built.

The file builds with the classic builder and with BuildKit alike, and stands in the order of the plan's layers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath

from translator.emit.entrypoint import RENDERED, SCRIPT, templates_of
from translator.emit.health import INTERVAL, RETRIES, START, TIMEOUT, health_command
from translator.emit.identity import create_commands, identity_of
from translator.emit.instructions import (
    Arg,
    Command,
    Copy,
    Exec,
    Expanded,
    From,
    Heading,
    Instruction,
    Place,
    Run,
    Setting,
    Shell,
    Word,
    hoisted,
    merged,
    once,
    render,
    with_shell,
)
from translator.emit.mounts import secret_mounts
from translator.emit.origins import Origins
from translator.emit.packages import manager_of
from translator.emit.quoting import shell_word
from translator.emit.stages import artifact_stage, build_stage, copy_artifact, copy_built, fetches, shell_of
from translator.emit.steps import TREE, has_tree, needs_entrypoint, step_instructions, unknown_folders
from translator.emit.variables import baked
from translator.emit.version import own_version
from translator.plan.model import (
    AddRepositories,
    BuildElsewhere,
    CopyRootfs,
    FetchArtifact,
    Image,
    InstallPackages,
    Layer,
    LayerKind,
    Plan,
    Process,
    RunShell,
)
from translator.plan.shell import mentions, program, simple_commands


def dockerfile(plan: Plan, image: Image) -> tuple[str, tuple[Place, ...]]:
    """Return the Dockerfile of `image` and where its instructions stand."""
    origins = Origins(plan)
    shell = Shell(argv=shell_of(image.base))
    built = build_stage(image, origins.comment, lambda step: step_instructions(image, step, origins.comment(step)))
    stage = [*artifact_stage(image, origins.comment), *built[:1], *with_shell(merged(once(built[1:])), shell)]
    final = list(_final(plan, image, origins))
    base = From(image=image.base, comment="the image itself" if stage else "")
    body = with_shell(merged(once([*_builder_arguments(image), *final])), shell)
    arguments, stage, body = hoisted(stage, body)
    return render([_heading(plan, image), *arguments, *stage, base, *body])


_ASKING = re.compile(r"\b(apt-get|apt|dpkg|debconf\S*|dpkg-reconfigure)\b")

_MOVERS = re.compile(
    r"\[|a2(dis|en)(mod|site|conf)|cat|chgrp|chmod|chown|cp|echo|exit|false|find|fi|getent|grep|groupadd|id|if|install|ln"
    r"|mkdir|mv|printf|readlink|rm|rmdir|sed|test|then|touch|true|update-alternatives|useradd|usermod|[{}]"
)
"""Programs of which nothing carries a date."""


def _builder_arguments(image: Image) -> list[Arg]:
    """Return the arguments that the image's own commands look at; unpacking packages needs neither.

    SOURCE_DATE_EPOCH is for what compiles: Python's bytecode, archives, documents with a date in them.
    """
    steps = [step for layer in image.layers for step in layer.steps]
    commands = [step for step in steps if isinstance(step, RunShell)]
    texts = [text for step in commands for text in (*step.commands, step.script)]
    files = [step for step in steps if isinstance(step, InstallPackages) and step.manager == "dpkg"]
    languages = any(isinstance(step, InstallPackages) and step.manager in ("gem", "pip", "npm") for step in steps)
    asking = manager_of(image.base) == "apt" and (files or any(_ASKING.search(text) for text in texts))
    making = languages or any(not _MOVERS.fullmatch(program(each)) for text in texts for each in simple_commands(text))
    quiet = [Arg(name="DEBIAN_FRONTEND", default="noninteractive")] if asking else []
    return [*quiet, *([Arg(name="SOURCE_DATE_EPOCH")] if making else [])]


def _heading(plan: Plan, image: Image) -> Heading:
    service = image.process.service if image.process else image.name
    what = f"{service} of {plan.name}" if service != plan.name else service
    version = f" {plan.version}" if plan.version else ""
    made = f"Made by cook2image {own_version()} from {plan.source}; convert again rather than edit."
    return Heading(lines=(f"{what}{version}", made))


def _final(plan: Plan, image: Image, origins: Origins) -> Iterator[Instruction]:
    late = [layer for layer in image.layers if layer.kind is LayerKind.APPLICATION]
    made = [*_shared(plan, image, origins), *_own_rootfs(image)]
    places = _places(plan, image)
    copy = next((at for at, item in enumerate(made) if isinstance(item, Copy) and item.sources == (TREE,)), len(made))
    yield from (*made[:copy], *places.before, *made[copy:], *places.after)
    arguments = arguments_of(plan, image)
    yield from (Arg(name=name, default=default) for name, default in arguments.items())
    yield from chain.from_iterable(_layer(image, layer, origins) for layer in late)
    yield from _labels(plan, image, arguments)
    if image.process is not None:
        yield from _process(image, image.process)
    else:
        yield Word(keyword="HEALTHCHECK", words=("NONE",))


def _identities(image: Image) -> Iterator[Instruction]:
    ids = identity_of(image)
    if ids is not None and ids.made:
        comment = "the service's user, with fixed ids before a package makes it"
        yield Run(commands=create_commands(ids), comment=comment, kind="accounts")


def _layer(image: Image, layer: Layer, origins: Origins) -> Iterator[Instruction]:
    for step in layer.steps:
        if isinstance(step, FetchArtifact):
            names = [pair for pair in step.arguments if "${" + pair[0] + "}" in step.path + step.extract_to]
            yield from (Arg(name=name, default=default) for name, default in names)
            yield copy_artifact(step, origins.comment(step))
        elif isinstance(step, BuildElsewhere):
            pairs = {name: default for each in step.downloads for name, default in each.arguments}
            named = [name for name in pairs if any("${" + name + "}" in path for path in step.results)]
            yield from (Arg(name=name, default=pairs[name]) for name in named)
            yield from copy_built(step, origins.comment(step))
        else:
            yield from step_instructions(image, step, origins.comment(step))


def _shared(plan: Plan, image: Image, origins: Origins) -> list[Instruction]:
    """Return the instructions of the layers that change less often than the application.

    Where another image of the machine begins with the same ones, nothing of this image alone joins their RUN: an engine
    and a registry then have its layer once, and build it once.
    """
    made = _early(image, origins)
    start = _beginning(image, made)
    others = [each for each in plan.images if each is not image and start]
    alike = [each.name for each in others if _beginning(each, _early(each, origins)) == start]
    if not alike:
        return made
    last = _last_packages(made)
    comment = f"shared with {', '.join(alike)}, and built once: {made[last].comment}"
    return [*made[:last], replace(made[last], kind="shared", comment=comment), *made[last + 1 :]]  # type: ignore[call-arg]


def _early(image: Image, origins: Origins) -> list[Instruction]:
    layers = [layer for layer in image.layers if layer.kind is not LayerKind.APPLICATION]
    return [*_identities(image), *chain.from_iterable(_layer(image, layer, origins) for layer in layers)]


def _last_packages(made: list[Instruction]) -> int:
    """Return where the last RUN stands that installs packages, -1 without one."""
    return max((at for at, item in enumerate(made) if isinstance(item, Run) and item.kind == "packages"), default=-1)


def _beginning(image: Image, made: list[Instruction]) -> tuple[object, ...]:
    """Return what a builder compares of an image up to its last packages; () without any."""
    last = _last_packages(made)
    lists = [step.files for layer in image.layers for step in layer.steps if isinstance(step, AddRepositories)]
    return (image.base, *lists, *(item.text() for item in made[: last + 1])) if last >= 0 else ()


def _own_rootfs(image: Image) -> Iterator[Instruction]:
    """Copy rootfs/ when no step of the plan does: it holds only what rendering at start needs."""
    copied = any(isinstance(step, CopyRootfs) for layer in image.layers for step in layer.steps)
    if has_tree(image) and not copied:
        yield from step_instructions(
            image, CopyRootfs(nodes=(), comment="", commands=()), "what runs before the service"
        )


@dataclass(frozen=True, slots=True)
class Around:
    """Instructions before and after the copy of rootfs/."""

    before: tuple[Instruction, ...] = ()
    after: tuple[Instruction, ...] = ()


def _places(plan: Plan, image: Image) -> Around:
    """Make the folders that the process writes to, and send its logs to the container's own.

    What the copy or a command after it comes near to waits for them; all else is no matter of configuration.
    """
    process = image.process
    if process is None:
        return Around()
    declared = {entry.path for entry in image.rootfs if entry.kind == "directory"}
    present = set() if identity_of(image) else {"/run", "/tmp", "/var/log", "/var/lib", "/var/cache", "/var/tmp"}
    rendered = [RENDERED] if templates_of(image) else []
    folders = sorted({*rendered, *(path for path in process.writable if path not in declared | present)})
    late = {path for path in (*folders, *(path for path, _ in process.stdout_links)) if _is_late(image, path)}
    early = _made(image, [path for path in folders if path not in late])
    early += [*_doors(plan, image), *_links(process, [path for path, _ in process.stdout_links if path not in late])]
    after = [*_made(image, [path for path in folders if path in late]), *_links(process, late)]
    return Around(_place_run(early, "folders"), _place_run(after, "files"))


def _place_run(commands: list[Command], kind: str) -> tuple[Instruction, ...]:
    comment = "where the service writes; its logs go to the container's own"
    return (Run(commands=tuple(commands), comment=comment, kind=kind),) if commands else ()


def _made(image: Image, folders: list[str]) -> list[Command]:
    words = " ".join(shell_word(folder) for folder in folders)
    ids = identity_of(image)
    owner = [f"chown {ids.user}:{ids.group} {words}"] if ids else []
    return [f"mkdir -p {words}", *owner] if folders else []


def _links(process: Process, paths: Collection[str]) -> list[Command]:
    """Return the commands that link log files to the container's own streams: one for each that several go to."""
    streams: dict[str, list[str]] = {}
    for path, target in process.stdout_links:
        if path in paths:
            streams.setdefault(target, []).append(path)
    return [f"ln -sf {shell_word(target)} {shell_word(path)}" for target, found in streams.items() for path in found]


def _is_late(image: Image, path: str) -> bool:
    """Return whether the copy brings a file below `path`, or a later command names it."""
    copied = [entry.path for entry in image.rootfs if entry.kind != "directory"]
    copied += [file.path for file in templates_of(image)]
    later = [layer for layer in image.layers if layer.kind in (LayerKind.FINISH, LayerKind.APPLICATION)]
    steps = [step for layer in later for step in layer.steps if isinstance(step, RunShell)]
    texts = [text for step in steps for text in (*step.commands, step.script, step.cwd)]
    inside = path.rstrip("/") + "/"
    return any(each.startswith(inside) for each in copied) or any(mentions(text, path) for text in texts)


def _doors(plan: Plan, image: Image) -> list[Command]:
    """Let the service's user reach files that are mounted below a folder such as /etc/ssl/private."""
    if identity_of(image) is None:
        return []
    paths = sorted({str(PurePosixPath(mount.path).parent) for mount in secret_mounts(plan, image)})
    closed = " ".join(shell_word(path) for path in paths if path in unknown_folders(image, paths))
    return [f"mkdir -p {closed}", f"chmod a+x {closed}"] if closed else []


def arguments_of(plan: Plan, image: Image) -> dict[str, str]:
    """Return the build arguments of the final stage: the plan's, the application's version, and those in its path."""
    made = dict(image.arguments)
    for step in fetches(image):
        made |= {n: v for n, v in step.arguments if v == plan.version or "${" + n + "}" in step.path + step.extract_to}
    return made


def _labels(plan: Plan, image: Image, arguments: dict[str, str]) -> Iterator[Instruction]:
    version = next(
        (Expanded("${" + name + "}") for name, value in arguments.items() if value == plan.version and value),
        plan.version,
    )
    labels: dict[str, str] = {
        "org.opencontainers.image.title": image.name,
        "org.opencontainers.image.description": f"{image.name}, converted from {plan.source}",
        "org.opencontainers.image.source": plan.source,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.base.name": image.base,
        "io.github.cook2image.version": own_version(),
        **image.labels,
    }
    yield Setting(
        keyword="LABEL",
        pairs=tuple((name, value) for name, value in sorted(labels.items()) if value),
        comment="what this image is",
    )


def _process(image: Image, process: Process) -> Iterator[Instruction]:
    plain = baked(process)
    simple = tuple(pair for pair in plain if "$" not in pair[1])
    if process.version_argument:
        hole = "${" + process.version_argument + "}"
        yield Setting(keyword="ENV", pairs=((process.version_argument, Expanded(hole)),))
        plain = tuple((name, Expanded(value) if hole in value else value) for name, value in plain)
    for pairs in (simple, *((pair,) for pair in plain if pair not in simple)):
        if pairs:
            yield Setting(keyword="ENV", pairs=pairs)
    ports = [str(port) for port in process.ports] + [f"{port}/udp" for port in process.udp_ports]
    if ports:
        yield Word(keyword="EXPOSE", words=tuple(ports))
    if process.workdir:
        yield Word(keyword="WORKDIR", words=(process.workdir,))
    yield from _user(image)
    options = (f"--interval={INTERVAL}", f"--timeout={TIMEOUT}", f"--start-period={START}", f"--retries={RETRIES}")
    yield Exec(keyword="HEALTHCHECK", argv=health_command(image), options=options)
    if process.stop_signal not in ("", "SIGTERM"):
        yield Word(keyword="STOPSIGNAL", words=(process.stop_signal,))
    if needs_entrypoint(image):
        yield Exec(keyword="ENTRYPOINT", argv=(SCRIPT,))
    yield Exec(keyword="CMD", argv=process.command)


def _user(image: Image) -> Iterator[Instruction]:
    ids = identity_of(image)
    if ids is not None:
        names = ids.user if ids.user == ids.group else f"{ids.user}:{ids.group}"
        yield Word(keyword="USER", words=(ids.user_word,), comment=names)
