"""A command line of a Nagios or Sensu plugin → the probe that does the same, or why none does.

before:  /usr/lib/nagios/plugins/check_http -H 127.0.0.1 -p 9292 -u /health -w 2 -c 5
after:   HealthCheck(kind="http", port=9292, path="/health")

Source: the manual pages of the monitoring plugins 2.3, and sensu-plugins-http, -process-checks and -network-checks.
"""

from __future__ import annotations

import re
import shlex
from urllib.parse import urlsplit

from translator.plan.checks import HOST_CHECKS, REMOTE
from translator.plan.model import HealthCheck

_TCP_PORTS = {
    "check_smtp": 25,
    "check_ftp": 21,
    "check_imap": 143,
    "check_pop": 110,
    "check_mysql": 3306,
    "check_pgsql": 5432,
}


def probe(command: str) -> HealthCheck | str:
    """Return the probe of a plugin's command line, or the reason why there is none."""
    try:
        words = shlex.split(command)
    except ValueError:
        return "the command cannot be read"
    words = words[1:] if words and words[0].rpartition("/")[2] in ("sudo", "ruby", "nice") else words
    if not words:
        return "there is no command"
    name = words[0].rpartition("/")[2].replace("-", "_").removesuffix(".rb").removesuffix(".py").removesuffix(".sh")
    options = _options(words[1:])
    host = options.get("-H") or options.get("-h") or options.get("--host") or options.get("--hostname") or "127.0.0.1"
    if name in HOST_CHECKS:
        return HOST_CHECKS[name]
    if not re.fullmatch(r"localhost|127\..*|::1|0\.0\.0\.0|\$.*", host) and name in ("check_http", "check_tcp"):
        return REMOTE
    if name in ("check_http", "check_https", "check_http_json"):
        return _http(words, options, name)
    if name in ("check_tcp", "check_port", "check_ports", "check_udp") or name in _TCP_PORTS:
        return _tcp(options, name)
    return "no probe does what it does; run it as a Job, or have it as a metric"


def _options(words: list[str]) -> dict[str, str]:
    """Return option → value; `-p80` and `--port=80` are divided."""
    found: dict[str, str] = {}
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) and not words[at + 1].startswith("-") else ""
        if word.startswith("--"):
            name, _, value = word.partition("=")
            found[name] = value or following
        elif word.startswith("-") and len(word) > 2:
            found[word[:2]] = word[2:]
        elif word.startswith("-"):
            found[word] = following
    return found


def _http(words: list[str], options: dict[str, str], name: str) -> HealthCheck | str:
    address = urlsplit(options.get("-u", "")) if "://" in options.get("-u", "") else None
    secure = name == "check_https" or "-S" in options or "--ssl" in words or bool(address and address.scheme == "https")
    port = options.get("-p") or options.get("--port") or (str(address.port) if address and address.port else "")
    path = address.path if address else options.get("-u") or options.get("--url") or options.get("--uri") or "/"
    number = port or ("443" if secure else "80")
    if not number.isdigit():
        return f"its port {number} is not known"
    return HealthCheck(kind="http", port=int(number), path=path or "/", scheme="https" if secure else "http")


def _tcp(options: dict[str, str], name: str) -> HealthCheck | str:
    port = options.get("-p") or options.get("--port") or str(_TCP_PORTS.get(name, ""))
    return HealthCheck(kind="tcp", port=int(port)) if port.isdigit() else f"its port {port or 'of old'} is not known"
