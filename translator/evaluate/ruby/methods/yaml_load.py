"""YAML reading as Psych 4 does: `load` and `safe_load` allow plain data and symbols, aliases only when asked for."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import yaml

from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.methods.support.letters import whole_integer
from translator.evaluate.ruby.methods.support.psych import Moment, Name, tokenize
from translator.evaluate.ruby.methods.yaml_dump import dump
from translator.evaluate.ruby.native import constant, define_class, define_module, singleton, take_keywords
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value
from translator.evaluate.values import Hole, Origin, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MODULES = ("YAML", "Psych")
define_module("Psych")
define_module("YAML")
for _where, _text in (("Psych", "4.0.4"), ("YAML", "4.0.4")):
    constant(_where, "VERSION")(lambda interp, text=_text: RString(text))  # type: ignore[misc]
constant("Psych", "LIBYAML_VERSION")(lambda interp: RString("0.2.5"))
define_class("Psych::Exception", "RuntimeError")
define_class("Psych::SyntaxError", "Psych::Exception")
define_class("Psych::DisallowedClass", "Psych::Exception")
define_class("Psych::BadAlias", "Psych::Exception")
define_class("YAML::SyntaxError", "Psych::SyntaxError")


class Reader:
    """Builds Ruby values out of the parser's events."""

    def __init__(self, interp: Interpreter, text: RString, options: RHash, unsafe: bool) -> None:
        self.interp = interp
        self.text = text
        self.origin: Origin | None = text.origin
        self.symbolize = interp.truthy(options.get(Symbol.of("symbolize_names")))
        self.aliases = unsafe or interp.truthy(options.get(Symbol.of("aliases")))
        allowed = options.get(Symbol.of("permitted_classes")) or []
        self.allowed = {item.name for item in allowed if isinstance(item, RClass)}
        self.unsafe = unsafe
        self.anchors: dict[str, Value] = {}

    def documents(self) -> list[Value]:
        """Return the value of every document."""
        found: list[Value] = []
        try:
            self.events = yaml.parse(self.text.text, Loader=LOADER)
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    self.anchors = {}
                    found.append(self.value(next(self.events)))
        except yaml.YAMLError as error:
            raise self.interp.error("Psych::SyntaxError", complaint(error)) from None
        return found

    def value(self, event: Any) -> Value:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event.anchor)
        if isinstance(event, yaml.ScalarEvent):
            return self.anchored(event, self.scalar(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event)
        return self.mapping(event)

    def anchored(self, event: Any, value: Value) -> Value:
        if event.anchor:
            self.anchors[event.anchor] = value
        return value

    def alias(self, name: str | None) -> Value:
        if not self.aliases or name not in self.anchors:
            raise self.interp.error("Psych::BadAlias", f"Unknown alias: {name}")
        return self.anchors[name]

    def sequence(self, event: Any) -> Value:
        items: list[Value] = []
        self.anchored(event, items)
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(inner))
        return items

    def mapping(self, event: Any) -> Value:
        made = RHash()
        self.anchored(event, made)
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            merges = isinstance(inner, yaml.ScalarEvent) and inner.value == "<<" and inner.implicit[0]
            key = self.value(inner)
            value = self.value(next(self.events))
            if merges:
                self.merge(made, value)
            else:
                made.set(self.key(key), value)
        return made

    def merge(self, made: RHash, value: Value) -> None:
        for source in reversed(value) if isinstance(value, list) else [value]:
            if isinstance(source, RHash):
                for key, item in source.items():
                    made.set(key, item)

    def key(self, key: Value) -> Value:
        if isinstance(key, RString):
            return Symbol.of(key.text) if self.symbolize else RString(key.text)
        return key.sample if isinstance(key, Tainted) else key

    def scalar(self, event: Any) -> Value:
        tag = (event.tag or "").removeprefix("tag:yaml.org,2002:").removeprefix("!")
        if tag == "binary":
            return self.stamped(base64.b64decode(event.value).decode("utf-8", "surrogateescape"))
        if tag in ("ruby/symbol", "ruby/sym"):
            return Symbol.of(event.value)
        if tag in ("str", "ruby/string") or (event.tag == "!" and not event.implicit[0]):
            return self.stamped(event.value)
        if tag == "float":
            return self.stamped(float(event.value))
        if tag == "int":
            return self.stamped(whole_integer(event.value) or 0)
        return self.stamped(tokenize(event.value) if event.implicit[0] else event.value)

    def stamped(self, value: None | bool | int | float | str) -> Value:
        """Return a scalar as a Ruby value, as doubtful as the text it was read from."""
        if isinstance(value, Name):
            return Symbol.of(str(value))
        if isinstance(value, Moment):
            return self.moment(str(value))
        if isinstance(value, str):
            return RString(value, (Hole(self.origin, value),) if self.origin is not None and value else None)
        return Tainted(value, self.origin) if self.origin is not None and value is not None else value

    def moment(self, text: str) -> Value:
        cls = "Time" if ":" in text else "Date"
        if not self.unsafe and cls not in self.allowed:
            raise self.interp.error("Psych::DisallowedClass", f"Tried to load unspecified class: {cls}")
        return self.interp.call(self.interp.const(cls), "parse", [RString(text)])


def complaint(error: yaml.YAMLError) -> str:
    """Return a syntax error's message with its place."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", "") or str(error)
    context = getattr(error, "context", "") or ""
    place = f" at line {mark.line + 1} column {mark.column + 1}" if mark is not None else ""
    return f"(<unknown>): {problem} {context}".rstrip() + place


def read(interp: Interpreter, args: Args, unsafe: bool) -> Value:
    """Return the first document of a YAML text; false of an empty one for load, nil for safe_load."""
    args = list(args)
    options = take_keywords(args)
    source = args[0]
    if isinstance(source, Unknown):
        return source
    if isinstance(source, RObject) and interp.responds_to(source, "read"):
        source = interp.call(source, "read", [])
    documents = Reader(interp, interp.str_of(source), options, unsafe).documents()
    return documents[0] if documents else options.get(Symbol.of("fallback"), False if unsafe else None)


for _module in MODULES:

    @singleton(_module, "load", "safe_load", "parse_text", argc=(1, None), taint=True)
    def load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return read(interp, args, False)

    @singleton(_module, "unsafe_load", argc=(1, None), taint=True)
    def unsafe_load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return read(interp, args, True)

    @singleton(_module, "load_file", "safe_load_file", "unsafe_load_file", argc=(1, None))
    def load_file(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        text = interp.call(interp.const("File"), "read", [args[0]])
        return text if isinstance(text, Unknown) else read(interp, [text, *args[1:]], False)

    @singleton(_module, "load_stream", "load_documents", argc=(1, None), taint=True)
    def load_stream(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        found = Reader(interp, interp.str_of(args[0]), RHash(), True).documents()
        if block is None:
            return found
        for document in found:
            interp.yield_block(block, [document])
        return None

    @singleton(_module, "dump", argc=(1, None), taint=True)
    def dump_method(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        text = dump(interp, args[0], options=args[-1])
        if len(args) > 1 and isinstance(args[1], RObject):
            interp.call(args[1], "write", [text])
            return args[1]
        return text
