"""A syslog server on the pod's network: Debian's rsyslog, which says of every record how it reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from docker.models.containers import Container
from docker.types import EndpointConfig

from tests.pods.stand_ins import TOOLS
from translator.image.session import Session

CONF = Path(__file__).parent / "images" / "sink.conf"
RSYSLOGD = ["/usr/sbin/rsyslogd", "-n", "-i", "NONE", "-f"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it came in (`raw`) and as a syslog server reads it."""

    raw: str
    host: str
    tag: str
    facility: str
    severity: str
    message: str


def json_lines(container: Container) -> list[dict[str, str]]:
    """Return the records that a container has printed; a last line that is not whole yet is left out."""
    whole = container.logs(stderr=False).decode().rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


class Sink:
    """The server, answering to the names that the machine sent its logs to."""

    def __init__(self, session: Session, *names: str) -> None:
        network = {session.network: EndpointConfig("1.44", aliases=list(names))}
        volumes = {str(CONF): {"bind": "/etc/sink.conf", "mode": "ro"}}
        options = {"network": session.network, "networking_config": network, "volumes": volumes}
        self.container = session.create(TOOLS, command=[*RSYSLOGD, "/etc/sink.conf"], **options)
        self.container.start()

    def records(self, host: str) -> list[Record]:
        """Return what came from a host so far."""
        found = [Record(**record) for record in json_lines(self.container)]
        return [record for record in found if record.host == host]
