"""A machine that the real agent converged against our image → every difference, with what accounts for it.

before:  machine {"etc/memcached.conf": …, "usr/bin/puppet": …}, image {"etc/memcached.conf": …}
after:   (Difference("file", "/usr/bin/puppet", …, explanation="the agent's own package puppet-agent"),)
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from translator.image.description import ImageInfo
from translator.image.machine_tree import Difference, Item, Tree, differing, noise, shown
from translator.plan.shell import mentions


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """The machine after the converge, the same base with the agent alone, the base, and our image."""

    machine: Tree
    agent: Tree
    base: Tree
    image: Tree


def together(images: tuple[ImageInfo, ...]) -> ImageInfo:
    """Return the images of one machine as one: the first, with what is rendered, mounted or written in any."""
    first = images[0]
    process = first.process
    if process is not None:
        stdout = tuple(path for image in images if image.process for path in image.process.stdout)
        process = replace(process, stdout=stdout)
    return replace(
        first,
        process=process,
        rendered=tuple(path for image in images for path in image.rendered),
        mounted=tuple(file for image in images for file in image.mounted),
        volumes=tuple(volume for image in images for volume in image.volumes),
        scratch=tuple(path for image in images for path in image.scratch),
    )


def united(base: Tree, trees: tuple[Tree, ...]) -> Tree:
    """Return what the images of one machine hold together: each path from the first that has it other than the base."""
    whole = Tree()
    for tree in reversed(trees):
        for mine, theirs in ((whole.packages, tree.packages), (whole.owned, tree.owned), (whole.scripts, tree.scripts)):
            mine.update(theirs)
        whole.users.update(tree.users)
        whole.groups.update(tree.groups)
        whole.automatic |= tree.automatic
        whole.items.update((path, item) for path, item in tree.items.items() if base.items.get(path) != item)
    kept = ((path, item) for path, item in base.items.items() if any(path in tree.items for tree in trees))
    whole.items = {**dict(kept), **whole.items}
    return whole


def compare(trees: Trees, image: ImageInfo) -> tuple[Difference, ...]:
    """Return every difference in packages, users, groups and files."""
    return (*_packages(trees), *_accounts(trees, image), *_files(trees, image))


def _packages(trees: Trees) -> Iterator[Difference]:
    machine, image = trees.machine.packages, trees.image.packages
    for name in sorted(machine.keys() | image.keys()):
        if machine.get(name) == image.get(name):
            continue
        why = _why_package(trees, name)
        yield Difference(
            what="package", path=name, machine=machine.get(name, "–"), image=image.get(name, "–"), explanation=why
        )


def _why_package(trees: Trees, name: str) -> str:
    if name in trees.agent.packages and name not in trees.base.packages and name not in trees.image.packages:
        return "the agent brings it"
    if name not in trees.image.packages and name in trees.machine.automatic:
        return "only recommended: the image installs what is needed"
    if name not in trees.machine.packages and name in trees.image.automatic:
        return "another choice among dependencies"
    return ""


def _accounts(trees: Trees, image: ImageInfo) -> Iterator[Difference]:
    for what in ("users", "groups"):
        machine, ours, agent, base = (
            getattr(tree, what) for tree in (trees.machine, trees.image, trees.agent, trees.base)
        )
        for name in sorted(machine.keys() | ours.keys()):
            one, other = machine.get(name), ours.get(name)
            if one == other:
                continue
            why = _why_account(name, one, other, name in agent and name not in base, image, trees)
            yield Difference(
                what=what[:-1],
                path=name,
                machine=":".join(one or ("–",)),
                image=":".join(other or ("–",)),
                explanation=why,
            )


def _why_account(
    name: str, one: tuple[str, ...] | None, other: tuple[str, ...] | None, agents: bool, image: ImageInfo, trees: Trees
) -> str:
    if agents and other is None:
        return "the agent brings it"
    if one is not None and other is not None and one[1:] == other[1:]:
        own = image.process is not None and image.process.user == name
        return "the service's user has a fixed id" if own else "ids follow the order of installation"
    if image.process is not None and name == image.process.user:
        return "the service's user, made before its package would; nobody logs in"
    if other is None and set(trees.machine.packages) - set(trees.image.packages):
        return "a package that the image leaves out makes it"
    return ""


def _files(trees: Trees, image: ImageInfo) -> Iterator[Difference]:
    for path, one, other in differing(trees.machine, trees.image):
        yield Difference(
            what=(one or other or _NOTHING).kind,
            path=f"/{path}",
            machine=shown(one),
            image=shown(other),
            explanation=_why_file(trees, image, path, one, other),
        )


_NOTHING = Item(kind="file", mode=0, owner="", group="")


REGISTRIES = {
    "etc/pam.d/common-*": "usr/share/pam-configs/",
    "var/lib/pam/*": "usr/share/pam-configs/",
    "etc/ssl/certs/ca-certificates.crt": "usr/share/ca-certificates/",
    "etc/ca-certificates.conf": "usr/share/ca-certificates/",
    "etc/shells": "usr/share/debianutils/shells.d/",
    "usr/lib/*/gio/modules/giomodule.cache": "usr/lib/x86_64-linux-gnu/gio/modules/",
    "usr/share/mime/*": "usr/share/mime/packages/",
    "usr/share/glib-2.0/schemas/gschemas.compiled": "usr/share/glib-2.0/schemas/",
}
"""Files that a trigger writes out of what packages put into a folder, by pattern, with that folder.

Source: the triggers of Debian 12's packages (pam-auth-update, update-ca-certificates, update-shells, glib, mime), July 2026.
"""


def _registered_otherwise(trees: Trees, path: str) -> bool:
    """Return whether a file is composed, and the machine's packages registered something that ours did not."""
    folder = next((folder for pattern, folder in REGISTRIES.items() if fnmatchcase(path, pattern)), "")
    if not folder:
        return False
    machine, image = ({each for each in tree.items if each.startswith(folder)} for tree in (trees.machine, trees.image))
    left_out = {each for each in machine - image if trees.machine.owned.get(each) not in trees.image.packages}
    return bool(left_out) and machine - image == left_out


def _why_file(trees: Trees, image: ImageInfo, path: str, one: Item | None, other: Item | None) -> str:
    if _registered_otherwise(trees, path):
        return "composed out of what packages register, and the image leaves some out"
    if other is None or other == trees.base.items.get(path):
        why = _of_machine(trees, path, one)
        if why:
            return why
    return _of_image(trees, image, f"/{path}", one, other)


def _of_machine(trees: Trees, path: str, one: Item | None) -> str:
    """Return why only the machine has a file, or has it changed."""
    if one is not None and one == trees.agent.items.get(path):
        return "the agent's own"
    package = trees.machine.owned.get(path)
    if package is not None and package not in trees.image.packages:
        return f"of the package {package}, which the image leaves out"
    if any(path.startswith(prefix) for prefix in AGENT_FOLDERS):
        return "the agent's own"
    if one is not None and one.kind == "link" and _leads_outside(trees, path, one):
        return "a link of a package that the image leaves out"
    folder = next(
        (
            trees.machine.owned[each]
            for each in _parents(path)
            if each not in trees.image.items and each in trees.machine.owned
        ),
        "",
    )
    if folder and folder not in trees.image.packages:
        return f"in a folder of the package {folder}, which the image leaves out"
    maker = next((name for name in sorted(_left_out(trees)) if mentions(trees.machine.scripts[name], f"/{path}")), "")
    if maker:
        return f"the package {maker}, which the image leaves out, makes it"
    if path.startswith(SWITCHES):
        return "which services start at boot is the orchestrator's matter"
    if path.startswith("var/log/"):
        return "a log of the machine's own run"
    return ""


AGENT_FOLDERS = ("etc/puppet", "var/lib/puppet", "var/cache/puppet", "opt/puppetlabs", "etc/chef", "var/chef", "verify",
                 "root/.puppet", "etc/facter", "var/log/puppet", "opt/chef", "opt/cinc", "root/.chef")  # fmt: skip
SWITCHES = ("etc/rc", "etc/systemd/system/", "etc/systemd/user/", "var/lib/systemd/", "etc/init.d/.depend")


def _leads_outside(trees: Trees, path: str, item: Item) -> bool:
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), item.target)).lstrip("/")
    known = item.target.startswith("/") or target in trees.machine.items
    return known and target not in trees.image.items


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _left_out(trees: Trees) -> set[str]:
    """Return the packages with scripts that only the machine has."""
    return {name for name in trees.machine.scripts if name not in trees.image.packages}


def _of_image(trees: Trees, image: ImageInfo, path: str, one: Item | None, other: Item | None) -> str:
    """Return why our image has a file, or has it otherwise."""
    process = image.process
    if path in image.rendered or path.startswith(("/usr/local/share/templates", "/usr/local/bin/docker-entrypoint")):
        return "rendered when the container starts"
    if path in {file.path for file in image.mounted}:
        return "mounted from a Secret"
    if path in {posixpath.dirname(file.path) for file in image.mounted} and _opened(one, other):
        return "its user must reach what is mounted there"
    if process is not None and path in process.stdout:
        return "the log goes to the container's own"
    if other is not None and other.kind == "link" and _below(other.target, _writable(image)):
        return "each container makes its own when it starts"
    if process is not None and path in {posixpath.dirname(log) for log in process.stdout}:
        return "the links to the container's own log stand there"
    if process is not None and path in _writable(image):
        return "the service writes there"
    if one is not None and other is not None and _made_at_run(path):
        return "the service itself changes it when it runs"
    if (
        one is not None
        and other is not None
        and path.startswith("/var/log/")
        and one == replace(other, sha256=one.sha256)
    ):
        return "the machine's own run wrote into the log"
    if one is not None and other is None and _below(path, _writable(image)):
        return "the service made it when it ran"
    if noise(path.lstrip("/")):
        return "noise"
    return ""


def _opened(one: Item | None, other: Item | None) -> bool:
    """Return whether our folder differs only by letting everybody pass, which lets nobody read what it holds."""
    return one is not None and other is not None and replace(one, mode=one.mode | 0o111) == other


def _made_at_run(path: str) -> bool:
    return path.endswith((".pid", ".lock", "random_seed"))


def _writable(image: ImageInfo) -> tuple[str, ...]:
    return (*image.scratch, *(path for _, path, _ in image.volumes))


def _below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)
