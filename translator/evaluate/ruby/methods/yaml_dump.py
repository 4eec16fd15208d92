"""YAML writing, exactly as Psych prints: Psych's choice of style, libyaml's layout (PyYAML's emitter is a port of it)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from yaml.emitter import Emitter
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from translator.evaluate.ruby.methods.base import text_of
from translator.evaluate.ruby.methods.support.psych import style_of
from translator.evaluate.ruby.methods.support.quoting import float_text
from translator.evaluate.ruby.objects import RHash, RObject, RRange, RRegexp, RString, RStruct, Symbol, Value
from translator.evaluate.values import Hole, Part, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


class Output:
    """What the emitter writes to; it remembers how much was written."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


class PsychEmitter(Emitter):
    """The emitter with libyaml 0.2.5's ends; it notes where the scalars that have holes were written."""

    def __init__(self, output: Output, **options: Any) -> None:
        super().__init__(output, **options)
        self.output = output
        self.marked: list[tuple[int, int, tuple[Part, ...]]] = []

    def process_scalar(self) -> None:
        start = self.output.length
        super().process_scalar()
        self.open_ended = False
        parts = getattr(self.event, "parts", None)
        if parts is not None:
            self.marked.append((start, self.output.length, parts))

    def check_simple_key(self) -> bool:
        """An empty key is a simple one, which PyYAML does not know."""
        event = self.event
        if isinstance(event, ScalarEvent) and not event.value:
            self.analysis = self.analyze_scalar("")
            return True
        return bool(super().check_simple_key())

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write as libyaml does: a long line breaks at a space, without a backslash."""
        self.write_indicator('"', True)
        after_space = False
        for at, char in enumerate(text):
            inside = 0 < at < len(text) - 1
            if char == " " and split and inside and not after_space and self.column > self.best_width:
                self.write_indent()
                self._put("\\" if text[at + 1] == " " else "")
            else:
                self._put(_escaped(char))
            after_space = char == " "
        self.write_indicator('"', False)

    def _put(self, text: str) -> None:
        self.column += len(text)
        self.output.write(text)


ESCAPES = {
    "\0": "0",
    "\x07": "a",
    "\x08": "b",
    "\t": "t",
    "\n": "n",
    "\x0b": "v",
    "\x0c": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\u2028": "L",
    "\u2029": "P",
}


def _escaped(char: str) -> str:
    if char in ESCAPES:
        return "\\" + ESCAPES[char]
    number = ord(char)
    if " " <= char <= "~" or (number >= 0xA0 and not 0xD800 <= number <= 0xDFFF and number != 0xFEFF):
        return char
    return f"\\x{number:02X}" if number <= 0xFF else f"\\u{number:04X}"


def dump(interp: Interpreter, value: Value, header: bool = True, options: Value = None) -> RString:
    """Return a value as a YAML document; of the options, `indentation` and `line_width` are known."""
    output = Output()
    emitter = PsychEmitter(output, allow_unicode=True, **_layout(options))
    start: list[Event] = [StreamStartEvent(), DocumentStartEvent(explicit=header)]
    end: list[Event] = [DocumentEndEvent(explicit=False), StreamEndEvent()]
    for event in itertools.chain(start, Events(interp, value), end):
        emitter.emit(event)
    return _with_holes("".join(output.pieces), emitter.marked)


def _layout(options: Value) -> dict[str, Any]:
    if not isinstance(options, RHash):
        return {}
    indent, width = (options.get(Symbol.of(name)) for name in ("indentation", "line_width"))
    unlimited = isinstance(width, int) and width < 0
    return {"indent": indent, "width": float("inf") if unlimited else width}


def _with_holes(text: str, marked: list[tuple[int, int, tuple[Part, ...]]]) -> RString:
    parts: list[Part] = []
    at = 0
    for start, end, pieces in marked:
        parts.append(text[at:start])
        parts.extend(_placed(text[start:end], pieces))
        at = end
    parts.append(text[at:])
    return RString.from_parts(parts)


def _placed(written: str, pieces: tuple[Part, ...]) -> list[Part]:
    """Return a scalar as written, cut where its holes are; one hole as a whole when they are not found."""
    found: list[Part] = []
    at = 0
    for piece in pieces:
        sample = piece if isinstance(piece, str) else piece.sample
        place = written.find(sample, at)
        if place < 0:
            origin = next(part.origin for part in pieces if isinstance(part, Hole))
            return [Hole(origin, written)]
        found.extend((written[at:place], piece))
        at = place + len(sample)
    return [*found, written[at:]]


class Events:
    """Walks a value and yields the emitter's events, with anchors for collections that occur twice."""

    def __init__(self, interp: Interpreter, value: Value) -> None:
        self.interp = interp
        self.value = value
        self.seen: dict[int, int] = {}
        self.anchors: dict[int, str] = {}
        self.written: set[int] = set()
        self.depth = 0

    def __iter__(self) -> Iterator[Event]:
        self._count(self.value)
        yield from self._events(self.value)

    def _count(self, value: Value) -> None:
        if not isinstance(value, (list, RHash)):
            return
        self.seen[id(value)] = self.seen.get(id(value), 0) + 1
        if self.seen[id(value)] > 1:
            return
        for item in value if isinstance(value, list) else [item for pair in value.items() for item in pair]:
            self._count(item)

    def _events(self, value: Value) -> Iterator[Event]:
        if isinstance(value, (list, RHash)):
            yield from self._collection(value)
        elif isinstance(value, RString):
            yield _string(value)
        elif isinstance(value, Tainted):
            yield _with_parts(
                _scalar(text_of(self.interp, value.sample)), (Hole(value.origin, text_of(self.interp, value.sample)),)
            )
        elif isinstance(value, Unknown):
            yield _with_parts(_scalar(""), (Hole(value, ""),))
        else:
            yield from self._other(value)

    def _collection(self, value: Value) -> Iterator[Event]:
        anchor = None
        if self.seen.get(id(value), 0) > 1:
            if id(value) in self.written:
                yield AliasEvent(self.anchors[id(value)])
                return
            anchor = self.anchors[id(value)] = str(len(self.anchors) + 1)
            self.written.add(id(value))
        self.interp.check_depth(self.depth)
        self.depth += 1
        yield from self._items(value, anchor)
        self.depth -= 1

    def _items(self, value: Value, anchor: str | None) -> Iterator[Event]:
        if isinstance(value, list):
            yield SequenceStartEvent(anchor, None, True, flow_style=False)
            for item in value:
                yield from self._events(item)
            yield SequenceEndEvent()
            return
        yield MappingStartEvent(anchor, None, True, flow_style=False)
        for key, item in value.items():
            yield _null_key() if key is None else next(iter(self._events(key)))
            if isinstance(key, (list, RHash)):
                continue
            yield from self._events(item)
        yield MappingEndEvent()

    def _other(self, value: Value) -> Iterator[Event]:
        if value is None:
            yield _scalar("")
        elif isinstance(value, bool):
            yield _scalar("true" if value else "false")
        elif isinstance(value, float):
            yield _scalar(
                {"Infinity": ".inf", "-Infinity": "-.inf", "NaN": ".nan"}.get(float_text(value), float_text(value))
            )
        elif isinstance(value, Symbol):
            yield _scalar(f":{value.name}")
        elif isinstance(value, RRegexp):
            yield ScalarEvent(None, "!ruby/regexp", (False, False), self.interp.inspect(value))
        elif isinstance(value, RRange):
            yield from self._mapping("!ruby/range", {"begin": value.low, "end": value.high, "excl": value.exclusive})
        elif isinstance(value, RStruct):
            yield from self._mapping(f"!ruby/struct:{value.cls.name}", value.fields)
        elif isinstance(value, RObject):
            yield from self._object(value)
        else:
            yield _scalar(text_of(self.interp, value))

    def _object(self, value: RObject) -> Iterator[Event]:
        if interp_hash := self._as_hash(value):
            yield from self._events(interp_hash)
        elif value.cls.name in ("Date", "Time", "DateTime"):
            yield _scalar(text_of(self.interp, value))
        else:
            yield from self._mapping(f"!ruby/object:{value.cls.name}", value.ivars)

    def _as_hash(self, value: RObject) -> Value:
        if value.ivars or not self.interp.responds_to(value, "to_hash"):
            return None
        return self.interp.call(value, "to_hash", [])

    def _mapping(self, tag: str, items: dict[str, Value]) -> Iterator[Event]:
        yield MappingStartEvent(None, tag, False, flow_style=False)
        for name, item in items.items():
            yield _scalar(name)
            yield from self._events(item)
        yield MappingEndEvent()


def _scalar(text: str) -> ScalarEvent:
    return ScalarEvent(None, None, (True, False), text)


def _null_key() -> ScalarEvent:
    return ScalarEvent(None, "!", (False, False), "", style="'")


def _string(value: RString) -> ScalarEvent:
    style, tag = style_of(value.text)
    event = ScalarEvent(None, tag, (tag is None, tag is None), value.text, style=style)
    return event if value.holes is None else _with_parts(event, value.holes)


def _with_parts(event: ScalarEvent, parts: tuple[Part, ...]) -> ScalarEvent:
    event.parts = parts  # type: ignore[attr-defined]
    return event
