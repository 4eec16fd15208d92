"""The value of type URI: its parts, and the type that only it fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.ruby.methods.support.quoting import inspect_string

PARTS: Final = ("scheme", "userinfo", "host", "port", "path", "query", "fragment", "opaque")
_CHAR: Final = r"[\w\-.~!$&'()*+,;=@]|%[0-9A-Fa-f]{2}"
_URI: Final = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?!(?:{_CHAR})*:))(?://(?:{_CHAR}|:|\[[0-9A-Fa-f:.]+\])*)?"
    rf"(?:{_CHAR}|[:/])*(?:\?(?:{_CHAR}|[:/?])*)?(?:#(?:{_CHAR}|[:/?])*)?",
    re.ASCII,
)
_PORTS: Final = {"http": 80, "https": 443, "ftp": 21, "ldap": 389, "ldaps": 636, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True)
class Uri:
    text: str
    scheme: str | None = None
    userinfo: str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    query: str | None = None
    fragment: str | None = None
    opaque: str | None = None

    def part(self, name: str) -> Any:
        return getattr(self, name)

    def member(self, name: str) -> Callable[..., Any] | None:
        """Return what a method of this name runs; None when it is none of the parts."""
        return (lambda block=None: self.part(name)) if name in PARTS else None

    def as_pattern(self) -> dict[str, Any]:
        """Return the parts that a URI type of this URI has."""
        found = {name: self.part(name) for name in PARTS if self.part(name)}
        if self.port == _PORTS.get(self.scheme or "") and self.scheme in ("http", "https"):
            found.pop("port", None)
        return {name: str(part).lower() if name in ("scheme", "host") else str(part) for name, part in found.items()}

    def __str__(self) -> str:
        return self.text


def parse_uri(text: str) -> Uri:
    """Return the URI that `text` writes; PuppetError when it writes none."""
    if not _URI.fullmatch(text):
        raise PuppetError(f"bad URI(is not URI?): {inspect_string(text)}")
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError as problem:
        raise PuppetError(f"bad URI(is not URI?): {inspect_string(text)}") from problem
    scheme = split.scheme or None
    if scheme and not split.netloc and split.path and not split.path.startswith("/"):
        return Uri(text, scheme=scheme, opaque=text.partition(":")[2].partition("#")[0])
    userinfo, _, host = split.netloc.rpartition("@")
    return Uri(
        text,
        scheme=scheme,
        userinfo=userinfo or None,
        host=(host if port is None else host.rpartition(":")[0]) or None,
        port=port if port is not None else _PORTS.get(scheme or ""),
        path=split.path,
        query=split.query or None,
        fragment=split.fragment or None,
    )
