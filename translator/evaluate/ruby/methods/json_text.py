"""JSON: reading text into Ruby values, and writing values exactly as Ruby's generator does. Holes stay in the text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.methods.base import Args, Blk, string_of, to_str
from translator.evaluate.ruby.methods.holes import keep_holes
from translator.evaluate.ruby.methods.support.quoting import float_text
from translator.evaluate.ruby.native import constant, define_class, define_module, singleton, take_keywords
from translator.evaluate.ruby.objects import RHash, RObject, RString, RubyMethod, Symbol, Value
from translator.evaluate.values import Hole, Origin, Part, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("JSON")
constant("JSON", "VERSION")(lambda interp: RString("2.6.1"))
define_class("JSON::JSONError", "StandardError")
define_class("JSON::ParserError", "JSON::JSONError")
define_class("JSON::GeneratorError", "JSON::JSONError")
define_class("JSON::NestingError", "JSON::ParserError")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}
ESCAPED = re.compile(r'["\\\x00-\x1f]')
COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|(/\*.*?\*/|//[^\n]*)', re.DOTALL)
DEEPEST = 100


# --- writing


@dataclass(frozen=True, slots=True)
class Layout:
    """The white space of a generator: `indent` per level, and what follows commas, colons and brackets."""

    indent: str = ""
    space: str = ""
    object_nl: str = ""
    array_nl: str = ""


COMPACT = Layout()
PRETTY = Layout("  ", " ", "\n", "\n")


def generate(interp: Interpreter, value: Value, layout: Layout = COMPACT) -> RString:
    """Return a value as JSON text."""
    return RString.from_parts(_parts(interp, value, layout, 0))


def _parts(interp: Interpreter, value: Value, layout: Layout, depth: int) -> Iterator[Part]:
    if depth > DEEPEST:
        raise interp.error("JSON::NestingError", f"nesting of {depth} is too deep")
    if isinstance(value, RHash):
        yield from _object(interp, value, layout, depth)
    elif isinstance(value, list):
        yield from _array(interp, value, layout, depth)
    else:
        yield from _scalar(interp, value).parts


def _object(interp: Interpreter, value: RHash, layout: Layout, depth: int) -> Iterator[Part]:
    yield "{"
    for at, (key, item) in enumerate(value.items()):
        yield ("," if at else "") + layout.object_nl + layout.indent * (depth + 1)
        yield from quoted(interp, string_of(interp, key)).parts
        yield ":" + layout.space
        yield from _parts(interp, item, layout, depth + 1)
    yield layout.object_nl + layout.indent * depth + "}"


def _array(interp: Interpreter, value: list[Value], layout: Layout, depth: int) -> Iterator[Part]:
    yield "[" + layout.array_nl
    for at, item in enumerate(value):
        yield ("," + layout.array_nl if at else "") + layout.indent * (depth + 1)
        yield from _parts(interp, item, layout, depth + 1)
    yield layout.array_nl + layout.indent * depth + "]"


def _scalar(interp: Interpreter, value: Value) -> RString:
    if value is None or isinstance(value, bool):
        return RString({None: "null", True: "true", False: "false"}[value])
    if isinstance(value, int):
        return RString(str(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise interp.error("JSON::GeneratorError", f"1003: {float_text(value)} not allowed in JSON")
        return RString(float_text(value))
    if isinstance(value, RString):
        return quoted(interp, value)
    if isinstance(value, Unknown):
        return RString("null", (Hole(value, "null"),))
    if isinstance(value, Tainted):
        text = _scalar(interp, value.sample).text
        return RString(text, (Hole(value.origin, text),))
    return _other(interp, value)


def _other(interp: Interpreter, value: Value) -> RString:
    """Return an object as its own to_json says, as its to_h when it is like a hash, else as its to_s."""
    entry = interp.table.find(interp.class_of(value), "to_json")
    if entry is not None and isinstance(entry.method, RubyMethod):
        return string_of(interp, interp.call(value, "to_json", []))
    if isinstance(value, RObject) and interp.responds_to(value, "to_hash"):
        return generate(interp, interp.call(value, "to_hash", []))
    return quoted(interp, string_of(interp, value))


def quoted(interp: Interpreter, text: RString) -> RString:
    """Return a string as a JSON string, its holes kept where nothing in them is escaped."""
    inner = keep_holes(interp, text, lambda part: ESCAPED.sub(_escape, part))
    return RString.from_parts(('"', *inner.parts, '"'))


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return ESCAPES.get(char) or f"\\u{ord(char):04x}"


def layout_of(interp: Interpreter, options: Value, default: Layout) -> Layout:
    """Return the white space that a generator's options ask for."""
    if not isinstance(options, RHash):
        return default
    names = ("indent", "space", "object_nl", "array_nl")
    given = {name: options.get(Symbol.of(name)) for name in names}
    texts = {name: text.text for name, text in given.items() if isinstance(text, RString)}
    return Layout(**{**{name: getattr(default, name) for name in names}, **texts})


@singleton("JSON", "generate", "fast_generate", "unparse", argc=(1, 2), taint=True)
def json_generate(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return generate(interp, args[0], layout_of(interp, args[1] if len(args) > 1 else None, COMPACT))


@singleton("JSON", "pretty_generate", "pretty_unparse", argc=(1, 2), taint=True)
def pretty_generate(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return generate(interp, args[0], layout_of(interp, args[1] if len(args) > 1 else None, PRETTY))


@singleton("JSON", "dump", argc=(1, 3), taint=True)
def dump(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = generate(interp, args[0])
    if len(args) > 1 and isinstance(args[1], RObject):
        interp.call(args[1], "write", [text])
        return args[1]
    return text


# --- reading


@singleton("JSON", "parse", "parse!", argc=(1, 2), taint=True)
def parse(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    options = args[1] if len(args) > 1 and isinstance(args[1], RHash) else RHash()
    if isinstance(args[0], Unknown):
        return args[0]
    text = RString(to_str(interp, args[0]), interp.str_of(args[0]).holes)
    return read(interp, text, interp.truthy(options.get(Symbol.of("symbolize_names"))))


def read(interp: Interpreter, text: RString, symbolize: bool = False) -> Value:
    """Return the value of a JSON text; what comes from a text with holes is as doubtful as that."""
    decoder = json.JSONDecoder(
        object_pairs_hook=lambda pairs: RHash((_key(key, symbolize), value) for key, value in pairs), strict=False
    )
    source = (
        COMMENT.sub(lambda found: "" if found.group(1) else found.group(), text.text) if "/" in text.text else text.text
    )
    try:
        value = decoder.decode(source)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0)
        raise interp.error("JSON::ParserError", _complaint(text, source, at)) from None
    return _ruby(value, text.origin)


def _complaint(text: RString, source: str, at: int) -> str:
    if text.holes is not None:
        return "unexpected token in a text that is not shown"
    return f"859: unexpected token at '{source if source[:1] in '{' else source[at:]}'"


def _key(key: str, symbolize: bool) -> Value:
    return Symbol.of(key) if symbolize else RString(key)


def _ruby(value: Any, origin: Origin | None) -> Value:
    if isinstance(value, str):
        return RString(value) if origin is None or not value else RString(value, (Hole(origin, value),))
    if isinstance(value, list):
        return [_ruby(item, origin) for item in value]
    if isinstance(value, RHash):
        for key, item in value.items():
            value.set(key, _ruby(item, origin))
        return value
    return Tainted(value, origin) if origin is not None and value is not None else value


@singleton("JSON", "load", "restore", argc=(1, 3), taint=True)
def load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    source = args[0]
    if isinstance(source, RObject) and interp.responds_to(source, "read"):
        source = interp.call(source, "read", [])
    if source is None or (isinstance(source, RString) and not source.text.strip()):
        return None
    return parse(interp, self, [source, *[arg for arg in args[1:] if isinstance(arg, RHash)]], None)


@singleton("JSON", "load_file", "parse_file", argc=(1, 2))
def load_file(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = interp.call(interp.const("File"), "read", [args[0]])
    return text if isinstance(text, Unknown) else parse(interp, self, [text, *args[1:]], None)


@singleton("JSON", "[]", argc=(1, 2))
def json_either(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    args = list(args)
    options = take_keywords(args)
    if isinstance(args[0], RString):
        return parse(interp, self, [args[0], *([options] if len(options) else [])], None)
    return generate(interp, args[0])
