"""YAML, JSON and TOML files of collectors → plain data, or one error with its line.

A file whose aliases stand for more than it says is refused, and one of more than 200,000 lines.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any, Final

import yaml

from translator.plan.reading.configuration import Configuration, Untranslated, shown

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_LINES: Final = 200_000
_MOST_ALIASES: Final = 100


def read_yaml(file: Configuration, errors: list[Untranslated]) -> Any:
    """Return the document of a YAML file, None with an error when it is none."""
    return _read(file, errors, _yaml, "YAML")


def read_json(file: Configuration, errors: list[Untranslated]) -> Any:
    """Return the document of a JSON file, None with an error when it is none."""
    return _read(file, errors, lambda text: json.loads(text), "JSON")


def read_toml(file: Configuration, errors: list[Untranslated]) -> Any:
    """Return the document of a TOML file, None with an error when it is none."""
    return _read(file, errors, lambda text: tomllib.loads(text), "TOML")


def _read(file: Configuration, errors: list[Untranslated], load: Callable[[str], Any], kind: str) -> Any:
    def refuse(line: int, reason: str) -> None:
        lines = file.text.split("\n")
        text = shown(lines[line - 1]) if 0 < line <= len(lines) else ""
        errors.append(Untranslated(path=file.path, line=line, text=text, reason=reason))

    if file.text.count("\n") > _MOST_LINES:
        refuse(1, f"a file of more than {_MOST_LINES} lines is not read")
        return None
    try:
        return load(file.text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        refuse(mark.line + 1 if mark else 1, f"this is no YAML: {getattr(problem, 'problem', None) or problem}")
    except json.JSONDecodeError as problem:
        refuse(problem.lineno, f"this is no JSON: {problem.msg}")
    except (ValueError, RecursionError) as problem:
        line = re.search(r"line (\d+)", str(problem))
        what = "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        refuse(int(line[1]) if line else 1, f"this is no {kind}: {what}")
    return None


def _yaml(text: str) -> Any:
    if "*" in text and "&" in text:
        aliases = sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER))
        if aliases > _MOST_ALIASES:
            raise ValueError("its aliases stand for too much")
    return yaml.load(text, Loader=_LOADER)
