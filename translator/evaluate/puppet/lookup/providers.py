"""One entry of a hierarchy at work: a key in, what its function has for it out.

data_hash   the function gives a whole hash for each location        yaml_data, json_data, hocon_data
lookup_key  the function is asked for a root key at each location    eyaml_lookup_key
data_dig    the function is asked for the key with its segments
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from translator.evaluate.puppet.lookup.assertion import assert_type
from translator.evaluate.puppet.lookup.backends import DATA_HASH, NO_LOCATION, yaml_data
from translator.evaluate.puppet.lookup.config import Entry, HieraConfig
from translator.evaluate.puppet.lookup.context import LookupContext
from translator.evaluate.puppet.lookup.documents import SymbolText
from translator.evaluate.puppet.lookup.errors import ArgumentFailure, LookupFailure
from translator.evaluate.puppet.lookup.interpolate import interpolate
from translator.evaluate.puppet.lookup.invocation import Invocation
from translator.evaluate.puppet.lookup.keys import LookupKey, NotFound
from translator.evaluate.puppet.lookup.locations import Location
from translator.evaluate.puppet.lookup.merge import Strategy
from translator.evaluate.puppet.lookup.secrets import Sealer
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

_OLD_FUNCTION: Final = "deprecated API function"


class Provider:
    """An entry with its locations. Subclasses say how one location answers."""

    def __init__(
        self,
        entry: Entry,
        config: HieraConfig | None,
        module: str | None,
        locations: tuple[Location, ...] | None,
        options: dict[Value, Value],
    ) -> None:
        self.entry = entry
        self.config = config
        self.module = module
        self.locations: tuple[Location | None, ...] = (None,) if locations is None else locations
        self.options = options
        self._caches: dict[Location | None, dict[Value, Value]] = {}

    def lookup(self, key: LookupKey, invocation: Invocation, strategy: Strategy) -> Value:
        """Return what the locations have for a key, merged; NotFound when they have nothing."""
        return strategy.lookup(self.locations, lambda location: self._there(key, invocation, location))

    def _there(self, key: LookupKey, invocation: Invocation, location: Location | None) -> Value:
        if location is not None and not location.exists:
            raise NotFound
        return self._at(key, invocation, location)

    def _at(self, key: LookupKey, invocation: Invocation, location: Location | None) -> Value:
        raise NotImplementedError

    def called(self, invocation: Invocation, location: Location | None, *arguments: Value) -> Value:
        """Call the entry's function, one of a module or the environment, with options and a context."""
        cache = self._caches.setdefault(location, {})
        context = LookupContext(invocation, self.module, cache)
        if location is not None and location.file is not None:
            invocation.state.inputs[location.path] = location.file
        own = {} if location is None else {"uri" if location.uri else "path": location.path}
        return self.call(invocation, (*arguments, {**self.options, **own}, context))

    def call(self, invocation: Invocation, arguments: tuple[Any, ...]) -> Value:
        """Call the entry's function; one whose answer cannot be known has nothing, and that is told once."""
        found = self._call(invocation, arguments)
        if isinstance(found, Unknown):
            invocation.state.report_unknown(self.entry.function, found)
            raise NotFound
        return found

    def _call(self, invocation: Invocation, arguments: tuple[Any, ...]) -> Value:
        compilation = invocation.state.compilation
        if compilation.loaders.find_function(self.entry.function) is None:
            message = f"Unable to find '{self.entry.kind}' function named '{self.entry.function}'"
            raise LookupFailure(message, self.config.file.span if self.config is not None else None, issue=True)
        return compilation.call(self.entry.function, arguments, scope=invocation.scope, span=None)

    def origin(self, location: Location | None) -> str:
        """Return how messages name the function, and the location behind it."""
        name = f"{self.entry.kind} function '{self.entry.function}'"
        if self.entry.kind == "v4_data_hash":
            name = f"{_OLD_FUNCTION} '{self.entry.function}'"
        return name if location is None else f"{name}, when using location '{location}',"

    def checked(self, value: Value, subject: str) -> Value:
        """Return a value that may be data; LookupFailure for a Ruby symbol out of a data file."""
        if _has_symbol(value):
            kind = "Runtime[ruby, 'Symbol']"
            raise LookupFailure(f"{subject} has wrong type, expects Puppet::LookupValue, got {kind}")
        return value


def _has_symbol(value: Value) -> bool:
    if isinstance(value, tuple):
        return any(_has_symbol(item) for item in value)
    if isinstance(value, dict):
        return any(_has_symbol(item) for item in value.values())
    return isinstance(value, SymbolText)


def _sealer(invocation: Invocation, location: Location | None) -> Sealer:
    """Return what marks the secrets of a location; one whose path names the environment is that environment's own."""
    state = invocation.state
    environment = state.project.environment_name
    words = re.split(r"[/.]", location.path) if location is not None else ()
    place = environment if environment in words else ""
    return Sealer(state.project.settings, lambda text: interpolate(text, invocation, True), state.secrets, place)


class DataHash(Provider):
    """A function that gives a whole hash; every value is interpolated when it is asked for."""

    def _at(self, key: LookupKey, invocation: Invocation, location: Location | None) -> Value:
        data = self._data(invocation, location)
        if key.root not in data:
            raise NotFound
        value = data[key.root]
        value = self.checked(value, f"Value for key '{key.root}', in hash returned from {self.origin(location)}")
        sealer = _sealer(invocation, location)
        return sealer.sealed(value, (key.root,))

    def _data(self, invocation: Invocation, location: Location | None) -> dict[Value, Value]:
        cache = self._caches.setdefault(location, {})
        if "data" not in cache:
            cache["data"] = self._validated(self._read(invocation, location), invocation, location)
        data: dict[Value, Value] = cache["data"]
        return data

    def _read(self, invocation: Invocation, location: Location | None) -> Value:
        reader = DATA_HASH.get(self.entry.function)
        if reader is None:
            if self.entry.kind == "v4_data_hash":
                return self.call(invocation, ())
            return self.called(invocation, location)
        if location is None or location.file is None:
            raise ArgumentFailure(f"'{self.entry.function}' {NO_LOCATION.format('data_hash')}")
        state = invocation.state
        return state.parsed(location.file, lambda file: reader(file, state))

    def _validated(self, data: Value, invocation: Invocation, location: Location | None) -> Value:
        subject = f"Value returned from {self.origin(location)}"
        assert_type(subject, "Hash", data)
        if self.module is not None:
            prefix = f"{self.module}::"
            if any(key != "lookup_options" and not str(key).startswith(prefix) for key in data):
                message = f"{subject} must use keys qualified with the name of the module"
                invocation.state.warn(f"Module '{self.module}': {message}")
        return data


class LookupFunction(Provider):
    """A function that is asked for one root key at a time."""

    def _at(self, key: LookupKey, invocation: Invocation, location: Location | None) -> Value:
        cache = self._caches.setdefault(location, {})
        slot = ("value of", key.root)
        if slot not in cache:
            value = self._value(key.root, invocation, location)
            cache[slot] = self.checked(value, f"Value for key '{key.root}', returned from {self.origin(location)}")
        return cache[slot]

    def _value(self, root: str, invocation: Invocation, location: Location | None) -> Value:
        if self.entry.function != "eyaml_lookup_key":
            return self.called(invocation, location, root)
        if location is None or location.file is None:
            raise ArgumentFailure(f"'eyaml_lookup_key': {NO_LOCATION.format('lookup_key')}")
        state = invocation.state
        data = state.parsed(location.file, lambda file: yaml_data(file, state))
        if root not in data:
            raise NotFound
        sealer = _sealer(invocation, location)
        return sealer.sealed(data[root], (root,))


class DataDig(Provider):
    """A function that is asked for a key with its segments."""

    def _at(self, key: LookupKey, invocation: Invocation, location: Location | None) -> Value:
        cache = self._caches.setdefault(location, {})
        slot = ("value of", key.text)
        if slot not in cache:
            value = self.called(invocation, location, (key.root, *key.segments))
            cache[slot] = self.checked(value, f"Value for key '{key.text}', returned from {self.origin(location)}")
        return key.undig(cache[slot])


class OldBackend(Provider):
    """A backend of Hiera 3 in Ruby, which cannot be run: nothing is found, and that is told."""

    def _at(self, key: LookupKey, invocation: Invocation, location: Location | None) -> Value:
        invocation.state.warn(f"Unable to load backend '{self.entry.function}': its data is not known")
        raise NotFound


PROVIDERS: Final[dict[str, Callable[..., Provider]]] = {
    "data_hash": DataHash,
    "v4_data_hash": DataHash,
    "lookup_key": LookupFunction,
    "data_dig": DataDig,
    "hiera3_backend": OldBackend,
}
