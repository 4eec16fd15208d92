"""Fetched artifacts → the build stage that downloads and verifies them, and the COPY of each into the final stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from translator.emit.instructions import Arg, Command, Copy, From, Instruction, Run, Shell, Word
from translator.emit.packages import install, manager_of
from translator.emit.quoting import double_quoted, shell_word
from translator.graph.checksums import checking_program
from translator.plan.model import BuildElsewhere, FetchArtifact, Image, RunShell, Step

STAGE, BUILD = "artifacts", "build"
ROOT = "/artifacts"
Comment = Callable[[Step], str]


def fetches(image: Image) -> list[FetchArtifact]:
    """Return the image's downloads, the application itself last, so that its version changes least."""
    own = [step for layer in image.layers for step in layer.steps]
    steps = [step for step in own if isinstance(step, FetchArtifact)]
    steps += [each for step in builds(image) for each in step.downloads]
    return sorted(steps, key=lambda step: step.application)


def builds(image: Image) -> list[BuildElsewhere]:
    """Return what the image has built in a stage of its own."""
    return [step for layer in image.layers for step in layer.steps if isinstance(step, BuildElsewhere)]


def artifact_stage(image: Image, comment: Comment) -> list[Instruction]:
    """Return the stage named artifacts, or nothing when the image fetches nothing."""
    steps = fetches(image)
    if not steps:
        return []
    tools = ["ca-certificates", "curl", *(["unzip"] if any(_is_zip(step) for step in steps) else [])]
    head: list[Instruction] = [
        From(image=image.base, stage=STAGE, comment="downloads, verified here; the tools for it stay here too"),
        Shell(argv=shell_of(image.base)),
        *install(manager_of(image.base), tools, pinned=False, kept=False),
    ]
    fetched = [instruction for step in steps for instruction in _fetch(step, comment(step))]
    return [*head, *fetched, Word(keyword="HEALTHCHECK", words=("NONE",))]


def copy_artifact(step: FetchArtifact, comment: str) -> Copy:
    """Return the COPY of one artifact into the final stage, with its exact owner."""
    path = step.extract_to.rstrip("/") + "/" if step.extract_to else step.path
    owner = f"{step.owner or 'root'}:{step.group or 'root'}"
    chown = "" if owner == "root:root" else owner
    return Copy(sources=(ROOT + path,), target=path, stage=STAGE, chown=chown, comment=comment, nodes=step.nodes)


def build_stage(image: Image, comment: Comment, run: Callable[[RunShell], list[Instruction]]) -> list[Instruction]:
    """Return the stage named build, or nothing; `run` makes the instructions of a command."""
    made: list[Instruction] = []
    for step in builds(image):
        base = From(image=image.base, stage=BUILD, comment="built here; what only the build needs stays here")
        copies = [copy_artifact(each, comment(each)) for each in step.downloads]
        arguments = {name: default for each in step.downloads for name, default in each.arguments}
        folders = (
            [Run(commands=(("mkdir -p", *map(shell_word, step.folders)),), kind="folders")] if step.folders else []
        )
        commands = [instruction for each in step.commands for instruction in run(each)]
        sources = " ".join(f"{path}/*" for path in step.scratch)
        commands += [Run(commands=(f"rm -rf {sources}",), comment="the sources")] if sources else []
        packages = install(manager_of(image.base), step.packages, pinned=False, kept=False)
        dated = [Arg(name="SOURCE_DATE_EPOCH")] if any(each.comment != "checkout" for each in step.commands) else []
        made += [
            base,
            *dated,
            *packages,
            *folders,
            *(Arg(name=n, default=d) for n, d in arguments.items()),
            *copies,
            *commands,
        ]
        made.append(Word(keyword="HEALTHCHECK", words=("NONE",)))
    return made


def copy_built(step: BuildElsewhere, comment: str) -> list[Instruction]:
    """Return the COPYs of what a build leaves, and the renewal of the linker's cache where that may be needed."""
    folders = [path.rstrip("/") + "/" for path in step.results]
    made: list[Instruction] = [Copy(sources=(path,), target=path, stage=BUILD, chown=step.owner) for path in folders]
    if "/usr/local/" in folders:
        made.append(Run(commands=("ldconfig", "rm -f /var/cache/ldconfig/aux-cache"), kind="folders"))
    return [replace(each, nodes=step.nodes, comment="" if at else comment) for at, each in enumerate(made)]


def shell_of(base: str) -> tuple[str, ...]:
    """Return the SHELL in which a pipe fails when any part of it does."""
    return ("/bin/ash" if manager_of(base) == "apk" else "/bin/bash", "-o", "pipefail", "-c")


def _fetch(step: FetchArtifact, comment: str) -> list[Instruction]:
    arguments = dict(step.arguments)
    if step.checksum_argument:
        arguments[step.checksum_argument] = step.checksum
    args = [Arg(name=name, default=default, nodes=step.nodes) for name, default in arguments.items()]
    run = Run(commands=tuple(_commands(step)), nodes=step.nodes)
    made: list[Instruction] = [*args, run]
    return [replace(made[0], comment=comment), *made[1:]]


def _commands(step: FetchArtifact) -> list[Command]:
    names = [name for name, _ in step.arguments]
    target = "/tmp/download" if step.extract_to else _word(step, ROOT + step.path)
    made: list[Command] = [
        (
            "curl --fail --silent --show-error --location --retry 3 --create-dirs",
            f"--output {target}",
            double_quoted(step.url, keep=names),
        )
    ]
    made += _verification(step, target)
    made += _extraction(step, target) if step.extract_to else [f"chmod {step.mode or '0644'} {target}"]
    return made


def _verification(step: FetchArtifact, target: str) -> list[Command]:
    if step.checksum_argument:
        sum_ = "${" + step.checksum_argument + "}"
    elif step.checksum:
        sum_ = step.checksum
    else:
        return []
    return [f'echo "{sum_}  {target.strip(chr(34))}" | {checking_program(step.checksum)} --check -']


def _word(step: FetchArtifact, path: str) -> str:
    """Return a path as a shell word in which build arguments are expanded."""
    if "${" not in path:
        return shell_word(path)
    return double_quoted(path, keep=[name for name, _ in step.arguments])


def _extraction(step: FetchArtifact, archive: str) -> list[Command]:
    target = _word(step, ROOT + step.extract_to.rstrip("/"))
    if _is_zip(step):
        return [f"mkdir -p {target}", f"unzip -q {archive} -d {target}", f"rm {archive}"]
    strip = f" --strip-components={step.strip}" if step.strip else ""
    unpack = f"tar --extract --file {archive} --directory {target} --no-same-owner{strip}"
    return [f"mkdir -p {target}", unpack, f"rm {archive}"]


def _is_zip(step: FetchArtifact) -> bool:
    return bool(step.extract_to) and step.url.split("?")[0].endswith((".zip", ".jar", ".war"))
