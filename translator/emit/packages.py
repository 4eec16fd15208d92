"""A package manager and package names → the RUN that installs, removes and cleans up after itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from translator.emit.instructions import Command, Instruction, Run
from translator.emit.quoting import shell_word, shell_words
from translator.plan.tables.package_state import left_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """How a manager is called: commands before, install and remove words, commands after; `rule` asks for versions."""

    install: str
    remove: str
    before: tuple[str, ...] = ()
    after: tuple[Command, ...] = ()
    rule: str = ""


_APT_CLEAN: tuple[Command, ...] = (
    "apt-get clean",
    "rm -rf /var/lib/apt/lists/* /var/log/apt/* /var/log/alternatives.log /var/log/dpkg.log"
    " /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache /var/lib/dpkg/*-old",
)
# Their scripts make alternatives of manual pages, in folders that Debian's slim images leave out.
_WITH_MANUALS = ("openjdk-*", "default-j[dr]*", "ca-certificates-java", "tomcat*", "jenkins", "postgresql*")
_MANUAL_FOLDERS = "mkdir -p /usr/share/man/man1 /usr/share/man/man7"
_YUM_CLEAN = "rm -rf /var/cache/yum /var/cache/dnf /var/log/dnf* /var/log/yum.log"
MANAGERS = {
    "apt": Manager(
        before=("apt-get update",),
        install="DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends",
        remove="apt-get purge -y --auto-remove",
        after=_APT_CLEAN,
        rule="DL3008",
    ),
    "dpkg": Manager(install="dpkg --install", remove="dpkg --purge", after=("rm -f /var/log/dpkg.log",)),
    "dnf": Manager(
        install="dnf install -y --setopt=install_weak_deps=False --nodocs",
        remove="dnf remove -y",
        after=("dnf clean all", _YUM_CLEAN),
        rule="DL3041",
    ),
    "yum": Manager(
        install="yum install -y", remove="yum remove -y", after=("yum clean all", _YUM_CLEAN), rule="DL3033"
    ),
    "rpm": Manager(install="rpm --install", remove="rpm --erase"),
    "zypper": Manager(
        install="zypper --non-interactive install --no-recommends",
        remove="zypper --non-interactive remove",
        after=("zypper clean --all",),
        rule="DL3037",
    ),
    "apk": Manager(install="apk add --no-cache", remove="apk del", rule="DL3018"),
    "gem": Manager(install="gem install --no-document", remove="gem uninstall --all --executables", rule="DL3028"),
    "pip": Manager(install="pip3 install --no-cache-dir", remove="pip3 uninstall -y", rule="DL3013"),
    "npm": Manager(install="npm install --global", remove="npm uninstall --global", rule="DL3016"),
}


def install(
    manager: str, packages: Iterable[str], *, pinned: bool, options: tuple[str, ...] = (), kept: bool = True
) -> list[Instruction]:
    """Return the one RUN that installs `packages`, each on its own line in order of name.

    In a stage that is not `kept` only what a linter asks for is cleaned up.
    """
    names = sorted(set(packages))
    if not names:
        return []
    how = MANAGERS[manager]
    words = f"{how.install} {shell_words(options)}".strip()
    command: Command = (words, *(shell_word(name) for name in names))
    ignore = (how.rule,) if how.rule and not pinned else ()
    after = (*left_by(names), *how.after) if kept or manager != "apt" else ("rm -rf /var/lib/apt/lists/*",)
    return [Run(commands=(*_folders_for(manager, names), *how.before, command, *after), ignore=ignore, kind="packages")]


def _folders_for(manager: str, names: list[str]) -> tuple[str, ...]:
    wanted = any(fnmatchcase(name, pattern) for name in names for pattern in _WITH_MANUALS)
    return (_MANUAL_FOLDERS,) if manager == "apt" and wanted else ()


def remove(manager: str, packages: Iterable[str]) -> tuple[str, ...]:
    return (f"{MANAGERS[manager].remove} {shell_words(sorted(set(packages)))}",)


def clean_up(manager: str) -> tuple[Command, ...]:
    return MANAGERS[manager].after


def manager_of(base: str) -> str:
    """Return the package manager of a base image by its name."""
    name = base.rsplit("/", 1)[-1].split(":")[0]
    table = {"alpine": "apk", "debian": "apt", "ubuntu": "apt", "centos": "yum", "opensuse": "zypper"}
    return table.get(name, "dnf" if any(word in name for word in ("rocky", "alma", "ubi", "fedora")) else "apt")
