"""A container's file system (`docker export`) → its files, packages, users and groups, and where two of them differ."""

from __future__ import annotations

import hashlib
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from docker.models.containers import Container

NOISE = (
    "etc/machine-id", "var/lib/dbus/machine-id", "var/cache/apt/*", "var/cache/ldconfig/aux-cache", "var/log/apt*",
    "var/log/dpkg.log", "var/log/alternatives.log", "var/lib/dpkg/*", "var/lib/apt/*", "var/lib/ucf/*", "var/cache/debconf/*", "etc/ssl/certs/java/cacerts",
    "etc/ld.so.cache", "dev*", "proc*", "sys*", "run*", "tmp*", ".dockerenv", "etc/hostname", "etc/hosts",
    "etc/resolv.conf", "etc/mtab", "root/.cache*", "var/tmp*", "var/cache/fontconfig/*",
)  # fmt: skip
"""What no two builds have alike, or what is looked at by other means (packages) or is no part of an image (/run, /tmp).

Source: the same manifest applied twice to the same base, July 2026.
"""
ACCOUNTS = ("etc/passwd*", "etc/group*", "etc/shadow*", "etc/gshadow*", "etc/subuid*", "etc/subgid*", "etc/.pwd.lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One path: type, mode, owner and group by name, link target and content hash."""

    kind: str
    mode: int
    owner: str
    group: str
    target: str = ""
    sha256: str = ""


@dataclass(slots=True)
class Tree:
    """A file system with what its own databases say."""

    items: dict[str, Item] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    users: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    owned: dict[str, str] = field(default_factory=dict)
    automatic: set[str] = field(default_factory=set)
    scripts: dict[str, str] = field(default_factory=dict)
    """By package: its maintainer scripts and tmpfiles.d files, which make files that its list does not name."""


def read_tree(container: Container) -> Tree:
    """Return the tree of a container, which need not run."""
    with tempfile.TemporaryFile() as file:
        for chunk in container.export(chunk_size=1 << 20):
            file.write(chunk)  # type: ignore[arg-type]
        file.seek(0)
        return parse_tree(file)


def parse_tree(file: IO[bytes]) -> Tree:
    """Return the tree of an archive as `docker export` writes it."""
    tree = Tree()
    tmpfiles: dict[str, str] = {}
    entries: list[tuple[tarfile.TarInfo, str]] = []
    with tarfile.open(fileobj=file) as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isreg() else None
            data = content.read() if content is not None else b""
            entries.append((entry, hashlib.sha256(data).hexdigest() if entry.isreg() else ""))
            _database(tree, entry.name, data)
            if entry.name.startswith("usr/lib/tmpfiles.d/"):
                tmpfiles[entry.name] = data.decode(errors="replace")
    for path, text in tmpfiles.items():
        _script(tree, tree.owned.get(path, ""), text)
    names = {row[0]: name for name, row in tree.users.items()}, {row[0]: name for name, row in tree.groups.items()}
    sums = {entry.name: sum_ for entry, sum_ in entries}
    for entry, sum_ in entries:
        tree.items[entry.name.rstrip("/")] = _item(
            entry, sums.get(entry.linkname, sum_) if entry.islnk() else sum_, names
        )
    return tree


def _item(entry: tarfile.TarInfo, sum_: str, names: tuple[Mapping[str, str], Mapping[str, str]]) -> Item:
    kinds = {tarfile.DIRTYPE: "directory", tarfile.SYMTYPE: "link"}
    users, groups = names
    return Item(
        kind=kinds.get(entry.type, "file"),
        mode=entry.mode & 0o7777,
        owner=users.get(str(entry.uid), str(entry.uid)),
        group=groups.get(str(entry.gid), str(entry.gid)),
        target=entry.linkname if entry.issym() else "",
        sha256=sum_,
    )


def _database(tree: Tree, name: str, data: bytes) -> None:
    """Take what the file is a database of into the tree."""
    if name in ("etc/passwd", "etc/group"):
        rows = [line.split(":") for line in data.decode(errors="replace").splitlines() if line.count(":") >= 3]
        kept = {row[0]: (row[2], *row[5:7]) if name == "etc/passwd" else (row[2], row[3]) for row in rows}
        (tree.users if name == "etc/passwd" else tree.groups).update(kept)
    elif name == "var/lib/dpkg/status":
        tree.packages.update(_packages(data.decode(errors="replace")))
    elif name == "var/lib/apt/extended_states":
        tree.automatic.update(re.findall(r"^Package: (\S+)(?:\n.+)*?\nAuto-Installed: 1", data.decode(), re.MULTILINE))
    elif name.startswith("var/lib/dpkg/info/") and name.endswith(".list"):
        package = name.rpartition("/")[2].removesuffix(".list").partition(":")[0]
        tree.owned.update((_real(path), package) for path in data.decode(errors="replace").splitlines())
    elif name.startswith("var/lib/dpkg/info/") and name.endswith(SCRIPTS):
        package = name.rpartition("/")[2].rpartition(".")[0].partition(":")[0]
        _script(tree, package, data.decode(errors="replace"))


SCRIPTS = (".preinst", ".postinst", ".prerm", ".postrm", ".config")


def _script(tree: Tree, package: str, text: str) -> None:
    tree.scripts[package] = tree.scripts.get(package, "") + text


def _real(path: str) -> str:
    """Return a path of a package's list as it stands in a system whose /bin and /lib are links into /usr."""
    bare = path.lstrip("/")
    return f"usr/{bare}" if re.match(r"(bin|sbin|lib|lib64)/", bare) else bare


def _packages(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|Status): (.*)$", part, re.MULTILINE))
        if fields.get("Status") == "install ok installed":
            yield fields["Package"], fields.get("Version", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the machine and our image differ. `explanation` is "" for what nothing accounts for."""

    what: str
    path: str
    machine: str
    image: str
    explanation: str = ""


def noise(path: str) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in NOISE)


def differing(machine: Tree, image: Tree) -> Iterator[tuple[str, Item | None, Item | None]]:
    """Yield the paths at which two trees differ, noise and account files left out."""
    for path in sorted(machine.items.keys() | image.items.keys()):
        one, other = machine.items.get(path), image.items.get(path)
        if one != other and not noise(path) and not any(fnmatchcase(path, pattern) for pattern in ACCOUNTS):
            yield path, one, other


NONE = "–"


def shown(item: Item | None) -> str:
    """Return an item in a few words."""
    if item is None:
        return NONE
    content = f" → {item.target}" if item.target else f" {item.sha256[:8]}" if item.sha256 else ""
    return f"{item.kind} {item.owner}:{item.group} {item.mode:04o}{content}"
