"""Data → YAML as a person would write it: keys in order, text of several lines in blocks, no aliases."""

from __future__ import annotations

from typing import Any

import yaml


class Octal(int):
    """A file mode, written as 0440."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """libyaml's writer where PyYAML was built with it: the pure one would take a third of a conversion."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _octal(dumper: yaml.SafeDumper, mode: Octal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:int", f"0{mode:o}")


_Dumper.add_representer(str, _string)
_Dumper.add_representer(Octal, _octal)


def dump(data: Any, header: str = "") -> str:
    """Return `data` as YAML; the lines of `header` stand above it as comments."""
    comment = "".join(f"# {line}\n" for line in header.splitlines())
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return comment + text
