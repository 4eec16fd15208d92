"""An image of the plan → its Dockerfile, and the step and line at which each resource is built.

The file builds with the classic builder and with BuildKit alike, and stands in the order of the plan's layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath

from translator.emit.entrypoint import RENDERED, SCRIPT, templates_of
from translator.emit.health import INTERVAL, RETRIES, START, TIMEOUT, health_command
from translator.emit.identity import create_commands, identity_of
from translator.emit.instructions import (
    Arg,
    Command,
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
    merged,
    once,
    render,
    with_shell,
)
from translator.emit.mounts import secret_mounts
from translator.emit.origins import Origins
from translator.emit.packages import manager_of
from translator.emit.quoting import shell_word
from translator.emit.stages import artifact_stage, copy_artifact, fetches, shell_of
from translator.emit.steps import has_tree, needs_entrypoint, step_instructions, unknown_folders
from translator.emit.variables import baked
from translator.emit.version import own_version
from translator.plan.model import CopyRootfs, FetchArtifact, Image, Layer, LayerKind, Plan, Process


def dockerfile(plan: Plan, image: Image) -> tuple[str, tuple[Place, ...]]:
    """Return the Dockerfile of `image` and where its instructions stand."""
    origins = Origins(plan)
    stage = artifact_stage(image, origins.comment)
    final = list(_final(plan, image, origins))
    base = From(image=image.base, comment="the image itself" if stage else "")
    quiet = [Arg(name="DEBIAN_FRONTEND", default="noninteractive")] if manager_of(image.base) == "apt" else []
    body = with_shell(merged(once([*quiet, Arg(name="SOURCE_DATE_EPOCH"), *final])), Shell(argv=shell_of(image.base)))
    return render([_heading(plan, image), *stage, base, *body])


def _heading(plan: Plan, image: Image) -> Heading:
    service = image.process.service if image.process else image.name
    what = f"{service} of {plan.name}" if service != plan.name else service
    version = f" {plan.version}" if plan.version else ""
    made = f"Made by cook2image {own_version()} from {plan.source}; convert again rather than edit."
    return Heading(lines=(f"{what}{version}", made))


def _final(plan: Plan, image: Image, origins: Origins) -> Iterator[Instruction]:
    early = [layer for layer in image.layers if layer.kind is not LayerKind.APPLICATION]
    late = [layer for layer in image.layers if layer.kind is LayerKind.APPLICATION]
    yield from _identities(image)
    yield from chain.from_iterable(_layer(image, layer, origins) for layer in early)
    yield from _own_rootfs(image)
    yield from _places(plan, image)
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
        yield Run(commands=create_commands(ids), comment="the service's user, with fixed ids before a package makes it")


def _layer(image: Image, layer: Layer, origins: Origins) -> Iterator[Instruction]:
    for step in layer.steps:
        if isinstance(step, FetchArtifact):
            names = [pair for pair in step.arguments if "${" + pair[0] + "}" in step.path + step.extract_to]
            yield from (Arg(name=name, default=default) for name, default in names)
            yield copy_artifact(step, origins.comment(step))
        else:
            yield from step_instructions(image, step, origins.comment(step))


def _own_rootfs(image: Image) -> Iterator[Instruction]:
    """Copy rootfs/ when no step of the plan does: it holds only what rendering at start needs."""
    copied = any(isinstance(step, CopyRootfs) for layer in image.layers for step in layer.steps)
    if has_tree(image) and not copied:
        yield from step_instructions(
            image, CopyRootfs(nodes=(), comment="", commands=()), "what runs before the service"
        )


def _places(plan: Plan, image: Image) -> Iterator[Instruction]:
    """Make the folders that the process writes to, and send its logs to the container's own."""
    process = image.process
    if process is None:
        return
    declared = {entry.path for entry in image.rootfs if entry.kind == "directory"}
    present = set() if identity_of(image) else {"/run", "/tmp", "/var/log", "/var/lib", "/var/cache", "/var/tmp"}
    rendered = [RENDERED] if templates_of(image) else []
    folders = sorted({*rendered, *(path for path in process.writable if path not in declared | present)})
    commands: list[Command] = []
    if folders:
        words = " ".join(shell_word(folder) for folder in folders)
        commands.append(f"mkdir -p {words}")
        ids = identity_of(image)
        commands += [f"chown {ids.user}:{ids.group} {words}"] if ids else []
    commands += _doors(plan, image)
    commands += [f"ln -sf {shell_word(target)} {shell_word(path)}" for path, target in process.stdout_links]
    if commands:
        yield Run(commands=tuple(commands), comment="where the service writes; its logs go to the container's own")


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
    if process.stop_signal:
        yield Word(keyword="STOPSIGNAL", words=(process.stop_signal,))
    if needs_entrypoint(image):
        yield Exec(keyword="ENTRYPOINT", argv=(SCRIPT,))
    yield Exec(keyword="CMD", argv=process.command)


def _user(image: Image) -> Iterator[Instruction]:
    ids = identity_of(image)
    if ids is not None:
        names = ids.user if ids.user == ids.group else f"{ids.user}:{ids.group}"
        yield Word(keyword="USER", words=(ids.user_word,), comment=names)
