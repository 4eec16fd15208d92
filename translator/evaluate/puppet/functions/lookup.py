"""`lookup`: the value of a key in Hiera's three layers, in all ways to ask for it."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.lookup.lookups import MISSING, find
from translator.evaluate.puppet.values import Value

_OPTIONS = (
    "value_type => Optional[ValueType], default_value => Optional[DefaultValueType], "
    "override => Optional[Hash[String,Any]], default_values_hash => Optional[Hash[String,Any]], "
    "merge => Optional[MergeType]"
)
lookup = core_function(
    "lookup",
    origins=True,
    local_types={
        "NameType": "Variant[String, Array[String]]",
        "ValueType": "Type",
        "DefaultValueType": "Any",
        "MergeType": "Variant[String[1], Hash[String, Scalar]]",
        "BlockType": "Callable[NameType]",
        "OptionsWithName": f"Struct[{{name => NameType, {_OPTIONS}}}]",
        "OptionsWithoutName": f"Struct[{{{_OPTIONS}}}]",
    },
)


@lookup.signature("NameType", "?ValueType", "?MergeType", names=("name", "value_type", "merge"))
def plain(call: Call, name: Value, value_type: Value = None, merge: Value = None) -> Value:
    return _find(call, name, value_type=value_type, merge=merge)


@lookup.signature(
    "NameType",
    "Optional[ValueType]",
    "Optional[MergeType]",
    "DefaultValueType",
    names=("name", "value_type", "merge", "default_value"),
)
def with_default(call: Call, name: Value, value_type: Value, merge: Value, default: Value) -> Value:
    return _find(call, name, value_type=value_type, merge=merge, default=default)


@lookup.signature("NameType", "?ValueType", "?MergeType", block="BlockType", names=("name", "value_type", "merge"))
def with_block(call: Call, name: Value, value_type: Value = None, merge: Value = None) -> Value:
    return _find(call, name, value_type=value_type, merge=merge)


@lookup.signature("OptionsWithName", block="?BlockType", names=("options_hash",))
def with_options(call: Call, options: dict[str, Value]) -> Value:
    return _with_hash(call, options["name"], options)


@lookup.signature(
    "Variant[String,Array[String]]", "OptionsWithoutName", block="?BlockType", names=("name", "options_hash")
)
def with_name_and_options(call: Call, name: Value, options: dict[str, Value]) -> Value:
    return _with_hash(call, name, options)


def _with_hash(call: Call, name: Value, options: dict[str, Value]) -> Value:
    return _find(
        call,
        name,
        value_type=options.get("value_type"),
        merge=options.get("merge"),
        default=options.get("default_value", MISSING),
        overrides=options.get("override"),
        defaults=options.get("default_values_hash"),
    )


def _find(call: Call, name: Value, **options: Value) -> Value:
    names = name if isinstance(name, tuple) else (name,)
    block = call.block.call if call.block is not None else None
    return find(call.scope, names, block=block, shown=name, **options)
