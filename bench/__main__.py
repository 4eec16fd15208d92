"""`make bench`: run every benchmark beside this file, in order of name; each prints one table."""

from __future__ import annotations

import importlib
import pkgutil

import bench


def main() -> None:
    """Import each module and call its main()."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__":
            print(f"== {module.name}")
            importlib.import_module(f"bench.{module.name}").main()


if __name__ == "__main__":
    main()
