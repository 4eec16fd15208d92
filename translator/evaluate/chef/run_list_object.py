"""Chef::RunList and Chef::RunList::RunListItem: what `node.run_list` answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.run_list import BadRunListItem, RunListItem, parse_item
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

LIST = "Chef::RunList"
ITEM = "Chef::RunList::RunListItem"
define_class(LIST, "Object", includes=("Enumerable",))
define_class(ITEM, "Object")


class ItemObject(RObject):
    """One item of a run list."""

    __slots__ = ("item",)

    def __init__(self, cls: RClass, item: RunListItem) -> None:
        super().__init__(cls)
        self.item = item


class RunListObject(RObject):
    """A run list."""

    __slots__ = ("items",)

    def __init__(self, cls: RClass, items: Iterable[RunListItem] = ()) -> None:
        super().__init__(cls)
        self.items = list(items)

    def add(self, item: RunListItem) -> None:
        if item not in self.items:
            self.items.append(item)


def make_run_list(interp: Interpreter, items: Iterable[RunListItem]) -> RunListObject:
    """Return the Ruby object of a run list."""
    return RunListObject(interp.const_class(LIST), items)


def items_in(interp: Interpreter, values: Iterable[Value]) -> Iterator[RunListItem]:
    """Return the items that arguments stand for: strings, items, run lists, arrays of them."""
    for value in values:
        if isinstance(value, ItemObject):
            yield value.item
        elif isinstance(value, RunListObject):
            yield from value.items
        elif isinstance(value, list):
            yield from items_in(interp, value)
        else:
            yield _parsed(interp, interp.to_s(value).text)


def _parsed(interp: Interpreter, text: str) -> RunListItem:
    try:
        return parse_item(text)
    except BadRunListItem as error:
        raise interp.error("ArgumentError", str(error)) from None


def _shown(interp: Interpreter, item: RunListItem) -> ItemObject:
    return ItemObject(interp.const_class(ITEM), item)


@singleton(LIST, "new")
def new(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::RunList.new("recipe[a]", …)."""
    return make_run_list(interp, items_in(interp, args))


@method(LIST, "each")
def each(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Yield every item."""
    if block is None:
        return interp.enumerator(self, "each")
    for item in self.items:
        interp.yield_block(block, [_shown(interp, item)])
    return self


@method(LIST, "run_list", "run_list_items", "to_a", "entries", argc=0)
def to_a(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Return the items as an array."""
    return [_shown(interp, item) for item in self.items]


@method(LIST, "[]", argc=1)
def index(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Return one item."""
    at = args[0]
    return _shown(interp, self.items[at]) if -len(self.items) <= at < len(self.items) else None


@method(LIST, "include?", "member?", argc=1)
def include(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Tell whether an item is in the list."""
    return next(items_in(interp, args)) in self.items


@method(LIST, "<<", "push", "add", argc=1)
def push(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Add an item that is not there yet."""
    for item in items_in(interp, args):
        self.add(item)
    return self


@method(LIST, "reset!")
def reset(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Set the whole list."""
    items = list(items_in(interp, args))
    self.items.clear()
    for item in items:
        self.add(item)
    return self


@method(LIST, "remove", "delete", argc=1)
def remove(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Take an item out."""
    gone = next(items_in(interp, args))
    self.items = [item for item in self.items if item != gone]
    return self


@method(LIST, "empty?", argc=0)
def empty(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Tell whether there is no item."""
    return not self.items


@method(LIST, "size", "length", argc=0)
def size(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Return how many items there are."""
    return len(self.items)


@method(LIST, "role_names", "roles", argc=0)
def role_names(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Return the names of the roles."""
    return [RString(item.name) for item in self.items if item.type == "role"]


@method(LIST, "recipe_names", "recipes", argc=0)
def recipe_names(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Return the names of the recipes."""
    return [RString(item.name) for item in self.items if item.type == "recipe"]


@method(LIST, "role?", argc=1)
def has_role(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Tell whether a role is in the list."""
    return any(item.type == "role" and item.name == interp.to_s(args[0]).text for item in self.items)


@method(LIST, "to_s", "inspect", argc=0)
def to_s(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Return the items with commas."""
    return RString(", ".join(map(str, self.items)))


@method(LIST, "==", argc=1)
def equal(interp: Interpreter, self: RunListObject, args: Args, block: Blk) -> Value:
    """Tell whether another list, or an array of texts, has the same items."""
    other = args[0]
    if not isinstance(other, (RunListObject, list)):
        return False
    return list(items_in(interp, [other])) == self.items


@method(ITEM, "name", argc=0)
def item_name(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return the name inside the brackets."""
    return RString(self.item.name)


@method(ITEM, "type", argc=0)
def item_type(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return :recipe or :role."""
    return Symbol.of(self.item.type)


@method(ITEM, "version", argc=0)
def item_version(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return the version, or nil."""
    return RString(self.item.version) if self.item.version else None


@method(ITEM, "role?", argc=0)
def item_is_role(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Tell whether this is a role."""
    return self.item.type == "role"


@method(ITEM, "recipe?", argc=0)
def item_is_recipe(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Tell whether this is a recipe."""
    return self.item.type == "recipe"


@method(ITEM, "to_s", "to_str", argc=0)
def item_to_s(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return "recipe[a]"."""
    return RString(str(self.item))


@method(ITEM, "==", argc=1)
def item_equal(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Tell whether this is the same item, or a text of it."""
    other = args[0]
    if isinstance(other, ItemObject):
        return other.item == self.item
    return isinstance(other, RString) and other.text == str(self.item)
