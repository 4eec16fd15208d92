"""The Docker Engine of this machine: a connected client, or why there is none."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code, Diagnostic

if TYPE_CHECKING:
    import docker

RUN_LABEL = "io.github.cook2image.run"


class NoEngine(Exception):
    """No engine answers; `diagnostic` says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.diagnostic = Diagnostic(code=Code.NO_ENGINE, message=f"no Docker Engine answers: {reason}", span=None)


def connect(timeout: int = 120) -> docker.DockerClient:
    """Return a client of the engine that DOCKER_HOST or the usual socket names; NoEngine when none answers."""
    import docker
    import docker.errors

    _knock(os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock")
    client = None
    try:
        client = docker.from_env(timeout=timeout)
        client.ping()
    except (docker.errors.DockerException, OSError) as error:
        if client is not None:
            client.close()
        raise NoEngine(_short(error)) from error
    return client


def _knock(address: str) -> None:
    """Raise NoEngine when nothing listens on a Unix socket: docker-py would leave its own socket open there."""
    if not address.startswith("unix://"):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(address.removeprefix("unix://"))
        except OSError as error:
            raise NoEngine(f"{address}: {error.strerror or error}") from error


def has_image(client: docker.DockerClient, tag: str) -> bool:
    """Whether the image is on this machine; nothing is pulled."""
    import docker.errors

    try:
        client.images.get(tag)
    except docker.errors.ImageNotFound:
        return False
    return True


def quietly(action: Any, *arguments: Any, **options: Any) -> None:
    """Do a piece of clean-up; what is gone already is no error."""
    import docker.errors
    import urllib3.exceptions

    try:
        action(*arguments, **options)
    except (docker.errors.DockerException, urllib3.exceptions.HTTPError, OSError):
        return


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn SIGTERM into KeyboardInterrupt while it lasts, so that what was begun is cleaned up as after Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def reason_of(error: Exception) -> str:
    """Return what went wrong, with the system's own word for it where a library hides that."""
    text = " ".join(str(error).split())
    hidden = error.__context__
    word = hidden.strerror if isinstance(hidden, OSError) else None
    return f"{text}: {word}" if word and word not in text else text


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) < 200 else text[:197] + "…"
