"""What a data function is handed as `context`: Puppet::LookupContext, with what Puppet and Ruby code may ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from translator.evaluate.puppet.calls import Closure
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.lookup.backends import yaml_data
from translator.evaluate.puppet.lookup.interpolate import interpolate
from translator.evaluate.puppet.lookup.invocation import Invocation
from translator.evaluate.puppet.lookup.keys import NotFound
from translator.evaluate.puppet.lookup.secrets import Sealer
from translator.evaluate.puppet.types.model import ObjectType
from translator.evaluate.puppet.types.objects import ObjectValue
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from translator.evaluate.puppet.lookup.state import State
    from translator.load.project import InputFile


class LookupContext(ObjectValue):
    """The context of one entry and location; its cache lives as long as the compilation.

    `members` names what code may call on it: `$context.interpolate('%{facts.os.name}')`.
    """

    members = (
        "environment_name",
        "module_name",
        "not_found",
        "explain",
        "interpolate",
        "cache",
        "cache_all",
        "cache_has_key",
        "cached_value",
        "cached_entries",
        "cached_file_data",
    )

    __slots__ = ("_cache", "_invocation", "_module")

    def __init__(self, invocation: Invocation, module: str | None, cache: dict[Value, Value]) -> None:
        kind = parse_type("Puppet::LookupContext")
        assert isinstance(kind, ObjectType)
        super().__init__(kind, {})
        self._invocation = invocation
        self._module = module
        self._cache = cache

    def file_data(self, path: str, read: Callable[[InputFile, State], Value]) -> Value:
        """Return what `read` makes of a file of the input; PuppetError when it is not there."""
        state = self._invocation.state
        return state.parsed(self._file(path), lambda file: read(file, state))

    def sealed_value(self, path: str, key: str) -> Value:
        """Return a key's value in a YAML file, what is encrypted in it as secrets."""
        data = self.file_data(path, yaml_data)
        if key not in data:
            raise NotFound
        settings = self._invocation.state.project.settings
        state = self._invocation.state
        sealer = Sealer(settings, lambda text: interpolate(text, self._invocation, True), state.secrets)
        return sealer.sealed(data[key], (key,))

    def _file(self, path: Value) -> InputFile:
        file = self._invocation.state.input(str(path))
        if file is None:
            raise PuppetError(f"No such file or directory @ rb_file_s_stat - {path}")
        return file

    def member(self, name: str) -> Callable[..., Value] | None:
        """Return what a call of this name on the context runs; it takes the arguments and `block`."""
        if name == "cache":
            return self._keep
        return getattr(self, f"_{name}") if name in self.members else None

    def _environment_name(self, block: Closure | None = None) -> Value:
        return self._invocation.state.project.environment_name

    def _module_name(self, block: Closure | None = None) -> Value:
        return self._module

    def _not_found(self, block: Closure | None = None) -> NoReturn:
        raise NotFound

    def _explain(self, block: Closure | None = None) -> Value:
        return None

    def _interpolate(self, value: Value, block: Closure | None = None) -> Value:
        return interpolate(value, self._invocation, True)

    def _keep(self, key: Value, value: Value, block: Closure | None = None) -> Value:
        self._cache[key] = value
        return value

    def _cache_all(self, entries: dict[Value, Value], block: Closure | None = None) -> Value:
        self._cache.update(entries)

    def _cache_has_key(self, key: Value, block: Closure | None = None) -> Value:
        return key in self._cache

    def _cached_value(self, key: Value, block: Closure | None = None) -> Value:
        return self._cache.get(key)

    def _cached_entries(self, block: Closure | None = None) -> Value:
        pairs = tuple(self._cache.items())
        if block is None:
            return pairs
        for key, value in pairs:
            block.call(*((key, value) if block.parameter_count[0] == 2 else ((key, value),)))
        return None

    def _cached_file_data(self, path: Value, block: Closure | None = None) -> Value:
        """Return a file's text, or what the block makes of it; only files of the input are there."""
        state, file = self._invocation.state, self._file(path)
        if block is None:
            return file.text
        key = f"{path} of {id(self._cache)}"
        if key not in state.files:
            state.files[key] = block.call(file.text)
        return state.files[key]
