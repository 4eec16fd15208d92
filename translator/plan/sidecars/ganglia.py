"""ganglia's gmond → the applications that its Python modules ask; what it measures of the host is the node's.

before:  modules { module { name = "redis-gmond" language = "python" param host { value = "127.0.0.1" } param port { value = 6379 } } }
after:   Target(kind="redis", address="127.0.0.1:6379")

What applications send to gmond with gmetric has no counterpart and is said so. Source: gmond.conf(5), ganglia 3.7; the
gmond_python_modules' own .pyconf files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.metrics import Metrics, Target
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.sidecars.base import metrics_collector

_COMMENT: Final = re.compile(r"/\*.*?\*/|#[^\n]*|//[^\n]*(?=\n)", re.DOTALL)
_MODULE: Final = re.compile(r"\bmodule\s*\{((?:[^{}]|\{[^{}]*\})*)\}", re.DOTALL)
_NAME: Final = re.compile(r"\bname\s*=\s*\"?([\w.-]+)")
_PARAM: Final = re.compile(r"\bparam\s+\"?([\w.-]+)\"?\s*\{\s*value\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")
_RECEIVE: Final = re.compile(r"\budp_recv_channel\s*\{([^{}]*)\}")
_KINDS: Final = {
    "nginx": "nginx", "apache": "apache", "redis": "redis", "memcached": "memcached", "mysql": "mysql", "postgres": "postgresql",
    "mongo": "mongodb", "jmx": "jmx", "php_fpm": "php-fpm",
}  # fmt: skip
_OWN: Final = re.compile(
    r"core_metrics|(cpu|disk|load|mem|net|proc|sys|tcpconn|multi|diskstat|diskusage|xenstat|example|vm_stats|entropy)\w*"
)


@metrics_collector("ganglia")
def ganglia(files: tuple[Configuration, ...]) -> Metrics:
    """Return what gmond's modules ask of applications."""
    targets: list[Target] = []
    refused: list[Untranslated] = []
    nodes: list[int] = []
    directives = 0
    for file in files:
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), file.text)
        for name, parameters, line in _modules(text):
            directives += 1
            kind = next((kind for word, kind in _KINDS.items() if word in name.lower()), "")
            if kind:
                targets.append(_target(kind, parameters))
                nodes.append(file.node)
            elif not _OWN.fullmatch(name.lower()):
                refused.append(
                    Untranslated(path=file.path, line=line, text=f"module {name}", reason="no exporter is known for it")
                )
        for match in _RECEIVE.finditer(text):
            directives += 1
            port = re.search(r"port\s*=\s*(\d+)", match[1])
            line = text.count("\n", 0, match.start()) + 1
            reason = "what applications send with gmetric has no counterpart; have them send to statsd"
            refused.append(
                Untranslated(
                    path=file.path, line=line, text=f"udp_recv_channel {port[1] if port else ''}".strip(), reason=reason
                )
            )
    return Metrics(targets=tuple(targets), nodes=tuple(nodes), untranslated=tuple(refused), directives=directives)


def _modules(text: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Yield name, parameters and line of every module."""
    for match in _MODULE.finditer(text):
        if name := _NAME.search(match[1]):
            parameters = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in _PARAM.finditer(match[1])}
            yield name[1], parameters, text.count("\n", 0, match.start()) + 1


def _target(kind: str, parameters: dict[str, str]) -> Target:
    address = next(
        (parameters[name] for name in ("status_url", "url", "server_status_url") if parameters.get(name)), ""
    )
    host, port = parameters.get("host", ""), parameters.get("port", "")
    if not address and (host or port):
        address = f"{host or '127.0.0.1'}:{port}".rstrip(":")
    user = parameters.get("user") or parameters.get("username") or ""
    password = any("pass" in name or name == "auth" for name in parameters)
    return Target(kind=kind, address=re.sub(r"//[^@/]*@", "//", address), user=user, password=password)
