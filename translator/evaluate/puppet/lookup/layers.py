"""One layer of data, that is one hiera.yaml with its folder: a key in, what its hierarchy has for it out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from translator.evaluate.puppet.lookup.assertion import assert_type
from translator.evaluate.puppet.lookup.config import Entry, HieraConfig, read_config
from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.lookup.interpolate import interpolate, variable
from translator.evaluate.puppet.lookup.invocation import Invocation
from translator.evaluate.puppet.lookup.keys import LookupKey, NotFound
from translator.evaluate.puppet.lookup.locations import locations_of
from translator.evaluate.puppet.lookup.merge import Strategy, strategy
from translator.evaluate.puppet.lookup.providers import PROVIDERS, Provider
from translator.evaluate.puppet.lookup.state import State
from translator.evaluate.puppet.values import Value
from translator.load.project import InputFile
from translator.load.puppet_project import Place


class Layer:
    """A hiera.yaml, or a legacy data function in its place. `module` is the module that it belongs to, if any."""

    def __init__(
        self, place: Place, config: HieraConfig | None, entries: tuple[Entry, ...], module: str | None = None
    ) -> None:
        self.place = place
        self.config = config
        self.entries = entries
        self.module = module
        self._providers: dict[bool, list[Provider]] = {}
        self._read: dict[str, Value] = {}

    @property
    def version(self) -> int:
        return self.config.version if self.config is not None else 5

    @property
    def has_fallback(self) -> bool:
        """Whether the hiera.yaml has a default_hierarchy."""
        return self.config is not None and self.config.default_entries is not None

    def lookup(self, key: LookupKey, invocation: Invocation, merge: Strategy, fallback: bool = False) -> Value:
        """Return what the hierarchy, or the default_hierarchy, has for a key; NotFound when it has nothing."""
        with invocation.checked(key.text):
            providers = self._current(invocation, fallback)
            return merge.lookup(providers, lambda provider: provider.lookup(key, invocation, merge))

    def _current(self, invocation: Invocation, fallback: bool) -> list[Provider]:
        """Return the providers; they are made anew when a variable that their paths name has changed."""
        if fallback not in self._providers or not self._stable(invocation):
            with invocation.state.collecting() as read:
                self._providers = self._all_made(invocation)
            self._read = dict(read)
        return self._providers.get(fallback, [])

    def _stable(self, invocation: Invocation) -> bool:
        kept = dict(self._read)
        return all(variable(key, invocation, key) == value for key, value in kept.items())

    def _all_made(self, invocation: Invocation) -> dict[bool, list[Provider]]:
        fallback = self.config.default_entries if self.config is not None else None
        try:
            made = {False: self._made(self.entries, invocation)}
            return made if fallback is None else {**made, True: self._made(fallback, invocation)}
        except LookupFailure as error:
            if error.span is None and self.config is not None:
                error.span = self.config.file.span
            raise

    def _made(self, entries: tuple[Entry, ...], invocation: Invocation) -> list[Provider]:
        return [self._provider(entry, invocation) for entry in entries]

    def _provider(self, entry: Entry, invocation: Invocation) -> Provider:
        locations = locations_of(entry, self.place, invocation)
        options = interpolate(dict(entry.options), invocation, False)
        return PROVIDERS[entry.kind](entry, self.config, self.module, locations, options)


class GlobalLayer(Layer):
    """The global hiera.yaml; one of version 3 answers as Hiera 3 did."""

    def lookup(self, key: LookupKey, invocation: Invocation, merge: Strategy, fallback: bool = False) -> Value:
        if self.version != 3:
            return super().lookup(key, invocation, merge, fallback)
        inner = invocation if invocation.old_scope else _old(invocation)
        with inner.running(key, invocation.module):
            return self._lookup_old(key, inner, merge)

    def _current(self, invocation: Invocation, fallback: bool) -> list[Provider]:
        """Return the providers; what a call of `hiera` overrides is asked before the hierarchy."""
        first = invocation.location_overrides
        if self.version != 3 or not first:
            return super()._current(invocation, fallback)
        return self._made(
            tuple(replace(entry, locations=(*first, *entry.locations)) for entry in self.entries), invocation
        )

    def _lookup_old(self, key: LookupKey, invocation: Invocation, merge: Strategy) -> Value:
        assert self.config is not None
        configured = self.config.merge
        if configured is not None and invocation.old_function and merge.name == "hash":
            merge = strategy(configured)
        value = super().lookup(key, invocation, merge)
        if invocation.old_function:
            if merge.name in ("hash", "deep", "unconstrained_deep", "reverse_deep"):
                assert_type("value", "Hash", value)
            if key.segments and merge.name in ("hash", "unique"):
                kind = "hash" if merge.name == "hash" else "array"
                wording = "is illegal when accessing values using dotted keys. Offending key was"
                raise LookupFailure(f"Resolution type :{kind} {wording} '{key.text}'")
        return value


def _old(invocation: Invocation) -> Invocation:
    """Return a look-up that sees the scope as Hiera 3 did, and the global layer only unless there is another one."""
    inner = invocation.within()
    inner.old_scope = True
    inner.global_only = inner.global_only or not has_environment_layer(invocation.state)
    return inner


def layer_of(state: State, name: str) -> Layer | None:
    """Return the layer "global", "environment" or "module/NAME"; None when the input has none."""
    if name not in state.layers:
        state.layers[name] = None
        state.layers[name] = _make(state, name)
    return state.layers[name]


def _make(state: State, name: str) -> Layer | None:
    kind, _, module = name.partition("/")
    if kind == "module":
        return _module_layer(state, module)
    return _global_layer(state) if kind == "global" else _environment_layer(state)


def _global_layer(state: State) -> Layer | None:
    project = state.project
    file, place = project.hiera_file, project.hiera
    if file is None or place is None:
        file, place = _old_file(state), project.environment
    if file is None or place is None:
        return None
    config = read_config(file, "global")
    if config.version == 3:
        state.warn(f"{file.path}: Use of 'hiera.yaml' version 3 is deprecated. It should be converted to version 5")
    return GlobalLayer(place, config, config.entries)


def _old_file(state: State) -> InputFile | None:
    """Return the hiera.yaml of version 3 that stands in a repository, where it serves the global layer."""
    place = state.project.environment
    file = place.file("hiera.yaml") if place is not None else None
    return file if file is not None and read_config(file, "environment").version == 3 else None


def _environment_layer(state: State) -> Layer | None:
    place = state.project.environment
    file = place.file("hiera.yaml") if place is not None else None
    if place is None or file is None:
        return None
    config = read_config(file, "environment")
    return Layer(place, config, config.entries) if config.version > 3 else None


def has_environment_layer(state: State) -> bool:
    """Whether the environment has a hiera.yaml of version 5."""
    layer = layer_of(state, "environment")
    return layer is not None and layer.version >= 5


def _module_layer(state: State, name: str) -> Layer | None:
    module = state.project.module(name)
    if module is None:
        return None
    place = Place(root=module.folder)
    file = place.file("hiera.yaml")
    config = read_config(file, "module") if file is not None else None
    if config is not None and config.version == 3:
        state.warn(f"hiera.yaml version 3 found at module root was ignored: {config.file.path}")
        config = None
    if config is not None and config.version >= 5:
        return Layer(place, config, config.entries, name)
    return _legacy_layer(state, name, place, config, module.metadata.get("data_provider"))


def _legacy_layer(state: State, name: str, place: Place, config: HieraConfig | None, provider: Any) -> Layer | None:
    """Return the layer of a module that names its data provider in metadata.json."""
    if provider is None:
        return Layer(place, config, config.entries, name) if config is not None else None
    if provider == "none":
        return None
    if provider == "function":
        entry = Entry(name=f"Legacy function '{name}::data'", kind="v4_data_hash", function=f"{name}::data")
        return Layer(place, None, (entry,), name)
    if provider == "hiera":
        entry = Entry(name="common", kind="data_hash", function="yaml_data", place="path", locations=("common.yaml",))
        return Layer(place, config, config.entries if config is not None else (entry,), name)
    environment = state.project.environment_name
    raise LookupFailure(f"Environment '{environment}', cannot find module_data_provider '{provider}'")


def found_in(layer: Layer | None, key: LookupKey, invocation: Invocation, merge: Strategy) -> Value:
    """Return what a layer has for a key; NotFound when there is no such layer."""
    if layer is None:
        raise NotFound
    return layer.lookup(key, invocation, merge)
