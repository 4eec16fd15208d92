"""Fetch and Extract nodes → FetchArtifact steps; the application's own artifact gets its version as a build argument.

The application's artifact is the fetch whose file is named like the main program or the machine and carries a version
number, or that the main program's command names, or whose URL holds the attribute `version` of the machine's cookbook.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from translator.evaluate.values import Data, Text
from translator.graph.nodes import Command, Extract, Fetch, Node
from translator.plan.commands import hole_problem
from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.model import FetchArtifact
from translator.plan.shell import mentions, program, simple_commands

ARCHIVES = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tbz2", ".tar", ".zip")
VERSION = re.compile(r"(?<![\w.])v?(\d+(?:[._]\d+)*(?:[-.]?(?:rc|beta|alpha|M|SNAPSHOT|Final)\w*)?)")


@dataclass(frozen=True, slots=True)
class Deployed:
    """The application's artifact: its node, the version and the build argument that carries it."""

    node: int
    version: str
    argument: str
    checksum_argument: str
    path: str

    def parameterised(self, text: str) -> str:
        """Return a text with ${ARGUMENT} in the place of the version."""
        pattern = rf"(?<![\w.])(v?){re.escape(self.version)}(?![\w]|\.\d)"
        return re.sub(pattern, rf"\1${{{self.argument}}}", text)


def deployed(machine: Machine, launches: tuple[Launch, ...], nodes: Iterable[Node]) -> Deployed | None:
    """Return the application's artifact, None when the machine fetches none."""
    main = launches[0] if launches else None
    names = [name for name in (main.name if main else "", machine.graph.identity.name) if name]
    words = " ".join((*main.command, *main.environment.values())) if main else ""
    for node in nodes:
        if isinstance(node, Fetch) and isinstance(node.url, str):
            for name in names:
                version = _version(machine, node, name, words)
                if version:
                    argument = re.sub(r"\W", "_", name).upper()
                    return Deployed(node.index, version, f"{argument}_VERSION", f"{argument}_SHA256", node.path)
    return None


def _version(machine: Machine, node: Fetch, name: str, words: str) -> str:
    """Return the version in the URL when the fetch is the application `name`, else ""."""
    url = node.url if isinstance(node.url, str) else ""
    attribute = _attribute(machine.graph.identity.attributes, name, "version")
    if attribute and re.search(rf"(?<![\w.]){re.escape(attribute)}(?![\w]|\.\d)", url):
        return attribute
    base = posixpath.basename(url.split("?")[0])
    stem = re.match(
        rf"{re.escape(name)}[-_.]?v?(\d+(?:\.\d+)*[\w.+-]*?)(?:{'|'.join(re.escape(end) for end in (*ARCHIVES, '.war', '.jar', '.deb', '.rpm'))})$",
        base,
    )
    if stem:
        return stem[1]
    if node.path in words:
        found = VERSION.search(base)
        return found[1] if found else ""
    return ""


def _attribute(attributes: Data, *keys: str) -> str:
    value = attributes
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )


def problem_of_fetch(node: Fetch | Extract) -> str:
    """Return why a download cannot be a build step, "" when it can."""
    texts = [node.url, *(node.headers.values() if isinstance(node, Fetch) else ())]
    return next((reason for reason in map(hole_problem, texts) if reason), "")


def fetch_step(node: Fetch, application: Deployed | None) -> FetchArtifact:
    """Return the step of one download; the application's version and checksum become build arguments."""
    url = node.url.sample if isinstance(node.url, Text) else node.url
    mine = application is not None and application.node == node.index
    return FetchArtifact(
        nodes=(node.index,),
        comment="the application, verified" if mine else "download",
        url=application.parameterised(url) if application and mine else url,
        path=application.parameterised(node.path) if application and mine else node.path,
        checksum=node.checksum,
        checksum_argument=application.checksum_argument if application and mine and node.checksum else "",
        arguments=((application.argument, application.version),) if application and mine else (),
        owner=node.owner,
        group=node.group,
        mode=node.mode,
        application=mine,
    )


def unpacking(nodes: Iterable[Node]) -> dict[int, Extract]:
    """Return the commands that only unpack a fetched archive, as what they do; nothing else may name the archive.

    before:  Fetch("/tmp/a.tgz"), Command("tar xzf /tmp/a.tgz --strip-components=1", cwd="/opt/a")
    after:   {index of the command: Extract(archive="/tmp/a.tgz", destination="/opt/a", strip=1)}
    """
    kept = tuple(nodes)
    found: dict[int, Extract] = {}
    for fetch in kept:
        if isinstance(fetch, Fetch):
            naming = [node for node in kept if isinstance(node, Command) and mentions(_code(node), fetch.path)]
            extract = _unpacks(naming[0], fetch) if len(naming) == 1 else None
            if extract is not None:
                found[extract.index] = extract
    return found


def _code(node: Command) -> str:
    return node.code if isinstance(node.code, str) else node.code.sample


def _unpacks(node: Command, fetch: Fetch) -> Extract | None:
    commands = simple_commands(_code(node))
    if (
        len(commands) != 1
        or program(commands[0]) not in ("tar", "unzip")
        or node.guards
        or node.user not in ("", "root")
    ):
        return None
    words = commands[0][1:]
    flag = "-C" if program(commands[0]) == "tar" else "-d"
    folder = words[words.index(flag) + 1] if flag in words[:-1] else node.cwd
    strip = re.search(r"--strip(?:-components)?[= ](\d+)", " ".join(words))
    plain = not any(word.startswith("--") and not word.startswith("--strip") for word in words)
    if not folder.startswith("/") or not plain or words.count(fetch.path) != 1 or _picks(words, fetch.path, folder):
        return None
    return Extract(
        index=node.index,
        origin=node.origin,
        destination=folder,
        archive=fetch.path,
        strip=int(strip[1]) if strip else 0,
        creates=node.creates,
    )


def _picks(words: tuple[str, ...], archive: str, folder: str) -> bool:
    """Return whether the command takes only some members out of the archive, or excludes some."""
    others = [word for word in words if word not in (archive, folder, "-C", "-d") and not word.startswith("-")]
    return any(not re.fullmatch(r"[a-zA-Z]*x[a-zA-Z]*|\d+", word) for word in others)


def unpacked(node: Extract, fetch: Fetch | None, application: Deployed | None) -> FetchArtifact:
    """Return the step that downloads an archive and leaves only what is in it."""
    source = fetch or node
    url = source.url.sample if isinstance(source.url, Text) else source.url
    mine = application is not None and fetch is not None and application.node == fetch.index
    nodes = (fetch.index, node.index) if fetch else (node.index,)
    return FetchArtifact(
        nodes=nodes,
        comment="the application, verified and unpacked" if mine else "download, unpacked",
        url=application.parameterised(url) if application and mine else url,
        path="",
        checksum=source.checksum,
        checksum_argument=application.checksum_argument if application and mine and source.checksum else "",
        arguments=((application.argument, application.version),) if application and mine else (),
        owner=node.owner,
        group=node.group,
        mode=node.mode,
        application=mine,
        extract_to=application.parameterised(node.destination) if application and mine else node.destination,
        strip=node.strip,
    )
