"""A syslog server on the pod's network: Debian's rsyslog, which says of every record how it reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

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
        lines = self.container.logs(stderr=False).decode().splitlines()
        found = [Record(**json.loads(line)) for line in lines]
        return [record for record in found if record.host == host]
