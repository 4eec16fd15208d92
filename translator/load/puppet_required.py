"""Which modules an input asks for: its Puppetfile or metadata.json in, `Required`s with their places out.

before:  mod 'puppetlabs-stdlib', '9.4.0'
after:   Required(name="stdlib", version="9.4.0", span=…)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.load.project import InputFile
from translator.load.puppet_project import Required
from translator.location import Span

_MOD = re.compile(
    r"""^[ \t]*mod[ \t(]+(?P<quote>['"])(?P<name>[\w./-]+)(?P=quote)(?:[ \t]*,[ \t]*['"](?P<version>[^'"]*)['"])?""",
    re.MULTILINE,
)
_DEPENDENCY = re.compile(
    r'"name"\s*:\s*"(?P<name>[\w./-]+)"(?:\s*,\s*"version_requirement"\s*:\s*"(?P<version>[^"]*)")?'
)


def required_by_puppetfile(file: InputFile) -> Iterator[Required]:
    """Yield every module that a Puppetfile names, as r10k reads it."""
    for found in _MOD.finditer(file.text):
        yield _required(file, found, found.start("name"))


def required_by_metadata(file: InputFile) -> Iterator[Required]:
    """Yield every dependency of a module's metadata.json."""
    start = file.text.find('"dependencies"')
    end = file.text.find("]", start)
    if start >= 0:
        for found in _DEPENDENCY.finditer(file.text, start, end if end >= 0 else len(file.text)):
            yield _required(file, found, found.start("name"))


def _required(file: InputFile, found: re.Match[str], start: int) -> Required:
    name = found["name"]
    span = Span(file.source, start, start + len(name))
    return Required(name=re.split(r"[-/]", name, maxsplit=1)[-1], version=found["version"] or "", span=span)
