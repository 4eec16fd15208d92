"""Values as Ruby writes them into a text: a value in, its parts out."""

from __future__ import annotations

from translator.evaluate.puppet.values import Sensitive, TracedFloat, TracedInt, Value, concat, parts_of
from translator.evaluate.values import Part, Unknown

_WORDS = {None: "", True: "true", False: "false"}


def text_parts(value: Value) -> tuple[Part, ...]:
    """Return the parts of a value in a text; a list or hash stands there as Ruby inspects it."""
    if value is None or isinstance(value, bool):
        return (_WORDS[value],)
    if isinstance(value, (str, TracedInt, TracedFloat, Unknown)):
        return parts_of(value)
    if isinstance(value, (tuple, dict)):
        return parts_of(_inspected(value))
    return (repr(value) if isinstance(value, Sensitive) else str(value),)


def _inspected(value: Value) -> str:
    if value is None:
        return "nil"
    if isinstance(value, str):
        return concat(('"', *(_escaped(part) for part in parts_of(value)), '"'))
    if isinstance(value, tuple):
        return concat(("[", *_joined([_inspected(item) for item in value]), "]"))
    if isinstance(value, dict):
        pairs = [concat((*parts_of(_inspected(key)), "=>", *parts_of(_inspected(item)))) for key, item in value.items()]
        return concat(("{", *_joined(pairs), "}"))
    return concat(text_parts(value))


def _escaped(part: Part) -> Part:
    if not isinstance(part, str):
        return part
    return part.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def _joined(texts: list[str]) -> list[Part]:
    parts: list[Part] = []
    for text in texts:
        parts += [", ", *parts_of(text)] if parts else parts_of(text)
    return parts
