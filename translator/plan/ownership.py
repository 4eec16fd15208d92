"""Owners, modes and removals that COPY does not give by itself → the fewest shell commands, before and after it.

before:  /etc/app root:app 0750, /etc/app/a root:app 0640, /etc/app/b root:app 0640, /var/log/app app:adm 2750
after:   before the copy  install -d -o app -g adm -m 2750 /var/log/app
         after it         chown -R root:app /etc/app && chmod -R u=rwX,g=rX,o= /etc/app

COPY makes what it brings root's: files with the executable bit that they have, folders with 0755. With the classic
builder that is true of folders too which are there already, so whatever else a folder above a copied file is to be
comes after the copy; everything that needs no file comes before it, where a change of a file does not build it anew.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from translator.graph.nodes import (
    Checkout,
    Command,
    Directory,
    Extract,
    Fetch,
    File,
    Link,
    Node,
    Package,
    Repository,
    User,
)
from translator.plan.machine import below, sample_text
from translator.plan.model import RootfsEntry
from translator.plan.shell import mentions, quote
from translator.plan.tables.ordinary import is_ordinary
from translator.plan.tables.services import package_trees

ASSUMED = ("/etc/default/locale",)
"""Files that every installed machine has and a slim base image lacks."""
OWN_TREES = ("/srv", "/opt", "/usr/local", "/home")
"""Where a distribution's packages put nothing (Filesystem Hierarchy Standard): a tree there is the input's whole."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A path with what it is to be; "" where the input does not say. `new` when nothing else can have made it."""

    path: str
    owner: str
    group: str
    mode: str
    folder: bool
    new: bool = False

    @property
    def ownership(self) -> str:
        return f"{self.owner}:{self.group}" if self.group else self.owner


@dataclass(slots=True)
class Ownership:
    """Commands `before` and `after` the copy of rootfs/, and the nodes that each of them carries."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    folders: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


def ownership(
    nodes: Iterable[Node], rootfs: tuple[RootfsEntry, ...], rendered: set[str], made_before: set[int]
) -> Ownership:
    """Return the commands around the copy.

    `rendered` are further paths that it brings, as links; the folders of the nodes `made_before` are there already.
    """
    kept = tuple(nodes)
    made = Ownership()
    copied = {entry.path for entry in rootfs if entry.kind != "directory"} | rendered
    _removals(made, kept)
    late = list(_declared_files(rootfs))
    early: list[Owned] = []
    for indices, owned, packaged in _folders(kept):
        if not any(below(path, owned.path) for path in copied) or (packaged and _is_plain(owned)):
            early += [] if indices <= made_before else [owned]
            made.folders += sorted(indices - made_before)
        elif not _is_plain(owned):
            late.append(owned)
            made.files += sorted(indices)
    made.before += _made(early)
    _touched(made, late, kept, rootfs)
    tops = _wholes(kept, rootfs, late, early)
    made.after += _given(late, early, tops)
    return made


def folder_commands(nodes: Iterable[Node], wanted: set[int]) -> tuple[list[str], set[int]]:
    """Return the commands that make those folders of the nodes `wanted` that no package makes, and these nodes."""
    found = [(indices, owned) for indices, owned, _ in _folders(tuple(nodes)) if indices & wanted]
    return _made([owned for _, owned in found]), {index for indices, _ in found for index in indices}


def _folders(nodes: tuple[Node, ...]) -> Iterator[tuple[set[int], Owned, bool]]:
    """Yield the folders of the image, each once, with their nodes and whether a package may have made them.

    Their mode then has five digits, which also clear a set-group bit. One that its package makes just so is left out.
    """
    names = [node.name for node in nodes if isinstance(node, Package) and node.installed]
    trees = package_trees(names)
    declared: dict[str, list[Directory]] = {}
    for node in nodes:
        if isinstance(node, Directory) and node.present and node.path != "/":
            declared.setdefault(node.path, []).append(node)
    for path, found in sorted(declared.items()):
        packaged = any(below(path, tree) for tree in trees) or _sounds_packaged(path, names)
        node = found[-1]
        mode = node.mode.zfill(5) if node.mode and packaged else node.mode
        new = not packaged and any(below(path, tree) for tree in (*OWN_TREES, "/var/www"))
        owned = Owned(path, node.owner, node.group, mode, folder=True, new=new)
        if packaged and _is_plain(owned) and is_ordinary(path):
            continue
        yield {each.index for each in found}, owned, packaged


def _sounds_packaged(path: str, packages: list[str]) -> bool:
    """Return whether a folder such as /etc/collectd has the name with which one of the packages begins."""
    found = re.match(r"/(?:etc|usr/lib|usr/share|var/(?:cache|lib|log|spool))/([^/]+)", path)
    return found is not None and any(name.startswith(found[1]) for name in packages)


def _is_plain(owned: Owned) -> bool:
    """Return whether a path is just what COPY makes of it."""
    modes = ("", "755", "0755", "00755") if owned.folder else ("", "644", "0644", "755", "0755")
    return owned.owner in ("", "root") and owned.group in ("", "root") and owned.mode in modes


def _declared_files(rootfs: tuple[RootfsEntry, ...]) -> Iterator[Owned]:
    for entry in rootfs:
        if entry.kind == "file":
            owned = Owned(entry.path, entry.owner, entry.group, entry.mode, folder=False)
            if not _is_plain(owned):
                yield owned


def _removals(made: Ownership, nodes: tuple[Node, ...]) -> None:
    removed = [node for node in nodes if isinstance(node, File | Directory | Link) and not node.present]
    made.before += _one("rm -rf", [node.path for node in removed if isinstance(node, Directory)])
    made.before += _one("rm -f", [node.path for node in removed if not isinstance(node, Directory)])
    made.folders += [node.index for node in removed]


def _made(folders: list[Owned]) -> list[str]:
    """Return the commands that make folders; one whose mode nobody gives keeps the one that it may have."""
    sorts: dict[tuple[str, str, str], list[str]] = {}
    for each in folders:
        roots = each.new and each.owner in ("", "root") and each.group in ("", "root")
        owner, group = ("", "") if roots else (each.owner, each.group)
        sorts.setdefault((owner, group, each.mode), []).append(each.path)
    lines: list[str] = []
    for (owner, group, mode), paths in sorted(sorts.items()):
        if mode:
            flags = f"{f'-o {quote(owner)} ' if owner else ''}{f'-g {quote(group)} ' if group else ''}-m {mode}"
            lines.append(f"install -d {flags} {_words(paths)}")
            continue
        lines.append(f"mkdir -p {_words(paths)}")
        name = f"{owner}:{group}" if group else owner
        lines += [f"chown {name} {_words(paths)}"] if name else []
    return lines


def _touched(made: Ownership, late: list[Owned], nodes: tuple[Node, ...], rootfs: tuple[RootfsEntry, ...]) -> None:
    """Note the files that only have to be there: after the copy where that may bring their folder."""
    touched = [node for node in nodes if isinstance(node, File) and node.present and node.content is None]
    first = [node for node in touched if is_ordinary(posixpath.dirname(node.path))]
    then = [node for node in touched if node not in first]
    made.before += _one("touch", [*(node.path for node in first), *_assumed(rootfs)])
    made.before += _given([_file(node) for node in first], [], ())
    made.folders += [node.index for node in first]
    made.after += _one("touch", [node.path for node in then])
    made.files += [node.index for node in then]
    late += [_file(node) for node in then]


def _file(node: File) -> Owned:
    return Owned(node.path, node.owner, node.group, node.mode, folder=False)


def _assumed(rootfs: tuple[RootfsEntry, ...]) -> list[str]:
    """Return the files of ASSUMED that a managed text names and the input does not manage."""
    paths = {entry.path for entry in rootfs}
    texts = [entry.content for entry in rootfs if isinstance(entry.content, str)]
    return [path for path in ASSUMED if path not in paths and any(mentions(text, path) for text in texts)]


# --- after the copy: a tree that is one owner's whole is said at its top


def _given(late: list[Owned], early: list[Owned], tops: tuple[str, ...]) -> list[str]:
    """Return the chown and chmod lines of what is declared, whole trees at once where `tops` allows."""
    lines: list[str] = []
    owners: dict[str, list[str]] = {}
    modes: dict[str, list[str]] = {}
    alike = {top: _symbolic([each for each in (*late, *early) if below(each.path, top)]) for top in tops}
    for top, words in alike.items():
        owner = next(each.ownership for each in late if each.path == top)
        lines.append(f"chown -R {owner} {quote(top)}")
        lines += [f"chmod -R {words} {quote(top)}"] if words else []
    for each in late:
        top = next((top for top in tops if below(each.path, top)), "")
        if not top and (each.owner, each.group) not in (("", ""), ("root", "root"), ("root", "")):
            owners.setdefault(each.ownership, []).append(each.path)
        if not alike.get(top):
            _note_mode(modes, each)
    lines += [f"chown {owner} {_words(paths)}" for owner, paths in sorted(owners.items())]
    return lines + [f"chmod {mode} {_words(paths)}" for mode, paths in sorted(modes.items())]


def _note_mode(modes: dict[str, list[str]], each: Owned) -> None:
    usual = ("0755", "755") if each.folder else ("0644", "644", "0755", "755")
    if each.mode and each.mode not in usual:
        modes.setdefault(each.mode, []).append(each.path)


def _wholes(
    nodes: tuple[Node, ...], rootfs: tuple[RootfsEntry, ...], late: list[Owned], early: list[Owned]
) -> tuple[str, ...]:
    """Return the topmost folders under which everything that the image holds is declared with one owner and group."""
    tops: list[str] = []
    foreign = any(isinstance(node, Repository) or _is_file_package(node) for node in nodes)
    trees = [tree for tree in OWN_TREES if not (foreign and tree == "/opt")]
    for each in sorted(late, key=lambda owned: owned.path):
        candidate = each.folder and any(below(each.path, tree) and each.path != tree for tree in trees)
        if candidate and not any(below(each.path, top) for top in tops):
            inside = [other for other in (*late, *early) if below(other.path, each.path)]
            alone = len(inside) > 2 and len({other.ownership for other in inside}) == 1 and bool(each.group)
            if alone and _all_declared(inside, rootfs, each.path) and not _others_below(nodes, each.path):
                tops.append(each.path)
    return tuple(tops)


def _is_file_package(node: Node) -> bool:
    """Return whether a package comes from elsewhere than the distribution: its file is given."""
    return isinstance(node, Package) and bool(node.source)


def _all_declared(inside: list[Owned], rootfs: tuple[RootfsEntry, ...], top: str) -> bool:
    """Return whether each copied path below `top` and each folder between them is declared; no link is among them."""
    paths = {each.path for each in inside}
    copied = [entry for entry in rootfs if entry.kind != "directory" and below(entry.path, top)]
    between = {above for entry in copied for above in _between(entry.path, top)}
    return all(entry.kind == "file" and entry.path in paths for entry in copied) and between <= paths


def _between(path: str, top: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while below(folder, top):
        yield folder
        folder = folder.rpartition("/")[0]


def _others_below(nodes: tuple[Node, ...], top: str) -> bool:
    """Return whether a download, a checkout or a command may put something below `top` too.

    A command may when it names `top`, a path in it, or one above it.
    """
    whole = "/".join(top.split("/")[: next(tree.count("/") for tree in OWN_TREES if below(top, tree)) + 2])
    for node in nodes:
        match node:
            case Fetch():
                found = below(node.path, top)
            case Extract() | Checkout():
                found = below(node.destination, top) or below(top, node.destination)
            case Command():
                found = mentions(sample_text(node.code) or "", whole) or below(node.cwd, whole)
            case User():
                found = node.manage_home and below(node.home, top)
            case _:
                found = False
        if found:
            return True
    return False


def _symbolic(inside: list[Owned]) -> str:
    """Return one symbolic mode for a tree, as u=rwX,g=rX,o=, or "" when its modes are not alike.

    Files have the folders' mode without its execute bits, or, being executable, whole.
    """
    folders = {int(each.mode, 8) for each in inside if each.folder and each.mode}
    files = {int(each.mode, 8) for each in inside if not each.folder and each.mode}
    if len(folders) != 1 or not all(each.mode for each in inside):
        return ""
    (mode,) = folders
    if mode > 0o777 or not files <= {mode & 0o666} or (mode & 0o444) >> 2 != mode & 0o111:
        return ""
    return ",".join(f"{who}={_bits(mode >> shift)}" for who, shift in (("u", 6), ("g", 3), ("o", 0)))


def _bits(mode: int) -> str:
    return "".join(letter for letter, bit in (("r", 4), ("w", 2), ("X", 1)) if mode & bit)


def _one(command: str, paths: list[str]) -> list[str]:
    return [f"{command} {_words(paths)}"] if paths else []


def _words(paths: Iterable[str]) -> str:
    return " ".join(quote(path) for path in sorted(set(paths)))
