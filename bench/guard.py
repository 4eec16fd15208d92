"""Refuse, in this process, to open files outside Python and this program, to start programs and to connect."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_HERE = str(Path(__file__).resolve().parent.parent)
_ALLOWED = tuple(os.path.join(folder, "") for folder in {_HERE, sys.prefix, sys.base_prefix, sys.exec_prefix})
_FORBIDDEN = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.kill",
    "os.link",
    "os.listdir",
    "os.mkdir",
    "os.posix_spawn",
    "os.putenv",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.scandir",
    "os.spawn",
    "os.symlink",
    "os.system",
    "os.truncate",
    "pty.spawn",
    "shutil.",
    "socket.",
    "subprocess.Popen",
)
seen: list[str] = []


class Refused(BaseException):
    """Something that input must never reach; no `except Exception` catches it."""


class Watch:
    """Whether the hook refuses now; it can never be taken away, so this is for a process of its own."""

    def __init__(self) -> None:
        self.on = False

    def __enter__(self) -> None:
        self.on = True

    def __exit__(self, *error: object) -> None:
        self.on = False


watch = Watch()


def install() -> None:
    """Let Python ask before it opens, starts or connects anything."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not watch.on:
        return
    if event == "open":
        path = arguments[0]
        if isinstance(path, int) or _is_own(os.fsdecode(path), arguments[1]):
            return
    elif not event.startswith(_FORBIDDEN) or _is_listing_of_own(event, arguments):
        return
    seen.append(f"{event} {arguments!r}"[:300])
    raise Refused(seen[-1])


def _is_own(path: str, mode: str | None) -> bool:
    reads = mode is None or not set(mode) & set("wax+")
    return reads and os.path.join(os.path.abspath(path), "").startswith(_ALLOWED)


def _is_listing_of_own(event: str, arguments: tuple[Any, ...]) -> bool:
    """Importing a module lists the folder that it is in."""
    listing = event in ("os.listdir", "os.scandir") and bool(arguments) and arguments[0] is not None
    return listing and not isinstance(arguments[0], int) and _is_own(os.fsdecode(arguments[0]) + os.sep, None)
