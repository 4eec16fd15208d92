"""A health check → the HEALTHCHECK of an image, the one of compose.yaml, and the probes of a pod.

The check uses nothing that the image does not have: bash on Debian and Red Hat bases, busybox on Alpine.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from translator.plan.model import HealthCheck, Image, Process

INTERVAL, TIMEOUT, START, RETRIES = "30s", "5s", "20s", 3


def health_of(process: Process) -> HealthCheck:
    """Return the plan's check, or the best that the process itself suggests: its port, else its name."""
    if process.health is not None:
        return process.health
    for port in (*process.ports, *process.local_ports):
        return HealthCheck(kind="tcp", port=port)
    return HealthCheck(kind="process", argv=(PurePosixPath(process.command[0]).name,))


def health_command(image: Image) -> tuple[str, ...]:
    """Return the argv that exits 0 when the image's process works."""
    assert image.process is not None
    check = health_of(image.process)
    if check.kind == "exec":
        return check.argv
    if check.kind == "process":
        return ("sh", "-c", f"grep -qsx {check.argv[0][:15]} /proc/[0-9]*/comm")
    return _busybox(check) if image.base.startswith("alpine") else _bash(check)


def probe(image: Image) -> dict[str, Any]:
    """Return the handler of a Kubernetes probe; the kubelet cannot reach a port that only the loopback has."""
    assert image.process is not None
    check = health_of(image.process)
    if check.port in image.process.local_ports:
        return {"exec": {"command": list(health_command(image))}}
    if check.kind == "http":
        scheme = {"scheme": "HTTPS"} if check.scheme == "https" else {}
        return {"httpGet": {"path": check.path, "port": check.port, **scheme}}
    if check.kind == "tcp":
        return {"tcpSocket": {"port": check.port}}
    return {"exec": {"command": list(health_command(image))}}


def _bash(check: HealthCheck) -> tuple[str, ...]:
    connect = f"exec 3<>/dev/tcp/127.0.0.1/{check.port}"
    if check.kind == "tcp" or check.scheme == "https":
        return ("bash", "-c", connect)
    request = f"GET {check.path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n"
    answer = 'read -r _ status _ <&3 && [ "$status" -lt 400 ]'
    return ("bash", "-c", f"{connect} && printf '{request}' >&3 && {answer}")


def _busybox(check: HealthCheck) -> tuple[str, ...]:
    if check.kind == "tcp" or check.scheme == "https":
        return ("nc", "-z", "127.0.0.1", str(check.port))
    return ("wget", "-q", "-O", "/dev/null", f"http://127.0.0.1:{check.port}{check.path}")
