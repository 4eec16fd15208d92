"""What the old machine would have sent: Debian's rsyslog with the very files that the cookbook or manifest writes.

It follows the pod's own log files, beside the sidecar, and sends to the same sink under another host name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docker.types import EndpointConfig

from tests.pods.sink import Record
from tests.pods.stand_ins import TOOLS
from translator.graph.build import build_graph
from translator.graph.nodes import File
from translator.image.session import Session, put_file
from translator.load.project import Settings
from translator.pipeline import evaluate
from translator.plan.machine import fold, sample_text

if TYPE_CHECKING:
    from translator.tools import Request

HOST = "old"
FOLDER = "/etc/rsyslog.d/"
_HEAD = re.compile(r"^(<\d+>)[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ (.*)$", re.DOTALL)


def files_of(request: Request) -> dict[str, str]:
    """Return rsyslog's files as they would stand on the machine."""
    machine = fold(build_graph(evaluate(request)), Settings())
    nodes = {path: node for path, node in machine.paths.items() if path.startswith(FOLDER)}
    found = {path: sample_text(node.content) for path, node in nodes.items() if isinstance(node, File)}
    return {path: text for path, text in found.items() if text}


def start(session: Session, files: dict[str, str], volume: str, folder: str) -> None:
    """Start rsyslog with its package's own main file and the machine's files, over the pod's log volume."""
    container = session.create(
        TOOLS,
        command=["/usr/sbin/rsyslogd", "-n", "-i", "NONE"],
        hostname=HOST,
        network=session.network,
        networking_config={session.network: EndpointConfig("1.44", aliases=[HOST])},
        volumes={volume: {"bind": folder, "mode": "ro"}},
    )
    for path, text in files.items():
        put_file(container, path, text, 0, 0, 0o644)
    container.start()


def timeless(records: list[Record], *tags: str) -> set[str]:
    """Return the records with these tags as they stood on the wire, without the time and the host's name."""
    found = [_HEAD.match(record.raw) for record in records if record.tag in tags]
    return {"".join(match.groups()) if match else "not in the old format" for match in found}
