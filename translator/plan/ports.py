"""Which ports a program listens on, and for whom: its command line, its managed configuration files, else the table.

before:  ("/usr/bin/memcached", "-p", "11211", "-U", "0")
after:   Listening(tcp=(Port(11211),), udp=())
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from translator.plan import listen
from translator.plan.launch import Launch
from translator.plan.listen.base import SCANNERS, UDP_SCANNERS, Bind, binds, option
from translator.plan.machine import Machine
from translator.plan.systemd import split_words
from translator.registry import import_folder

import_folder(listen)

PORT_FLAGS = {"-p", "--port", "-port", "--http-port", "--httpPort", "--listen", "--bind", "-b", "--addr", "--address"}
HOST_FLAGS = ("--host", "--hostname", "--httpListenAddress", "--bind-address", "--listen-address", "--bind-host")
ASSIGNED = re.compile(
    r"(?:--?(?:port|http[-.]?port|listen|bind|addr|address|web\.listen-address|http\.addr|server\.port)|-D[\w.]*\.?port)=(.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Port:
    """A TCP port; `local` when only the machine's own loopback reaches it."""

    number: int
    tls: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """TCP ports in the order in which they were found, and UDP ports."""

    tcp: tuple[Port, ...] = ()
    udp: tuple[int, ...] = ()

    def numbers(self, *, local: bool) -> tuple[int, ...]:
        """Return the TCP ports that only the loopback reaches, or those that others reach."""
        return tuple(port.number for port in self.tcp if port.local is local)


def listening(machine: Machine, launch: Launch) -> Listening:
    """Return the ports of a program; see the module's docstring for where they are looked for."""
    launch = _bare(launch)
    row = launch.row
    scanner = SCANNERS.get(row.scan) if row is not None else None
    found = tuple(scanner(machine, launch)) if scanner is not None else ()
    if row is None or not row.whole:
        found = (*_command_line(launch, {*PORT_FLAGS, *(row.port_flags if row else ())}), *found)
        found = found or tuple(_environment(launch)) or tuple(_named_files(machine, launch)) or _usual(launch)
    datagrams = UDP_SCANNERS.get(row.scan) if row is not None else None
    configured = datagrams(machine, launch) if datagrams is not None else ()
    udp = (*(row.udp_ports if row is not None else ()), *_udp(launch), *dict.fromkeys(configured))
    return Listening(tuple(_ports(found)), udp)


def _bare(launch: Launch) -> Launch:
    """Return the launch with its program's own words, where a shell puts variables into them first."""
    if launch.command[:2] != ("/bin/sh", "-c") or not launch.command[2].startswith("exec "):
        return launch
    return replace(launch, command=split_words(launch.command[2])[1:])


def _ports(found: Iterable[Bind]) -> Iterator[Port]:
    """Yield each port once; it is local when it is bound to nothing but the loopback."""
    by_number: dict[int, list[Bind]] = {}
    for bind in found:
        by_number.setdefault(bind.port, []).append(bind)
    for number, same in by_number.items():
        yield Port(number, any(bind.tls for bind in same), all(bind.local for bind in same))


def _usual(launch: Launch) -> tuple[Bind, ...]:
    """Return the ports of the table; as packaged, some services bind the loopback only."""
    row = launch.row
    host = "127.0.0.1" if row is not None and row.local and not launch.custom else ""
    return tuple(Bind(port, host) for port in row.ports) if row is not None else ()


def _environment(launch: Launch) -> Iterator[Bind]:
    for name, value in launch.environment.items():
        if name.endswith("PORT") and value.isdigit() and not re.search("JMX|DEBUG|METRICS", name):
            yield Bind(int(value), launch.environment.get(f"{name.removesuffix('PORT')}HOST", ""))


def _udp(launch: Launch) -> Iterator[int]:
    """Yield memcached's UDP port (-U), which is off when it is 0."""
    if launch.row is None or "memcached" not in launch.row.binaries:
        return
    for word, following in zip(launch.command, (*launch.command[1:], ""), strict=True):
        if word == "-U" and following.isdigit() and following != "0":
            yield int(following)


SETTING = re.compile(
    r"^\s*\"?(?:server\.port|http\.?_?port|port|listeners?|listen_addr(?:ess)?|bind(?:_addr)?)\"?\s*[:=]\s*[\"']?([^\s\"',#]+)",
    re.MULTILINE | re.IGNORECASE,
)


def _named_files(machine: Machine, launch: Launch) -> Iterator[Bind]:
    """Yield the port that a managed file names which the command line gives to the program."""
    for word in launch.command:
        text = machine.file_text(word.partition("=")[2] or word) if "/" in word else None
        for match in SETTING.finditer(text or ""):
            yield from binds(match[1])


def _command_line(launch: Launch, flags: set[str]) -> Iterator[Bind]:
    words = launch.command
    host = option(launch, *HOST_FLAGS)
    for word, following in zip(words, (*words[1:], ""), strict=True):
        assigned = ASSIGNED.fullmatch(word)
        text = assigned[1] if assigned else following if word in flags else ""
        yield from binds(f"{host}:{text}" if host and text.isdigit() else text)
