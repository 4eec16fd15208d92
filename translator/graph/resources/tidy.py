"""Puppet's Tidy, which removes old files, and Resources, which removes what no manifest declares.

Without an age a tidy does once and for all what a build can do; with one it is work for each night.

before:  tidy { '/var/backups': age => '7d', recurse => true, matches => '*.gz' }
after:   Job("@daily", "[ ! -e /var/backups ] || find /var/backups ! -type d -name '*.gz' -amin +10080 -delete")
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from translator.graph.nodes import Command, Job, Node
from translator.graph.reader import RESOURCES, Reader

AGENT_FOLDERS = ("/var/lib/puppet", "/var/cache/puppet", "/var/log/puppet", "/opt/puppetlabs", "/etc/puppetlabs")
PASSING = ("/tmp", "/var/tmp", "/run", "/var/run")
MINUTES = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440, "w": 10080}
BYTES = {"b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
DATES = {"atime": "-amin", "mtime": "-mmin", "ctime": "-cmin"}


@RESOURCES.register("Tidy")
def tidy(reader: Reader) -> Node:
    """A Command at build, or a Job where only what has grown old goes."""
    path = reader.named("path").rstrip("/") or "/"
    if _below(path, AGENT_FOLDERS):
        return reader.silent("it serves the configuration tool's own files")
    age = _quantity(reader.text("age"), MINUTES, "d")
    if _below(path, PASSING):
        return reader.silent("the folder is empty when a container starts")
    command = f"[ ! -e {shlex.quote(path)} ] || {' '.join(_find(reader, path, age))}"
    if not age:
        return Command(**reader.base(), code=command)
    often = "@hourly" if age < MINUTES["d"] else "@daily"
    return Job(**reader.base(), name=f"tidy {reader.name}", schedule=often, command=command)


def _below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _quantity(text: str, units: dict[str, float] | dict[str, int], default: str) -> float:
    """Return "7d" in the table's smallest unit, a bare number in the default one, 0 for nothing."""
    found = re.match(r"(\d+)\s*([a-z]?)", text.lower())
    return int(found[1]) * units.get(found[2] or default, units[default]) if found else 0


def _find(reader: Reader, path: str, age: float) -> Iterator[str]:
    """Yield the words of a find that removes what the resource matches; files older or larger than it says."""
    yield f"find {shlex.quote(path)}"
    depth = reader.text("recurse", "false")
    if depth.isdigit() or depth == "false":
        yield f"-maxdepth {int(depth) if depth.isdigit() else 0}"
    folders = reader.text("rmdirs") == "true"
    yield "-depth" if folders else "! -type d"
    names = [f"-name {shlex.quote(name)}" for name in reader.names("matches")] if depth != "false" else []
    if names:
        yield names[0] if len(names) == 1 else f"\\( {' -o '.join(names)} \\)"
    size = _quantity(reader.text("size"), BYTES, "k")
    tests = [f"{DATES.get(reader.text('type'), '-amin')} +{max(int(age), 1)}"] if age else []
    tests += [f"-size +{int(size) - 1}c"] if size else []
    if tests:
        yield tests[0] if len(tests) == 1 else f"\\( {' -o '.join(tests)} \\)"
    yield "\\( ! -type d -o -empty \\) -delete" if folders else "-delete"


ABSENT = {
    "cron": "a container has no crontab",
    "firewall": "a network policy lets in only what is declared",
    "firewallchain": "a network policy lets in only what is declared",
    "group": "groups that the base image and packages bring are needed by them",
    "host": "the platform writes a container's /etc/hosts",
    "mount": "a container has no mounts but those of its pod",
    "sshkey": "a new image has no keys of other machines",
    "ssh_authorized_key": "nobody logs in to a container",
    "user": "a new image has no accounts but those of the base image and of packages, which it spares",
}
"""What a purge of each type would find in a new image."""
KEPT = {
    "package": "packages of the base image that the manifests do not declare stay: the image needs them to work",
    "yumrepo": "package sources of the base image that the manifests do not declare stay: the build needs them",
}
LIVE = (
    "mysql_",
    "mongodb_",
    "postgresql_",
    "rabbitmq_",
    "grafana_",
    "elasticsearch_",
    "zabbix_",
    "jenkins_",
    "consul_",
)


@RESOURCES.register("Resources")
def resources(reader: Reader) -> Node:
    """Nothing where a new image holds none of it; else what to do by hand."""
    kind = reader.named("name").lower()
    if reader.text("purge") != "true":
        return reader.silent("it purges nothing")
    if kind in KEPT:
        return reader.manual(KEPT[kind], "take them away in a base image of your own, named in cook2image.yaml")
    if kind.startswith(LIVE):
        words = kind.replace("_", " ")
        return reader.manual(f"each {words} that no manifest declares lives inside a running server", "remove it there")
    reason = ABSENT.get(kind, "a new image holds none of it")
    return reader.silent(f"it removes each {kind} that no manifest declares: {reason}")
