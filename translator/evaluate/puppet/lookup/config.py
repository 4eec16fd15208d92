"""hiera.yaml: its file in, the entries of its hierarchy out, checked as Puppet checks them.

before:  {version: 5, hierarchy: [{name: Common, path: common.yaml}]}
after:   HieraConfig(version=5, entries=(Entry(name="Common", kind="data_hash", function="yaml_data", …),))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from translator.evaluate.puppet.lookup.assertion import assert_type
from translator.evaluate.puppet.lookup.documents import BadDocument, read_yaml
from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.values import Value
from translator.load.project import InputFile
from translator.location import Span

FUNCTION_KEYS: Final = ("data_hash", "lookup_key", "data_dig", "hiera3_backend")
_ALL_FUNCTION_KEYS: Final = (*FUNCTION_KEYS, "v4_data_hash")
LOCATION_KEYS: Final = ("path", "paths", "glob", "globs", "uri", "uris", "mapped_paths")
_DEFAULTS: Final = {"datadir": "data", "data_hash": "yaml_data"}
_COMMON: Final = ({"name": "Common", "path": "common.yaml"},)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One level of a hierarchy: the function that reads it and where its data lies, before interpolation.

    `place` is one of LOCATION_KEYS, "" for a function that needs none; `extension` is put behind paths that lack it.
    """

    name: str
    kind: str
    function: str
    datadir: str = "data"
    place: str = ""
    locations: tuple[str, ...] = ()
    options: Mapping[Value, Value] = field(default_factory=dict)
    extension: str = ""
    relative: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HieraConfig:
    """A hiera.yaml. `default_entries` is the hierarchy that a module falls back on, None when it has none.

    `merge` is what version 3 says about merging.
    """

    version: int
    file: InputFile
    entries: tuple[Entry, ...]
    default_entries: tuple[Entry, ...] | None = None
    merge: Value = None


def read_config(file: InputFile, layer: str) -> HieraConfig:
    """Return the configuration in a file; `layer` is "global", "environment" or "module"."""
    try:
        data = read_yaml(file.text)
    except BadDocument as error:
        raise LookupFailure(f"({file.path}): {error} at line {error.line} column {error.column}", file.span) from None
    if not isinstance(data, dict):
        data = {"version": 3}
    data = {str(key): value for key, value in data.items()}
    version = _version(data.get("version"))
    reader = _READERS.get(version)
    if reader is None:
        raise LookupFailure(f"This runtime does not support hiera.yaml version {version}", file.span, issue=True)
    return reader(file, data, layer)


def _version(value: Value) -> int:
    if value is None:
        return 3
    found = re.match(r"\d+", str(value))
    return int(found[0]) if found else 0


# --- version 5


def _version_5(file: InputFile, data: dict[str, Any], layer: str) -> HieraConfig:
    config = {"defaults": _DEFAULTS, "hierarchy": _COMMON}
    config |= {key: value for key, value in data.items() if value is not None or key not in config}
    assert_type(f"The Lookup Configuration at '{file.path}'", _TYPE_5, config)
    defaults = config["defaults"]
    _check_defaults(defaults, file)
    if "default_hierarchy" in config and layer != "module":
        raise _error(file, "'default_hierarchy' is only allowed in the module layer", r"(?:^|\s+)default_hierarchy:")
    for key in ("hierarchy", "plan_hierarchy", "default_hierarchy"):
        for entry in config.get(key, ()):
            _check_entry(entry, defaults, file, layer)
    fallback = config.get("default_hierarchy")
    return HieraConfig(
        version=5,
        file=file,
        entries=_entries(file, config["hierarchy"], defaults),
        default_entries=_entries(file, fallback, defaults) if fallback is not None else None,
    )


def _entries(file: InputFile, hierarchy: Any, defaults: Any) -> tuple[Entry, ...]:
    _check_names(
        file, [entry["name"] for entry in hierarchy], "Hierarchy name '{}' defined more than once.", r"name:\s+['\"]?"
    )
    return tuple(_entry(data, defaults) for data in hierarchy)


def _entry(data: Any, defaults: Any) -> Entry:
    kind = next((key for key in _ALL_FUNCTION_KEYS if key in data), "")
    source = data if kind else defaults
    kind = kind or next(key for key in FUNCTION_KEYS if key in defaults)
    place = next((key for key in LOCATION_KEYS if key in data), "")
    given = data.get(place, ())
    return Entry(
        name=data["name"],
        kind=kind,
        function=source[kind],
        datadir=data.get("datadir") or defaults.get("datadir") or "data",
        place=place,
        locations=given if isinstance(given, tuple) else (given,),
        options=data.get("options") or defaults.get("options") or {},
    )


def _check_defaults(defaults: Any, file: InputFile) -> None:
    if sum(key in defaults for key in FUNCTION_KEYS) > 1:
        raise _error(file, f"Only one of {_words(FUNCTION_KEYS)} can be defined in defaults")
    for key in ("path", "uri"):
        if key in (defaults.get("options") or {}):
            raise _error(file, f"Option key '{key}' used in defaults is reserved by Puppet")


def _check_entry(entry: Any, defaults: Any, file: InputFile, layer: str) -> None:
    for message, pattern in _complaints(entry, defaults, layer):
        raise _error(file, message, pattern)


def _complaints(entry: Any, defaults: Any, layer: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an entry, and a pattern for the line that it stands in."""
    name = entry["name"]
    functions = sum(key in entry for key in _ALL_FUNCTION_KEYS)
    if functions == 0 and not any(key in defaults for key in FUNCTION_KEYS):
        yield f"One of {_words(FUNCTION_KEYS)} must be defined in hierarchy '{name}'", ""
    if functions > 1:
        yield f"Only one of {_words(FUNCTION_KEYS)} can be defined in hierarchy '{name}'", ""
    old = entry.get("hiera3_backend")
    if old is not None and layer != "global":
        yield "'hiera3_backend' is only allowed in the global layer", r"\s+hiera3_backend:"
    if old in ("json", "yaml", "hocon"):
        yield f'Use "data_hash: {old}_data" instead of "hiera3_backend: {old}"', r"\s+hiera3_backend:"
    if sum(key in entry for key in LOCATION_KEYS) > 1:
        yield f"Only one of {_words(LOCATION_KEYS)} can be defined in hierarchy '{name}'", ""
    for key in ("path", "uri"):
        if key in (entry.get("options") or {}):
            yield f"Option key '{key}' used in hierarchy '{name}' is reserved by Puppet", ""


def _words(keys: tuple[str, ...]) -> str:
    return f"{', '.join(keys[:-1])}, or {keys[-1]}"


# --- version 4, which modules and environments had for a while


def _version_4(file: InputFile, data: dict[str, Any], layer: str) -> HieraConfig:
    if layer == "global":
        raise _error(file, "hiera.yaml version 4 cannot be used in the global layer")
    config = {"datadir": "data", "hierarchy": ({"name": "common", "backend": "yaml"},)}
    config |= {key: value for key, value in data.items() if value is not None}
    assert_type(f"The Lookup Configuration at '{file.path}'", _TYPE_4, config)
    names = [entry["name"] for entry in config["hierarchy"]]  # type: ignore[index]
    _check_names(file, names, "Hierarchy name '{}' defined more than once.", r"name:\s+['\"]?")
    entries = tuple(_entry_4(entry, config["datadir"], file) for entry in config["hierarchy"])
    return HieraConfig(version=4, file=file, entries=entries)


def _entry_4(data: Any, datadir: Any, file: InputFile) -> Entry:
    backend = data["backend"]
    if backend not in _EXTENSIONS or backend == "eyaml":
        raise _error(
            file, f"No data provider is registered for backend '{backend}'", rf"[^\w]{re.escape(backend)}(?:[^\w]|$)"
        )
    return Entry(
        name=data["name"],
        kind="data_hash",
        function=f"{backend}_data",
        datadir=data.get("datadir") or datadir,
        place="paths",
        locations=data.get("paths") or (data.get("path") or data["name"],),
        extension=_EXTENSIONS[backend],
    )


# --- version 3


def _version_3(file: InputFile, data: dict[str, Any], layer: str) -> HieraConfig:
    config = {"version": 3, "backends": ("yaml",), "hierarchy": ("nodes/%{::trusted.certname}", "common")}
    config |= {key: value for key, value in data.items() if value is not None}
    backends = _listed(config["backends"])
    _check_names(file, list(backends), "Backend '{}' is defined more than once.", r"[^\w]")
    known = "".join(f", Optional['{name}'] => Hash[String[1],Any]" for name in backends)
    assert_type(f"The Lookup Configuration at '{file.path}'", _TYPE_3.format(known), config)
    entries = tuple(_entry_3(name, config) for name in backends)
    return HieraConfig(version=3, file=file, entries=entries, merge=_merge_3(config))


def _entry_3(backend: str, config: dict[str, Any]) -> Entry:
    own = config.get(backend) or {}
    ending = own.get("extension")
    kind, function = _OLD_BACKENDS.get(backend, ("hiera3_backend", backend))
    return Entry(
        name=backend,
        kind=kind,
        function=function,
        datadir=own.get("datadir") or "/etc/puppetlabs/code/environments/%{::environment}/hieradata",
        place="paths",
        locations=_listed(config["hierarchy"]),
        options={key: value for key, value in own.items() if key not in ("datadir", "extension")},
        extension=f".{ending}" if ending else _EXTENSIONS.get(backend, f".{backend}"),
        relative=False,
    )


def _merge_3(config: dict[str, Any]) -> Value:
    behaviour = config.get("merge_behavior", "native")
    if behaviour not in ("deep", "deeper"):
        return None
    strategy = "reverse_deep" if behaviour == "deep" else "unconstrained_deep"
    return {"strategy": strategy, **(config.get("deep_merge_options") or {})}


def _listed(value: Any) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(inner for item in value for inner in _listed(item))
    return (value,)


# --- places in the file


def _check_names(file: InputFile, names: list[str], message: str, before: str) -> None:
    for at, name in enumerate(names):
        if name in names[:at]:
            pattern = rf"{before}{re.escape(name)}(?:[^\w]|$)"
            lines = [number for number, line in _lines(file) if re.search(pattern, line)]
            first = f" First defined at (line: {lines[0]})" if len(lines) > 1 else ""
            span = _line_span(file, (lines[1:] or lines or [1])[0])
            raise LookupFailure(message.format(name) + first, span, issue=True)


def _error(file: InputFile, message: str, pattern: str = "") -> LookupFailure:
    """Return a complaint about the file; its place is the first line with the pattern in it."""
    lines = [number for number, line in _lines(file) if pattern and re.search(pattern, line)]
    return LookupFailure(message, _line_span(file, lines[0]) if lines else file.span, issue=True)


def _lines(file: InputFile) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.text.splitlines(), 1):
        yield number, line.partition("#")[0]


def _line_span(file: InputFile, number: int) -> Span:
    lines = file.text.splitlines(keepends=True)
    start = sum(len(line) for line in lines[: number - 1])
    text = lines[number - 1] if number <= len(lines) else ""
    indent = len(text) - len(text.lstrip())
    return Span(file.source, start + indent, start + max(len(text.rstrip()), indent))


_EXTENSIONS: Final = {"yaml": ".yaml", "json": ".json", "hocon": ".conf", "eyaml": ".eyaml"}
_OLD_BACKENDS: Final = {
    "yaml": ("data_hash", "yaml_data"),
    "json": ("data_hash", "json_data"),
    "hocon": ("data_hash", "hocon_data"),
    "eyaml": ("lookup_key", "eyaml_lookup_key"),
}
_OPTIONS: Final = r"Hash[Pattern[/\A[A-Za-z](:?[0-9A-Za-z_-]*[0-9A-Za-z])?\z/], Data]"
_HIERARCHY: Final = (
    f"Array[Struct[{{name => String[1], Optional[options] => {_OPTIONS}, "
    "Optional[data_hash] => String[1], Optional[lookup_key] => String[1], Optional[hiera3_backend] => String[1], "
    "Optional[v4_data_hash] => String[1], Optional[data_dig] => String[1], Optional[path] => String[1], "
    "Optional[paths] => Array[String[1], 1], Optional[glob] => String[1], Optional[globs] => Array[String[1], 1], "
    "Optional[uri] => String[1], Optional[uris] => Array[String[1], 1], "
    "Optional[mapped_paths] => Array[String[1], 3, 3], Optional[datadir] => String[1]}]]"
)
_TYPE_5: Final = (
    "Struct[{version => Integer[5, 5], Optional[defaults] => Struct[{Optional[data_hash] => String[1], "
    "Optional[lookup_key] => String[1], Optional[data_dig] => String[1], Optional[datadir] => String[1], "
    f"Optional[options] => {_OPTIONS}}}], Optional[hierarchy] => {_HIERARCHY}, "
    f"Optional[plan_hierarchy] => {_HIERARCHY}, Optional[default_hierarchy] => {_HIERARCHY}}}]"
)
_TYPE_4: Final = (
    "Struct[{version => Integer[4, 4], Optional[datadir] => String[1], Optional[hierarchy] => Array[Struct[{"
    "backend => String[1], name => String[1], Optional[datadir] => String[1], Optional[path] => String[1], "
    "Optional[paths] => Array[String[1]]}]]}]"
)
_TYPE_3: Final = (
    "Struct[{{Optional[version] => Integer[3, 3], Optional[backends] => Variant[String[1], Array[String[1]]], "
    "Optional[logger] => String[1], Optional[merge_behavior] => Enum['deep', 'deeper', 'native'], "
    "Optional[deep_merge_options] => Hash[String[1], Variant[String, Boolean]], "
    "Optional[hierarchy] => Variant[String[1], Array[String[1]]]{}}}]"
)
_READERS: Final = {5: _version_5, 4: _version_4, 3: _version_3}
