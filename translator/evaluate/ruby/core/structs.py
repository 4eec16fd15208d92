"""Struct: classes of plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.native import TAINT_AWARE, allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import (
    NativeMethod,
    RClass,
    RHash,
    RProc,
    RString,
    RStruct,
    Symbol,
    Value,
)
from translator.evaluate.values import Hole

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Struct", includes=("Enumerable",))


@allocator("Struct")
def allocate(interp: Interpreter, cls: RClass) -> RStruct:
    made = RStruct(cls)
    made.fields = dict.fromkeys(members_of(interp, cls))
    return made


def members_of(interp: Interpreter, cls: RClass) -> list[str]:
    """Return the member names of a Struct class, its subclasses included."""
    for ancestor in interp.table.ancestors(cls):
        if "__members" in ancestor.ivars:
            return list(ancestor.ivars["__members"])
    return []


@singleton("Struct", "new", taint=True)
def new(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    """Struct.new(:a, :b) makes a class; `new` of that class an instance."""
    if members_of(interp, self):
        made = allocate(interp, self)
        interp.call(made, "initialize", args, block)
        return made
    options = args.pop() if args and isinstance(args[-1], RHash) else RHash()
    cls = interp.make_class(None, self)
    if args and isinstance(args[0], RString):
        interp.set_const(f"Struct::{args.pop(0).text}", cls)
    cls.ivars["__members"] = [item.name for item in args]
    cls.ivars["__keywords"] = options.get(Symbol.of("keyword_init"))
    for item in args:
        cls.methods[item.name] = _reader(item.name)
        cls.methods[f"{item.name}="] = _writer(item.name)
    interp.table.changed()
    if block is not None:
        interp.yield_block(block, [cls], self_value=cls, definee=cls)
    return cls


def _reader(name: str) -> NativeMethod:
    def read(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
        return self.fields[name]

    TAINT_AWARE.add(read)
    return read


def _writer(name: str) -> NativeMethod:
    def write(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
        if self.frozen:
            raise interp.frozen_error(self)
        self.fields[name] = args[0]
        return args[0]

    TAINT_AWARE.add(write)
    return write


@singleton("Struct", "members", argc=0)
def class_members(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return [Symbol.of(name) for name in members_of(interp, self)]


@singleton("Struct", "[]", taint=True)
def brackets(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return interp.call(self, "new", args)


@method("Struct", "initialize", taint=True)
def initialize(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    names = list(self.fields)
    if _keyword_init(interp, self) and args and isinstance(args[0], RHash):
        unknown = [key.name for key, _ in args[0].items() if key.name not in self.fields]
        if unknown:
            raise interp.error("ArgumentError", f"unknown keywords: {', '.join(unknown)}")
        self.fields.update((key.name, value) for key, value in args[0].items())
        return
    if len(args) > len(names):
        raise interp.error("ArgumentError", "struct size differs")
    self.fields.update(zip(names, args, strict=False))


def _keyword_init(interp: Interpreter, struct: RStruct) -> bool:
    chain = interp.table.ancestors(struct.cls)
    return any(cls.ivars.get("__keywords") is True for cls in chain)


def _name(interp: Interpreter, self: RStruct, key: Value) -> str:
    if isinstance(key, int):
        names = list(self.fields)
        if -len(names) <= key < len(names):
            return names[key]
        side = "large" if key >= 0 else "small"
        bound = f"(size:{len(names)})"
        raise interp.error("IndexError", f"offset {key} too {side} for struct{bound}")
    name = key.name if isinstance(key, Symbol) else interp.str_of(key).text
    if name not in self.fields:
        raise interp.name_error("NameError", f"no member '{name}' in struct", name, self)
    return name


@method("Struct", "[]", argc=1, taint=True)
def get(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    return self.fields[_name(interp, self, args[0])]


@method("Struct", "[]=", argc=2, taint=True)
def put(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    if self.frozen:
        raise interp.frozen_error(self)
    self.fields[_name(interp, self, args[0])] = args[1]
    return args[1]


@method("Struct", "to_a", "values", "deconstruct", argc=0, taint=True)
def to_a(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    return list(self.fields.values())


@method("Struct", "to_h", argc=0, taint=True)
def to_h(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    pairs = [(Symbol.of(name), value) for name, value in self.fields.items()]
    if block is None:
        return RHash(pairs)
    return RHash(tuple(interp.yield_block(block, list(pair))) for pair in pairs)


@method("Struct", "members", argc=0)
def members(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    return [Symbol.of(name) for name in self.fields]


@method("Struct", "each", argc=0, taint=True)
def each(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        return interp.enumerator(self, "each")
    for value in list(self.fields.values()):
        interp.yield_block(block, [value])
    return self


@method("Struct", "each_pair", argc=0, taint=True)
def each_pair(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        return interp.enumerator(self, "each_pair")
    for name, value in list(self.fields.items()):
        interp.yield_block(block, [[Symbol.of(name), value]])
    return self


@method("Struct", "size", "length", argc=0)
def size(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    return len(self.fields)


@method("Struct", "dig", argc=(1, None), taint=True)
def dig(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    found = self.fields[_name(interp, self, args[0])]
    return found if len(args) == 1 or found is None else interp.call(found, "dig", args[1:])


@method("Struct", "==", "eql?", argc=1, taint=True)
def equal(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    other = args[0]
    same_kind = isinstance(other, RStruct) and other.cls is self.cls
    return same_kind and interp.equal(list(self.fields.values()), list(other.fields.values()))


@method("Struct", "inspect", "to_s", argc=0, taint=True)
def inspect(interp: Interpreter, self: RStruct, args: list[Value], block: RProc | None) -> Value:
    name = f"{self.cls.name} " if self.cls.name else ""
    parts: list[str | Hole] = [f"#<struct {name}"]
    for at, (field, value) in enumerate(self.fields.items()):
        parts.append(f"{', ' if at else ''}{field}=")
        parts.extend(interp.inspect_string(value).parts)
    return RString.from_parts([*parts, ">"])
