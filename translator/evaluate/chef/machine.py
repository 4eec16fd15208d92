"""The simulated machine of a first converge: what the steps so far have made, answered to code that probes for it.

In: `make_file`, `install` … called by the converge; out: the Machine protocol of the interpreter. A file that a
package brings is not known, so what lies below a path that only packages fill is answered as "not there yet" only
while nothing was installed that could have brought it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import regex

from translator.evaluate.catalog import Effect, EffectKind
from translator.evaluate.chef.shell import answer_command
from translator.evaluate.ruby.machine import CommandResult
from translator.evaluate.ruby.objects import RString
from translator.evaluate.values import Hole, Text, Unknown
from translator.load.project import Folder, InputFile

BASE_DIRS = (
    "/ /bin /boot /dev /etc /etc/apt /etc/apt/apt.conf.d /etc/apt/preferences.d /etc/apt/sources.list.d "
    "/etc/apt/trusted.gpg.d /etc/cron.daily /etc/default /etc/init.d /etc/logrotate.d /etc/opt /etc/pam.d /etc/profile.d "
    "/etc/security /etc/skel /etc/systemd /etc/systemd/system /home /lib /media /mnt /opt /proc /root /run /sbin /srv "
    "/sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/etc /usr/local/lib /usr/local/sbin "
    "/usr/local/share /usr/local/src /usr/sbin /usr/share /usr/share/keyrings /usr/src /var /var/cache /var/lib "
    "/var/lib/apt /var/local /var/log /var/mail /var/opt /var/run /var/spool /var/tmp /var/chef /var/chef/cache"
)
BASE_FILES = (
    "/etc/apt/sources.list /etc/passwd /etc/group /etc/shadow /etc/hosts /etc/hostname /etc/fstab /etc/os-release "
    "/etc/debian_version /etc/issue /etc/profile /etc/resolv.conf /etc/nsswitch.conf /bin/sh /bin/bash /usr/bin/env "
    "/usr/bin/apt-get /usr/bin/apt-cache /usr/bin/dpkg /usr/bin/dpkg-query /usr/bin/apt-key /usr/bin/id "
    "/usr/bin/getent /usr/bin/test /usr/bin/grep /usr/bin/sed /usr/bin/awk /usr/bin/perl /usr/bin/tar /usr/bin/gzip "
    "/sys/kernel/mm/transparent_hugepage/enabled /sys/kernel/mm/transparent_hugepage/defrag /proc/cpuinfo /proc/meminfo "
    "/proc/mounts /proc/version /usr/bin/find /usr/bin/chmod /usr/bin/chown /usr/sbin/useradd /usr/sbin/groupadd /usr/sbin/nologin /bin/false"
)
ZONES = "/usr/share/zoneinfo/"  # time zones, which every base system has
BASE_USERS = "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc _apt nobody"
BASE_GROUPS = (
    "root daemon bin sys adm tty disk lp mail news uucp man proxy kmem dialout fax voice cdrom floppy tape sudo audio "
    "dip www-data backup operator list irc src shadow utmp video sasl plugdev staff games users nogroup"
)


class Access(NamedTuple):
    """Owner, group and mode of a path as far as they were said."""

    owner: str = ""
    group: str = ""
    mode: str = ""


def no_step(effect: Effect) -> bool:
    """Say that no step is running that the effect belongs to."""
    return False


class SimulatedMachine:
    """The files, users, groups and packages of the machine so far; paths are absolute and normal."""

    def __init__(self) -> None:
        self.dirs: set[str] = set(BASE_DIRS.split())
        self.files: dict[str, RString | None] = dict.fromkeys(BASE_FILES.split())
        self.links: dict[str, str] = {}
        self.users: set[str] = set(BASE_USERS.split())
        self.groups: set[str] = set(BASE_GROUPS.split())
        self.packages: set[str] = set()
        self.homes: dict[str, str] = {"root": "/root"}
        self.facts: dict[str, str] = {}
        self.inputs: dict[str, Folder] = {}  # the cookbooks' own folders, by path: code may read files beside it
        self.access: dict[str, Access] = {}
        self.missed: list[str] = []  # what code asked for and nothing that is known made
        self.note: Callable[[Effect], bool] = no_step

    # --- what the converge tells

    def know_inputs(self, folders: Iterable[Folder]) -> None:
        """Let code read the files of these folders by the path that is shown for them."""
        for folder in folders:
            self.inputs[normal(folder.path)] = folder

    def know_files(self, texts: Mapping[str, str | None]) -> None:
        """Set the text of files that the base system has; None takes one away."""
        for path, text in texts.items():
            if text is None:
                self.files.pop(path, None)
            else:
                self.files[path] = RString(text)

    def make_dir(self, path: str) -> None:
        path = normal(path)
        while path not in self.dirs:
            self.dirs.add(path)
            path = posixpath.dirname(path)

    def make_file(self, path: str, content: RString | None) -> None:
        """Record a file; content None when it is there but its text is not known."""
        path = normal(path)
        self.links.pop(path, None)
        self.files[path] = content
        self.make_dir(posixpath.dirname(path))

    def make_link(self, path: str, target: str) -> None:
        self.links[normal(path)] = target

    def remove(self, path: str) -> None:
        """Take away a file or link, or a directory with all that lies below it."""
        path = normal(path)
        self.files.pop(path, None)
        self.links.pop(path, None)
        self.access.pop(path, None)
        self.dirs.discard(path)
        below = path + "/"
        for name in [name for name in self.files if name.startswith(below)]:
            del self.files[name]
        self.dirs = {name for name in self.dirs if not name.startswith(below)}

    def install(self, names: Iterable[str]) -> None:
        self.packages.update(names)

    def add_user(self, name: str, home: str = "") -> None:
        self.users.add(name)
        self.groups.add(name)
        self.homes[name] = home or f"/home/{name}"

    # --- what Ruby code does

    def change(self, effect: Effect) -> bool:
        """Make a change of Ruby code and file it with the step that runs; False when it is not known or has no step."""
        path = normal(_sample(effect.path)) if effect.path else ""
        known = self._completed(effect, path)
        self._apply(known, path)
        return self.note(known) and known.kind is not EffectKind.UNKNOWN

    def _completed(self, effect: Effect, path: str) -> Effect:
        """Return the effect with what the machine knows of its path; of kind UNKNOWN when that is not enough."""
        if _is_unknown(effect.path) or _is_unknown(effect.target):
            reason = effect.reason or "it works with a path that is not known"
            return replace(effect, kind=EffectKind.UNKNOWN, path="", reason=reason)
        if effect.kind is EffectKind.WRITE and _is_unknown(effect.content):
            return replace(effect, kind=EffectKind.UNKNOWN, reason=f"the content of {path} is not known")
        if effect.kind is EffectKind.ACCESS and not (self.exists(path) or self.is_link(path)):
            reason = f"the machine is not known to have {path}"
            return replace(effect, kind=EffectKind.UNKNOWN, path="", reason=reason)
        if effect.kind in (EffectKind.ACCESS, EffectKind.REMOVE):
            single = path in self.files or path in self.links
            return replace(effect, folder=path in self.dirs or (effect.folder and not single))
        return effect

    def _apply(self, effect: Effect, path: str) -> None:
        if not effect.path:
            return
        if effect.kind in (EffectKind.WRITE, EffectKind.UNKNOWN):
            self.make_file(path, None if effect.kind is EffectKind.UNKNOWN else _content(effect.content))
        elif effect.kind is EffectKind.REMOVE:
            self.remove(path)
        elif effect.kind is EffectKind.DIRECTORY:
            self.make_dir(path)
        elif effect.kind is EffectKind.LINK:
            self.make_link(path, _sample(effect.target))
        self.give(path, Access(effect.owner, effect.group, effect.mode))

    def give(self, path: str, access: Access) -> None:
        """Set owner, group and mode of a path where they are said."""
        before = self.access.get(normal(path), Access())
        self.access[normal(path)] = Access(*(new or old for new, old in zip(access, before, strict=True)))

    # --- what code asks

    def resolve(self, path: str, depth: int = 0) -> str:
        """Follow symbolic links."""
        path = normal(path)
        target = self.links.get(path)
        if target is None or depth > 20:
            return path
        return self.resolve(posixpath.join(posixpath.dirname(path), target), depth + 1)

    def exists(self, path: str) -> bool | None:
        found = self.resolve(path)
        known = found in self.files or found in self.dirs or found.startswith(ZONES)
        known = known or self.input_at(found) is not None
        if not known:
            self.missed.append(found)
        return known

    def input_at(self, path: str) -> InputFile | None:
        """Return the file of a cookbook at a path."""
        for root, folder in self.inputs.items():
            if path.startswith(root + "/"):
                found = folder.files.get(path[len(root) + 1 :])
                if found is not None:
                    return found
        return None

    def is_dir(self, path: str) -> bool | None:
        return self.resolve(path) in self.dirs

    def is_link(self, path: str) -> bool | None:
        return normal(path) in self.links

    def read(self, path: str) -> RString | Unknown | None:
        found = self.resolve(path)
        if found not in self.files:
            if found.startswith((ZONES, "/proc/", "/sys/")):
                return Unknown(f"the content of {path} is not known", None)
            beside = self.input_at(found)
            if beside is None:
                self.missed.append(found)
            return RString(beside.text) if beside is not None else None
        content = self.files[found]
        return Unknown(f"the content of {path} is not known", None) if content is None else content

    def glob(self, pattern: str) -> list[str] | None:
        self.missed.append(pattern)
        matcher = regex.compile(_glob_regex(pattern))
        return sorted(name for name in (*self.files, *self.dirs, *self.links) if matcher.fullmatch(name))

    def shell_out(self, command: str) -> CommandResult | Unknown:
        return answer_command(self, command)


def normal(path: str) -> str:
    """Return an absolute path without `..`, double or trailing slashes."""
    return posixpath.normpath("/" + path.lstrip("/"))


def _sample(value: str | Text) -> str:
    if isinstance(value, str):
        return value
    return "".join(part.sample if isinstance(part, Hole) else part for part in value.parts)


def _is_unknown(content: str | Text | None) -> bool:
    if isinstance(content, Text):
        return any(isinstance(part, Hole) and isinstance(part.origin, Unknown) for part in content.parts)
    return content is None


def _content(content: str | Text | None) -> RString | None:
    if isinstance(content, Text):
        return RString.from_parts(content.parts)
    return None if content is None else RString(content)


def _glob_regex(pattern: str) -> str:
    out, index = "", 0
    while index < len(pattern):
        char = pattern[index]
        if pattern.startswith("**/", index):
            out += "(?:.*/)?"
            index += 3
            continue
        out += {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}.get(char, "")
        if char not in "*?{},":
            out += char if char in "[]" else regex.escape(char)
        index += 1
    return out
