"""What the terminal shows: each `show_*` makes a `Shown`, text for a person and data for `--format json`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from translator import tools
from translator.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from translator.evaluate.catalog import Catalog
    from translator.image.results import BuildResult, Row, SmokeResult, VerifyResult
    from translator.load.puppet_project import PuppetProject
    from translator.pipeline import Translation
    from translator.plan.model import Plan
    from translator.tools import AnyProject


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One result, both ways. Diagnostics go to standard error as text, into the data as JSON."""

    text: str
    data: dict[str, Any]
    diagnostics: tuple[Diagnostic, ...] = field(default=())


def print_shown(shown: Shown, as_json: bool) -> None:
    """Print a result to standard output and, as text, its diagnostics to standard error."""
    if as_json:
        json.dump(shown.data, sys.stdout, indent=1, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    for item in shown.diagnostics:
        if item.severity is not Severity.NOTE:
            print(item.render(), file=sys.stderr)
    if shown.text:
        print(shown.text)


def progress_line(output_format: str) -> Callable[[str], None]:
    """Return the function that long work calls with each line of progress: silent for JSON."""
    return (lambda line: None) if output_format == "json" else (lambda line: print(line, flush=True))


def show_conversion(
    translation: Translation, target: Path, diagnostics: tuple[Diagnostic, ...], layers: bool = False
) -> Shown:
    """Say what was written where, and how many resources ended in which place."""
    from translator.emit.report import reported

    plan = translation.plan
    resources = reported(plan)
    places = Counter(record["place"] for record in resources)
    if not resources:
        return Shown(text="", data={"diagnostics": [item.as_json() for item in diagnostics]}, diagnostics=diagnostics)
    images = [_image_line(plan, index) for index in range(len(plan.images))]
    text = [f"{plan.name}: {len(resources)} resources → {target}", *images, *_place_lines(places)]
    if layers:
        report = json.loads(next(str(each.content) for each in translation.artifacts if each.path == "report.json"))
        text += [line for image in report["images"] for line in _layer_lines(image["name"], image["layers"])]
    text.append(f"  read {target / 'report.md'} for where each resource went and what is left to do")
    data = {
        "name": plan.name,
        "output": str(target),
        "images": [image.name for image in plan.images],
        "places": dict(places),
        "diagnostics": [item.as_json() for item in diagnostics],
    }
    return Shown(text="\n".join(text), data=data, diagnostics=diagnostics)


def show_declared(project: AnyProject) -> Shown:
    """Show what the machine of a project would be, in the vocabulary of its tool."""
    if tools.of_puppet(project):
        return show_compiled(cast("PuppetProject", project))
    return show_catalog(tools.evaluate(project))


def show_catalog(catalog: Catalog) -> Shown:
    """Show the resource collection: one line each, or the whole in the golden form as JSON."""
    from translator.evaluate.chef.golden_json import catalog_json

    lines = [f"{resource.id} [{', '.join(resource.actions)}]  {resource.span}" for resource in catalog.resources]
    data = catalog_json(catalog)
    data["diagnostics"] = [item.as_json() for item in catalog.diagnostics]
    return Shown(text="\n".join(lines), data=data, diagnostics=catalog.diagnostics)


def show_compiled(project: PuppetProject) -> Shown:
    """Compile a Puppet project and show its catalog: one line a resource, or the whole as Puppet words it as JSON."""
    from translator.evaluate.puppet.catalog_json import catalog_as_json
    from translator.evaluate.puppet.evaluate import compile_puppet

    compiled = compile_puppet(project)
    data = catalog_as_json(compiled.compilation.catalog, compiled.diagnostics)
    lines = [f"{row['type']}[{row['title']}]  {_place(row)}".rstrip() for row in data["resources"]]
    return Shown(text="\n".join(lines), data=data, diagnostics=compiled.diagnostics)


def _place(row: dict[str, Any]) -> str:
    return f"{row['file']}:{row['line']}" if "file" in row else ""


def show_explanation(rows: Iterable[dict[str, Any]], wanted: str) -> Shown:
    """Say of each matching resource where it went and why."""
    found = list(rows)
    text = "\n\n".join(_explained(row) for row in found) or f"no resource matches {wanted!r}"
    return Shown(text=text, data={"resources": found})


def _layer_lines(name: str, layers: Iterable[dict[str, Any]]) -> list[str]:
    """Return a line for each layer of an image and two below it: why it is there, and what builds it anew."""
    lines = [f"  layers of {name}, each built anew with those below it:"]
    for row in layers:
        size = f", {row['megabytes']} MB" if "megabytes" in row else ""
        named = ", ".join(row["resources"][:3]) + (" …" if len(row["resources"]) > 3 else "")
        lines += [f"    {row['layer']}{size}: {named}", f"      here because {row['why_here']}"]
        lines.append(f"      built anew by {row['built_anew_by']}")
    return lines


def show_build(result: BuildResult, layers: bool = False) -> Shown:
    """Say which images were built and what came from the cache; with `layers` why each layer is where it is."""
    lines: list[str] = []
    for image in result.images:
        lines.append(f"{image.tag}: {image.steps} steps, {image.cached} from the cache, {image.megabytes:.0f} MB")
        lines += _layer_lines(image.tag, image.layers) if layers else []
    return Shown(text="\n".join(lines), data=result.as_json(), diagnostics=result.diagnostics)


def show_verify(result: VerifyResult) -> Shown:
    """Say how many resources are in sync, and list all that are not."""
    lines = [", ".join(f"{count} {what}" for what, count in result.counts.items())] if result.rows else []
    lines += verified_lines(result.rows)
    return Shown(text="\n".join(lines), data=result.as_json(), diagnostics=result.diagnostics)


def verified_lines(rows: Iterable[Row]) -> list[str]:
    """Return a line for each row that is not in sync; many with one reason are one line, with the first few named."""
    lines: list[str] = []
    alike: dict[str, list[Row]] = {}
    for row in rows:
        if row.verdict.value != "in sync":
            alike.setdefault(row.reason or row.subject + row.detail, []).append(row)
    for same in alike.values():
        lines += [_verified_line(row) for row in same[:ALIKE]]
        if len(same) > ALIKE:
            lines.append(f"  {same[0].verdict.value}: {len(same) - ALIKE} more – {same[0].reason}")
    return lines


ALIKE = 4


def _verified_line(row: Row) -> str:
    place = f" ({row.place})" if row.place else ""
    reason = f" – {row.reason}" if row.reason else ""
    return f"  {row.verdict.value}: {row.subject}{place}: {row.detail}{reason}"


def write_verified(folder: Path, result: VerifyResult, against: str) -> None:
    """Put the result into the folder's report.md, in the place of an earlier one against the same."""
    from translator.emit.writer import renew

    path = folder / "report.md"
    if not result.rows or not path.is_file():
        return
    title = f"## Verified against {against}"
    before, _, rest = path.read_text(encoding="utf-8").partition(title)
    after = rest.partition("\n## ")[2]
    lines = [title, "", ", ".join(f"{count} {what}" for what, count in result.counts.items()) + ".", ""]
    lines += [f"-{line[1:]}" for line in verified_lines(result.rows)]
    text = before.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n"
    renew(folder, "report.md", text + (f"\n## {after}" if after else ""))


def show_smoke(result: SmokeResult) -> Shown:
    """Say what was checked, and every check that failed."""
    failed = [check for check in result.checks if not check.passed]
    lines = [f"{len(result.checks) - len(failed)} checks passed, {len(failed)} failed"]
    lines += [f"  FAILED {check.name}: {check.detail}" for check in failed]
    return Shown(text="\n".join(lines), data=result.as_json(), diagnostics=result.diagnostics)


def _image_line(plan: Plan, index: int) -> str:
    image = plan.images[index]
    command = " ".join(image.process.command) if image.process else "no service: a base image"
    return f"  image {image.name}: {command}"


def _place_lines(places: Counter[str]) -> list[str]:
    return [f"  {count:5}  {place}" for place, count in sorted(places.items())]


def _explained(row: dict[str, Any]) -> str:
    lines = [f"{row['resource']}  {row['source']}", f"  {row['place']}: {row['detail']}"]
    lines += [f"  {name}: {row[name]}" for name in ("reason", "advice") if row.get(name)]
    return "\n".join(lines)
