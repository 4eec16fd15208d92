"""A plan → report.json and report.md: every resource and where it went, what was said, and what is left to do by hand.

`report.json` is also what `build` and `smoke` read: what stands in each image, and which Dockerfile step made it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from translator.emit.entrypoint import runtime_variables
from translator.emit.folders import folder_of, label_name, tag_of
from translator.emit.health import health_command, health_of
from translator.emit.identity import identity_of
from translator.emit.instructions import Place as Where
from translator.emit.kubernetes.common import root_capabilities
from translator.emit.kubernetes.notes import cluster_notes
from translator.emit.layers import layer_rows
from translator.emit.mounts import image_mounts, secret_mounts, secret_text, template_paths
from translator.emit.origins import Origins, described
from translator.emit.rootfs import usr_merged
from translator.emit.structure_test import testable
from translator.emit.version import own_version
from translator.plan.layers import SEPARATORS
from translator.plan.model import Expected, Image, InstallPackages, Place, Placement, Plan, Sidecar

Record = dict[str, Any]


def report_data(plan: Plan, steps: dict[str, tuple[Where, ...]]) -> Record:
    """Return the report as data; `steps` are the Dockerfile places by image name."""
    resources = reported(plan)
    counts = Counter(record["place"] for record in resources)
    return {
        "name": plan.name,
        "version": plan.version,
        "source": plan.source,
        "cook2image": own_version(),
        "summary": {place.value: counts[place.value] for place in Place},
        "images": [_image(plan, image, steps.get(image.name, ())) for image in plan.images],
        "sidecars": [_sidecar(sidecar) for sidecar in plan.sidecars],
        "secrets": [{"name": label_name(stub.name), "keys": dict(sorted(stub.keys.items()))} for stub in plan.secrets],
        "certificates": [_certificate(plan, at) for at in range(len(plan.certificates))],
        "jobs": [{"name": job.name, "schedule": job.schedule, "command": list(job.command)} for job in plan.jobs],
        "cluster": cluster_notes(plan),
        "resources": resources,
        "diagnostics": [diagnostic.as_json() for diagnostic in plan.diagnostics],
    }


def reported(plan: Plan) -> list[Record]:
    """Return a record for each resource and action, once for each place it went to: an array of packages is one row."""
    records = [_resource(placement) for placement in plan.placements]
    return list({json.dumps(record): record for record in records}.values())


def report_json(data: Record) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _resource(placement: Placement) -> Record:
    name, source = described(placement.origin)
    return {
        "resource": name,
        "action": placement.origin.action,
        "source": source,
        "within": [str(outer) for outer in placement.origin.created_by],
        "place": placement.place.value,
        "image": placement.image,
        "detail": placement.detail,
        "reason": placement.reason,
        "advice": placement.advice,
    }


def _image(plan: Plan, image: Image, steps: tuple[Where, ...]) -> Record:
    origins = Origins(plan)
    return {
        "name": image.name,
        "tag": tag_of(plan, image),
        "folder": folder_of(plan, image).rstrip("/"),
        "base": image.base,
        "process": _process(image),
        "files": [_expected(expected) for expected in testable(plan, image)],
        "rendered": sorted(template_paths(image)),
        "mounted": [_mounted(plan, image, at) for at in range(len(secret_mounts(plan, image)))],
        "volumes": [[m.name, m.path, m.kind] for m in image_mounts(plan, image) if m.kind != "scratch"],
        "scratch": [mount.path for mount in image_mounts(plan, image) if mount.kind == "scratch"],
        "packages": [list(pair) for pair in image.packages],
        "installs": _installs(image),
        "layers": layer_rows(plan, image, steps),
        "steps": [{"step": at.step, "line": at.line, "resources": origins.of(at.nodes)} for at in steps if at.nodes],
    }


def _installs(image: Image) -> list[str]:
    """Return the distribution's packages that the image installs by name, the tools of its commands included."""
    system = ("apt", "yum", "dnf", "zypper", "apk")
    steps = [step for layer in image.layers for step in layer.steps]
    named = [
        name for step in steps if isinstance(step, InstallPackages) and step.manager in system for name in step.packages
    ]
    separators = {SEPARATORS[manager] for manager in ("apt", "zypper")}
    return sorted({re.split("|".join(separators), name)[0] for name in named})


def _process(image: Image) -> Record | None:
    process = image.process
    if process is None:
        return None
    check = health_of(process)
    ids = identity_of(image)
    links = {path for path, _ in process.stdout_links}
    return {
        "service": process.service,
        "command": list(process.command),
        "user": ids.user if ids else "root",
        "uid": ids.uid if ids else 0,
        "gid": ids.gid if ids else 0,
        "capabilities": [] if ids else list(root_capabilities(image)),
        "ports": list(process.ports),
        "local_ports": list(process.local_ports),
        "udp_ports": list(process.udp_ports),
        "health": {"kind": check.kind, "port": check.port, "path": check.path, "scheme": check.scheme},
        "health_command": list(health_command(image)),
        "runtime": runtime_variables(image),
        "secret_variables": dict(sorted(process.secret_environment.items())),
        "notes": list(process.notes),
        "logs": [path for path in process.logs if path not in links],
        "stdout": sorted(links),
    }


def _expected(expected: Expected) -> Record:
    made = {
        "kind": expected.kind,
        "path": usr_merged(expected.path),
        "owner": expected.owner,
        "group": expected.group,
        "mode": expected.mode,
        "sha256": expected.sha256,
        "target": expected.target,
        "source": "{} ({})".format(*described(expected.origin)) if expected.origin else "",
    }
    return {name: value for name, value in made.items() if value}


def _mounted(plan: Plan, image: Image, at: int) -> Record:
    mount = secret_mounts(plan, image)[at]
    return {
        "path": mount.path,
        "secret": mount.secret,
        "key": mount.key,
        "mode": mount.mode,
        "text": secret_text(image, mount),
    }


def _certificate(plan: Plan, at: int) -> Record:
    request = plan.certificates[at]
    paths = {"certificate": request.certificate_path, "key": request.key_path}
    return {"name": label_name(request.name), **paths, "names": list(request.names)}


def _sidecar(sidecar: Sidecar) -> Record:
    return {
        "name": label_name(sidecar.name),
        "kind": sidecar.kind,
        "image": sidecar.image,
        "command": list(sidecar.command),
        "arguments": list(sidecar.arguments),
        "ports": list(sidecar.ports),
        "shares": list(sidecar.shares),
        "files": [path for path, _ in sidecar.files],
        "environment": dict(sorted(sidecar.environment.items())),
        "secret_variables": dict(sorted(sidecar.secret_environment.items())),
        "replaces": [f"{name} ({place})" for name, place in dict.fromkeys(map(described, sidecar.origins))],
        "reason": sidecar.reason,
    }
