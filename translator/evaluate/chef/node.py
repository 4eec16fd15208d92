"""Chef::Node: the object that recipes call `node`. Its levels and their merging are in attributes.py.

before:  node['nginx']['port'], node.default['a'] = 1, node.role?('web'), node.run_state[:x]
after:   reads and writes of `Attributes`, and what the project says about the machine
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from translator.evaluate.chef.attributes import Attributes
from translator.evaluate.chef.mash import key_text, plain
from translator.evaluate.chef.mash_methods import refuse, settled
from translator.evaluate.chef.paths import MISSING, read_path
from translator.evaluate.chef.precedence import DEFAULT_LEVELS, LEVELS, OVERRIDE_LEVELS
from translator.evaluate.chef.run_list_object import RunListObject, items_in, make_run_list
from translator.evaluate.ruby.calls import answer_missing
from translator.evaluate.ruby.native import method, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

NODE = "Chef::Node"

_DELEGATED = (
    "all? any? assoc collect collect_concat count detect each each_attribute each_key each_pair each_slice each_value "
    "each_with_index each_with_object empty? entries except filter filter_map find find_all first flat_map group_by "
    "has_value? inject invert key keys length map max_by merge min_by none? one? partition reduce reject select size "
    "slice sort sort_by sum symbolize_keys take to_a to_yaml to_json value? values values_at zip fetch"
)


class NodeObject(RObject):
    """The node. `load_attribute` runs an attribute file, (cookbook, name) → whether it exists.

    `adopt` loads a cookbook that nothing declared, by name; it tells whether it could.
    """

    __slots__ = (
        "adopt",
        "attributes",
        "environment",
        "load_attribute",
        "name",
        "policy_group",
        "policy_name",
        "run_context",
        "run_list",
        "run_state",
    )

    def __init__(self, cls: RClass, attributes: Attributes, name: RString, run_list: RunListObject) -> None:
        super().__init__(cls)
        self.attributes = attributes
        self.name: Value = name
        self.environment: Value = RString("_default")
        self.policy_name: Value = None
        self.policy_group: Value = None
        self.run_list = run_list
        self.run_state: Value = RHash()
        self.run_context: Any = None
        self.load_attribute: Callable[[str, str], bool] = lambda cookbook, name: False
        self.adopt: Callable[[str], bool] = lambda cookbook: False


def _reader(slot: str) -> Callable[[Interpreter, NodeObject, Args, Blk], Value]:
    def read_slot(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        if args and args[0] is not None:
            setattr(self, slot, args[0])
        return getattr(self, slot)

    return read_slot


def _writer(slot: str) -> Callable[[Interpreter, NodeObject, Args, Blk], Value]:
    def write_slot(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        setattr(self, slot, args[0])
        return args[0]

    return write_slot


for _slot, _names in {
    "name": ("name",),
    "environment": ("chef_environment", "environment"),
    "policy_name": ("policy_name",),
    "policy_group": ("policy_group",),
    "run_state": ("run_state",),
    "run_context": ("run_context",),
}.items():
    method(NODE, *_names, argc=(0, 1), taint=True)(_reader(_slot))
    method(NODE, *(f"{_name}=" for _name in _names), argc=1, taint=True)(_writer(_slot))


@singleton(NODE, "new", "build")
def new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    """A node of its own, which old libraries use as a table that makes its rows."""
    return NodeObject(self, Attributes(), RString(""), make_run_list(interp, []))


# --- reading the merged view


@method(NODE, "[]", argc=1, taint=True)
def index(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Read a top-level attribute."""
    found = settled(interp, self.attributes.read(args[0]))
    return _lacking(interp, self, args[0]) if found is None else found


def _lacking(interp: Interpreter, self: NodeObject, key: Value) -> Value:
    """Return an unknown value for what a cookbook that is not there would set, nil for other keys."""
    name = key_text(key)
    if interp.absence is None or not self.attributes.lacks(name):
        return None
    return interp.absence.attribute(name)


@method(NODE, "[]=", argc=2, taint=True)
def store(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Writing needs a level."""
    return refuse(interp, self, args, block)


@method(NODE, "node", "attributes", "attribute", "construct_attributes", argc=0)
def itself(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """The node stands for its attributes too."""
    return self


@method(NODE, "attribute?", "has_key?", "key?", "include?", "member?", argc=1, taint=True)
def has_key(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Tell whether any level has a top-level key."""
    return self.attributes.has(args[0])


def _found(self: NodeObject, path: Args) -> Value:
    if not path:
        return self.attributes.merged()
    return read_path(self.attributes.read(path[0]), path[1:]) if self.attributes.has(path[0]) else MISSING


@method(NODE, "read", "dig", taint=True)
def read(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """read('a', 'b'): the merged value, or nil."""
    found = _found(self, args)
    return _lacking(interp, self, args[0]) if found is MISSING and args else settled(interp, found)


@method(NODE, "read!", taint=True)
def read_strict(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """read!('a', 'b'): the merged value, or NoSuchAttribute."""
    found = _found(self, args)
    if found is MISSING:
        raise interp.error("Chef::Exceptions::NoSuchAttribute", ".".join(interp.to_s(arg).text for arg in args))
    return settled(interp, found)


@method(NODE, "exist?", taint=True)
def exist(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """exist?('a', 'b')."""
    return _found(self, args) is not MISSING


@method(NODE, "merged_attributes", taint=True)
def merged_attributes(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return the whole merged view, or what is below a path of it."""
    return read(interp, self, args, block)


@method(NODE, "combined_default", argc=0)
def combined_default(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return the default levels merged."""
    return self.attributes.combined(DEFAULT_LEVELS)


@method(NODE, "combined_override", argc=0)
def combined_override(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return the override levels merged."""
    return self.attributes.combined(OVERRIDE_LEVELS)


@method(NODE, "to_hash", "to_h", "display_hash", "for_json", taint=True)
def to_hash(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return everything as plain data, with the node's name and run list."""
    data = plain(self.attributes.merged())
    items = [RString(str(item)) for item in self.run_list.items]
    own = {"chef_type": RString("node"), "name": self.name, "chef_environment": self.environment, "run_list": items}
    for key, value in own.items():
        data.set(RString(key), value)
    return data


@method(NODE, "debug_value", taint=True)
def debug_value(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return [level, value] pairs, :not_present where a level does not have the path."""
    rows = [(name, read_path(self.attributes.levels[name], args)) for name in LEVELS]
    absent = Symbol.of("not_present")
    return [[RString(name), absent if value is MISSING else value] for name, value in rows]


def _delegate(name: str) -> Callable[[Interpreter, NodeObject, Args, Blk], Value]:
    target = "each" if name == "each_attribute" else name

    def run(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
        return interp.call(self.attributes.merged(), target, args, block)

    return run


for _name in _DELEGATED.split():
    method(NODE, _name, taint=True)(_delegate(_name))


@method(NODE, "method_missing", taint=True)
def method_missing(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """node.a, as Chef 12 had it: an attribute that is there."""
    name = args[0].name
    if len(args) == 1 and self.attributes.has(args[0]):
        return settled(interp, self.attributes.read(args[0]))
    if name.endswith("=") and name[:-1].isidentifier():
        return refuse(interp, self, args, block)
    return answer_missing(interp, self, name, args[1:], block, "")


@method(NODE, "respond_to_missing?", taint=True)
def respond_to_missing(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """An attribute that is there can be called."""
    return self.attributes.has(args[0])


# --- the run list and what it expanded to


@method(NODE, "run_list", "primary_runlist")
def run_list(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return the run list, or set it."""
    if args:
        self.run_list.items = list(dict.fromkeys(items_in(interp, args)))
    return self.run_list


@method(NODE, "run_list?", argc=1)
def run_list_has(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Tell whether an item is in the run list."""
    return next(items_in(interp, args)) in self.run_list.items


def _automatic_list(self: NodeObject, key: str) -> list[str]:
    found = self.attributes.read(RString(key))
    return [item.text for item in found if isinstance(item, RString)] if isinstance(found, list) else []


@method(NODE, "recipe?", argc=1)
def has_recipe(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Tell whether a recipe is in the run list or was loaded."""
    name = interp.to_s(args[0]).text
    listed = any(item.type == "recipe" and item.name == name for item in self.run_list.items)
    return listed or name in _automatic_list(self, "recipes")


@method(NODE, "role?", argc=1)
def has_role(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Tell whether a role is in the expanded run list."""
    return interp.to_s(args[0]).text in _automatic_list(self, "roles")


@method(NODE, "loaded_recipe", argc=2)
def loaded_recipe(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Note that a recipe was loaded."""
    note_recipe(self, f"{interp.to_s(args[0]).text}::{interp.to_s(args[1]).text}")
    return None


def note_recipe(node: NodeObject, name: str) -> None:
    """Add a recipe "cookbook::name" to node['recipes'], once."""
    level = node.attributes.levels["automatic"]
    found = level.get(RString("recipes"))
    if not isinstance(found, list):
        level.set(RString("recipes"), [])
        found = level.get(RString("recipes"))
    if all(not isinstance(item, RString) or item.text != name for item in found):
        found.append(RString(name))


# --- tags


def tags_of(node: NodeObject) -> Value:
    """Return the list of tags, made when it is missing."""
    level = node.attributes.levels["normal"]
    found = level.get(RString("tags"))
    if not isinstance(found, list):
        level.set(RString("tags"), [] if found is None else [found])
    return level.get(RString("tags"))


@method(NODE, "tags", argc=0)
def tags(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return the tags."""
    return tags_of(self)


@method(NODE, "tag")
def tag(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Add tags."""
    found = tags_of(self)
    for text in (interp.to_s(arg) for arg in args):
        if all(item.text != text.text for item in found):
            found.append(text)
    return found


@method(NODE, "untag")
def untag(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Take tags away."""
    gone = {interp.to_s(arg).text for arg in args}
    found = tags_of(self)
    found[:] = [item for item in found if item.text not in gone]
    return found


# --- the rest


def _is_reported(interp: Interpreter, cookbook: str) -> bool:
    """Tell whether a cookbook that is not there was reported; code that rescues the error gets it instead."""
    return interp.absence is not None and interp.absence.cookbook(cookbook)


@method(NODE, "include_attribute")
def include_attribute(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Load attribute files: "cookbook" or "cookbook::file"."""
    for spec in args:
        for name in spec if isinstance(spec, list) else [spec]:
            cookbook, _, file = interp.to_s(name).text.partition("::")
            if not self.load_attribute(cookbook, file or "default") and not _is_reported(interp, cookbook):
                message = f"could not find filename for attribute {file or 'default'} in cookbook {cookbook}"
                raise interp.error("Chef::Exceptions::AttributeNotFound", message)
    return True


@method(NODE, "save", "create", "destroy", "reset_defaults_and_overrides")
def save(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """There is no server to save to."""
    return self


@method(NODE, "to_s", argc=0)
def to_s(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return "node[name]"."""
    name = self.name
    parts = name.parts if isinstance(name, RString) else (str(name),)
    return RString.from_parts(("node[", *parts, "]"))


@method(NODE, "inspect", argc=0)
def inspect(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Return a short text; the whole of the attributes would help nobody."""
    return RString(f"<Chef::Node name={key_text(self.name)!r}>")


@method(NODE, "==", "eql?", argc=1)
def equal(interp: Interpreter, self: NodeObject, args: Args, block: Blk) -> Value:
    """Nodes are the same when their names are."""
    other = args[0]
    return isinstance(other, NodeObject) and key_text(other.name) == key_text(self.name)
