"""yaml_data, json_data, hocon_data, eyaml_lookup_key: what a data function in Puppet's language may hand on to."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.lookup.backends import DATA_HASH, NO_LOCATION
from translator.evaluate.puppet.lookup.context import LookupContext
from translator.evaluate.puppet.values import Value

CONTEXT: Final = "Puppet::LookupContext"


def _data_hash(name: str) -> None:
    function = core_function(name, origins=True)

    @function.signature("Struct[{path=>String[1]}]", CONTEXT, names=("options", "context"))
    def read(call: Call, options: dict[str, Value], context: LookupContext) -> Value:
        return context.file_data(options["path"], DATA_HASH[name])

    @function.mismatch("Hash", CONTEXT)
    def missing_path(call: Call, options: dict[str, Value], context: LookupContext) -> str:
        return NO_LOCATION.format("data_hash")


for _name in DATA_HASH:
    _data_hash(_name)

eyaml = core_function("eyaml_lookup_key", origins=True)


@eyaml.signature("String[1]", "Hash[String[1],Any]", CONTEXT, names=("key", "options", "context"))
def eyaml_value(call: Call, key: str, options: dict[str, Value], context: LookupContext) -> Value:
    if "path" not in options:
        raise PuppetError(f"'eyaml_lookup_key': {NO_LOCATION.format('lookup_key')}", call.span)
    return context.sealed_value(options["path"], key)
