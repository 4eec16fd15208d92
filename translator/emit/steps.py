"""Plan steps → Dockerfile instructions: one function a kind of step, in a table by class."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from translator.emit.identity import pinned
from translator.emit.instructions import Arg, Command, Copy, Instruction, Run, Script, Word
from translator.emit.packages import clean_up, install, manager_of, remove
from translator.emit.quoting import (
    dollar_quoted,
    dollar_quoted_lines,
    plain_command,
    shell_word,
    shell_words,
)
from translator.emit.variables import exported
from translator.plan.model import (
    AddIdentities,
    AddRepositories,
    BuildElsewhere,
    CopyRootfs,
    FetchArtifact,
    Image,
    InstallPackages,
    PrepareFolders,
    RemovePackages,
    RunShell,
    Step,
)
from translator.plan.tables.ordinary import is_ordinary

REPOSITORIES = "repositories"
ROOTFS = "rootfs"
TREE = f"{ROOTFS}/"


def step_instructions(image: Image, step: Step, comment: str) -> list[Instruction]:
    """Return the instructions of one step that runs in the final stage; fetches are `stages.py`'s."""
    made = _STEPS[type(step)](image, step)
    return [replace(item, nodes=step.nodes, comment="" if at else comment) for at, item in enumerate(made)]


def _identities(image: Image, step: AddIdentities) -> list[Instruction]:
    commands = tuple(pinned(command, image) for command in step.commands)
    return [Run(commands=commands, kind="accounts")] if commands else []


def repository_folder(image: Image, step: AddRepositories) -> str:
    """Return the folder of a step's list files: each epoch of packages has its own."""
    steps = [each for layer in image.layers for each in layer.steps if isinstance(each, AddRepositories)]
    at = next(number for number, each in enumerate(steps, 1) if each is step)
    return REPOSITORIES if at == 1 else f"{REPOSITORIES}-{at}"


def _repositories(image: Image, step: AddRepositories) -> list[Instruction]:
    made: list[Instruction] = []
    if step.needs:
        made += install(manager_of(image.base), step.needs, pinned=False)
    if step.files:
        made.append(Copy(sources=(f"{repository_folder(image, step)}/",), target="/"))
    if step.commands:
        made.append(Run(commands=tuple(inline(command) for command in step.commands)))
    return made


def _install(image: Image, step: InstallPackages) -> list[Instruction]:
    return install(step.manager, step.packages, pinned=step.pinned, options=step.options)


def _remove(image: Image, step: RemovePackages) -> list[Instruction]:
    return [Run(commands=(*remove(step.manager, step.packages), *clean_up(step.manager)))]


def _run_shell(image: Image, step: RunShell) -> list[Instruction]:
    lines = [step.script] if step.script else list(step.commands)
    arguments: list[Instruction] = [Arg(name=name, default=default) for name, default in step.arguments]
    names = [name for name, _ in (*step.arguments, *_arguments(image))]
    runs = [_shell_run(step, _quote_arguments(line, names)) for line in lines if line.strip()]
    if not step.cwd:
        return arguments + runs
    return [*arguments, Word(keyword="WORKDIR", words=(step.cwd,)), *runs, Word(keyword="WORKDIR", words=("/",))]


def _arguments(image: Image) -> Iterable[tuple[str, str]]:
    """Yield the build arguments that the image declares, its artifacts' included."""
    yield from image.arguments
    for layer in image.layers:
        for step in layer.steps:
            if isinstance(step, FetchArtifact | RunShell):
                yield from step.arguments
            elif isinstance(step, BuildElsewhere):
                yield from (pair for each in step.downloads for pair in each.arguments)


def _quote_arguments(line: str, names: Iterable[str]) -> str:
    """Put bare words that hold a build argument into double quotes: cp app-${V}.war /srv → cp "app-${V}.war" /srv."""
    alternatives = "|".join(map(re.escape, names))
    bare = rf"(?<!\S)([\w./:=@%+,-]*\$\{{(?:{alternatives})\}}[\w./:=@%+,-]*)(?!\S)"
    return re.sub(bare, r'"\1"', line) if alternatives and "\n" not in line.strip() else line


def _shell_run(step: RunShell, command: str) -> Instruction:
    prefix = _prefix(step)
    if "\n" in command.strip("\n"):
        script = Script(prefix=f"{prefix}{_interpreter(step.shell)}", pieces=dollar_quoted_lines(command))
        return Run(commands=(script,))
    line = command.strip()
    if not step.shell and not prefix and plain_command(line):
        return Run(commands=(line,))
    word = _argument(line, behind=bool(prefix))
    return Run(commands=(f"{prefix}{_interpreter(step.shell)} {word}",))


def _prefix(step: RunShell) -> str:
    """Return what goes before the interpreter: the environment, and the user's identity."""
    pairs = [f"{name}={value}" for name, value in step.environment.items()]
    variables = f"env {shell_words(pairs)} " if pairs else ""
    identity = f"runuser -u {shell_word(step.user)} -- " if step.user not in ("", "root") else ""
    return identity + variables


def _interpreter(shell: str) -> str:
    name = PurePosixPath(shell).name or "sh"
    program = shell or "sh"
    return f"{program} {'-e' if name.startswith(('perl', 'ruby', 'node')) else '-c'}"


def _folders(image: Image, step: PrepareFolders) -> list[Instruction]:
    return [Run(commands=tuple(step.commands), kind="folders")]


def _copy_rootfs(image: Image, step: CopyRootfs) -> list[Instruction]:
    made: list[Instruction] = []
    commands: list[Command] = []
    if has_tree(image):
        spread = unknown_parents(image)
        made.append(Copy(sources=(TREE,), target="/tmp/rootfs/" if spread else "/"))
        commands += ["cp -R --remove-destination /tmp/rootfs/. /", "rm -rf /tmp/rootfs"] if spread else []
    commands += step.commands
    return made + ([Run(commands=tuple(commands), kind="files")] if commands else [])


def has_tree(image: Image) -> bool:
    """Whether rootfs/ holds anything: files or links of the plan, or what rendering at start needs."""
    return any(entry.kind != "directory" for entry in image.rootfs) or needs_entrypoint(image)


def needs_entrypoint(image: Image) -> bool:
    """Whether something must be done in the container before the service starts."""
    process = image.process
    templates = any(file.kind == "template" or file.variables for file in image.runtime_files)
    return templates or bool(process and (process.prepare or process.runtime_environment or exported(process)))


def unknown_parents(image: Image) -> list[str]:
    """Return the folders under which files are placed and whose owner and mode only the base or a package knows.

    A COPY of the tree would make them root's, 0755: these need a copy that leaves existing folders alone.
    """
    placed = [entry.path for entry in image.rootfs if entry.kind != "directory"]
    parents = {str(parent) for path in placed for parent in PurePosixPath(path).parents}
    return unknown_folders(image, parents)


def unknown_folders(image: Image, paths: Iterable[str]) -> list[str]:
    """Return those of `paths` that neither the plan declares nor every distribution has with root and 0755."""
    known = {entry.path.rstrip("/") for entry in image.rootfs if entry.kind == "directory"}
    return sorted(path for path in set(paths) - known if not is_ordinary(path))


def inline(command: str) -> str:
    """Return a shell command as one line of a RUN: as it is when it is plain, else as an argument of a shell."""
    line = command.strip()
    if "\n" in line:
        return f"bash -c {shell_word(line)}"
    return line if plain_command(line) else f"sh -c {_argument(line)}"


def _argument(line: str, behind: bool = False) -> str:
    """Return a line as the argument of `sh -c`, in the quotes that a linter does not take for a mistake.

    It knows sh -c '$x', but not `behind` another program; and it stumbles over a backslash before a quote's end.
    """
    odd = "\\'" in line or line.endswith("\\") or (behind and re.search(r"[$`]", line))
    return dollar_quoted(line) if odd else shell_word(line)


_Maker = Callable[[Image, Any], list[Instruction]]
_STEPS: Mapping[type[Step], _Maker] = {
    AddIdentities: _identities,
    AddRepositories: _repositories,
    InstallPackages: _install,
    RemovePackages: _remove,
    RunShell: _run_shell,
    PrepareFolders: _folders,
    CopyRootfs: _copy_rootfs,
}
