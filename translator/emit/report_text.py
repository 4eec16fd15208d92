"""The report's data → report.md, for a person: what to do by hand first, then every resource by where it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from translator.plan.model import Place

Record = dict[str, Any]
_TITLES = {
    Place.MANUAL: "To do by hand",
    Place.IMAGE: "In the images",
    Place.RUNTIME: "Configuration at run time",
    Place.SIDECAR: "In sidecars",
    Place.PLATFORM: "On the platform",
    Place.DROPPED: "Dropped",
}


def report_text(data: Record) -> str:
    """Return the report as Markdown."""
    parts = [
        _head(data),
        _images(data),
        _notes(data),
        _runtime(data),
        _sidecars(data),
        _secrets(data),
        _cluster(data),
        _diagnostics(data),
    ]
    parts += [_section(data, place) for place in _TITLES]
    return "\n".join(part for part in parts if part)


def _head(data: Record) -> str:
    version = f" {data['version']}" if data["version"] else ""
    rows = [(place, count) for place, count in data["summary"].items()]
    return f"# {data['name']}{version}\n\nFrom {data['source']}, by cook2image {data['cook2image']}.\n\n" + _table(
        ("where", "resources"), [*rows, ("all", sum(count for _, count in rows))]
    )


def _images(data: Record) -> str:
    rows = [
        (
            image["name"],
            _code(f"{image['folder']}/Dockerfile".lstrip("/")),
            _code(image["base"]),
            _code(" ".join(process.get("command", []))),
            process.get("user", ""),
            _ports(process),
        )
        for image in data["images"]
        for process in [image["process"] or {}]
    ]
    return "## Images\n\n" + _table(("image", "made by", "base", "command", "user", "ports"), rows)


def _ports(process: Record) -> str:
    words = [str(port) for port in process.get("ports", [])]
    words += [f"{port} (loopback)" for port in process.get("local_ports", [])]
    return ", ".join([*words, *(f"{port}/udp" for port in process.get("udp_ports", []))])


def _notes(data: Record) -> str:
    lines = [
        f"- {image['name']}: {_flat(note)}."
        for image in data["images"]
        for note in (image["process"] or {}).get("notes", [])
    ]
    return "## Worth knowing\n\n" + "\n".join(lines) + "\n" if lines else ""


def _runtime(data: Record) -> str:
    rows: list[tuple[Any, ...]] = []
    for image in data["images"]:
        variables = (image["process"] or {}).get("runtime", {})
        rows += [
            (image["name"], _code(name), f"fact {fact}", "environment, filled by the platform")
            for name, fact in variables.items()
        ]
        rows += [
            (image["name"], _code(path), "file", "rendered when the container starts") for path in image["rendered"]
        ]
        rows += [
            (image["name"], _code(file["path"]), "file", f"mounted from Secret {file['secret']}, key {file['key']}")
            for file in image["mounted"]
        ]
    return "## What comes at run time\n\n" + _table(("image", "what", "kind", "how"), rows) if rows else ""


def _sidecars(data: Record) -> str:
    rows = [
        (
            s["name"],
            s["kind"],
            _code(s["image"]),
            ", ".join(map(str, s["ports"])),
            s["reason"] or ", ".join(s["replaces"]),
        )
        for s in data["sidecars"]
    ]
    return "## Sidecars\n\n" + _table(("name", "kind", "image", "ports", "why"), rows) if rows else ""


def _secrets(data: Record) -> str:
    rows = [(stub["name"], _code(key), source) for stub in data["secrets"] for key, source in stub["keys"].items()]
    return "## Secrets to fill in\n\n" + _table(("Secret", "key", "where the value was"), rows) if rows else ""


def _cluster(data: Record) -> str:
    lines = [f"- {_flat(note)}." for note in data["cluster"]]
    return "## Before you apply k8s/\n\n" + "\n".join(lines) + "\n" if lines else ""


def _diagnostics(data: Record) -> str:
    lines = [
        f"- {found['severity']} {found['code']}, {place}: {_flat(found['message'])}. {_flat(found['hint'])}"
        for found in data["diagnostics"]
        for place in [f"{found['file']}:{found['line']}" if found["file"] else "whole input"]
    ]
    return "## Diagnostics\n\n" + "\n".join(lines) + "\n" if lines else ""


def _section(data: Record, place: Place) -> str:
    rows = list(_rows(resource for resource in data["resources"] if resource["place"] == place.value))
    heads = ("resource", "action", "source", "where", "why, what to do")
    return f"## {_TITLES[place]} ({len(rows)})\n\n" + _table(heads, rows) if rows else ""


def _rows(resources: Iterable[Record]) -> Iterator[tuple[Any, ...]]:
    for resource in resources:
        where = ": ".join(part for part in (resource["image"], resource["detail"]) if part)
        why = ". ".join(part.rstrip(".") for part in (resource["reason"], resource["advice"]) if part)
        yield _code(resource["resource"]), resource["action"], resource["source"], where, why


def _table(heads: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(value: Any) -> str:
    return _flat(str(value)).replace("|", "\\|")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _code(text: str) -> str:
    flat = _flat(text)
    return f"`{flat}`" if flat and "`" not in flat else flat
