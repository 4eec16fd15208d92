"""RabbitMQ speaks to Prometheus itself: its plugin rabbitmq_prometheus, enabled beside the others.

before:  /etc/rabbitmq/enabled_plugins: [rabbitmq_management].
after:   /etc/rabbitmq/enabled_plugins: [rabbitmq_management,rabbitmq_prometheus].

Source: RabbitMQ's pages on plugins and Prometheus; the plugin is part of it since 3.8.
"""

from __future__ import annotations

import re
from typing import Final

from translator.graph.nodes import Command
from translator.plan.machine import Machine, sample_text
from translator.plan.status.base import PAGES, Added, StatusPage

PATH: Final = "/etc/rabbitmq/enabled_plugins"
PLUGIN: Final = "rabbitmq_prometheus"
PORT: Final = 15692
_LIST: Final = re.compile(r"\[([^\]]*)\]\s*\.")


def port(machine: Machine) -> int:
    """Return the plugin's port when it is enabled, 0 when it is not."""
    named = re.search(
        r"^\s*prometheus\.tcp\.port\s*=\s*(\d+)", machine.file_text("/etc/rabbitmq/rabbitmq.conf") or "", re.M
    )
    enabled = PLUGIN in (machine.file_text(PATH) or "") or any(PLUGIN in code for code in _enabling(machine))
    return (int(named[1]) if named else PORT) if enabled else 0


def find(machine: Machine, asked: str) -> str:
    found = port(machine)
    return f"http://127.0.0.1:{found}/metrics" if found else ""


def make(machine: Machine) -> Added | str:
    """Return the file of enabled plugins with this one in it; commands that write it are a person's to add to."""
    if any(_enabling(machine)):
        return f"commands enable its plugins: let one enable {PLUGIN} too"
    before = machine.file_text(PATH)
    found = _LIST.search(before or "[].")
    if found is None:
        return f"{PATH} is no list of plugins: enable {PLUGIN} in it"
    names = [name.strip() for name in found[1].split(",") if name.strip()]
    text = f"[{','.join([*names, PLUGIN])}].\n"
    return Added(path=PATH, text=text, note=f"with {PLUGIN}: RabbitMQ tells Prometheus its numbers itself")


def _enabling(machine: Machine) -> list[str]:
    """Return the commands that enable plugins."""
    codes = [sample_text(node.code) or "" for node in machine.nodes if isinstance(node, Command)]
    return [code for code in codes if "rabbitmq-plugins" in code]


PAGES.add("rabbitmq", StatusPage(services=re.compile("rabbitmq(-server)?"), find=find, make=make, port=port))
