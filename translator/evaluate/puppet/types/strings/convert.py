"""A value by formats: `converted(255, "%#x")` is "0xff". What has an origin is marked by whoever calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.patterns import delimited, with_flags
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.infer import Iterator, infer_set
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.quoting import quoted
from translator.evaluate.puppet.types.strings.containers import PLAIN, Indentation, array_text, hash_text
from translator.evaluate.puppet.types.strings.formats import (
    DEFAULTS,
    Format,
    Formats,
    format_for,
    formats_given,
    merged,
)
from translator.evaluate.puppet.types.strings.words import boolean_text, string_text, undef_text, wrong
from translator.evaluate.puppet.types.text import value_text
from translator.evaluate.puppet.types.times import Timespan, Timestamp
from translator.evaluate.puppet.types.uris import Uri
from translator.evaluate.puppet.types.versions import SemVerRange
from translator.evaluate.puppet.values import DEFAULT, Default, Deferred, Regexp, Sensitive, Value
from translator.evaluate.ruby.methods.support.quoting import float_text, inspect_string
from translator.evaluate.values import Unknown


def converted(value: Value, given: Value = DEFAULT) -> str:
    """Return the text of a value by a format, a hash of formats by type, or the usual ones."""
    if isinstance(given, str):
        given = {_type_for_format(value): {"format": str(given)}} if _is_container(value) else _own(value, given)
    if given is DEFAULT:
        formats = DEFAULTS
    elif isinstance(given, dict):
        formats = merged(DEFAULTS, formats_given(given))
    else:
        raise PuppetError(
            "string conversion expects a Default value or a Hash of type to format mappings, "
            f"got a '{ruby_class(given)}'"
        )
    return text_of(value, formats, PLAIN)


def _own(value: Value, given: str) -> dict[m.PType, str]:
    return {infer_set(value): str(given)}


def _is_container(value: Value) -> bool:
    return isinstance(value, (tuple, dict))


def _type_for_format(value: Value) -> m.PType:
    return m.ArrayType() if isinstance(value, tuple) else m.HashType()


def text_of(value: Value, formats: Formats, indentation: Indentation) -> str:
    """Return the text of a value by the formats of the types."""
    write = next((write for kind, write in _WRITERS if isinstance(value, kind)), _other)
    return write(value, formats, indentation)


def _format(value: Value, formats: Formats) -> Format:
    return format_for(infer_set(value), formats)


def _array(value: tuple[Value, ...], formats: Formats, indentation: Indentation) -> str:
    return array_text(value, _format(value, formats), formats, indentation, text_of)


def _hash(value: dict[Value, Value], formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter == "a":
        pairs = tuple((key, item) for key, item in value.items())
        return text_of(pairs, formats, indentation)
    return hash_text(value, form, formats, indentation, text_of)


def _iterator(value: Iterator, formats: Formats, indentation: Indentation) -> str:
    return text_of(tuple(value.items), formats, indentation)


def _integer(value: int, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter in "dxXobBeEfgGaA":
        return form.number(int(value))
    if form.letter == "p":
        return form.printed(str(int(value)))
    if form.letter == "c":
        return form.printed(_character(value, form.alternate))
    if form.letter == "s":
        return form.printed(inspect_string(str(int(value))) if form.alternate else str(int(value)))
    raise wrong("Integer", form, "dxXobBeEfgGaAspc")


def _character(value: int, quotes: bool) -> str:
    if not 0 <= value < 0x110000:
        raise PuppetError("pack(U): value out of range")
    return f'"{chr(value)}"' if quotes else chr(value)


def _float(value: float, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter in "dxXobBeEfgGaA":
        return form.number(value)
    if form.letter == "p":
        return form.printed(float_text(value))
    if form.letter == "s":
        return form.printed(f'"{float_text(value)}"' if form.alternate else float_text(value))
    raise wrong("Float", form, "dxXobBeEfgGaAsp")


def _boolean(value: bool, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    return form.number(int(value)) if form.letter in "dxXobBeEfgGaA" else boolean_text(value, form)


def _string(value: str, formats: Formats, indentation: Indentation) -> str:
    return string_text(str(value), _format(value, formats))


def _undef(value: None, formats: Formats, indentation: Indentation) -> str:
    return undef_text(_format(value, formats))


def _default(value: Default, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter not in "dspD":
        raise wrong("Default", form, "dDsp")
    word = "Default" if form.letter == "D" else "default"
    return form.text(f'"{word}"' if form.alternate else word)


def _regexp(value: Regexp, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter == "p":
        return form.printed(delimited(value))
    if form.letter == "s":
        return form.printed(quoted(with_flags(value)) if form.alternate else with_flags(value))
    raise wrong("Regexp", form, "sp")


def _type(value: m.PType, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter not in "sp":
        raise wrong("Type", form, "sp")
    return form.printed(f'"{value}"' if form.alternate and form.letter == "s" else str(value))


def _binary(value: Binary, formats: Formats, indentation: Indentation) -> str:
    from base64 import encodebytes, urlsafe_b64encode

    form = _format(value, formats)
    if form.letter == "p":
        return f'Binary("{form.printed(str(value))}")'
    texts: dict[str, Callable[[], str]] = {
        "s": lambda: value.data.decode("utf-8", "replace"),
        "b": lambda: encodebytes(value.data).decode("ascii"),
        "B": lambda: str(value),
        "u": lambda: urlsafe_b64encode(value.data).decode("ascii"),
        "t": lambda: "Binary",
        "T": lambda: "BINARY",
    }
    if form.letter not in texts:
        raise wrong("Binary", form, "bButTsp")
    text = texts[form.letter]()
    return form.printed(inspect_string(text) if form.alternate else text)


def _uri(value: Uri, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter == "p":
        return f"URI({quoted(str(value))})"
    if form.letter == "s":
        return form.printed(quoted(str(value)) if form.alternate else str(value))
    raise wrong("URI", form, "sp")


def _object(value: Any, formats: Formats, indentation: Indentation) -> str:
    form = _format(value, formats)
    if form.letter not in "spq":
        raise wrong("Object", form, "spq")
    return value_text(value)


def _unknown(value: Unknown, formats: Formats, indentation: Indentation) -> str:
    return ""


def _other(value: Value, formats: Formats, indentation: Indentation) -> str:
    """Write what has no letters of its own, versions and times, as Ruby's sprintf does."""
    form = _format(value, formats)
    if form.letter == "p":
        return form.printed(_inspected(value))
    if form.letter == "s":
        return form.printed(str(value))
    if form.letter in "dxXobBeEfgGaA" and isinstance(value, (Timespan, Timestamp)):
        return form.number(value.seconds if form.letter in "eEfgGaA" else int(value.seconds))
    if form.letter in "dxXobBeEfgGaA":
        wanted = "Float" if form.letter in "eEfgGaA" else "Integer"
        raise PuppetError(f"can't convert {ruby_class(value)} into {wanted}")
    raise PuppetError(f"malformed format string - %{form.letter}")


def _inspected(value: Value) -> str:
    if isinstance(value, Sensitive):
        return "#<Sensitive [value redacted]>"
    return value.inspected if isinstance(value, SemVerRange) else str(value)


_Write = Callable[[Any, Formats, Indentation], str]
_WRITERS: Final[tuple[tuple[type, _Write], ...]] = (
    (str, _string),
    (bool, _boolean),
    (int, _integer),
    (float, _float),
    (tuple, _array),
    (dict, _hash),
    (type(None), _undef),
    (Default, _default),
    (Regexp, _regexp),
    (m.PType, _type),
    (Binary, _binary),
    (Uri, _uri),
    (ObjectValue, _object),
    (Deferred, _object),
    (Iterator, _iterator),
    (Unknown, _unknown),
)
