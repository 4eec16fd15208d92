"""Services of the machine."""

from __future__ import annotations

from translator.graph.nodes import Node, Service
from translator.graph.reader import RESOURCES, Reader, Unsettled

ENABLED = {"enable": True, "disable": False, "reenable": True}
RUNNING = {"start": True, "restart": True, "reload_or_restart": True, "stop": False}
MASKED = {"mask": True, "unmask": False}


@RESOURCES.register(
    "service",
    "systemd_service",
    "debian_service",
    "redhat_service",
    "upstart_service",
    "init_service",
    "invokercd_service",
)
def service(reader: Reader) -> Node:
    """One Service with what this action says about it."""
    return Service(
        **reader.base(),
        name=reader.named("service_name").removesuffix(".service"),
        enabled=ENABLED.get(reader.action),
        running=RUNNING.get(reader.action),
        masked=MASKED.get(reader.action),
        reacts=reader.action if reader.action in ("restart", "reload", "reload_or_restart") else "",
        start=_start(reader, "start_command"),
    )


@RESOURCES.register("Service")
def puppet_service(reader: Reader) -> Node:
    """Puppet's service: `ensure` is whether it runs, `enable` whether it starts with the machine."""
    ensure, enable = reader.text("ensure"), reader.text("enable")
    return Service(
        **reader.base(),
        name=reader.named("name").removesuffix(".service"),
        enabled={"true": True, "false": False, "mask": False, "delayed": True}.get(enable),
        running={"running": True, "true": True, "stopped": False, "false": False}.get(ensure),
        masked=True if enable == "mask" else None,
        reacts="restart" if reader.step.notified_by is not None else "",
        start=_start(reader, "start"),
    )


def _start(reader: Reader, name: str) -> str:
    """Return the line that starts the service, "" where it is not known whole: the service itself still is."""
    try:
        return reader.text(name)
    except Unsettled:
        return ""
