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
import yaml

from tests.kubernetes_rules import CUSTOM, beyond_restricted
from tests.kubernetes_rules import wrong as broken
from tests.kubernetes_tools import kustomize, unpack

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
            built = kustomize(tools["kubectl"], part)
            objects.extend(built)
            wrong.extend(f"{part.name}: {sentence}" for sentence in broken(built))
        except AssertionError as problem:
            wrong.append(f"{part.name}: {problem}")
    wrong.extend(message for each in objects for message in _invalid(each))
    if (folder / "helm").is_dir():
        wrong.extend(_helm(tools["helm"], folder / "helm"))
        wrong.extend(f"helm: {sentence}" for sentence in _rendered(tools["helm"], folder / "helm"))
    report = (folder / "report.md").read_text()
    beyond = sorted(set(beyond_restricted(objects)))
    named = report.partition("## Before you apply k8s/")[2].partition("\n## ")[0]
    unnamed = sorted(
        {
            name
            for name, _ in beyond
            if f"- {name} runs as root" not in named and f"the job {name} runs as root" not in named
        }
    )
    wrong.extend(f"the report does not name that {name} leaves the restricted profile" for name in unnamed)
    shown = ", ".join(f"{name} {what}" for name, what in beyond)
    return wrong, len(objects), f"; beyond restricted, and named: {shown}" if shown else ""


def _invalid(each: Object) -> Iterator[str]:
    if each["kind"] not in CUSTOM:
        try:
            kubernetes_validate.validate(each, "1.33", strict=True)
        except kubernetes_validate.ValidationError as problem:
            yield f"{each['kind']} {each['metadata']['name']}: {problem.message}"


def _rendered(helm: Path, chart: Path) -> Iterator[str]:
    """Yield what is wrong with what the chart gives, by its own values and by those of each environment."""
    values = sorted(chart.glob("values-*.yaml"))
    for given in ([], *(["-f", str(path)] for path in values)):
        done = subprocess.run([helm, "template", "x", str(chart), *given], capture_output=True, text=True, check=False)
        if done.returncode:
            yield done.stderr
        else:
            objects = [each for each in yaml.safe_load_all(done.stdout) if each]
            yield from (message for each in objects for message in _invalid(each))
            yield from broken(objects)


def _helm(helm: Path, chart: Path) -> Iterator[str]:
    for arguments in (["lint", "--strict", str(chart)], ["template", "x", str(chart)]):
        done = subprocess.run([helm, *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"helm {arguments[0]}: {done.stderr or done.stdout}"


if __name__ == "__main__":
    sys.exit(main())
