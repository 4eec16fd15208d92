"""Marshal: dump writes Ruby's own format 4.8, so that a checksum of it is Ruby's; load(dump(x)) is a deep copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.methods.support.packing import to_bytes, to_text
from translator.evaluate.ruby.methods.support.quoting import float_text
from translator.evaluate.ruby.native import define_module, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, RubyError, Symbol, Value, strongest
from translator.evaluate.values import Hole, Tainted

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Marshal")
LARGEST_FIXNUM = 2**30


class RDump(RString):
    """What Marshal.dump returns: the text, and a copy of the value that load copies again."""

    __slots__ = ("value",)

    def __init__(self, text: RString, value: Value) -> None:
        super().__init__(text.text, text.holes)
        self.value = value


class Writer:
    """Writes one value; strings and collections that occur again are written as links."""

    def __init__(self, interp: Interpreter) -> None:
        self.interp = interp
        self.out = bytearray(b"\x04\x08")
        self.symbols: dict[str, int] = {}
        self.objects: dict[object, int] = {}

    def write(self, value: Value, depth: int = 0) -> None:
        self.interp.check_depth(depth)
        value = value.sample if isinstance(value, Tainted) else value
        if value is None or isinstance(value, bool):
            self.out += {None: b"0", True: b"T", False: b"F"}[value]
        elif isinstance(value, int):
            self.integer(value)
        elif isinstance(value, Symbol):
            self.symbol(value.name)
        elif not self.linked(value):
            self.object(value, depth)

    def linked(self, value: Value) -> bool:
        key = ("float", value) if isinstance(value, float) else id(value)
        if key in self.objects:
            self.out += b"@" + length(self.objects[key])
            return True
        self.objects[key] = len(self.objects)
        return False

    def object(self, value: Value, depth: int) -> None:
        if isinstance(value, float):
            text = float_text(value).removesuffix(".0").replace("Infinity", "inf").replace("NaN", "nan")
            self.out += b"f" + counted(text.encode())
        elif isinstance(value, RString):
            self.out += b'I"' + counted(to_bytes(value.text)) + length(1)
            self.symbol("E")
            self.out += b"T"
        elif isinstance(value, list):
            self.out += b"[" + length(len(value))
            for item in value:
                self.write(item, depth + 1)
        elif isinstance(value, RHash):
            self.hash(value, depth)
        elif isinstance(value, RClass):
            self.out += (b"m" if value.is_module else b"c") + counted((value.name or "").encode())
        else:
            self.instance(value, depth)

    def hash(self, value: RHash, depth: int) -> None:
        if value.default_proc is not None:
            raise self.interp.error("TypeError", "can't dump hash with default proc")
        self.out += (b"{" if value.default is None else b"}") + length(len(value))
        for key, item in value.items():
            self.write(key, depth + 1)
            self.write(item, depth + 1)
        if value.default is not None:
            self.write(value.default, depth + 1)

    def instance(self, value: Value, depth: int) -> None:
        if not isinstance(value, RObject):
            name = self.interp.real_class_of(value).name
            raise self.interp.error("TypeError", f"no _dump_data is defined for class {name}")
        self.out += b"o"
        self.symbol(value.cls.name or "")
        self.out += length(len(value.ivars))
        for name, item in value.ivars.items():
            self.symbol("@" + name)
            self.write(item, depth + 1)

    def symbol(self, name: str) -> None:
        if name in self.symbols:
            self.out += b";" + length(self.symbols[name])
            return
        self.symbols[name] = len(self.symbols)
        self.out += b":" + counted(name.encode())

    def integer(self, value: int) -> None:
        if -LARGEST_FIXNUM <= value < LARGEST_FIXNUM:
            self.out += b"i" + length(value)
            return
        size = (abs(value).bit_length() + 15) // 16
        digits = abs(value).to_bytes(size * 2, "little")
        self.out += b"l" + (b"-" if value < 0 else b"+") + length(size) + digits
        self.objects[("integer", len(self.objects))] = len(self.objects)


def length(number: int) -> bytes:
    """Return a number as Marshal writes lengths and small integers."""
    if number == 0:
        return b"\0"
    if 0 < number < 123:
        return bytes([number + 5])
    if -124 < number < 0:
        return bytes([(number - 5) & 255])
    size = next(size for size in range(1, 5) if -(256**size) <= number < 256**size)
    return bytes([size if number > 0 else 256 - size]) + (number & ((1 << (8 * size)) - 1)).to_bytes(size, "little")


def counted(data: bytes) -> bytes:
    return length(len(data)) + data


def deep_copy(interp: Interpreter, value: Value, seen: dict[int, Value]) -> Value:
    """Return a value with everything below it copied."""
    if id(value) in seen:
        return seen[id(value)]
    if isinstance(value, RString):
        return RString(value.text, value.holes)
    made = interp.call(value, "dup", []) if isinstance(value, (list, RHash, RObject)) else value
    seen[id(value)] = made
    if isinstance(made, list):
        made[:] = [deep_copy(interp, item, seen) for item in value]
    elif isinstance(made, RHash):
        for key, item in value.items():
            made.set(key, deep_copy(interp, item, seen))
    elif isinstance(made, RObject) and made is not value:
        made.ivars = {name: deep_copy(interp, item, seen) for name, item in value.ivars.items()}
    return made


@singleton("Marshal", "dump", argc=(1, 3), taint=True)
def marshal_dump(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    copied = deep_copy(interp, args[0], {})
    writer = Writer(interp)
    try:
        writer.write(args[0])
    except RubyError:
        if isinstance(args[0], RHash) and args[0].default_proc is not None:
            raise
    text = to_text(bytes(writer.out))
    origins = interp.origins_in([args[0]])
    return RDump(RString(text, (Hole(strongest(origins), text),) if origins else None), copied)


@singleton("Marshal", "load", "restore", argc=(1, 2), taint=True)
def marshal_load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if not isinstance(args[0], RDump):
        return interp.refuse("loading marshalled data")
    return deep_copy(interp, args[0].value, {})
