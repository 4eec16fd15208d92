"""Which nodes belong to which image when one machine runs several services: Machine and launches → sets of nodes.

The rule. A service owns its packages and its trees (of the table, and /etc, /var/log, /var/lib, /opt, /srv and
/usr/share by its name) and its unit. The image of the main service, and of every service with a program of its own,
gets every node that no other service owns. The image of a distribution's service beside them gets only what it owns,
and what its own files name: paths and all below them, followed until nothing new is named, with the users and groups
that own these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    Group,
    Link,
    Node,
    Package,
    Repository,
    Unit,
    User,
)
from translator.plan.launch import Launch
from translator.plan.machine import Machine, below, sample_text
from translator.plan.model import CertificateRequest, Image, RootfsEntry
from translator.plan.shell import mentions, program, simple_commands
from translator.plan.tables.services import fill


def members_of(machine: Machine, launches: tuple[Launch, ...], nodes: tuple[Node, ...]) -> dict[str, set[int]]:
    """Return the nodes of every launch's image, by its name; `launches` has the main one first."""
    if len(launches) <= 1:
        return {launch.name: {node.index for node in nodes} for launch in launches}
    owners = {node.index: {launch.name for launch in launches if owns(machine, launch, node)} for node in nodes}
    found: dict[str, set[int]] = {}
    for place, launch in enumerate(launches):
        if place == 0 or not launch.row or _own_program(launch):
            found[launch.name] = {index for index, names in owners.items() if not names or launch.name in names}
        else:
            own = {index for index, names in owners.items() if launch.name in names}
            free = [node for node in nodes if not owners[node.index]]
            found[launch.name] = own | _named(machine, launch, own, free, nodes)
    return found


def _own_program(launch: Launch) -> bool:
    return launch.custom and launch.row is None


def owns(machine: Machine, launch: Launch, node: Node) -> bool:
    """Return whether a node clearly belongs to the launch's service."""
    if node.index in launch.nodes:
        return True
    match node:
        case Package():
            patterns = launch.row.packages if launch.row else ()
            return any(fnmatchcase(node.name, pattern) for pattern in (*patterns, launch.name))
        case File() | Directory() | Link() | Fetch():
            return any(below(machine.canonical(node.path), tree) for tree in _trees(machine, launch))
        case Extract() | Checkout():
            return any(below(machine.canonical(node.destination), tree) for tree in _trees(machine, launch))
        case Unit():
            return node.name.partition(".")[0] == launch.name
        case Command():
            return _command_of(machine, launch, node)
        case _:
            return False


def _command_of(machine: Machine, launch: Launch, node: Command) -> bool:
    code = node.code if isinstance(node.code, str) else node.code.sample
    programs = {program(command) for command in simple_commands(code)}
    binaries = set(launch.row.binaries) if launch.row else set()
    return bool(programs & binaries) or any(mentions(code, tree) for tree in _trees(machine, launch))


def _trees(machine: Machine, launch: Launch) -> tuple[str, ...]:
    tops = ("/etc", "/var/log", "/var/lib", "/opt", "/srv", "/usr/share", "/var/www")
    named = [f"{top}/{launch.name}" for top in tops]
    if launch.row is not None:
        named += [fill(path, launch.name, "") for path in (*launch.row.config, *launch.row.data)]
    return tuple(machine.canonical(path) for path in named)


def _named(machine: Machine, launch: Launch, own: set[int], free: list[Node], nodes: tuple[Node, ...]) -> set[int]:
    """Return the nodes that what the service owns names, directly or through others."""
    found: set[int] = set()
    first = (" ".join(launch.command), *launch.environment.values(), *_texts(machine, own))
    texts = [_plain(text) for text in first]
    while True:
        new = {node.index for node in free if node.index not in found and _is_named(machine, node, texts)}
        if not new:
            break
        found |= new
        texts = [_plain(text) for text in _texts(machine, new)]
    included = [machine.nodes[index] for index in sorted(own | found)]
    return found | _accounts(included, launch, nodes) | _sources(included, nodes)


def _is_named(machine: Machine, node: Node, texts: Iterable[str]) -> bool:
    match node:
        case File() | Directory() | Link() | Fetch():
            path = machine.canonical(node.path)
        case Extract() | Checkout():
            path = machine.canonical(node.destination)
        case _:
            return False
    folders = [path, *_parents(path)]
    return any(mentions(text, folder) for text in texts for folder in folders)


def _plain(text: str) -> str:
    """Return a text with the old names of /run in their present form, as canonical paths have it."""
    return text.replace("/var/run/", "/run/").replace("/var/lock/", "/run/lock/")


def _parents(path: str) -> list[str]:
    """Return the directories above a path that are specific enough to be somebody's: three parts or more deep."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:length]) for length in range(3, len(parts))]


def _texts(machine: Machine, indices: set[int]) -> list[str]:
    texts = []
    for index in sorted(indices):
        node = machine.final(machine.nodes[index])
        if isinstance(node, File):
            texts.append(sample_text(node.content) or "")
        elif isinstance(node, Link):
            texts.append(node.target)
    return texts


def _accounts(included: list[Node], launch: Launch, nodes: tuple[Node, ...]) -> set[int]:
    names = {launch.user, launch.group}
    for node in included:
        if isinstance(node, File | Directory | Fetch | Extract):
            names |= {node.owner, node.group}
    users = {node.index for node in nodes if isinstance(node, User) and node.name in names}
    names |= {node.group for node in nodes if isinstance(node, User) and node.name in names}
    return users | {node.index for node in nodes if isinstance(node, Group) and node.name in names}


def _sources(included: list[Node], nodes: tuple[Node, ...]) -> set[int]:
    """Return the package sources that the same file declares as one of the packages."""
    files = {node.origin.span.path for node in included if isinstance(node, Package)}
    return {node.index for node in nodes if isinstance(node, Repository) and node.origin.span.path in files}


def log_owner(machine: Machine, launches: tuple[Launch, ...], path: str) -> str:
    """Return the name of the launch that writes a log file: the one whose trees hold it, else the main one."""
    log = machine.canonical(path)
    owner = next((each for each in launches if any(below(log, tree) for tree in _trees(machine, each))), None)
    return (owner or launches[0]).name if launches else ""


def empty_folders(nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...], user: str) -> tuple[str, ...]:
    """Return the managed directories of a user in which the image has nothing: what the program writes there is new."""
    filled = _filled(nodes, rootfs)
    folders = [node.path for node in nodes if isinstance(node, Directory) and node.present and node.owner == user != ""]
    empty = [folder for folder in folders if not any(below(path, folder) for path in filled)]
    return tuple(folder for folder in empty if not any(other != folder and below(other, folder) for other in folders))


def filled_folders(folders: tuple[str, ...], nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...]) -> set[str]:
    """Return those of `folders` in which the image has something: a volume there would hide it."""
    filled = _filled(nodes, rootfs)
    return {folder for folder in folders if any(below(path, folder) for path in filled)}


def _filled(nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...]) -> list[str]:
    kept = tuple(nodes)
    filled = [entry.path for entry in rootfs if entry.kind != "directory"]
    filled += [
        node.path for node in kept if isinstance(node, Fetch) or (isinstance(node, File | Link) and node.present)
    ]
    return filled + [node.destination for node in kept if isinstance(node, Extract | Checkout)]


def certificate_users(images: tuple[Image, ...], request: CertificateRequest) -> tuple[str, ...]:
    """Return the images whose files or commands name the certificate or its key; all where none does."""
    paths = [path for path in (request.certificate_path, request.key_path) if path]
    users = tuple(
        image.name for image in images if any(mentions(text, path) for text in _image_texts(image) for path in paths)
    )
    return users or tuple(image.name for image in images)


def _image_texts(image: Image) -> Iterator[str]:
    yield from (entry.content for entry in image.rootfs if isinstance(entry.content, str))
    yield from (file.text for file in image.runtime_files)
    if image.process is not None:
        yield from (*image.process.command, *image.process.environment.values())
