"""The functions that ship for reading data files: a location in, the hash in its file out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from translator.evaluate.puppet.lookup.documents import BadDocument, read_json, read_yaml
from translator.evaluate.puppet.lookup.errors import LookupFailure
from translator.evaluate.puppet.lookup.hocon import read_hocon
from translator.evaluate.puppet.lookup.state import State
from translator.evaluate.puppet.values import Value
from translator.load.project import InputFile

NO_LOCATION: Final = "one of 'path', 'paths' 'glob', 'globs' or 'mapped_paths' must be declared in hiera.yaml when using this {} function"


def yaml_data(file: InputFile, state: State) -> Value:
    """Return the hash in a YAML file; what is no hash is an empty one, with a warning."""
    try:
        data = read_yaml(file.text)
    except BadDocument as error:
        place = f" at line {error.line} column {error.column}" if error.line else ""
        raise LookupFailure(f"Unable to parse ({file.path}): {error}{place}", file.span) from None
    if isinstance(data, dict):
        return data
    message = f"{file.path}: file does not contain a valid yaml hash"
    if state.project.strict == "error" and data is not None and data is not False:
        raise LookupFailure(message, file.span)
    state.warn(message)
    return {}


def json_data(file: InputFile, state: State) -> Value:
    """Return what is in a JSON file."""
    try:
        return read_json(file.text)
    except BadDocument as error:
        place = f" at line {error.line} column {error.column}" if error.line else ""
        raise LookupFailure(f"Unable to parse ({file.path}): {error}{place}", file.span) from None


def hocon_data(file: InputFile, state: State) -> Value:
    """Return the hash in a HOCON file."""
    try:
        return read_hocon(file.text)
    except BadDocument as error:
        raise LookupFailure(f"Unable to parse ({file.path}): {error}", file.span) from None


DATA_HASH: Final[dict[str, Callable[[InputFile, State], Value]]] = {
    "yaml_data": yaml_data,
    "json_data": json_data,
    "hocon_data": hocon_data,
}
