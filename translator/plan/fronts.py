"""What the machine's front proxy served under which names → Fronts, which become an Ingress or an HTTPRoute.

before:  server { listen 443 ssl; server_name shop.example.com; location / { proxy_pass http://app; } }
after:   Front(image="nginx", host="shop.example.com", port=443, tls=True, certificate="shop")

A server that neither proxies nor ends TLS serves its own pages: a Service is enough for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from translator.evaluate.values import Text
from translator.graph.nodes import File
from translator.plan.launch import Launch
from translator.plan.listen.base import binds
from translator.plan.machine import Machine, sample_text
from translator.plan.model import CertificateRequest, Front, Image
from translator.plan.nginx_conf import Directive, listens, servers
from translator.plan.x509 import names_in

NAME = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)
PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "scgi_pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """One virtual server as any proxy has it: names, TCP ports with whether each is TLS, and what it does."""

    names: tuple[str, ...]
    ports: tuple[tuple[int, bool], ...]
    certificate: str = ""
    proxies: bool = False


def fronts_of(
    machine: Machine,
    programs: tuple[Launch, ...],
    images: tuple[Image, ...],
    certificates: Iterable[CertificateRequest],
) -> tuple[Front, ...]:
    """Return one front a host name, TLS before plain; none where no proxy was the machine's job."""
    requests = tuple(certificates)
    found: dict[str, Front] = {}
    for image, launch in zip(images, programs, strict=False):
        reader = next((each for name, each in _READERS.items() if launch.row and name in launch.row.names), None)
        ports = set(image.process.ports) if image.process else set()
        for server in reader(machine) if reader else ():
            for front in _fronts(image, server, ports, requests):
                known = found.get(front.host)
                if known is None or (front.tls and not known.tls):
                    found[front.host] = front
    return tuple(found[host] for host in sorted(found))


def _fronts(
    image: Image, server: _Server, ports: set[int], requests: tuple[CertificateRequest, ...]
) -> Iterator[Front]:
    open_ports = [(port, tls) for port, tls in server.ports if port in ports]
    ends_tls = any(tls for _, tls in open_ports)
    if not open_ports or not (server.proxies or ends_tls):
        return
    port, tls = sorted(open_ports, key=lambda each: not each[1])[0]
    certificate = next((each.name for each in requests if each.certificate_path == server.certificate), "")
    for host in server.names:
        if NAME.fullmatch(host):
            yield Front(image=image.name, host=host.lower(), port=port, tls=tls, certificate=certificate)


def _nginx(machine: Machine) -> Iterator[_Server]:
    for block in servers(machine):
        tls = block.words_of("ssl") == ("on",)
        ports = tuple(
            (bind.port, tls or "ssl" in options)
            for address, *options in listens(block)
            for bind in binds(address if address[-1:].isdigit() else f"{address}:80")
            if not bind.local
        )
        yield _Server(
            names=tuple(name for each in block.all("server_name") for name in each.words),
            ports=ports,
            certificate=machine.canonical(" ".join(block.words_of("ssl_certificate"))),
            proxies=_passes(block),
        )


def _passes(block: Directive) -> bool:
    return any(each.name in PASSES or _passes(each) for each in block.block)


_VHOST = re.compile(r"<VirtualHost\s+([^>]+)>(.*?)</VirtualHost>", re.DOTALL | re.IGNORECASE)
_SERVES = re.compile(r"^\s*Server(?:Name|Alias)\s+([^\n#]+)", re.MULTILINE | re.IGNORECASE)
_CERTIFICATE = re.compile(r"^\s*SSLCertificateFile\s+\"?([^\s\"]+)", re.MULTILINE | re.IGNORECASE)
_SSL = re.compile(r"^\s*SSLEngine\s+on\b", re.MULTILINE | re.IGNORECASE)
_PROXY = re.compile(r"^\s*(?:ProxyPass(?:Match)?\s|RewriteRule\s[^\n]*\[[^\]\n]*\bP\b)", re.MULTILINE | re.IGNORECASE)


def _apache(machine: Machine) -> Iterator[_Server]:
    for file in machine.files_below("/etc/apache2", "/etc/httpd"):
        for addresses, body in _VHOST.findall(sample_text(file.content) or ""):
            tls = bool(_SSL.search(body))
            certificate = _CERTIFICATE.search(body)
            yield _Server(
                names=tuple(_bare(name) for line in _SERVES.findall(body) for name in line.split()),
                ports=tuple((bind.port, tls) for word in addresses.split() for bind in _bound(word)),
                certificate=machine.canonical(certificate[1]) if certificate else "",
                proxies=bool(_PROXY.search(body)),
            )


def _bare(name: str) -> str:
    return re.sub(r"^\w+://", "", name).partition(":")[0]


def _bound(word: str) -> Iterator[_Bound]:
    found = re.search(r":(\d+)$", word)
    yield _Bound(int(found[1]) if found else 80)


@dataclass(frozen=True, slots=True)
class _Bound:
    port: int


_SECTION = re.compile(r"^(frontend|listen|backend|defaults|global)\b", re.MULTILINE)
_BIND = re.compile(r"^\s*bind\s+(\S+)([^\n]*)", re.MULTILINE)
_HOSTS = re.compile(
    r"(?:hdr(?:_\w+)?\(host\)|req\.hdr\(host\)|ssl_fc_sni|req\.ssl_sni)((?:\s+-\w+)*)((?:\s+[\w.*-]+)+)"
)


def _haproxy(machine: Machine) -> Iterator[_Server]:
    for file in machine.files_below("/etc/haproxy"):
        text = sample_text(file.content) or ""
        starts = [match.start() for match in _SECTION.finditer(text)]
        for start, end in pairwise((*starts, len(text))):
            section = text[start:end]
            if section.startswith(("frontend", "listen")):
                yield _haproxy_server(machine, section)


def _haproxy_server(machine: Machine, section: str) -> _Server:
    bound = [
        (bind.port, " ssl" in f" {options}", options)
        for addresses, options in _BIND.findall(section)
        for each in addresses.split(",")
        for bind in binds(each)
        if not bind.local
    ]
    crt = next((found[1] for _, _, options in bound if (found := re.search(r"\bcrt\s+(\S+)", options))), "")
    names = [word for _, words in _HOSTS.findall(section) for word in words.split()]
    return _Server(
        names=tuple(dict.fromkeys(names)),
        ports=tuple((port, tls) for port, tls, _ in bound),
        certificate=machine.canonical(crt) if crt else "",
        proxies=True,
    )


_READERS: dict[str, Callable[[Machine], Iterator[_Server]]] = {
    "nginx": _nginx,
    "apache2": _apache,
    "httpd": _apache,
    "haproxy": _haproxy,
}


def with_names(
    machine: Machine, requests: Iterable[CertificateRequest], fronts: tuple[Front, ...]
) -> tuple[CertificateRequest, ...]:
    """Return the requests with the names that the old certificates were for.

    These are what the certificate itself holds, else what the proxy serves with it, else what was there before.
    """
    return tuple(replace(each, names=_names(machine, each, fronts)) for each in requests)


def _names(machine: Machine, request: CertificateRequest, fronts: tuple[Front, ...]) -> tuple[str, ...]:
    node = machine.paths.get(machine.canonical(request.certificate_path))
    old = names_in(sample_text(node.content) or "") if isinstance(node, File) and _plain(node) else ()
    served = tuple(front.host for front in fronts if front.certificate == request.name)
    return old or served or request.names


def _plain(node: File) -> bool:
    return not (isinstance(node.content, Text) and node.content.secret)
