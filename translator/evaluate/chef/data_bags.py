"""Data bag items as Ruby values: a `DataBagItem` in, a Mash with its secrets marked out.

before:  {"id": "db", "user": "shop", "password": "s3cret"}
after:   {"id" => "db", "user" => "shop", "password" => Hole(Secret("data_bag/apps/db/password"), "s3cret")}

What is encrypted stays so: the value is a secret whose text nobody here knows, and so is all that is taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from translator.evaluate.chef.bridge import to_ruby
from translator.evaluate.chef.mash import Mash, key_text
from translator.evaluate.chef.mash_methods import no_method
from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.ruby.native import define_class, define_module, method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Symbol, Value
from translator.evaluate.values import Hole, Secret, Tainted
from translator.load.project import DataBagItem, Json

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

ITEM = "Chef::DataBagItem"
ENCRYPTED = "Chef::EncryptedDataBagItem"
VAULT = "ChefVault::Item"
SEALED = "Chef::EncryptedDataBagItem::Value"
NOT_FOUND = "Net::HTTPClientException"

define_class(ITEM, "Object")
define_class(ENCRYPTED, ITEM)
define_module("ChefVault")
define_class(VAULT, ITEM)
define_class(SEALED, "String")
define_module("ChefVault::Exceptions")
for _name in ("ItemNotFound", "KeysNotFound", "SecretDecryption", "AdminNotFound"):
    define_class(f"ChefVault::Exceptions::{_name}", "RuntimeError")
define_module("Net")
define_class("Net::ProtocolError", "StandardError")
define_class("Net::ProtoServerError", "Net::ProtocolError")
define_class(NOT_FOUND, "Net::ProtoServerError")
define_class("Net::HTTPNotFound", "Object")

SEALED_SAMPLE = "(sealed)"
"""What stands for a secret text that nobody here knows; never empty, and found in no other text."""
_BASE64 = re.compile(r"^[A-Za-z0-9+/\n]+=*\n$")
_CIPHER_BLOCK = 16


class SealedString(RString):
    """An encrypted value: a secret text that answers `['key']` with another one, for it may be a hash inside."""

    __slots__ = ("path",)
    ruby_class: ClassVar[str] = SEALED

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(SEALED_SAMPLE, (Hole(Secret("/".join(path)), SEALED_SAMPLE),), True)
        self.path = path


class ItemObject(RObject):
    """A data bag item, a decrypted one, or a vault item."""

    __slots__ = ("bag", "raw")

    def __init__(self, cls: RClass, bag: str, raw: Mash) -> None:
        super().__init__(cls)
        self.bag = bag
        self.raw = raw


# --- JSON to values


def item_values(item: DataBagItem, secrecy: Secrecy, interp: Interpreter, *, all_secret: bool = False) -> Mash:
    """Return the values of an item; with `all_secret` (a vault) every text in it is one."""
    reader = _Reader(secrecy, interp, all_secret)
    sealed = is_encrypted(item)
    made = Mash()
    for key, value in item.data.items():
        path = (item.bag, item.id, key)
        found = SealedString(("data_bag", *path)) if sealed else reader.value(value, path)
        made.set(RString(key), to_ruby(value) if key == "id" else found)
    return made


def is_sealed(value: Json) -> bool:
    """Tell whether a value is what `knife data bag --secret` writes."""
    return isinstance(value, Mapping) and "encrypted_data" in value and ("cipher" in value or "version" in value)


def is_encrypted(item: DataBagItem) -> bool:
    """Tell whether every value but the id is encrypted."""
    values = [value for key, value in item.data.items() if key != "id"]
    return bool(values) and (all(is_sealed(value) for value in values) or all(map(_is_sealed_old, values)))


def _is_sealed_old(value: Json) -> bool:
    """Tell whether a value looks as the first version of the format wrote it: whole cipher blocks in Base64."""
    if not isinstance(value, str) or not value.endswith("\n") or not _BASE64.match(value):
        return False
    text = value.replace("\n", "")
    return len(text) % 4 == 0 and (len(text) // 4 * 3 - text.count("=")) % _CIPHER_BLOCK == 0


class _Reader:
    def __init__(self, secrecy: Secrecy, interp: Interpreter, all_secret: bool) -> None:
        self.secrecy = secrecy
        self.interp = interp
        self.all_secret = all_secret

    def value(self, data: Json, path: tuple[str, ...]) -> Value:
        if is_sealed(data):
            return SealedString(("data_bag", *path))
        if isinstance(data, dict):
            return RHash((RString(key), self.value(item, (*path, key))) for key, item in data.items())
        if isinstance(data, list):
            return [self.value(item, (*path, str(at))) for at, item in enumerate(data)]
        return self._leaf(data, path)

    def _leaf(self, data: None | bool | int | float | str, path: tuple[str, ...]) -> Value:
        plain = not data or isinstance(data, bool)
        if plain or not (self.all_secret or self.secrecy.of_data_bag(path, data)):
            return to_ruby(data)
        origin = Secret("/".join(("data_bag", *path)))
        if isinstance(data, str):
            self.interp.secrets.setdefault(data, origin.name)
            return RString(data, (Hole(origin, data),))
        assert data is not None
        return Tainted(data, origin)


# --- the methods of items


@method(ITEM, "[]", argc=1, taint=True)
def index(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Read a value."""
    return self.raw.get(args[0])


@method(ITEM, "[]=", argc=2, taint=True)
def store(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Write a value; it is not kept anywhere."""
    self.raw.set(args[0], args[1])
    return args[1]


@method(ITEM, "raw_data", argc=0)
def raw_data(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return the values as a Mash."""
    return self.raw


@method(ITEM, "raw_data=", argc=1, taint=True)
def set_raw_data(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Set all values."""
    self.raw = Mash(args[0].items())
    return args[0]


@method(ITEM, "data_bag", argc=(0, 1))
def data_bag(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return the name of the bag."""
    if args and args[0] is not None:
        self.bag = interp.to_s(args[0]).text
    return RString(self.bag)


@method(ITEM, "id", argc=0)
def item_id(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return the id."""
    return self.raw.get(RString("id"))


@method(ITEM, "name", "object_name", argc=0)
def name(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return "data_bag_item_BAG_ID"."""
    return RString(f"data_bag_item_{self.bag}_{key_text(self.raw.get(RString('id')))}")


@method(ITEM, "to_hash", "to_h", argc=0)
def to_hash(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return the values with the item's type and bag, as Chef does."""
    made = Mash(self.raw.items())
    if self.cls.name == ITEM:
        made.set(RString("chef_type"), RString("data_bag_item"))
        made.set(RString("data_bag"), RString(self.bag))
        return made
    return RHash(made.items())


@method(ITEM, "to_s", argc=0)
def to_s(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return "data_bag_item[ID]"."""
    return RString(f"data_bag_item[{key_text(self.raw.get(RString('id')))}]")


@method(ITEM, "inspect", argc=0)
def inspect(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Return bag and id; values are nobody's business."""
    return RString(f'data_bag_item["{self.bag}", "{key_text(self.raw.get(RString("id")))}"]')


@method(ITEM, "==", argc=1)
def equal(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Items are the same when bag and values are."""
    other = args[0]
    return isinstance(other, ItemObject) and other.bag == self.bag and interp.equal(self.raw, other.raw)


@method(ITEM, "save", "create", "destroy", "secret", "refresh")
def save(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """There is no server to save to."""
    return self


@method(ITEM, "method_missing", taint=True)
def method_missing(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """Everything else is asked of the values."""
    asked = args[0].name
    if interp.responds_to(self.raw, asked):
        return interp.call(self.raw, asked, args[1:], block)
    raise no_method(interp, self, asked)


@method(ITEM, "respond_to_missing?", taint=True)
def respond_to_missing(interp: Interpreter, self: ItemObject, args: Args, block: Blk) -> Value:
    """What the values answer, the item answers."""
    return isinstance(args[0], Symbol) and interp.responds_to(self.raw, args[0].name)


@method(SEALED, "[]", taint=True)
def sealed_index(interp: Interpreter, self: SealedString, args: Args, block: Blk) -> Value:
    """Take a value out of what may be a hash inside."""
    if args and isinstance(args[0], (RString, Symbol)):
        return SealedString((*self.path, key_text(args[0])))
    return interp.call(RString(self.text, self.holes), "[]", args, block)


@method(SEALED, "fetch", "dig", taint=True)
def sealed_fetch(interp: Interpreter, self: SealedString, args: Args, block: Blk) -> Value:
    """Take a value out of what may be a hash inside."""
    return SealedString((*self.path, *(key_text(arg) for arg in args)))


@method(SEALED, "key?", "has_key?", "include?", "any?", taint=True)
def sealed_has(interp: Interpreter, self: SealedString, args: Args, block: Blk) -> Value:
    """Whatever is asked for may be in there."""
    return True


@method(SEALED, "to_hash", "to_h", "to_a", "keys", "values", "each", "map", "each_pair", "select", taint=True)
def sealed_all(interp: Interpreter, self: SealedString, args: Args, block: Blk) -> Value:
    """What is inside cannot be gone through."""
    return RHash()


# --- a missing item, as the server says it


@method(NOT_FOUND, "response", argc=0)
def response(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Return the server's answer."""
    return RObject(interp.const_class("Net::HTTPNotFound"))


@method("Net::HTTPNotFound", "code", argc=0)
def code(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Return "404"."""
    return RString("404")


@method("Net::HTTPNotFound", "message", "msg", argc=0)
def message(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Return "Not Found"."""
    return RString("Not Found")
