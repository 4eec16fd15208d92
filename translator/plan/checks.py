"""What watched the application from outside, whatever watched it: checks that become probes, and those that do not."""

from __future__ import annotations

from dataclasses import dataclass

from translator.plan.model import HealthCheck
from translator.plan.reading.configuration import Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A check of one port, and the graph node it was read from."""

    check: HealthCheck
    node: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """All checks of one tool's files: `untranslated` are those that nothing does, `elsewhere` those that something else does.

    Each of both has its reason: a container that ends with its process, the node's monitoring.
    """

    watched: tuple[Watched, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    elsewhere: tuple[Untranslated, ...] = ()
    directives: int = 0

    @property
    def said(self) -> tuple[Untranslated, ...]:
        """What a person should know of, in order of the files' lines."""
        return tuple(sorted((*self.untranslated, *self.elsewhere), key=lambda each: (each.path, each.line)))


REMOTE = "it looks at another host; the monitoring there does so still"


HOST_CHECKS = {
    "check_disk": "the node's monitoring watches disks",
    "check_load": "the node's monitoring watches load",
    "check_swap": "the node's monitoring watches memory",
    "check_users": "nobody logs in to a container",
    "check_mem": "the container's memory limit takes its place",
    "check_memory": "the container's memory limit takes its place",
    "check_procs": "the container ends when its process does, and is started again",
    "check_total_procs": "the node's monitoring watches processes",
    "check_zombie_procs": "the node's monitoring watches processes",
    "check_ntp_time": "the node keeps the time",
    "check_apt": "the image's packages are watched by scanning the image",
    "check_yum": "the image's packages are watched by scanning the image",
    "check_puppet": "nothing converges in a container",
    "check_ssh": "nobody logs in to a container",
    "check_raid": "the node's monitoring watches disks",
    "check_file_age": "it looks at files that only the old machine had",
    "check_log": "an alert on the logs takes its place",
}
"""Plugins of Nagios and Sensu (its names with - for _) that are about the host, and what takes their place."""


def is_elsewhere(reason: str) -> bool:
    """Return whether this reason says that something else does the check from now on."""
    return reason == REMOTE or reason in HOST_CHECKS.values()
