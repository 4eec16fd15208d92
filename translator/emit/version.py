"""The version of cook2image itself; the tests hold it against the package's own."""

from __future__ import annotations

VERSION = "0.1.0"


def own_version() -> str:
    return VERSION
