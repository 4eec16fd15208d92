"""A converted folder's report.json → what its images are and must hold."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class MountedFile:
    """A file out of a Secret: `text` has {{ .key }} where a secret stands, "" when the file is one secret whole."""

    path: str
    secret: str
    key: str
    mode: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFile:
    """What must be at a path; "" for what is not checked. `source` names the resource and its line."""

    kind: str
    path: str
    owner: str = ""
    group: str = ""
    mode: str = ""
    sha256: str = ""
    target: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The image's process."""

    service: str
    command: tuple[str, ...]
    user: str
    uid: int
    gid: int
    capabilities: tuple[str, ...]
    ports: tuple[int, ...]
    local_ports: tuple[int, ...]
    udp_ports: tuple[int, ...]
    health: dict[str, Any]
    health_command: tuple[str, ...]
    runtime: dict[str, str]
    secret_variables: dict[str, str]
    logs: tuple[str, ...]
    stdout: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def speaks_http(self) -> bool:
        return bool(self.health["kind"] == "http")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageInfo:
    """One image of the folder."""

    name: str
    tag: str
    folder: str
    base: str
    process: Service | None
    files: tuple[ExpectedFile, ...]
    rendered: tuple[str, ...]
    mounted: tuple[MountedFile, ...]
    volumes: tuple[tuple[str, str, str], ...]
    scratch: tuple[str, ...]
    packages: tuple[tuple[str, str], ...]
    steps: dict[int, dict[str, Any]]
    layers: tuple[dict[str, Any], ...] = ()
    installs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SidecarInfo:
    name: str
    image: str
    command: tuple[str, ...]
    arguments: tuple[str, ...]
    files: tuple[str, ...]
    shares: tuple[str, ...]
    environment: dict[str, str]
    secret_variables: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    name: str
    certificate: str
    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A converted folder. It `asks_for_units` when a service's start was not known: its package's unit may tell."""

    folder: Path
    name: str
    images: tuple[ImageInfo, ...]
    sidecars: tuple[SidecarInfo, ...] = ()
    certificates: tuple[Certificate, ...] = field(default=())
    asks_for_units: bool = False


UNKNOWN_START = "runs in the foreground is not known"


class NotConverted(Exception):
    """The folder has no report.json that this program wrote."""


def describe(folder: Path) -> Described:
    """Read the folder's report; NotConverted when it is none of ours."""
    try:
        data = json.loads((folder / "report.json").read_text())
        return Described(
            folder=folder,
            name=data["name"],
            images=tuple(map(_image, data["images"])),
            sidecars=tuple(map(_sidecar, data["sidecars"])),
            certificates=tuple(Certificate(**{**one, "names": tuple(one["names"])}) for one in data["certificates"]),
            asks_for_units=any(UNKNOWN_START in one["reason"] for one in data["resources"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotConverted(f"{folder} has no report.json that this version's `convert` wrote: {error}") from error


def _image(data: dict[str, Any]) -> ImageInfo:
    plain = {name: data[name] for name in ("name", "tag", "folder", "base")}
    return ImageInfo(
        **plain,
        process=_service(data["process"]) if data["process"] else None,
        files=tuple(ExpectedFile(**one) for one in data["files"]),
        rendered=tuple(data["rendered"]),
        mounted=tuple(MountedFile(**one) for one in data["mounted"]),
        volumes=tuple((name, path, kind) for name, path, kind in data["volumes"]),
        scratch=tuple(data["scratch"]),
        packages=tuple((name, version) for name, version in data["packages"]),
        layers=tuple(data["layers"]),
        installs=tuple(data["installs"]),
        steps={one["step"]: one for one in data["steps"]},
    )


def _service(data: dict[str, Any]) -> Service:
    listed = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    return Service(**{**data, **listed})


def _sidecar(data: dict[str, Any]) -> SidecarInfo:
    listed: dict[str, Any] = {name: tuple(data[name]) for name in ("command", "arguments", "files", "shares")}
    plain = {name: data[name] for name in ("name", "image", "environment", "secret_variables")}
    return SidecarInfo(**plain, **listed)
