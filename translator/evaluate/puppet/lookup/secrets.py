"""What is secret in data files: a value and its place in, the same with its secrets marked as such out.

before:  {"password": "ENC[PKCS7,MIIB…]"}                                 under the key "app"
after:   {"password": TracedStr([Hole(Secret("hiera/app/password"), …)])}

What eyaml has encrypted is a secret and is never decrypted. A plain text is one when its name says so, as for node
attributes; cook2image.yaml overrules that with globs over "hiera/KEY/…".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.puppet.values import TracedStr, Value, concat
from translator.evaluate.values import Hole, Part, Secret
from translator.load.project import Settings

_ENCRYPTED: Final = re.compile(r"ENC\[[\w+/=,\s-]*\]")


class Sealer:
    """Marks the secrets of a data file; `plain` is done to every text that is not encrypted, `noted` collects the secrets.

    `place` is the environment that the data are of, "" for data of all environments; it is part of a secret's name.
    """

    def __init__(self, settings: Settings, plain: Callable[[Value], Value], noted: set[str], place: str = "") -> None:
        self._secrecy = Secrecy(settings)
        self._noted = noted
        self._place = ("hiera", place) if place else ("hiera",)
        self._plain = plain

    def sealed(self, value: Value, path: tuple[str, ...]) -> Value:
        """Return data with its secrets marked; `path` is the key and the keys below it down to the value."""
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, tuple):
            return tuple(self.sealed(item, (*path, str(at))) for at, item in enumerate(value))
        if isinstance(value, dict):
            return {self._plain(key): self.sealed(item, (*path, str(key))) for key, item in value.items()}
        return value

    def _text(self, text: str, path: tuple[str, ...]) -> Value:
        name = "/".join((*self._place, *path))
        if "ENC[" in text and _ENCRYPTED.search(text):
            self._noted.update(_ENCRYPTED.findall(text))
            return concat(_parts(text.removesuffix("\n"), name))
        made = self._plain(text)
        if not isinstance(made, str) or isinstance(made, TracedStr) or not made:
            return made
        if not self._secrecy.of_hiera(path, made):
            return made
        self._noted.add(made)
        return TracedStr([Hole(Secret(name), made)])


def _parts(text: str, name: str) -> Iterator[Part]:
    at = 0
    for found in _ENCRYPTED.finditer(text):
        yield text[at : found.start()]
        yield Hole(Secret(name), found[0])
        at = found.end()
    yield text[at:]
