"""Hash: making, reading, writing, comparing. Its default and default block are asked wherever a key is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.array_basic import dig_further, settled
from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    check_frozen,
    enumerator,
    plain,
    show,
    to_array,
    to_hash,
    with_block,
)
from translator.evaluate.ruby.methods.support.quoting import inspect_symbol
from translator.evaluate.ruby.native import allocator, define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RHashObject, RString, Symbol, Value, hash_key

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Hash", includes=("Enumerable",))


def changing(interp: Interpreter, self: RHash) -> RHash:
    """Return the hash itself; FrozenError when it is frozen."""
    if self.frozen:
        check_frozen(interp, self)
    return self


@allocator("Hash")
def allocate(interp: Interpreter, cls: RClass) -> RHash:
    return RHash() if cls.name == "Hash" else RHashObject(cls)


@method("Hash", "initialize", argc=(0, 2), private=True)
def initialize(interp: Interpreter, self: RHash, args: Args, block: Blk) -> Value:
    if args and block is not None:
        raise interp.error("ArgumentError", f"wrong number of arguments (given {len(args)}, expected 0)")
    self.default = settled(args[0]) if args else None
    self.default_proc = block
    return None


@singleton("Hash", "[]")
def hash_of(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    if len(args) == 1 and isinstance(args[0], RHash):
        return RHash(args[0].items())
    if len(args) == 1 and isinstance(args[0], list):
        return RHash(_pair(interp, pair) for pair in args[0])
    if len(args) % 2:
        raise interp.error("ArgumentError", "odd number of arguments for Hash")
    return RHash(zip(args[::2], args[1::2], strict=True))


def _pair(interp: Interpreter, pair: Value) -> tuple[Value, Value]:
    items = to_array(interp, pair)
    if len(items) not in (1, 2):
        raise interp.error("ArgumentError", f"invalid number of elements ({len(items)} for 1..2)")
    return items[0], items[1] if len(items) > 1 else None


@singleton("Hash", "try_convert", argc=1)
def try_convert(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return args[0] if isinstance(args[0], RHash) else None


# --- reading


def fetch_value(interp: Interpreter, self: RHash, key: Value) -> Value:
    """Return `self[key]`, the default asked for a missing key."""
    found = self.table.get(hash_key(key))
    if found is not None:
        return found[1]
    if self.default_proc is not None:
        return interp.yield_block(self.default_proc, [self, key])
    return self.default


@plain("Hash", "[]")
def index(interp: Interpreter, self: RHash, key: Value) -> Value:
    return fetch_value(interp, self, key)


@plain("Hash", "default")
def default(interp: Interpreter, self: RHash, *key: Value) -> Value:
    if key and self.default_proc is not None:
        return interp.yield_block(self.default_proc, [self, key[0]])
    return self.default


@plain("Hash", "default=")
def set_default(interp: Interpreter, self: RHash, value: Value) -> Value:
    changing(interp, self).default = value
    self.default_proc = None
    return value


@plain("Hash", "default_proc")
def default_proc(interp: Interpreter, self: RHash) -> Value:
    return self.default_proc


@plain("Hash", "default_proc=")
def set_default_proc(interp: Interpreter, self: RHash, value: Value) -> Value:
    changing(interp, self).default_proc = value
    self.default = None
    return value


@with_block("Hash", "fetch")
def fetch(interp: Interpreter, self: RHash, block: Blk, key: Value, *default: Value) -> Value:
    found = self.table.get(hash_key(key))
    if found is not None:
        return found[1]
    if block is not None:
        return interp.yield_block(block, [key])
    if default:
        return default[0]
    error = interp.error("KeyError", f"key not found: {interp.shown(key)}")
    error.value.ivars["__key"], error.value.ivars["__receiver"] = key, self
    raise error


@plain("Hash", "dig")
def dig(interp: Interpreter, self: RHash, key: Value, *more: Value) -> Value:
    found = interp.call(self, "[]", [key])
    return found if not more or found is None else dig_further(interp, found, list(more))


@plain("Hash", "key?", "has_key?", "include?", "member?")
def has_key(interp: Interpreter, self: RHash, key: Value) -> Value:
    return key in self


@plain("Hash", "value?", "has_value?")
def has_value(interp: Interpreter, self: RHash, wanted: Value) -> Value:
    return any(interp.equal(value, wanted) for value in self.values())


@plain("Hash", "key")
def key_of(interp: Interpreter, self: RHash, wanted: Value) -> Value:
    return next((key for key, value in self.items() if interp.equal(value, wanted)), None)


@plain("Hash", "keys")
def keys(interp: Interpreter, self: RHash) -> Value:
    return list(self.keys())


@plain("Hash", "values")
def values(interp: Interpreter, self: RHash) -> Value:
    return list(self.values())


@plain("Hash", "values_at")
def values_at(interp: Interpreter, self: RHash, *wanted: Value) -> Value:
    return [fetch_value(interp, self, key) for key in wanted]


@with_block("Hash", "fetch_values")
def fetch_values(interp: Interpreter, self: RHash, block: Blk, *wanted: Value) -> Value:
    return [fetch(interp, self, block, key) for key in wanted]


@plain("Hash", "length", "size")
def length(interp: Interpreter, self: RHash) -> Value:
    return len(self)


@plain("Hash", "empty?")
def is_empty(interp: Interpreter, self: RHash) -> Value:
    return not len(self)


@plain("Hash", "assoc")
def assoc(interp: Interpreter, self: RHash, key: Value) -> Value:
    found = self.table.get(hash_key(key))
    return None if found is None else [found[0], found[1]]


@plain("Hash", "rassoc")
def rassoc(interp: Interpreter, self: RHash, wanted: Value) -> Value:
    return next(([key, value] for key, value in self.items() if interp.equal(value, wanted)), None)


@plain("Hash", "compare_by_identity")
def compare_by_identity(interp: Interpreter, self: RHash) -> Value:
    return self


@plain("Hash", "compare_by_identity?")
def compares_by_identity(interp: Interpreter, self: RHash) -> Value:
    return False


@plain("Hash", "rehash")
def rehash(interp: Interpreter, self: RHash) -> Value:
    pairs = list(self.items())
    self.table.clear()
    for key, value in pairs:
        self.set(key, value)
    return self


# --- writing


@plain("Hash", "[]=", "store")
def store(interp: Interpreter, self: RHash, key: Value, value: Value) -> Value:
    changing(interp, self).set(key, settled(value))
    return value


@with_block("Hash", "delete")
def delete(interp: Interpreter, self: RHash, block: Blk, key: Value) -> Value:
    changing(interp, self)
    if key not in self:
        return None if block is None else interp.yield_block(block, [key])
    return self.delete(key)


@plain("Hash", "clear")
def clear(interp: Interpreter, self: RHash) -> Value:
    changing(interp, self).table.clear()
    return self


@plain("Hash", "replace", "initialize_copy")
def replace(interp: Interpreter, self: RHash, other: Value) -> Value:
    pairs = list(to_hash(interp, other).items())
    changing(interp, self).table.clear()
    for key, value in pairs:
        self.set(key, value)
    self.default, self.default_proc = other.default, other.default_proc
    return self


@plain("Hash", "shift")
def shift(interp: Interpreter, self: RHash) -> Value:
    changing(interp, self)
    if not len(self):
        return None
    key = next(iter(self.keys()))
    return [key, self.delete(key)]


# --- as a whole


@plain("Hash", "to_hash")
def to_hash_method(interp: Interpreter, self: RHash) -> Value:
    return self


@plain("Hash", "to_proc")
def to_proc(interp: Interpreter, self: RHash) -> Value:
    return interp.native_proc(lambda args: fetch_value(interp, self, args[0]), 1)


@plain("Hash", "inspect", "to_s")
def inspect(interp: Interpreter, self: RHash) -> Value:
    return RString(inspect_hash(interp, self))


def inspect_hash(interp: Interpreter, self: RHash) -> str:
    """Return Hash#inspect as Ruby 3.1 writes it; a hash inside itself shows as {...}."""
    if not len(self):
        return "{}"
    now = interp.inspecting
    if id(self) in now:
        return "{...}"
    now.add(id(self))
    try:
        return "{" + ", ".join(f"{_shown(interp, key)}=>{show(interp, value)}" for key, value in self.items()) + "}"
    finally:
        now.discard(id(self))


def _shown(interp: Interpreter, key: Value) -> str:
    return inspect_symbol(key.name) if isinstance(key, Symbol) else show(interp, key)


@plain("Hash", "==")
def equal(interp: Interpreter, self: RHash, other: Value) -> Value:
    return isinstance(other, RHash) and interp.equal(self, other)


@plain("Hash", "eql?")
def eql(interp: Interpreter, self: RHash, other: Value) -> Value:
    return isinstance(other, RHash) and interp.equal(self, other)


def _within(interp: Interpreter, small: RHash, large: RHash) -> bool:
    return all(key in large and interp.equal(value, large.get(key)) for key, value in small.items())


@plain("Hash", "<=")
def subset(interp: Interpreter, self: RHash, other: Value) -> Value:
    return _within(interp, self, to_hash(interp, other))


@plain("Hash", ">=")
def superset(interp: Interpreter, self: RHash, other: Value) -> Value:
    return _within(interp, to_hash(interp, other), self)


@plain("Hash", "<")
def proper_subset(interp: Interpreter, self: RHash, other: Value) -> Value:
    return len(self) < len(to_hash(interp, other)) and _within(interp, self, other)


@plain("Hash", ">")
def proper_superset(interp: Interpreter, self: RHash, other: Value) -> Value:
    return len(self) > len(to_hash(interp, other)) and _within(interp, other, self)


@method("Hash", "each", "each_pair", argc=0)
def each(interp: Interpreter, self: RHash, args: Args, block: Blk) -> Value:
    if block is None:
        return enumerator(interp, self, "each", [])
    for key, value in self.items():
        interp.yield_block(block, [[key, value]])
    return self
