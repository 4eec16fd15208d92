"""Hold the manifests of converted folders to kubectl, helm, the Kubernetes schemas and the restricted profile.

    python -m bench.check_manifests FOLDER...

Each FOLDER is what `cook2image convert` wrote. Prints a line a folder: objects built, what is wrong with them, and what its
containers may do beyond the restricted profile, each with whether the report names it. Exits with 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]

from tests.kubernetes_tools import kustomize, unpack

CUSTOM = frozenset(("Certificate", "PodMonitor", "ExternalSecret"))
Object = dict[str, Any]


def main() -> int:
    """Check every folder; return 1 when one has something wrong."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", type=Path, nargs="+")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        tools = {tool: unpack(tool, Path(name)) for tool in ("kubectl", "helm")}
        for folder in options.parse_args().folders:
            wrong, built, beyond = check(folder, tools)
            failed += bool(wrong)
            print(f"{folder.name}: {built} objects, {'; '.join(wrong) or 'nothing wrong'}{beyond}")
    return 1 if failed else 0


def check(folder: Path, tools: dict[str, Path]) -> tuple[list[str], int, str]:
    """Return what is wrong, how many objects were built, and what goes beyond the restricted profile."""
    wrong: list[str] = []
    objects: list[Object] = []
    overlays = folder / "k8s" / "overlays"
    for part in (folder / "k8s" / "base", *(sorted(overlays.iterdir()) if overlays.is_dir() else ())):
        try:
            objects.extend(kustomize(tools["kubectl"], part))
        except AssertionError as problem:
            wrong.append(f"{part.name}: {problem}")
    wrong.extend(message for each in objects for message in _invalid(each))
    if (folder / "helm").is_dir():
        wrong.extend(_helm(tools["helm"], folder / "helm"))
    report = (folder / "report.md").read_text()
    beyond = sorted({what for each in objects for what in _beyond(each)})
    shown = ", ".join(
        f"{what} ({'named' if what.split()[0] in report else 'NOT NAMED'} in the report)" for what in beyond
    )
    return wrong, len(objects), f"; beyond restricted: {shown}" if shown else ""


def _invalid(each: Object) -> Iterator[str]:
    if each["kind"] not in CUSTOM:
        try:
            kubernetes_validate.validate(each, "1.33", strict=True)
        except kubernetes_validate.ValidationError as problem:
            yield f"{each['kind']} {each['metadata']['name']}: {problem.message}"


def _helm(helm: Path, chart: Path) -> Iterator[str]:
    for arguments in (["lint", "--strict", str(chart)], ["template", "x", str(chart)]):
        done = subprocess.run([helm, *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"helm {arguments[0]}: {done.stderr or done.stdout}"


def _beyond(node: Any) -> Iterator[str]:
    """Yield what a container may do that the restricted profile forbids. Source: Pod Security Standards, Restricted."""
    if isinstance(node, dict):
        context = node.get("securityContext")
        if isinstance(context, dict) and "allowPrivilegeEscalation" in context:
            yield from _exceptions(node["name"], context)
        for value in node.values():
            yield from _beyond(value)
    elif isinstance(node, list):
        for item in node:
            yield from _beyond(item)


def _exceptions(name: str, context: Object) -> Iterator[str]:
    if context["allowPrivilegeEscalation"]:
        yield f"{name} may gain privileges"
    if not context.get("runAsNonRoot"):
        yield f"{name} runs as root"
    added = set((context.get("capabilities") or {}).get("add") or ()) - {"NET_BIND_SERVICE"}
    if added:
        yield f"{name} adds {', '.join(sorted(added))}"
    if "ALL" not in ((context.get("capabilities") or {}).get("drop") or ()):
        yield f"{name} keeps capabilities"


if __name__ == "__main__":
    sys.exit(main())
