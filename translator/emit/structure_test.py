"""What an image must hold → a container-structure-test file (schemaVersion 2.0.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from translator.emit.entrypoint import SCRIPT
from translator.emit.identity import BASE_GROUPS, BASE_IDS, identity_of
from translator.emit.mounts import secret_mounts, template_paths
from translator.emit.quoting import shell_word
from translator.emit.rootfs import usr_merged
from translator.emit.steps import needs_entrypoint
from translator.emit.variables import baked
from translator.plan.model import Expected, Image, Plan, Process, RootfsEntry
from translator.plan.yaml_text import dump


def structure_test(plan: Plan, image: Image) -> str:
    """Return the test file's text."""
    made: dict[str, Any] = {"schemaVersion": "2.0.0"}
    made["fileExistenceTests"] = [_existence(image, expected) for expected in testable(plan, image)]
    made["fileContentTests"] = [test for entry in image.rootfs if (test := _content(entry))]
    made["commandTests"] = [*_owners(plan, image), *_packages(image)]
    made["metadataTest"] = _metadata(plan, image)
    return dump({name: value for name, value in made.items() if value != []})


def testable(plan: Plan, image: Image) -> list[Expected]:
    """Return what the image itself must hold: files that are mounted or rendered at start are not in it."""
    later = {mount.path for mount in secret_mounts(plan, image)} | template_paths(image)
    return [expected for expected in image.expected if expected.path not in later]


def _existence(image: Image, expected: Expected) -> dict[str, Any]:
    path = usr_merged(expected.path)
    made: dict[str, Any] = {"name": f"{expected.kind} {path}", "path": path, "shouldExist": expected.kind != "absent"}
    if expected.kind in ("file", "directory") and expected.mode:
        made["permissions"] = permissions(expected.kind, expected.mode)
    uid, gid = _ids(image)
    if expected.kind in ("file", "directory") and expected.owner in uid and expected.group in gid:
        made |= {"uid": uid[expected.owner], "gid": gid[expected.group]}
    return made


def permissions(kind: str, mode: str) -> str:
    """Return octal digits as Go's FileMode prints them: 0644 is -rw-r--r--, 1777 of a directory is dtrwxrwxrwx."""
    bits = int(mode, 8)
    special = "".join(letter for letter, bit in (("u", 0o4000), ("g", 0o2000), ("t", 0o1000)) if bits & bit)
    plain = "".join(letter if bits >> (8 - at) & 1 else "-" for at, letter in enumerate("rwxrwxrwx"))
    first = ("d" if kind == "directory" else "") + special
    return (first or "-") + plain


def _ids(image: Image) -> tuple[dict[str, int], dict[str, int]]:
    """Return the uids and gids whose numbers are sure: root's and those that this program fixes."""
    ids = identity_of(image)
    users = {"root": 0, "": 0, **({ids.user: ids.uid} if ids else {})}
    groups = {"root": 0, "": 0, **({ids.group: ids.gid} if ids else {})}
    if image.base.startswith(("debian", "ubuntu")):
        users, groups = {**BASE_IDS, **users}, {**BASE_GROUPS, **groups}
    return users, groups


def _content(entry: RootfsEntry) -> dict[str, Any] | None:
    """Return a test for a file's longest line, which says most about it."""
    if entry.kind != "file" or not isinstance(entry.content, str):
        return None
    lines = [line.strip() for line in entry.content.splitlines() if line.strip() and line.isprintable()]
    if not lines:
        return None
    longest = max(lines, key=len)[:120]
    path = usr_merged(entry.path)
    return {
        "name": f"content of {path}",
        "path": path,
        "expectedContents": [re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", longest)],
    }


def _owners(plan: Plan, image: Image) -> Iterable[dict[str, Any]]:
    """Yield a test of owner and group by name where their numbers are the package's choice."""
    uid, gid = _ids(image)
    for expected in testable(plan, image):
        known = expected.owner in uid and expected.group in gid
        if expected.kind in ("file", "directory") and not known:
            path = usr_merged(expected.path)
            words = f"stat -c %U:%G {shell_word(path)}"
            owner = f"{expected.owner or 'root'}:{expected.group or 'root'}"
            yield _command(f"owner of {path}", words, f"^{re.escape(owner)}$")


def _packages(image: Image) -> Iterable[dict[str, Any]]:
    debian = image.base.startswith(("debian", "ubuntu"))
    for name, version in image.packages:
        query = f"dpkg-query --status {shell_word(name)}" if debian else f"rpm -qi {shell_word(name)}"
        wanted = ["Status: install ok installed"] if debian else [f"Name *: {re.escape(name)}"]
        yield _command(f"package {name}", query, *wanted, *([f"Version.*{re.escape(version)}"] if version else []))


def _command(name: str, line: str, *output: str) -> dict[str, Any]:
    return {"name": name, "command": "sh", "args": ["-c", line], "expectedOutput": list(output), "exitCode": 0}


def _resolved(plan: Plan, process: Process, text: str) -> str:
    return text.replace("${" + process.version_argument + "}", plan.version) if process.version_argument else text


def _metadata(plan: Plan, image: Image) -> dict[str, Any]:
    process = image.process
    if process is None:
        return {}
    ids = identity_of(image)
    made: dict[str, Any] = {
        "envVars": [{"key": name, "value": _resolved(plan, process, value)} for name, value in baked(process)],
        "exposedPorts": [str(port) for port in sorted({*process.ports, *process.udp_ports})],
        "entrypoint": [SCRIPT] if needs_entrypoint(image) else [],
        "cmd": list(process.command),
        "workdir": _resolved(plan, process, process.workdir),
        "user": ids.user_word if ids else "",
    }
    return {name: value for name, value in made.items() if value or name == "entrypoint"}
