"""A port on this machine → whether what listens there speaks the protocol that is expected of it."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable

TIMEOUT = 10.0
Answer = tuple[bool, str]


def http_answer(port: int, path: str = "/", scheme: str = "http") -> Answer:
    """Return whether GET `path` is answered with a status below 400, and that status."""
    connection: http.client.HTTPConnection
    if scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "User-Agent": "cook2image-smoke"})
        answer = connection.getresponse()
        size = len(answer.read())
    except (OSError, http.client.HTTPException) as error:
        return False, f"no answer: {error}"
    finally:
        connection.close()
    return answer.status < 400, f"HTTP {answer.status}, {size} bytes"


def memcached_answer(port: int) -> Answer:
    text = _ask(port, b"stats\r\n", b"END\r\n")
    return text.startswith("STAT "), text.splitlines()[0] if text else "no answer"


def redis_answer(port: int) -> Answer:
    text = _ask(port, b"PING\r\n", b"\r\n")
    return text.startswith(("+PONG", "-NOAUTH")), text.strip() or "no answer"


def greeting(word: str) -> Callable[[int], Answer]:
    """Return a check for protocols in which the server speaks first."""

    def check(port: int) -> Answer:
        text = _ask(port, b"", b"\n")
        return word in text, text.strip()[:80] or "no greeting"

    return check


PROTOCOLS: dict[str, Callable[[int], Answer]] = {
    "memcached": memcached_answer,
    "redis": redis_answer,
    "redis-server": redis_answer,
    "vsftpd": greeting("220"),
    "postfix": greeting("220"),
    "ssh": greeting("SSH-"),
    "sshd": greeting("SSH-"),
}


def _ask(port: int, request: bytes, end: bytes) -> str:
    """Send `request` and return what comes until `end`, or until nothing more comes; "" when it cannot connect."""
    got = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
            connection.sendall(request)
            while not got.endswith(end) and (piece := connection.recv(65536)):
                got += piece
    except OSError:
        return got.decode(errors="replace")
    return got.decode(errors="replace")
