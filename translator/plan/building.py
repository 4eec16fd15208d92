"""Commands that compile, checkouts, and the packages that only these need → a build stage and the paths it leaves.

before:  package git, package build-essential, a tarball in /usr/local/src, `cd /usr/local/src/x && make install`
after:   Building(packages=("build-essential",), results=("/usr/local",)); git too, where only a checkout needs it

It is decided from the graph, all or nothing. The build must name no other files than its own sources, where it installs
to must be known, none of its tools may be named by the program, a job, a script or another command, and no -dev
package may be among the image's: which library such a one stands for at run time is not in the graph.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import chain

from translator.graph.nodes import Checkout, Command, Directory, Extract, Fetch, File, Job, Node, Package
from translator.plan.artifacts import fetch_step, unpacked
from translator.plan.commands import checkout_step
from translator.plan.machine import below, sample_text
from translator.plan.material import Material
from translator.plan.model import BuildElsewhere, FetchArtifact, RunShell
from translator.plan.shell import mentions, program, simple_commands

SOURCES = ("/usr/src", "/usr/local/src", "/tmp", "/var/tmp", "/var/chef/cache", "/opt/src", "/root")
"""Where sources lie while they are built: nothing there is for run time."""
TOOLS = {
    "build-essential": ("make", "gcc", "g++", "cc", "c++"), "gcc*": ("gcc", "cc"), "g++*": ("g++", "c++"),
    "make": ("make",), "cmake": ("cmake",), "autoconf": ("autoconf", "autoreconf"), "automake": ("automake",),
    "libtool": ("libtool",), "pkg-config": ("pkg-config",), "pkgconf": ("pkg-config",), "bison": ("bison", "yacc"),
    "flex": ("flex", "lex"), "m4": ("m4",), "patch": ("patch",), "git": ("git",), "git-core": ("git",),
    "subversion": ("svn",), "mercurial": ("hg",), "binutils*": ("ld", "ar", "strip"), "ninja-build": ("ninja",),
}  # fmt: skip
"""Packages that build, by patterns, and the programs by which somebody else would need them."""
BUILDERS = {"make", "gmake", "cmake", "configure", "autogen.sh", "bootstrap", "autoreconf", "gcc", "g++", "cc", "ninja"}
HELPERS = {
    "cd", "tar", "unzip", "gunzip", "mkdir", "cp", "rm", "mv", "test", "[", "if", "then", "else", "fi", "set", "ln",
    "chmod", "echo", "true", "install", "touch", "patch", "ldconfig", "strip", "git",
}  # fmt: skip
_PATH = re.compile(r"(?<![\w.$}/:])/[\w./+@-]+")
_PREFIX = re.compile(r"(?:--prefix|\bPREFIX|\bprefix|-DCMAKE_INSTALL_PREFIX)=[\"']?(/[\w./+@-]+)")
_SYSTEM = ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/dev/null")


@dataclass(frozen=True, slots=True)
class Building:
    """`step` is the build; `rest` the image's other nodes; `left_out` the nodes that stay in the build's stage.

    Without a step, `problem` says why the tools are in the image although only the build needs them.
    """

    rest: Material
    step: BuildElsewhere | None = None
    left_out: tuple[int, ...] = ()
    problem: str = ""


def building(material: Material, runs: dict[int, RunShell], words: str) -> Building:
    """Return what of an image is built in a stage of its own; `words` are all that its program is started with."""
    nodes = material.nodes
    compiling = _build_commands(nodes, runs)
    checkouts = [node for node in nodes if isinstance(node, Checkout)]
    used = _used(compiling, checkouts, runs)
    tools = [node for node in nodes if isinstance(node, Package) and node.installed and used & set(_programs(node))]
    if not (compiling or checkouts) or not (tools or checkouts):
        return Building(material)
    problem = _problem(material, compiling, checkouts, tools, runs, words)
    if problem:
        names = ", ".join(sorted(node.name for node in tools)) or "what the checkout needs"
        return Building(material, problem=f"{names} cannot be left out: {problem}")
    sources = [node for node in nodes if _feeds(node, nodes, compiling, runs)]
    results = tuple(dict.fromkeys(chain(_installed(compiling, runs), _checked_out(checkouts, compiling, runs))))
    results = tuple(_versioned(material, result) for result in results)
    taken = {node.index for node in (*compiling, *checkouts, *tools, *sources)}
    rest = replace(material, nodes=tuple(node for node in nodes if node.index not in taken))
    left_out = tuple(node.index for node in (*tools, *sources))
    return Building(rest, _step(material, (compiling, checkouts, tools, sources), runs, results), left_out)


def _step(
    material: Material,
    parts: tuple[list[Command], list[Checkout], list[Package], list[Node]],
    runs: dict[int, RunShell],
    results: tuple[str, ...],
) -> BuildElsewhere:
    compiling, checkouts, tools, sources = parts
    steps = {node.index: _parameterised(material, runs[node.index]) for node in compiling}
    steps |= {node.index: checkout_step(replace(node, user="", group="")) for node in checkouts}
    downloads = tuple(_downloads(material, sources))
    texts = [_text(step) for step in steps.values()]
    folders = [node.path for node in material.nodes if isinstance(node, Directory) and node.present]
    needed = [path for path in folders if _is_source(path) and any(mentions(text, path) for text in texts)]
    owners = {(node.user, node.group) for node in checkouts}
    owner = ":".join(filter(None, next(iter(owners), ("", ""))))
    extra = (("ca-certificates", "git" if node.kind == "git" else "subversion") for node in checkouts)
    secure = any("https:" in text for text in texts)
    return BuildElsewhere(
        nodes=tuple(sorted(steps)),
        comment="built in a stage of its own",
        packages=tuple(
            sorted(
                {*(node.name for node in tools), *chain.from_iterable(extra), *(["ca-certificates"] if secure else [])}
            )
        ),
        downloads=downloads,
        commands=tuple(steps[index] for index in sorted(steps)),
        folders=tuple(dict.fromkeys(needed)),
        scratch=tuple(path for path in SOURCES if any(below(path, result) for result in results)),
        results=results,
        owner=owner,
        application=any(step.application for step in downloads),
    )


def _used(compiling: list[Command], checkouts: list[Checkout], runs: dict[int, RunShell]) -> set[str]:
    """Return the programs that the build itself may run: every compiler where it compiles, and what fetches sources."""
    fetching = {"git" if node.kind == "git" else "svn" for node in checkouts}
    fetching |= {program(command) for node in compiling for command in _commands(runs[node.index])} & {"git"}
    compilers = {name for names in TOOLS.values() for name in names} - {"git", "svn", "hg"}
    return fetching | (compilers if compiling else set())


def _feeds(node: Node, nodes: tuple[Node, ...], compiling: list[Command], runs: dict[int, RunShell]) -> bool:
    """Return whether a download is a source that nothing but the build reads, by its path or by its name."""
    if isinstance(node, Extract):
        return _is_source(node.destination) and any(_works_in(runs[each.index], node.destination) for each in compiling)
    if not isinstance(node, Fetch) or not _is_source(node.path):
        return False
    name = posixpath.basename(node.path)
    readers = {index for index, step in runs.items() if mentions(_text(step), node.path) or name in _text(step)}
    unpacked = [other for other in nodes if isinstance(other, Extract) and other.archive == node.path]
    return (bool(readers) or any(_feeds(other, nodes, compiling, runs) for other in unpacked)) and readers <= {
        each.index for each in compiling
    }


def _works_in(step: RunShell, folder: str) -> bool:
    return below(step.cwd or "/", folder) or mentions(_text(step), folder)


def _downloads(material: Material, sources: list[Node]) -> Iterator[FetchArtifact]:
    fetches = {node.path: node for node in material.nodes if isinstance(node, Fetch)}
    archives = {node.archive for node in sources if isinstance(node, Extract)}
    for node in sources:
        if isinstance(node, Extract):
            yield unpacked(node, fetches.get(node.archive), material.application)
        elif isinstance(node, Fetch) and node.path not in archives:
            yield fetch_step(node, material.application)


def _versioned(material: Material, path: str) -> str:
    return material.application.parameterised(path) if material.application else path


def _build_commands(nodes: tuple[Node, ...], runs: dict[int, RunShell]) -> list[Command]:
    """Return the commands that compile, with those before them that only get and unpack sources."""
    commands = [node for node in nodes if isinstance(node, Command)]
    if not any(_compiles(runs[node.index]) for node in commands):
        return []
    return [node for node in commands if _compiles(runs[node.index]) or _gets_sources(runs[node.index])]


def _gets_sources(step: RunShell) -> bool:
    paths = [path for path in (*_PATH.findall(_text(step)), step.cwd) if path and not path.startswith(_SYSTEM)]
    return bool(paths) and all(map(_is_source, paths)) and all(program(each) in HELPERS for each in _commands(step))


def _compiles(step: RunShell) -> bool:
    return any(program(command) in BUILDERS for command in _commands(step))


def _commands(step: RunShell) -> tuple[tuple[str, ...], ...]:
    return simple_commands(_text(step))


def _text(step: RunShell) -> str:
    return "\n".join((*step.commands, step.script))


def _programs(node: Package) -> tuple[str, ...]:
    return next((names for pattern, names in TOOLS.items() if fnmatchcase(node.name, pattern)), ())


def _is_source(path: str) -> bool:
    return any(below(path, folder) for folder in SOURCES)


# --- why not


def _problem(
    material: Material,
    compiling: list[Command],
    checkouts: list[Checkout],
    tools: list[Package],
    runs: dict[int, RunShell],
    words: str,
) -> str:
    """Return why the build cannot be proven to need nothing else and to leave all, "" when it can."""
    libraries = [
        node.name for node in material.nodes if isinstance(node, Package) and node.name.endswith(("-dev", "-devel"))
    ]
    if compiling and libraries:
        return f"which libraries {', '.join(sorted(libraries))} stand for at run time is not known"
    if len({(node.user, node.group) for node in checkouts}) > 1 or (compiling and any(n.user for n in checkouts)):
        return "the checkouts have owners of their own"
    for node in compiling:
        reason = _problem_of(material, node, runs[node.index], [each.destination for each in checkouts], words)
        if reason:
            return f"{node.origin.resource}: {reason}"
    others = {index: step for index, step in runs.items() if index not in {node.index for node in compiling}}
    return _needed(material, {name for node in tools for name in _programs(node)} | {"git"}, others, words)


def _problem_of(material: Material, node: Command, step: RunShell, checked_out: list[str], words: str) -> str:
    text = _text(step)
    strange = sorted({program(each) for each in _commands(step)} - BUILDERS - HELPERS)
    if strange:
        return f"it runs {', '.join(strange)}"
    if step.user or step.environment or (step.shell and not step.shell.endswith("sh")):
        return "it has a user, an environment or an interpreter of its own"
    managed = next((path for path in _managed(material) if mentions(text, path) or below(path, step.cwd or "-")), "")
    if managed:
        return f"it reads {managed}, which is configuration"
    prefix = _prefix(text)
    allowed = (*SOURCES, *checked_out, prefix)
    paths = [*_PATH.findall(text), *([node.cwd] if node.cwd else [])]
    foreign = [path for path in paths if not path.startswith(_SYSTEM) and not any(below(path, a) for a in allowed)]
    if foreign:
        return f"it names {foreign[0]}, which is no source and not where it installs to"
    if _installs(text) and not _PREFIX.search(text) and not mentions(words, prefix):
        return "where it installs to is not known"
    archive = next(
        (other for other in material.nodes if isinstance(other, Extract) and not _is_fetched(other, material)), None
    )
    if archive is not None:
        return f"{archive.origin.resource} is unpacked in the image itself"
    own = [other for other in material.nodes if isinstance(other, Extract) and not _is_source(other.destination)]
    inside = next((other for other in own if _works_in(step, other.destination)), None)
    if inside is not None:
        return f"it works in {inside.destination}, which is more than a source"
    return ""


def _managed(material: Material) -> Iterator[str]:
    for node in material.nodes:
        if isinstance(node, File) and node.present and node.index not in material.settled.runtime:
            yield node.path


def _is_fetched(node: Extract, material: Material) -> bool:
    return bool(node.url) or any(isinstance(other, Fetch) and other.path == node.archive for other in material.nodes)


def _needed(material: Material, programs: set[str], others: dict[int, RunShell], words: str) -> str:
    """Return who else needs one of the build's programs."""
    if any(_runs(words, name) for name in programs):
        return "the image's own program runs one of them"
    for step in others.values():
        if any(program(command) in programs for command in _commands(step)):
            return "another command runs one of them"
    for job in material.machine.graph.nodes:
        if isinstance(job, Job) and any(_runs(sample_text(job.command) or "", name) for name in programs):
            return f"{job.origin.resource} runs one of them"
    for text in _scripts(material):
        found = next((name for name in programs if _runs(text, name)), "")
        if found:
            return f"a script runs {found}"
    return ""


def _scripts(material: Material) -> Iterator[str]:
    for node in material.nodes:
        content = material.settled.baked.get(node.index)
        if isinstance(content, str) and content.startswith("#!"):
            yield "\n".join(line for line in content.splitlines() if not line.lstrip().startswith("#"))


def _runs(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", text))


# --- what it leaves


def _prefix(text: str) -> str:
    found = _PREFIX.search(text)
    return found[1].rstrip("/") if found else "/usr/local"


def _installs(text: str) -> bool:
    return bool(re.search(r"\binstall\b", text))


def _installed(compiling: list[Command], runs: dict[int, RunShell]) -> Iterator[str]:
    yield from (_prefix(_text(runs[node.index])) for node in compiling if _installs(_text(runs[node.index])))


def _checked_out(checkouts: list[Checkout], compiling: list[Command], runs: dict[int, RunShell]) -> Iterator[str]:
    yield from (node.destination for node in checkouts if not (compiling and _is_source(node.destination)))
    for node in compiling:
        if not _installs(_text(runs[node.index])) and node.cwd and not _is_source(node.cwd):
            yield node.cwd


def _parameterised(material: Material, step: RunShell) -> RunShell:
    """Return a step in which the application's version is a build argument, in what the shell itself expands."""
    application = material.application
    if application is None or "'" in _text(step):
        return step
    commands = tuple(application.parameterised(command) for command in step.commands)
    return replace(step, commands=commands, script=application.parameterised(step.script))
