"""The version of cook2image itself, as installed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def own_version() -> str:
    """Return the installed version, "0" when the package is not installed."""
    try:
        return version("cook2image")
    except PackageNotFoundError:
        return "0"
