"""The methods of Chef::Node that name a level: `node.default['a'] = 1`, `node.override!('a', 1)`, `node.rm('a')`.

before:  node.force_default!['a']['b'] = 1
after:   'a' / 'b' leaves every default level and stands at force_default
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.mash import VividMash
from translator.evaluate.chef.node import NODE, NodeObject
from translator.evaluate.chef.paths import MISSING, child, read_path, unlink_path, write_path
from translator.evaluate.chef.precedence import DEFAULT_LEVELS, LEVELS, OVERRIDE_LEVELS, deep_merge
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"
Write: TypeAlias = "Callable[[NodeObject, Args, Value], Value]"

UNCHAIN = "Chef::Decorator::Unchain"
define_class(UNCHAIN, "Object")

_NAMES = {
    "default": ("default", "default_attrs"),
    "normal": ("normal", "normal_attrs", "set"),
    "override": ("override", "override_attrs"),
    "automatic": ("automatic", "automatic_attrs"),
}
_WRITE_GROUPS = {"default": DEFAULT_LEVELS, "normal": ("normal",), "override": OVERRIDE_LEVELS}


class UnchainObject(RObject):
    """`node.default!` without arguments: collects `['a']['b']` until `= value` comes."""

    __slots__ = ("node", "path", "write")

    def __init__(self, cls: RClass, node: NodeObject, write: Write, path: tuple[Value, ...] = ()) -> None:
        super().__init__(cls)
        self.node = node
        self.write = write
        self.path = path


# --- whole levels


def _level_reader(level: str) -> Callable[[Interpreter, NodeObject, Args, Blk], Value]:
    def read_level(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        return self.attributes.levels[level]

    return read_level


def _level_writer(level: str) -> Callable[[Interpreter, NodeObject, Args, Blk], Value]:
    def write_level(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        if isinstance(args[0], RHash):
            self.attributes.replace(level, args[0])
        return args[0]

    return write_level


for _level in LEVELS:
    _names = _NAMES.get(_level, (_level,))
    method(NODE, *_names, argc=0)(_level_reader(_level))
    method(NODE, *(f"{_name}=" for _name in _names), argc=1, taint=True)(_level_writer(_level))


@method(NODE, "consume_attributes", argc=1, taint=True)
def consume_attributes(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Merge a hash into the normal level."""
    merged = deep_merge(self.attributes.levels["normal"], args[0])
    self.attributes.replace("normal", merged)
    return None


# --- writing without merging


def write_to(level: str) -> Write:
    """Return the function that writes at a path of one level."""

    def write(node: NodeObject, path: Args, value: Value) -> Value:
        write_path(node.attributes.levels[level], path, value)
        return value

    return write


def write_unless(level: str) -> Write:
    """Return the function that writes where the level has nothing, or nil, yet."""

    def write(node: NodeObject, path: Args, value: Value) -> Value:
        found = read_path(node.attributes.levels[level], path)
        if found is not MISSING and found is not None:
            return None
        write_path(node.attributes.levels[level], path, value)
        return value

    return write


def write_forced(group: tuple[str, ...], level: str) -> Write:
    """Return the function that clears a path from a group of levels and then writes it."""

    def write(node: NodeObject, path: Args, value: Value) -> Value:
        remove(node, group, path)
        write_path(node.attributes.levels[level], path, value)
        return value

    return write


def _file_writer(names: tuple[str, ...], write: Write) -> None:
    def run(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        if not args:
            return UnchainObject(interp.const_class(UNCHAIN), self, write)
        return write(self, args[:-1], args[-1])

    method(NODE, *names, taint=True)(run)


_file_writer(("default!",), write_to("default"))
_file_writer(("normal!",), write_to("normal"))
_file_writer(("override!",), write_to("override"))
_file_writer(("force_default!",), write_forced(DEFAULT_LEVELS, "force_default"))
_file_writer(("force_override!",), write_forced(OVERRIDE_LEVELS, "force_override"))
_file_writer(("default_unless",), write_unless("default"))
_file_writer(("normal_unless", "set_unless"), write_unless("normal"))
_file_writer(("override_unless",), write_unless("override"))


@method(UNCHAIN, "[]", argc=1, taint=True)
def unchain_index(interp: Interpreter, self: UnchainObject, args: Args, block: Blk) -> Value:
    """Go one key down."""
    return UnchainObject(self.cls, self.node, self.write, (*self.path, args[0]))


@method(UNCHAIN, "[]=", argc=2, taint=True)
def unchain_store(interp: Interpreter, self: UnchainObject, args: Args, block: Blk) -> Value:
    """Write at the keys so far."""
    return self.write(self.node, [*self.path, args[0]], args[1])


@method(NODE, "write", taint=True)
def write_level(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """write(:default, 'a', 'b', value)."""
    value = interp.yield_block(block, []) if block is not None else args.pop()
    write_path(_level_named(interp, self, args[0]), args[1:], value)
    return value


@method(NODE, "write!", taint=True)
def write_level_strict(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """write!(:default, 'a', 'b', value): AttributeTypeMismatch when no container is in the way."""
    value = interp.yield_block(block, []) if block is not None else args.pop()
    if not write_path(_level_named(interp, self, args[0]), args[1:], value, replace=False):
        raise interp.error("Chef::Exceptions::AttributeTypeMismatch")
    return value


@method(NODE, "unlink", taint=True)
def unlink_level(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """unlink(:default, 'a', 'b')."""
    found = unlink_path(_level_named(interp, self, args[0]), args[1:])
    return None if found is MISSING else found


@method(NODE, "unlink!", taint=True)
def unlink_level_strict(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """unlink!(:default, 'a', 'b'): NoSuchAttribute when it is not there."""
    found = unlink_path(_level_named(interp, self, args[0]), args[1:])
    if found is MISSING:
        raise interp.error("Chef::Exceptions::NoSuchAttribute")
    return found


def _level_named(interp: Interpreter, node: NodeObject, name: Value) -> VividMash:
    text = name.name if isinstance(name, Symbol) else interp.to_s(name).text
    level = next((level for level, names in _NAMES.items() if text in names), text)
    if level not in node.attributes.levels:
        raise interp.error("NoMethodError", f"undefined method `{text}' for node attributes")
    return node.attributes.levels[level]


# --- deleting


def remove(node: NodeObject, levels: tuple[str, ...], path: Args) -> Value:
    """Take a path out of several levels and return what their merge had there."""
    holder: Value = node.attributes.combined(levels)
    for key in path[:-1]:
        holder = child(holder, key)
    found = child(holder, path[-1]) if isinstance(holder, RHash) else MISSING
    for level in levels:
        unlink_path(node.attributes.levels[level], path)
    return None if found is MISSING else found


def _file_remover(name: str, levels: tuple[str, ...]) -> None:
    def run(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        return remove(self, levels, args)

    method(NODE, name, argc=(1, None), taint=True)(run)


_file_remover("rm_default", DEFAULT_LEVELS)
_file_remover("rm_normal", ("normal",))
_file_remover("rm_override", OVERRIDE_LEVELS)


@method(NODE, "rm", argc=(1, None), taint=True)
def rm(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Take a path out of every level but automatic, and return what the merged view had there."""
    found = read_path(self.attributes.read(args[0]), args[1:]) if self.attributes.has(args[0]) else MISSING
    for levels in _WRITE_GROUPS.values():
        remove(self, levels, args)
    return None if found is MISSING else found
