"""The Ruby methods of Mash, VividMash, AttrArray, ImmutableMash and ImmutableArray, where they differ from Hash and Array.

before:  node.default['a']['b'] = 1; node['a'][:b]; node['a']['c'] = 2
after:   makes node.default['a'] on the way; reads 1; raises Chef::Exceptions::ImmutableAttributeModification
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef import exceptions
from translator.evaluate.chef.mash import AttrArray, ImmutableMash, Mash, VividMash, plain, plain_key
from translator.evaluate.chef.paths import MISSING, read_path, unlink_path, write_path
from translator.evaluate.chef.precedence import deep_merge, hash_only_merge
from translator.evaluate.ruby.native import NATIVE_CLASSES, define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import NativeMethod, RHash, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

_ = exceptions  # imported to file the classes

MASH = "Mash"
VIVID = "Chef::Node::VividMash"
ATTR_ARRAY = "Chef::Node::AttrArray"
IMMUTABLE = "Chef::Node::ImmutableMash"
IMMUTABLE_ARRAY = "Chef::Node::ImmutableArray"

define_class("Chef::Node", "Object", includes=("Chef::DSL::Universal",))
define_class(MASH, "Hash")
define_class(VIVID, MASH)
define_class(IMMUTABLE, MASH)
define_class(ATTR_ARRAY, "Array")
define_class(IMMUTABLE_ARRAY, "Array")
define_module("Chef::Mixin::DeepMerge")

READ_ONLY = (
    "Node attributes are read-only when you do not specify which precedence level to set. "
    'To set an attribute use code like `node.default["key"] = "value"\''
)
HASH_MUTATORS = (
    "[]= store clear compact! default= default_proc= delete delete_if except! filter! keep_if merge! update rehash "
    "reject! replace select! shift transform_keys! transform_values! unlink unlink! write write! deep_merge! "
    "compare_by_identity symbolize_keys!"
)
ARRAY_MUTATORS = (
    "<< []= append clear collect! compact! concat delete delete_at delete_if fill filter! flatten! insert keep_if "
    "map! pop prepend push reject! replace reverse! rotate! select! shift shuffle! slice! sort! sort_by! uniq! unshift"
)


def settled(interp: Interpreter, value: Value) -> Value:
    """Return a value as it is read: `lazy { }` kept in an attribute is run now."""
    while isinstance(value, RObject) and value.cls.name == "Chef::DelayedEvaluator":
        value = interp.call(value, "call")
    return value


# --- Mash


@singleton(MASH, "new", "from_hash", argc=(0, 1), taint=True)
def new(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Mash.new(hash)."""
    made = Mash()
    if args and isinstance(args[0], RHash):
        for key, value in args[0].items():
            made.set(key, value)
    elif args:
        made.default = args[0]
    made.default_proc = block
    return made


@method(MASH, "[]", argc=1, taint=True)
def index(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Read a key; the default of the hash when it is missing."""
    found = self.get(args[0], MISSING)
    if found is not MISSING:
        return settled(interp, found)
    if self.default_proc is not None:
        return interp.yield_block(self.default_proc, [self, plain_key(args[0])])
    return self.default


@method(MASH, "[]=", "store", argc=2, taint=True)
def store(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Write a key."""
    if self.frozen:
        raise interp.frozen_error(self)
    self.set(args[0], args[1])
    return args[1]


@method(MASH, "key?", "has_key?", "include?", "member?", "attribute?", argc=1, taint=True)
def has_key(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Tell whether a key is there."""
    return args[0] in self


@method(MASH, "fetch", argc=(1, 2), taint=True)
def fetch(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Read a key; a block, a default or KeyError when it is missing."""
    found = self.get(args[0], MISSING)
    if found is not MISSING:
        return settled(interp, found)
    if block is not None:
        return interp.yield_block(block, [plain_key(args[0])])
    if len(args) == 2:
        return args[1]
    raise interp.error("KeyError", f"key not found: {interp.shown(plain_key(args[0]))}")


@method(MASH, "delete", argc=1, taint=True)
def delete(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Take a key out and return its value."""
    if args[0] not in self:
        return interp.yield_block(block, [plain_key(args[0])]) if block is not None else None
    return self.delete(args[0])


@method(MASH, "values_at", taint=True)
def values_at(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return the values of several keys."""
    return [interp.call(self, "[]", [key]) for key in args]


@method(MASH, "slice", taint=True)
def slice_of(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return the pairs of the keys that are there."""
    return RHash((plain_key(key), self.get(key)) for key in args if key in self)


@method(MASH, "except", taint=True)
def without(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return a Mash without some keys."""
    made = Mash(self.items())
    for key in args:
        made.delete(key)
    return made


@method(MASH, "update", "merge!", taint=True)
def update(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Write the pairs of other hashes; a block decides where both have a key."""
    for other in args:
        for key, value in interp_hash(interp, other).items():
            both = block is not None and key in self
            kept = interp.yield_block(block, [plain_key(key), self.get(key), value]) if both and block else value
            self.set(key, kept)
    return self


@method(MASH, "merge", taint=True)
def merge(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return a Mash with the pairs of other hashes written over."""
    return update(interp, Mash(self.items()), args, block)


@method(MASH, "dup", "clone", taint=True)
def dup(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return a Mash that can be written; values below are copied once."""
    made = Mash()
    for key, value in self.items():
        made.set(key, _copied(value))
    return made


@method(MASH, "to_hash", argc=0, taint=True)
def to_hash(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return a plain Hash with string keys; what is below stays what it is."""
    return RHash(self.items())


@method(MASH, "symbolize_keys", argc=0, taint=True)
def symbolize_keys(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Return a plain Hash with symbols for keys."""
    return RHash((Symbol.of(key.text) if isinstance(key, RString) else key, value) for key, value in self.items())


@method(MASH, "stringify_keys!", argc=0, taint=True)
def stringify_keys(interp: Interpreter, self: Mash, args: Args, block: Blk) -> Value:
    """Keys are strings already."""
    return self


def interp_hash(interp: Interpreter, value: Value) -> RHash:
    """Return a hash argument, or what its to_hash gives."""
    found = value if isinstance(value, RHash) else interp.call(value, "to_hash")
    if not isinstance(found, RHash):
        raise interp.error("TypeError", f"no implicit conversion of {interp.real_class_of(value).name} into Hash")
    return found


def _copied(value: Value) -> Value:
    if isinstance(value, RHash):
        return Mash(value.items())
    if isinstance(value, list):
        return list(value)
    return RString(value.text, value.holes) if type(value) is RString else value


# --- paths: what VividMash and ImmutableMash share


def _path_method(name: str, function: NativeMethod, *aliases: str) -> None:
    for cls in (VIVID, IMMUTABLE):
        method(cls, name, *aliases, taint=True)(function)


def read(interp: Interpreter, self: RHash, args: Args, block: Blk) -> Value:
    """read('a', 'b'): the value, or nil; nothing is made on the way."""
    found = read_path(self, args)
    return None if found is MISSING else settled(interp, found)


def read_strict(interp: Interpreter, self: RHash, args: Args, block: Blk) -> Value:
    """read!('a', 'b'): the value, or NoSuchAttribute."""
    found = read_path(self, args)
    if found is MISSING:
        raise interp.error("Chef::Exceptions::NoSuchAttribute", ".".join(interp.to_s(arg).text for arg in args))
    return settled(interp, found)


def exist(interp: Interpreter, self: RHash, args: Args, block: Blk) -> Value:
    """exist?('a', 'b')."""
    return read_path(self, args) is not MISSING


_path_method("read", read, "dig")
_path_method("read!", read_strict)
_path_method("exist?", exist)


@method(VIVID, "write", taint=True)
def write(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
    """write('a', 'b', value): makes, and replaces, what is in the way."""
    value = interp.yield_block(block, []) if block is not None else args.pop()
    write_path(self, args, value)
    return value


@method(VIVID, "write!", taint=True)
def write_strict(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
    """write!('a', 'b', value): AttributeTypeMismatch when something that is no container is in the way."""
    value = interp.yield_block(block, []) if block is not None else args.pop()
    if not write_path(self, args, value, replace=False):
        raise interp.error("Chef::Exceptions::AttributeTypeMismatch")
    return value


@method(VIVID, "unlink", taint=True)
def unlink(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
    """unlink('a', 'b'): takes it out and returns it, nil when it is not there."""
    found = unlink_path(self, args)
    return None if found is MISSING else found


@method(VIVID, "unlink!", taint=True)
def unlink_strict(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
    """unlink!('a', 'b'): NoSuchAttribute when it is not there."""
    found = unlink_path(self, args)
    if found is MISSING:
        raise interp.error("Chef::Exceptions::NoSuchAttribute", ".".join(interp.to_s(arg).text for arg in args))
    return found


# --- VividMash and AttrArray


@method(VIVID, "[]", argc=1, taint=True)
def vivid_index(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
    """Read a key; a missing one becomes an empty VividMash."""
    return self.vivify(args[0])


@method(VIVID, "method_missing", taint=True)
def vivid_missing(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
    """node.default.a.b = 1, as Chef 12 had it."""
    name = args[0].name
    if name.endswith("=") and len(args) == 2:
        self.set(RString(name[:-1]), args[1])
        return args[1]
    if len(args) == 1 and block is None and _is_attribute_name(name):
        return self.vivify(RString(name))
    raise no_method(interp, self, name)


def _is_attribute_name(name: str) -> bool:
    return name[-1] not in "?!=" and not name.startswith(("to_", "_")) and name.isidentifier()


def no_method(interp: Interpreter, receiver: Value, name: str) -> Exception:
    """Return the NoMethodError of a method that `receiver` does not have."""
    text = f"undefined method `{name}' for {interp.describe(receiver)}"
    return interp.name_error("NoMethodError", text, name, receiver)


def _hash_method(name: str) -> NativeMethod | None:
    found = NATIVE_CLASSES.get("Hash")
    return found.methods.get(name) if found is not None else None


def _vivid_mutator(name: str) -> NativeMethod:
    """Return Hash's own method, with the merged view dropped around it."""

    def mutate(interp: Interpreter, self: VividMash, args: Args, block: Blk) -> Value:
        own = _hash_method(name)
        if own is None:
            raise no_method(interp, self, name)
        self.changed()
        result = own(interp, self, args, block)
        for key, value in list(self.items()):
            if isinstance(value, (RHash, list)) and not isinstance(value, (VividMash, AttrArray)):
                self.set(key, value)
        self.changed()
        return result

    return mutate


for _name in HASH_MUTATORS.split():
    if _name not in ("[]=", "store", "delete", "update", "merge!", "write", "write!", "unlink", "unlink!"):
        method(VIVID, _name, taint=True)(_vivid_mutator(_name))


@method(ATTR_ARRAY, "dup", "clone", argc=0, taint=True)
def array_dup(interp: Interpreter, self: list[Value], args: Args, block: Blk) -> Value:
    """Return a plain Array; what is in it is copied once."""
    return [_copied(item) for item in self]


# --- ImmutableMash and ImmutableArray


def refuse(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Raise what writing to the merged view raises."""
    raise interp.error("Chef::Exceptions::ImmutableAttributeModification", READ_ONLY)


for _name in HASH_MUTATORS.split():
    method(IMMUTABLE, _name, taint=True)(refuse)
for _name in ARRAY_MUTATORS.split():
    method(IMMUTABLE_ARRAY, _name, taint=True)(refuse)


@method(IMMUTABLE, "[]", argc=1, taint=True)
def immutable_index(interp: Interpreter, self: ImmutableMash, args: Args, block: Blk) -> Value:
    """Read a key; one that a cookbook would set which is not there is unknown."""
    found = index(interp, self, args, block)
    return _lacking(interp, self) if found is None and self.lacking and args[0] not in self else found


def _lacking(interp: Interpreter, value: ImmutableMash) -> Value:
    return interp.absence.attribute(value.lacking) if interp.absence is not None else None


@method(IMMUTABLE, "to_h", "to_hash", taint=True)
def immutable_to_hash(interp: Interpreter, self: ImmutableMash, args: Args, block: Blk) -> Value:
    """Return plain Hashes and Arrays all the way down; with a block, Hash#to_h's pairs."""
    own = _hash_method("to_h")
    if block is not None and own is not None:
        return own(interp, plain(self), args, block)
    return plain(self)


@method(IMMUTABLE, "method_missing", taint=True)
def immutable_missing(interp: Interpreter, self: ImmutableMash, args: Args, block: Blk) -> Value:
    """node['a'].b, as Chef 12 had it: a key that is there."""
    name = args[0].name
    if len(args) == 1 and RString(name) in self:
        return settled(interp, self.get(RString(name)))
    if name.endswith("="):
        return refuse(interp, self, args, block)
    if self.lacking and len(args) == 1:
        return _lacking(interp, self)
    raise no_method(interp, self, name)


@method(IMMUTABLE_ARRAY, "to_a", "to_array", argc=0, taint=True)
def immutable_to_a(interp: Interpreter, self: list[Value], args: Args, block: Blk) -> Value:
    """Return a plain Array, plain all the way down."""
    return plain(self)


@method(IMMUTABLE_ARRAY, "dup", "clone", argc=0, taint=True)
def immutable_array_dup(interp: Interpreter, self: list[Value], args: Args, block: Blk) -> Value:
    """Return a plain Array that can be written."""
    return [_copied(item) for item in self]


# --- Chef::Mixin::DeepMerge


def _merger(function: Callable[[Value, Value], Value], high_first: bool, as_mash: bool) -> NativeMethod:
    def run(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        low, high = (args[1], args[0]) if high_first else (args[0], args[1])
        merged = function(low, high)
        wrap = as_mash or isinstance(low, Mash)
        return Mash(merged.items()) if wrap and isinstance(merged, RHash) else merged

    return run


_DEEP_MERGE: dict[str, NativeMethod] = {
    "merge": _merger(deep_merge, high_first=False, as_mash=True),
    "deep_merge": _merger(deep_merge, high_first=True, as_mash=False),
    "deep_merge!": _merger(deep_merge, high_first=True, as_mash=False),
    "hash_only_merge": _merger(hash_only_merge, high_first=False, as_mash=False),
    "hash_only_merge!": _merger(hash_only_merge, high_first=False, as_mash=False),
}
for _name, _function in _DEEP_MERGE.items():
    singleton("Chef::Mixin::DeepMerge", _name, argc=2, taint=True)(_function)
    method("Chef::Mixin::DeepMerge", _name, argc=2, taint=True)(_function)
