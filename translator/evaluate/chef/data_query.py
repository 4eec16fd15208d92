"""What recipes call to get at data: data_bag, data_bag_item, chef_vault_item, search, and the classes behind them.

before:  data_bag_item('apps', 'db')['password']; search(:users, 'groups:sysadmin') { |u| … }
after:   values of the project's files, secrets marked; what is missing is diagnosed, and unknown unless rescued
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

from translator.diagnostics import Code
from translator.evaluate.chef.data_bags import (
    ENCRYPTED,
    ITEM,
    NOT_FOUND,
    SEALED_SAMPLE,
    VAULT,
    ItemObject,
    is_encrypted,
    item_values,
)
from translator.evaluate.chef.mash import Mash, key_text
from translator.evaluate.chef.rescued import is_rescued
from translator.evaluate.chef.search import filtered
from translator.evaluate.chef.search import search as find
from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.chef.solr import BadQuery
from translator.evaluate.ruby.native import define_class, define_module, method, singleton, take_keywords
from translator.evaluate.ruby.objects import RHash, RObject, RProc, RString, Symbol, Value
from translator.evaluate.values import Hole, Secret, Unknown
from translator.load.project import DataBagItem, Project

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

QUERY = "Chef::DSL::DataQuery"
CHEF_VAULT = "Chef::DSL::ChefVault"
SECRET = "Chef::DSL::Secret"
BAG = "Chef::DataBag"
define_class(BAG, "Object")
define_class("Chef::Search::Query", "Object")
define_module("Chef::EncryptedDataBagItem::CheckEncrypted")

_KEYS = "_keys"
_NO_FALLBACK = "Trying to load a regular data bag item {id} from {bag}, and databag_fallback is disabled"


@dataclass(slots=True)
class DataAccess:
    """What the functions here read: the project and its table of secrets."""

    project: Project
    secrecy: Secrecy


_ACCESS: WeakKeyDictionary[Interpreter, DataAccess] = WeakKeyDictionary()


def give_data(interp: Interpreter, project: Project, secrecy: Secrecy) -> None:
    """Let the code that an interpreter runs read the data of a project."""
    _ACCESS[interp] = DataAccess(project, secrecy)


def _access(interp: Interpreter) -> DataAccess:
    return _ACCESS[interp]


# --- items


def find_item(interp: Interpreter, bag: str, name: str) -> DataBagItem | None:
    """Return an item of the project; what is wrong with its file is diagnosed now that it is used."""
    item = _access(interp).project.data_bags.get(bag, {}).get(name)
    if item is not None:
        interp.diagnostics.extend(error for error in item.errors if error not in interp.diagnostics)
    return item


def item_object(interp: Interpreter, item: DataBagItem, cls: str) -> ItemObject:
    """Return the Ruby object of an item; everything in a vault is secret."""
    values = item_values(item, _access(interp).secrecy, interp, all_secret=cls == VAULT)
    return ItemObject(interp.const_class(cls), item.bag, values)


def missing(interp: Interpreter, what: str, error: str = NOT_FOUND, message: str = '404 "Not Found"') -> Value:
    """Diagnose that data is missing and return Unknown; where Ruby rescues, raise what Chef raises instead."""
    if is_rescued(interp):
        raise interp.error(error, message)
    interp.diagnose(Code.MISSING_DATA, f"{what} is not there")
    return Unknown(f"{what} is not there", interp.span)


def load_item(interp: Interpreter, args: Args, cls: str) -> Value:
    """Return the item that (bag, id) name, as an object of `cls`; an encrypted one is an EncryptedDataBagItem."""
    bag, name = key_text(args[0]), key_text(args[1])
    item = find_item(interp, bag, name)
    if item is None:
        return missing(interp, f"the data bag item {bag}/{name}")
    return item_object(interp, item, ENCRYPTED if cls == ITEM and is_encrypted(item) else cls)


@method(QUERY, "data_bag", argc=1, taint=True)
def data_bag(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """data_bag('users'): the ids of its items."""
    bag = key_text(args[0])
    items = _access(interp).project.data_bags.get(bag)
    if items is None:
        return missing(interp, f"the data bag {bag}")
    return [RString(name) for name in items]


@method(QUERY, "data_bag_item", argc=(2, 3), taint=True)
def data_bag_item(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """data_bag_item('users', 'ann')."""
    if args[1] is None:
        message = "Data Bag items must have an id matching /^[\\.\\-[:alnum:]_]+$/, you gave: nil"
        raise interp.error("Chef::Exceptions::InvalidDataBagItemID", message)
    return load_item(interp, args, ITEM)


@singleton(ITEM, "load", argc=2, taint=True)
def load_data_bag_item(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::DataBagItem.load('users', 'ann')."""
    return load_item(interp, args, ITEM)


@singleton(ITEM, "new", taint=True)
def new_item(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::DataBagItem.new."""
    return ItemObject(interp.const_class(ITEM), "", Mash())


@singleton(ITEM, "from_hash", argc=1, taint=True)
def item_from_hash(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::DataBagItem.from_hash(hash)."""
    raw = args[0].get(RString("raw_data"))
    return ItemObject(interp.const_class(ITEM), "", Mash((raw if isinstance(raw, RHash) else args[0]).items()))


@singleton(ENCRYPTED, "load", argc=(2, 3), taint=True)
def load_encrypted(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::EncryptedDataBagItem.load('apps', 'db', secret)."""
    return load_item(interp, args, ENCRYPTED)


@singleton(ENCRYPTED, "new", argc=2, taint=True)
def new_encrypted(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::EncryptedDataBagItem.new(item, secret)."""
    item = args[0]
    if isinstance(item, ItemObject):
        return ItemObject(interp.const_class(ENCRYPTED), item.bag, item.raw)
    return ItemObject(interp.const_class(ENCRYPTED), "", Mash(item.items()))


@singleton(ENCRYPTED, "load_secret", argc=(0, 1), taint=True)
def load_secret(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """The key of encrypted items is on the legacy machine; it is not needed here."""
    return secret_text("encrypted_data_bag_secret")


@method("Chef::EncryptedDataBagItem::CheckEncrypted", "encrypted?", argc=1)
@method(QUERY, "encrypted?", argc=1)
def encrypted(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Tell whether an item is encrypted."""
    return isinstance(args[0], ItemObject) and args[0].cls.name == ENCRYPTED


def secret_text(name: str) -> RString:
    """Return a secret whose text nobody here knows."""
    return RString(SEALED_SAMPLE, (Hole(Secret(name), SEALED_SAMPLE),), True)


@singleton(BAG, "list", argc=(0, 1))
def list_bags(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::DataBag.list: name → name, as chef-solo has it."""
    names = sorted(_access(interp).project.data_bags)
    return RHash((RString(name), RString(name)) for name in names)


@singleton(BAG, "load", argc=1, taint=True)
def load_bag(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Chef::DataBag.load('users'): id → values."""
    items = _access(interp).project.data_bags.get(key_text(args[0]))
    if items is None:
        return missing(interp, f"the data bag {key_text(args[0])}")
    secrecy = _access(interp).secrecy
    return RHash((RString(name), item_values(item, secrecy, interp)) for name, item in items.items())


# --- vaults


def is_vault(interp: Interpreter, bag: str, name: str) -> bool:
    """Tell whether an item is a vault's: encrypted, or with its keys beside it."""
    item = find_item(interp, bag, name)
    keys = find_item(interp, bag, name + _KEYS)
    return item is not None and (keys is not None or is_encrypted(item))


def _vault_item(interp: Interpreter, args: Args, fallback: bool) -> Value:
    bag, name = key_text(args[0]), key_text(args[1])
    item = find_item(interp, bag, name)
    if item is None:
        return missing(interp, f"the vault item {bag}/{name}")
    if not fallback and not is_vault(interp, bag, name) and is_rescued(interp):
        raise interp.error("RuntimeError", _NO_FALLBACK.format(id=name, bag=bag))
    return item_object(interp, item, VAULT)


@method(CHEF_VAULT, "chef_vault_item", argc=2, taint=True)
def chef_vault_item(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """chef_vault_item('apps', 'db'); a plain item stands for the vault, and all of it is secret."""
    allowed = interp.call(interp.call(self, "node"), "read", [RString("chef-vault"), RString("databag_fallback")])
    return _vault_item(interp, args, interp.truthy(allowed))


@method(CHEF_VAULT, "chef_vault_item_for_environment", argc=2, taint=True)
def chef_vault_item_for_environment(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """The part of a vault item under the name of the environment."""
    item = chef_vault_item(interp, self, args, block)
    environment = interp.call(interp.call(self, "node"), "chef_environment")
    found = interp.call(item, "[]", [environment])
    return RHash() if found is None else found


@method(CHEF_VAULT, "chef_vault", argc=1, taint=True)
def chef_vault(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """chef_vault('apps'): the ids of its items without their keys."""
    items = _access(interp).project.data_bags.get(key_text(args[0]))
    if items is None:
        return missing(interp, f"the vault {key_text(args[0])}")
    return [RString(name) for name in items if not name.endswith(_KEYS)]


@singleton(VAULT, "load", argc=(2, 3), taint=True)
def load_vault_item(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """ChefVault::Item.load('apps', 'db')."""
    bag, name = key_text(args[0]), key_text(args[1])
    if find_item(interp, bag, name) is None:
        message = f"{bag}/{name} could not be found"
        return missing(interp, f"the vault item {bag}/{name}", "ChefVault::Exceptions::ItemNotFound", message)
    return _vault_item(interp, args, True)


@singleton(VAULT, "vault?", argc=2, taint=True)
def vault_exists(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """ChefVault::Item.vault?('apps', 'db')."""
    return is_vault(interp, key_text(args[0]), key_text(args[1]))


@method(SECRET, "secret", "get_secret", taint=True)
def secret(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """secret(name: 'db', service: :hashi_vault): a value of a secrets manager."""
    keywords = take_keywords(args)
    service, name = keywords.get(Symbol.of("service")), keywords.get(Symbol.of("name"))
    parts = ["secret", *(key_text(part) for part in (service, name) if part is not None)]
    return secret_text("/".join(parts))


@method(SECRET, "default_secret_service", "default_secret_config", "with_secret_service", "with_secret_config")
def secret_setting(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Where secrets come from is a setting of the output."""
    return interp.yield_block(block, []) if block is not None else (args[0] if args else None)


# --- search


def run_search(interp: Interpreter, args: Args) -> list[Value]:
    """Return what search(type, query, options) finds."""
    options = _options(args)
    kind = key_text(args[0])
    if not isinstance(args[0], (RString, Symbol)):
        message = f"Invalid search object type {interp.shown(args[0])}, must be a String or Symbol."
        raise interp.error("Chef::Exceptions::InvalidSearchQuery", message)
    query = interp.to_s(args[1]).text if len(args) > 1 and args[1] is not None else "*:*"
    found = _found(interp, kind, query)
    rows = _number(options, "rows") or 1000
    start = _number(options, "start") or 0
    wanted = options.get(Symbol.of("filter_result")) or options.get(Symbol.of("keys"))
    page = found[start : start + rows]
    return [filtered(interp, row, wanted) for row in page] if isinstance(wanted, RHash) else page


def _found(interp: Interpreter, kind: str, query: str) -> list[Value]:
    access = _access(interp)
    if kind == "node" and not access.project.nodes:
        message = f"search(:node, {query!r}) finds nothing: no nodes are given"
        hint = "put the nodes that matter into nodes/*.json, or give the peers as attributes"
        interp.diagnose(Code.MISSING_DATA, message, hint=hint)
        return []
    if kind not in ("node", "role", "environment", "client") and kind not in access.project.data_bags:
        missing(interp, f"the data bag {kind}")
        return []
    try:
        return find(interp, access.project, access.secrecy, kind, query)
    except BadQuery as error:
        interp.diagnose(Code.UNKNOWN_VALUE, str(error))
        return []


def _options(args: Args) -> RHash:
    """Return the options: a hash, or the old (start, rows, filter) after the query."""
    if len(args) > 2 and isinstance(args[2], RHash):
        return RHash((Symbol.of(key_text(key)), value) for key, value in args[2].items())
    names = ("start", "rows", "filter_result")
    return RHash((Symbol.of(name), value) for name, value in zip(names, args[2:], strict=False))


def _number(options: RHash, name: str) -> int | None:
    found = options.get(Symbol.of(name))
    return found if type(found) is int else None


@method(QUERY, "search", "partial_search", argc=(1, None), taint=True)
def search(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """search(:node, 'role:web') { |n| … }: the results, or true with a block."""
    found = run_search(interp, args)
    if block is None:
        return [found, 0, len(found)] if len(args) >= 4 else found
    for row in found:
        interp.yield_block(block, [row])
    return True


@method("Chef::Search::Query", "search", argc=(1, None), taint=True)
def query_search(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Chef::Search::Query.new.search(:node, 'role:web'): [results, start, total]."""
    found = run_search(interp, args)
    if block is None:
        return [found, 0, len(found)]
    for row in found:
        interp.yield_block(block, [row])
    return True


# --- the classes' own loaders


def _loader(kind: str) -> Callable[[Interpreter, Value, Args, Blk], Value]:
    def load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        found = _found(interp, kind, f'name:"{key_text(args[0])}"')
        return found[0] if found else missing(interp, f"the {kind} {key_text(args[0])}")

    return load


def _lister(kind: str) -> Callable[[Interpreter, Value, Args, Blk], Value]:
    def names(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        rows = _found(interp, kind, "*:*")
        return RHash((_name(interp, row), row) for row in rows)

    return names


def _name(interp: Interpreter, row: Value) -> Value:
    return interp.call(row, "name", [])


for _kind, _cls in {"node": "Chef::Node", "role": "Chef::Role", "environment": "Chef::Environment"}.items():
    singleton(_cls, "load", argc=1, taint=True)(_loader(_kind))
    singleton(_cls, "list", argc=(0, 1), taint=True)(_lister(_kind))
