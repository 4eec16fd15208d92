"""Filebeat's processors and their conditions → filters of a pipeline.

before:  - drop_event: {when: {regexp: {message: '^DBG'}}}
after:   Filter(drop, tests=(message matches ^DBG,))

Source: Filebeat reference 8, "Processors" and "Conditions".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from translator.plan.pipeline import Condition, Filter, leaves, normal

_OF_HOST: Final = frozenset(
    ("add_host_metadata", "add_cloud_metadata", "add_docker_metadata", "add_locale", "add_observer_metadata", "add_process_metadata", "add_id")
)  # fmt: skip


def filters(name: str, settings: dict[str, Any]) -> tuple[Filter, ...] | str:
    """Return what a processor does where its condition holds, or why that cannot be said."""
    if name in _OF_HOST:
        return ()
    make = _PROCESSORS.get(name)
    if make is None:
        return "the processor has no counterpart"
    tests = normal(_conditions(settings.get("when")))
    if any(test.operator == "unknown" for test in leaves(tests)):
        return "its condition has no counterpart"
    made = tuple(make(settings))
    return tuple(replace(each, tests=tests) for each in made) if made else "it is more than a collector can do"


def _conditions(when: Any) -> Iterator[Condition]:
    if not isinstance(when, dict):
        return
    for word, asked in when.items():
        yield from _CONDITIONS.get(str(word), _unknown)(asked)


def _unknown(asked: Any) -> Iterator[Condition]:
    yield Condition(operator="unknown")


def _pairs(operator: str) -> Callable[[Any], Iterator[Condition]]:
    def made(asked: Any) -> Iterator[Condition]:
        for field, value in asked.items() if isinstance(asked, dict) else ():
            said = str(value).lower() if isinstance(value, bool) else str(value)
            yield Condition(field=str(field), operator=operator, value=said)

    return made


def _range(asked: Any) -> Iterator[Condition]:
    words = {"gte": "no_less", "gt": "more", "lte": "at_most", "lt": "less"}
    for field, bounds in asked.items() if isinstance(asked, dict) else ():
        listed = bounds if isinstance(bounds, dict) else {}
        plain = (
            {str(field).rpartition(".")[2]: bounds} if str(field).endswith(tuple(f".{word}" for word in words)) else {}
        )
        for word, bound in {**listed, **plain}.items():
            name = str(field).removesuffix(f".{word}")
            yield Condition(field=name, operator=words.get(str(word), "unknown"), value=str(bound))


def _joined(operator: str) -> Callable[[Any], Iterator[Condition]]:
    def made(asked: Any) -> Iterator[Condition]:
        parts = tuple(
            Condition(operator="all", parts=tuple(_conditions(each))) for each in asked if isinstance(asked, list)
        )
        yield Condition(operator=operator, parts=parts)

    return made


def _not(asked: Any) -> Iterator[Condition]:
    yield Condition(operator="all", parts=tuple(_conditions(asked)), negate=True)


def _has(asked: Any) -> Iterator[Condition]:
    for field in asked if isinstance(asked, list) else (asked,):
        yield Condition(field=str(field), operator="exists")


_CONDITIONS: Final[dict[str, Callable[[Any], Iterator[Condition]]]] = {
    "equals": _pairs("equals"), "contains": _pairs("contains"), "regexp": _pairs("regex"), "range": _range, "or": _joined("any"),
    "and": _joined("all"), "not": _not, "has_fields": _has,
}  # fmt: skip


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _add_fields(settings: dict[str, Any]) -> Iterator[Filter]:
    target = settings.get("target", "fields")
    given = settings.get("fields")
    named = given.items() if isinstance(given, dict) else ()
    fields = {f"{target}.{key}" if target else str(key): str(value) for key, value in named}
    if fields:
        yield Filter(kind="add", fields=fields)


def _add_tags(settings: dict[str, Any]) -> Iterator[Filter]:
    yield Filter(
        kind="append", fields={str(settings.get("target", "tags")): ",".join(map(str, _listed(settings.get("tags"))))}
    )


def _add_labels(settings: dict[str, Any]) -> Iterator[Filter]:
    given = settings.get("labels")
    yield Filter(
        kind="add",
        fields={f"labels.{key}": str(value) for key, value in given.items()} if isinstance(given, dict) else {},
    )


def _drop_fields(settings: dict[str, Any]) -> Iterator[Filter]:
    yield Filter(kind="remove", fields={str(key): "" for key in _listed(settings.get("fields"))})


def _include_fields(settings: dict[str, Any]) -> Iterator[Filter]:
    yield Filter(kind="only", fields={str(key): "" for key in ("@timestamp", "type", *_listed(settings.get("fields")))})


def _drop_event(settings: dict[str, Any]) -> Iterator[Filter]:
    yield Filter(kind="drop")


def _moved(kind: str) -> Callable[[dict[str, Any]], Iterator[Filter]]:
    def made(settings: dict[str, Any]) -> Iterator[Filter]:
        pairs = [each for each in _listed(settings.get("fields")) if isinstance(each, dict)]
        yield Filter(kind=kind, fields={str(each.get("from")): str(each.get("to")) for each in pairs})

    return made


def _convert(settings: dict[str, Any]) -> Iterator[Filter]:
    types = {
        "integer": "integer",
        "long": "integer",
        "float": "float",
        "double": "float",
        "string": "string",
        "boolean": "boolean",
    }
    for each in _listed(settings.get("fields")):
        if isinstance(each, dict) and each.get("type") in types:
            name, to = str(each.get("from")), str(each.get("to") or each.get("from"))
            if to != name:
                yield Filter(kind="copy", fields={name: to})
            yield Filter(kind="convert", fields={to: types[str(each["type"])]})


def _decode_json(settings: dict[str, Any]) -> Iterator[Filter]:
    for name in _listed(settings.get("fields")):
        target = settings.get("target", name)
        yield Filter(
            kind="parse", fields={"key": str(name), **({"target": str(target)} if target else {})}, format="json"
        )


def _dissect(settings: dict[str, Any]) -> Iterator[Filter]:
    text, prefix = str(settings.get("tokenizer", "")), str(settings.get("target_prefix", "dissect"))
    if re.search(r"%\{[+&*?/]|->|\|", text):
        return
    parts = re.split(r"%\{([^}]*)\}", text)
    groups = {re.sub(r"\W", "_", name): f"{prefix}.{name}" if prefix else name for name in parts[1::2] if name}
    said = (
        re.escape(part).replace(r"\ ", " ")
        if at % 2 == 0
        else f"(?<{re.sub(r'[^A-Za-z0-9_]', '_', part)}>.*?)"
        if part
        else ".*?"
        for at, part in enumerate(parts)
    )
    yield Filter(
        kind="parse",
        fields={"key": str(settings.get("field", "message"))},
        format="regex",
        pattern=f"^{''.join(said)}$",
    )
    if renamed := {group: name for group, name in groups.items() if group != name}:
        yield Filter(kind="rename", fields=renamed)


_PROCESSORS: Final[dict[str, Callable[[dict[str, Any]], Iterator[Filter]]]] = {
    "add_fields": _add_fields, "add_tags": _add_tags, "add_labels": _add_labels, "drop_fields": _drop_fields,
    "include_fields": _include_fields, "drop_event": _drop_event, "rename": _moved("rename"), "copy_fields": _moved("copy"),
    "convert": _convert, "decode_json_fields": _decode_json, "dissect": _dissect,
}  # fmt: skip
