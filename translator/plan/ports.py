"""Which ports a program listens on: its command line, its managed configuration files, else the table.

before:  ("/usr/bin/memcached", "-p", "11211", "-U", "0")
after:   Listening(tcp=((11211, False),), udp=())
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from translator.graph.nodes import File
from translator.plan.launch import Launch
from translator.plan.machine import Machine, sample_text
from translator.plan.tables.services import fill

PORT_FLAGS = {"-p", "--port", "-port", "--http-port", "--httpPort", "--listen", "--bind", "-b", "--addr", "--address"}
ASSIGNED = re.compile(
    r"(?:--?(?:port|http[-.]?port|listen|bind|addr|address|web\.listen-address|http\.addr|server\.port)|-D[\w.]*\.?port)=(.+)",
    re.IGNORECASE,
)
Found = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class Listening:
    """TCP ports, each with whether it speaks TLS; and UDP ports."""

    tcp: tuple[Found, ...] = ()
    udp: tuple[int, ...] = ()


def listening(machine: Machine, launch: Launch) -> Listening:
    """Return the ports of a program; see the module's docstring for where they are looked for."""
    row = launch.row
    found = tuple(_command_line(launch.command, {*PORT_FLAGS, *(row.port_flags if row else ())}))
    if row is not None and row.scan in SCANNERS:
        found = (*found, *SCANNERS[row.scan](machine, launch))
    if not found:
        found = tuple(
            (int(value), False)
            for name, value in launch.environment.items()
            if name.endswith("PORT") and value.isdigit() and not re.search("JMX|DEBUG|METRICS", name)
        )
    found = found or tuple(_named_files(machine, launch))
    if not found and row is not None:
        found = tuple((port, False) for port in row.ports)
    udp = (*(row.udp_ports if row is not None else ()), *_udp(launch))
    return Listening(tuple(dict.fromkeys(found)), udp)


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


def _named_files(machine: Machine, launch: Launch) -> Iterator[Found]:
    """Yield the port that a managed file names which the command line gives to the program."""
    for word in launch.command:
        text = machine.file_text(word.partition("=")[2] or word) if "/" in word else None
        for match in SETTING.finditer(text or ""):
            yield from _address(match[1])


def _command_line(words: tuple[str, ...], flags: set[str]) -> Iterator[Found]:
    for word, following in zip(words, (*words[1:], ""), strict=True):
        assigned = ASSIGNED.fullmatch(word)
        if assigned:
            yield from _address(assigned[1])
        elif word in flags:
            yield from _address(following)


def _address(text: str) -> Iterator[Found]:
    """Yield the port of "80", ":80", "0.0.0.0:80", "tcp://0.0.0.0:80" or "ssl://…:443?key=…"."""
    match = re.fullmatch(r"(?:(?P<scheme>\w+)://)?(?:.*:)?(?P<port>\d{1,5})(?:[/?].*)?", text)
    if match and 0 < int(match["port"]) < 65536 and match["scheme"] != "unix":
        yield int(match["port"]), match["scheme"] in ("ssl", "https")


def _texts(machine: Machine, *folders: str) -> Iterator[str]:
    for file in machine.files_below(*folders):
        text = sample_text(file.content)
        if text is not None:
            yield text


def _nginx(machine: Machine, launch: Launch) -> Iterator[Found]:
    sites = [file for file in machine.files_below("/etc/nginx") if not _switched_off(machine, file)]
    for file in sites:
        text = re.sub(r"#[^\n]*", "", sample_text(file.content) or "")
        for match in re.finditer(r"(?:^|[;{\s])listen\s+([^;{}]+);", text):
            words = match[1].split()
            address = words[0] if re.search(r"\d$", words[0]) else ""
            for port, _ in _address(address.rpartition("]:")[2] if "]" in address else address):
                yield port, "ssl" in words


def _switched_off(machine: Machine, file: File) -> bool:
    """Return whether a site of sites-available has no link in sites-enabled."""
    if "/sites-available/" not in file.path:
        return False
    return machine.canonical(file.path.replace("/sites-available/", "/sites-enabled/")) not in machine.paths


def _apache(machine: Machine, launch: Launch) -> Iterator[Found]:
    for text in _texts(machine, "/etc/apache2", "/etc/httpd"):
        for match in re.finditer(r"^\s*Listen\s+(\S+)(?:\s+(https))?", text, re.MULTILINE | re.IGNORECASE):
            for port, _ in _address(match[1]):
                yield port, bool(match[2]) or port == 443


def _tomcat(machine: Machine, launch: Launch) -> Iterator[Found]:
    bases = [launch.environment.get("CATALINA_BASE", ""), fill("/etc/{name}", launch.name, "")]
    for base in filter(None, bases):
        for path in (f"{base}/conf/server.xml", f"{base}/server.xml"):
            for match in re.finditer(r"<Connector\b([^>]*)>", machine.file_text(path) or ""):
                port = re.search(r'\bport="(\d+)"', match[1])
                if port:
                    yield int(port[1]), 'SSLEnabled="true"' in match[1] or 'scheme="https"' in match[1]


def _puma(machine: Machine, launch: Launch) -> Iterator[Found]:
    for word, following in zip(launch.command, (*launch.command[1:], ""), strict=True):
        text = machine.file_text(following) if word in ("-C", "--config") else None
        for match in re.finditer(r"""^\s*(?:bind|port)[\s(]+['"]?([^'"\s,)]+)""", text or "", re.MULTILINE):
            yield from _address(match[1])


def _lines(folder: str, pattern: str) -> Callable[[Machine, Launch], Iterator[Found]]:
    compiled = re.compile(pattern, re.MULTILINE)

    def scan(machine: Machine, launch: Launch) -> Iterator[Found]:
        for text in _texts(machine, folder):
            for match in compiled.finditer(text):
                yield from _address(match[1])

    return scan


SCANNERS: dict[str, Callable[[Machine, Launch], Iterator[Found]]] = {
    "nginx": _nginx,
    "apache": _apache,
    "tomcat": _tomcat,
    "puma": _puma,
    "php-fpm": _lines("/etc/php", r"^\s*listen\s*=\s*(\S+)"),
    "redis": _lines("/etc/redis", r"^\s*port\s+(\d+)"),
    "haproxy": _lines("/etc/haproxy", r"^\s*bind\s+(\S+?)(?:\s|,|$)"),
    "postgresql": _lines("/etc/postgresql", r"^\s*port\s*=\s*(\d+)"),
}
