"""What a reader of a server's configuration gets and gives: machine and launch in, the addresses it binds out.

before:  "tcp://127.0.0.1:9292"
after:   Bind(port=9292, host="127.0.0.1")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from translator.plan.launch import Launch
from translator.plan.machine import Machine, sample_text
from translator.registry import Registry

LOOPBACK = re.compile(r"localhost|ip6-localhost|127(\.\d+){3}|::1")


@dataclass(frozen=True, slots=True)
class Bind:
    """One address that a program listens on; `host` "" is every address of the machine."""

    port: int
    host: str = ""
    tls: bool = False

    @property
    def local(self) -> bool:
        """Whether only the machine itself can connect."""
        return bool(LOOPBACK.fullmatch(self.host))


Scanner: TypeAlias = Callable[[Machine, Launch], Iterator[Bind]]

SCANNERS: Registry[Scanner] = Registry("reader of ports")
UDP_SCANNERS: Registry[Callable[[Machine, Launch], Iterator[int]]] = Registry("reader of UDP ports")

_ADDRESS = re.compile(
    r"(?:(?P<scheme>\w+)://)?(?:(?:\[(?P<six>[^\]]*)\]|(?P<host>[^/\[\]]*)):)?(?P<port>\d{1,5})(?:[/?].*)?"
)


def binds(text: str, tls: bool = False) -> Iterator[Bind]:
    """Yield the address of "80", ":80", "[::1]:80", "tcp://0.0.0.0:80" or "ssl://…:443?key=…"; none for a socket."""
    match = _ADDRESS.fullmatch(text)
    if match and 0 < int(match["port"]) < 65536 and match["scheme"] != "unix":
        host = match["six"] or match["host"] or ""
        yield Bind(int(match["port"]), _everywhere(host), tls or match["scheme"] in ("ssl", "https"))


def _everywhere(host: str) -> str:
    return "" if host in ("*", "0.0.0.0", "::", "0:0:0:0:0:0:0:0") else host


def product(ports: tuple[int, ...], hosts: tuple[str, ...], tls: bool = False) -> Iterator[Bind]:
    """Yield every port on every host; no host is every address."""
    for port in ports:
        for host in hosts or ("",):
            yield Bind(port, _everywhere(host), tls)


def named_file(launch: Launch, *flags: str) -> str:
    """Return the configuration file that follows one of `flags` on the command line, "" when none does."""
    for word, following in zip(launch.command, (*launch.command[1:], ""), strict=True):
        if word in flags:
            return following
        for flag in flags:
            if word.startswith(f"{flag}=") and flag.startswith("--"):
                return word.partition("=")[2]
    return ""


def option(launch: Launch, *flags: str) -> str:
    """Return the value of the last of `flags` on the command line: "-l x", "-lx" or "--listen=x"; "" without."""
    value = ""
    for word, following in zip(launch.command, (*launch.command[1:], ""), strict=True):
        for flag in flags:
            if word == flag:
                value = following
            elif flag.startswith("--") and word.startswith(f"{flag}="):
                value = word.partition("=")[2]
            elif not flag.startswith("--") and word.startswith(flag) and word != flag:
                value = word.removeprefix(flag)
    return value


def texts(machine: Machine, *folders: str) -> Iterator[str]:
    """Yield the managed files at or below `folders`, in order of path."""
    for file in machine.files_below(*folders):
        text = sample_text(file.content)
        if text is not None:
            yield text


def last(pattern: str, *found: str) -> str:
    """Return what the group of `pattern` matches last in the texts, "" when nowhere."""
    matches = [match for text in found for match in re.findall(pattern, text, re.MULTILINE | re.IGNORECASE)]
    return str(matches[-1]).strip() if matches else ""
