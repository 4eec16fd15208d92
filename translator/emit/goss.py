"""What an image must hold and do → a goss file, for those who run goss in the container (goss.rocks, version 0.4)."""

from __future__ import annotations

from typing import Any

from translator.emit.health import health_of
from translator.emit.identity import identity_of
from translator.emit.rootfs import usr_merged
from translator.emit.structure_test import testable
from translator.plan.model import Expected, Image, Plan, Process
from translator.plan.yaml_text import dump

_TYPES = {"file": "file", "directory": "directory", "link": "symlink"}
HEADER = "In the running container: goss --gossfile goss.yaml validate --retry-timeout 60s"


def goss(plan: Plan, image: Image) -> str:
    """Return the file's text."""
    made: dict[str, Any] = {
        "file": {usr_merged(expected.path): _file(expected) for expected in testable(plan, image)},
        "package": {name: _package(version) for name, version in image.packages},
    }
    if image.process is not None:
        made |= _running(image, image.process)
    return dump({name: value for name, value in made.items() if value}, HEADER)


def _file(expected: Expected) -> dict[str, Any]:
    if expected.kind == "absent":
        return {"exists": False}
    made: dict[str, Any] = {"exists": True, "filetype": _TYPES[expected.kind]}
    if expected.kind == "link":
        return {**made, **({"linked-to": expected.target} if expected.target else {})}
    made["mode"] = expected.mode.lstrip("0").zfill(4) if expected.mode else ""
    made |= {"owner": expected.owner, "group": expected.group, "sha256": expected.sha256}
    return {name: value for name, value in made.items() if value != ""}


def _package(version: str) -> dict[str, Any]:
    return {"installed": True, **({"versions": [version]} if version else {})}


def _running(image: Image, process: Process) -> dict[str, Any]:
    """Return the checks of what runs: its ports, its user, and an answer over HTTP where it gives one."""
    ids = identity_of(image)
    ports: dict[str, Any] = {f"tcp:{port}": {"listening": True} for port in process.ports}
    ports |= {f"tcp:{port}": {"listening": True, "ip": ["127.0.0.1"]} for port in process.local_ports}
    ports |= {f"udp:{port}": {"listening": True} for port in process.udp_ports}
    made: dict[str, Any] = {"port": ports}
    if ids is not None:
        made["user"] = {ids.user: {"exists": True, "uid": ids.uid, "gid": ids.gid}}
    check = health_of(process)
    if check.kind == "http":
        secure = {"allow-insecure": True} if check.scheme == "https" else {}
        made["http"] = {
            f"{check.scheme}://127.0.0.1:{check.port}{check.path}": {"status": 200, "timeout": 5000, **secure}
        }
    return made
