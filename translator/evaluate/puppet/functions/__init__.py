"""The functions of Puppet's core: importing this package's files files each in `calls.CORE`."""

from __future__ import annotations

import sys

from translator.registry import import_folder


def import_functions() -> None:
    """Import every file of this folder once, so that each registers its functions."""
    import_folder(sys.modules[__name__])
