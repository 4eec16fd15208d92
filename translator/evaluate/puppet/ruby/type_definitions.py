"""Puppet::Type in Ruby: `newtype`, `newparam`, `newproperty` and what stands in their blocks; the Resource API as well.

What a type says of itself is kept in a TypeDefinition; the blocks of munge, validate, defaultto and autorequire are
kept as they are, for type_instances.py to run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import define_class, define_module, singleton, take_keywords
from translator.evaluate.ruby.objects import RClass, RHash, RProc, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

TYPE: Final = "Puppet::Type"
PARAMETER: Final = "Puppet::Parameter"
PROPERTY: Final = "Puppet::Property"
_API: Final = "Puppet::ResourceApi"
_RELATIONS: Final = {
    "autorequire": "require",
    "autobefore": "before",
    "autosubscribe": "subscribe",
    "autonotify": "notify",
}
define_class(TYPE)
define_class(PARAMETER)
define_class(PROPERTY, PARAMETER)
for _parent, _names in {PARAMETER: ("Boolean", "Path", "PackageOptions"), PROPERTY: ()}.items():
    for _name in _names:
        define_class(f"{_parent}::{_name}", _parent)
for _name in ("Boolean", "List", "KeyValue", "Ensure"):
    define_class(f"{PROPERTY}::{_name}", PROPERTY)
define_class(f"{PROPERTY}::OrderedList", f"{PROPERTY}::List")
define_module(_API)
define_class("Puppet::Provider")
define_class("Puppet::Provider::ParsedFile", "Puppet::Provider")


@dataclass(slots=True)
class Attribute:
    """A parameter or property of a type; blocks are as written."""

    name: str
    is_property: bool
    cls: RClass | None = None
    is_namevar: bool = False
    is_required: bool = False
    takes_arrays: bool = False
    values: list[Value] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    default: Value = None
    default_block: RProc | None = None
    munge: RProc | None = None
    validate: RProc | None = None
    pcore: str = ""


@dataclass(slots=True)
class TypeDefinition:
    """What a type says of itself; `automatic` are (relation, type, block or list of templates)."""

    name: str
    cls: RClass | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    automatic: list[tuple[str, str, Value]] = field(default_factory=list)
    validations: list[RProc] = field(default_factory=list)
    title_patterns: list[Value] | None = None


def type_definitions(interp: Interpreter) -> dict[str, TypeDefinition]:
    """Return the types that have been read, by name."""
    found: dict[str, TypeDefinition] = interp.attached.setdefault("puppet_types", {})
    return found


def _by_class(interp: Interpreter) -> dict[RClass, Any]:
    found: dict[RClass, Any] = interp.attached.setdefault("puppet_type_classes", {})
    return found


def _type_of(interp: Interpreter, cls: Value) -> TypeDefinition:
    """Return the definition of a type's class; another class's calls go to one that nobody reads."""
    found = _by_class(interp).get(cls)
    return found if isinstance(found, TypeDefinition) else TypeDefinition("")


def attribute_of(interp: Interpreter, cls: Value) -> Attribute:
    """Return the attribute that a class of Puppet::Parameter belongs to, made when it is a base class of others."""
    found = _by_class(interp).get(cls)
    if not isinstance(found, Attribute):
        found = _by_class(interp)[cls] = Attribute("", False, cls)
    return found


# --- types


@singleton(TYPE, "newtype", argc=(1, 2))
def newtype(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    name = name_of(interp, args[0]).lower()
    cls = interp.make_class(f"{TYPE}::{name.capitalize()}", interp.const_class(TYPE))
    interp.set_const(f"{TYPE}::{name[:1].upper()}{name[1:]}", cls)
    definition = TypeDefinition(name, cls)
    type_definitions(interp)[name] = definition
    _by_class(interp)[cls] = definition
    if block is not None:
        interp.class_eval(cls, block)
    return cls


@singleton(TYPE, "type", argc=1)
def find_type(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`Puppet::Type.type(:name)`: a type's class; one of Puppet's own is made when it is first named."""
    from translator.evaluate.puppet.resource_types.core import CORE_TYPES

    name = name_of(interp, args[0]).lower()
    found = type_definitions(interp).get(name)
    if found is not None:
        return found.cls
    known = CORE_TYPES.get(name)
    if known is None:
        file = world_of(interp).library(f"puppet/type/{name}.rb")
        if file is None or file.path in world_of(interp).loaded:
            return None
        world_of(interp).loaded.add(file.path)
        world_of(interp).evaluate_file(file)
        loaded = type_definitions(interp).get(name)
        return None if loaded is None else loaded.cls
    made = newtype(interp, self, [Symbol.of(name)], None)
    for attribute in (*known.parameters, *known.properties):
        _add(interp, made, attribute, attribute in known.properties, RHash(), None)
    return made


def _adder(word: str, is_property: bool) -> None:
    def add(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        given = list(args)
        options = take_keywords(given)
        if len(given) > 1 and isinstance(given[1], RHash):
            options = given[1]
        return _add(interp, self, name_of(interp, given[0]), is_property, options, block)

    singleton(TYPE, word, argc=(1, 3))(add)


for _word in ("newparam", "newcheck"):
    _adder(_word, is_property=False)
_adder("newproperty", is_property=True)


def _option(options: RHash, name: str) -> Value:
    return options.get(Symbol.of(name))


def _add(interp: Interpreter, cls: Value, name: str, is_property: bool, options: RHash, block: Blk) -> RClass:
    base = interp.const_class(PROPERTY if is_property else PARAMETER)
    parent = _option(options, "parent")
    made = interp.make_class(None, parent if isinstance(parent, RClass) else base)
    found = Attribute(name, is_property, made)
    found.is_namevar = _option(options, "namevar") is True
    found.takes_arrays = _option(options, "array_matching") is Symbol.of("all")
    if _option(options, "boolean") is True:
        interp.define_native(interp.singleton_class(made), "boolean?", lambda *_: True)
    _by_class(interp)[made] = found
    _type_of(interp, cls).attributes[name] = found
    if block is not None:
        interp.class_eval(made, block)
    return made


_ENSURE: Final = ("present", "absent")


@singleton(TYPE, "const_missing", argc=1)
def const_missing(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`Puppet::Type::File` before anybody has loaded the type; `Puppet::Type::File::Owner`, an attribute's class."""
    own = _by_class(interp).get(self)
    found = _attribute_class(own, args[0].name) if own is not None else find_type(interp, self, args, None)
    if found is None:
        raise interp.name_error(
            "NameError", f"uninitialized constant {TYPE}::{args[0].name}", args[0].name, interp.const(TYPE)
        )
    return found


def _attribute_class(definition: TypeDefinition, constant: str) -> RClass | None:
    wanted = constant.replace("_", "").lower()
    matching = (item.cls for item in definition.attributes.values() if item.name.replace("_", "") == wanted)
    return next(matching, None)


@singleton(TYPE, "ensurable", argc=(0, 1))
def ensurable(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`ensurable` takes present and absent; with a block, what is in that."""
    options = RHash([(Symbol.of("parent"), interp.const_class(f"{PROPERTY}::Ensure"))])
    made = _add(interp, self, "ensure", True, options, block)
    if block is None:
        attribute_of(interp, made).values.extend(Symbol.of(word) for word in _ENSURE)
    return made


def _automatic(word: str, relation: str) -> None:
    @singleton(TYPE, word, argc=1)
    def automatic(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        _type_of(interp, self).automatic.append((relation, name_of(interp, args[0]), block))
        return None


for _word, _relation in _RELATIONS.items():
    _automatic(_word, _relation)


@singleton(TYPE, "validate", argc=0)
def validate_type(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if block is not None:
        _type_of(interp, self).validations.append(block)
    return None


@singleton(TYPE, "parameters", argc=0)
def parameters(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attributes = _type_of(interp, self).attributes.values()
    return [Symbol.of(item.name) for item in attributes if not item.is_property]


@singleton(TYPE, "properties", "validproperties", argc=0)
def properties(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return [Symbol.of(item.name) for item in _type_of(interp, self).attributes.values() if item.is_property]


@singleton(TYPE, "key_attributes", argc=0)
def key_attributes(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attributes = _type_of(interp, self).attributes.values()
    return [Symbol.of(item.name) for item in attributes if item.is_namevar or item.name == "name"]


@singleton(TYPE, "validattr?", "valid_parameter?", "validproperty?", "validparameter?", argc=1)
def is_attribute(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return name_of(interp, args[0]) in _type_of(interp, self).attributes


@singleton(TYPE, "attrclass", "paramclass", "propertybyname", argc=1)
def attribute_class(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = _type_of(interp, self).attributes.get(name_of(interp, args[0]))
    return None if found is None else found.cls


@singleton(TYPE, "name", argc=0)
def type_name(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Symbol.of(_type_of(interp, self).name)


@singleton(TYPE, "method_missing", taint=True)
@singleton(PARAMETER, "method_missing", taint=True)
@singleton("Puppet::Provider", "method_missing", taint=True)
def ignored(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`feature`, `desc`, `apply_to_all`, `provide`, `commands` … say nothing that a catalog needs."""
    return None


# --- parameters and properties


@singleton(PARAMETER, "isnamevar", argc=0)
def isnamevar(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).is_namevar = True
    return None


@singleton(PARAMETER, "isrequired", argc=0)
def isrequired(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).is_required = True
    return None


@singleton(PARAMETER, "newvalues", argc=(0, None))
def newvalues(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).values.extend(args)
    return None


@singleton(PARAMETER, "newvalue", argc=(1, 3), taint=True)
def newvalue(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).values.append(args[0])
    return None


@singleton(PARAMETER, "aliasvalue", argc=2)
def aliasvalue(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).aliases[name_of(interp, args[0])] = name_of(interp, args[1])
    return None


@singleton(PARAMETER, "array_matching=", argc=1)
def array_matching(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).takes_arrays = args[0] is Symbol.of("all")
    return args[0]


@singleton(PARAMETER, "defaultto", argc=(0, 1), taint=True)
def defaultto(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = attribute_of(interp, self)
    found.default, found.default_block = (args[0] if args else None), block
    return None


@singleton(PARAMETER, "nodefault", argc=0)
def nodefault(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = attribute_of(interp, self)
    found.default, found.default_block = None, None
    return None


@singleton(PARAMETER, "munge", argc=0)
def munge(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).munge = block
    return None


@singleton(PARAMETER, "validate", argc=0)
def validate(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    attribute_of(interp, self).validate = block
    return None


@singleton(PARAMETER, "name", argc=0)
def parameter_name(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Symbol.of(attribute_of(interp, self).name)


# --- the Resource API


@singleton(_API, "register_type", argc=1)
def register_type(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`register_type(name: 'x', attributes: {…}, title_patterns: […], autorequire: {…})`."""
    given = args[0]
    definition = TypeDefinition(name_of(interp, _option(given, "name")))
    for name, options in _option(given, "attributes").items():
        definition.attributes[name_of(interp, name)] = _api_attribute(interp, name_of(interp, name), options)
    patterns = _option(given, "title_patterns")
    definition.title_patterns = patterns if isinstance(patterns, list) else None
    for word, relation in _RELATIONS.items():
        related = _option(given, word)
        for kind, titles in related.items() if isinstance(related, RHash) else ():
            definition.automatic.append((relation, name_of(interp, kind), titles))
    type_definitions(interp)[definition.name] = definition
    return None


_PARAMETERS: Final = ("namevar", "param", "parameter")


def _api_attribute(interp: Interpreter, name: str, options: RHash) -> Attribute:
    behaviour = _option(options, "behaviour") or _option(options, "behavior")
    word = name_of(interp, behaviour) if behaviour is not None else "property"
    pcore = _option(options, "type")
    return Attribute(
        name,
        word not in _PARAMETERS,
        is_namevar=word == "namevar",
        default=_option(options, "default"),
        pcore=pcore.text if pcore is not None else "",
    )


@singleton(_API, "load_default_provider", "register_transport", argc=(0, 2))
def api_ignored(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None
