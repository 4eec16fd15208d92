"""Facts that modules bring along: lib/facter/*.rb and facts.d in, values by name out.

They are resolved on the machine as it is before the first run: what depends on a command's output is Unknown. With
facts out of a file nothing is added: the file says what the machine's agent has found, or did not find.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from translator.diagnostics import Diagnostic
from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.load.platforms import platform_names
from translator.load.puppet_project import Module, PuppetProject
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.puppet.ruby.world import World
    from translator.load.project import InputFile


def module_facts(compilation: Any, known: Mapping[str, Value]) -> dict[str, Value]:
    """Return what the modules' facts add to the `known` ones of a shipped platform, {} when facts come from a file."""
    project: PuppetProject = compilation.project
    if project.facts.name not in platform_names():
        return {}
    external = {name: value for module in project.modules.values() for name, value in _external(module)}
    files = [file for module in project.modules.values() for file in _ruby_files(module)]
    if not files:
        return external
    resolved = _resolved(compilation, files, {**external, **known})
    certain = {name: value for name, value in resolved.items() if name not in known or not isinstance(value, Unknown)}
    return {**external, **certain}


# --- facts.d


def _external(module: Module) -> Iterator[tuple[str, Value]]:
    for name, file in module.folder.below("facts.d/").items():
        reader = _READERS.get(name.rpartition(".")[2])
        if reader is not None:
            yield from reader(file.text).items()


def _text(text: str) -> dict[str, Value]:
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip().lower(): value for name, _, value in pairs}


def _yaml(text: str) -> dict[str, Value]:
    try:
        return _data(yaml.safe_load(text))
    except yaml.YAMLError:
        return {}


def _json(text: str) -> dict[str, Value]:
    try:
        return _data(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _data(data: Any) -> dict[str, Value]:
    from translator.evaluate.puppet.facts import puppet_value

    return {str(name).lower(): puppet_value(value) for name, value in data.items()} if isinstance(data, dict) else {}


_READERS = {"txt": _text, "yaml": _yaml, "yml": _yaml, "json": _json}


# --- lib/facter


def _ruby_files(module: Module) -> list[InputFile]:
    below = module.folder.below("lib/facter/")
    return [file for name, file in below.items() if name.endswith(".rb") and "/" not in name]


def _resolved(compilation: Any, files: list[InputFile], known: Mapping[str, Value]) -> dict[str, Value]:
    from translator.evaluate.puppet.ruby.facter import FactStore
    from translator.evaluate.puppet.ruby.functions import world_for

    world, store = world_for(compilation), FactStore(known)
    world.interp.attached["puppet_facts"] = store
    asked = _Asked(compilation.settings)
    found: dict[str, Value] = {}
    for file in files:
        before = list(store.added)
        _run(world, asked, lambda file=file: world.evaluate_file(file) and None)
        for name in [name for name in store.added if name not in before]:
            found[name] = Unknown(f"the custom fact {name}", file.span)
    for name in found:
        found[name] = _value(world, asked, name, found[name])
    return {name: value for name, value in found.items() if value is not None}


def _value(world: World, asked: _Asked, name: str, unknown: Unknown) -> Value:
    from translator.evaluate.puppet.ruby.facter import store_of
    from translator.evaluate.puppet.ruby.values import from_ruby

    value = _run(world, asked, lambda: from_ruby(world.interp, store_of(world.interp).value(world.interp, name)))
    if isinstance(value, Unknown) or asked.guessed:
        why = value.reason if isinstance(value, Unknown) else asked.guessed
        return Unknown(f"the custom fact {name}: {why}", unknown.span)
    return value


def _run(world: World, asked: _Asked, action: Any) -> Value:
    asked.guessed = ""
    try:
        return world.run(Call(scope=_Nowhere(asked), span=None, name="a fact"), lambda interp: action())
    except PuppetError:
        return None


class _Asked:
    """What Ruby code asks of a compilation, where there is none yet; `guessed` is why an answer is a guess."""

    def __init__(self, settings: Mapping[str, Value]) -> None:
        self.settings = settings
        self.facts: Mapping[str, Value] = {}
        self.guessed = ""

    def report(self, diagnostic: Diagnostic) -> None:
        self.guessed = self.guessed or diagnostic.message

    def log(self, level: str, message: str, span: Span | None) -> None:
        """Facts say nothing."""


class _Nowhere:
    """The scope of a fact: it has no variables."""

    def __init__(self, evaluation: Any) -> None:
        self.evaluation = evaluation

    def lookup(self, name: str, span: Span | None = None) -> Value:
        return None

    def exists(self, name: str) -> bool:
        return False

    def to_hash(self) -> dict[str, Value]:
        return {}

    def exchange(self, name: str, value: Value) -> None:
        """There is nothing to exchange."""
