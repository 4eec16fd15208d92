"""collectd → the applications that its plugins ask, and the ports on which it takes counters.

before:  LoadPlugin nginx\\n<Plugin nginx>\\n  URL "http://localhost:8081/nginx_status"\\n</Plugin>
after:   Target(kind="nginx", address="http://localhost:8081/nginx_status")

Source: collectd.conf(5) and collectd-java(5), version 5.12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.plan.metrics import HOST, Inbox, Metrics, Target
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.sections import Section, read
from translator.plan.sidecars.base import metrics_collector

_KINDS: Final = {"nginx": "nginx", "apache": "apache", "redis": "redis", "memcached": "memcached", "mysql": "mysql", "postgresql": "postgresql"}  # fmt: skip
_WRITERS: Final = re.compile(r"write_|rrd|csv|unixsock|target_|match_|threshold|log|perl|python|java|snmp|exec|curl|dbi|amqp|mqtt|network")  # fmt: skip


@metrics_collector("collectd")
def collectd(files: tuple[Configuration, ...]) -> Metrics:
    """Return what collectd's plugins measure of applications."""
    targets: list[Target] = []
    inboxes: list[Inbox] = []
    refused: list[Untranslated] = []
    nodes: list[int] = []
    directives = 0
    for file in files:
        found = read(file)
        refused.extend(found.errors)
        plugins = _plugins(found.top)
        directives += len(plugins)
        made = [each for name, section in plugins.items() for each in _targets(name, section)]
        taken = [each for name, section in plugins.items() for each in _inboxes(name, section)]
        refused.extend(
            _untranslated(file, name, section) for name, section in plugins.items() if _is_unknown(name, section)
        )
        targets.extend(made)
        inboxes.extend(taken)
        nodes.extend([file.node] if made or taken else [])
    return Metrics(
        targets=tuple(targets),
        inboxes=tuple(inboxes),
        nodes=tuple(nodes),
        untranslated=tuple(refused),
        directives=directives,
    )


def _plugins(top: Section) -> dict[str, Section]:
    """Return the plugins that are loaded, in order, each with its section."""
    found: dict[str, Section] = {}
    for setting in top.settings:
        if setting.name.lower() == "loadplugin":
            found.setdefault(setting.value.strip('"').lower(), Section(name="Plugin", line=setting.line))
    for section in top.sections:
        name = section.argument.strip('"').lower()
        if section.name.lower() == "loadplugin":
            found.setdefault(name, section)
        elif section.name.lower() == "plugin":
            found[name] = section
    return found


def _targets(name: str, section: Section) -> Iterator[Target]:
    if name == "java":
        yield from _beans(section)
    if name not in _KINDS:
        return
    for part in list(section.within("instance", "node", "database", "server")) or [section]:
        address = part.value("url") or _address(part)
        password = bool(part.value("password"))
        yield Target(kind=_KINDS[name], address=address, user=part.value("user"), password=password)


def _address(part: Section) -> str:
    host, port = part.value("host"), part.value("port")
    defaults = {"redis": "6379", "memcached": "11211", "mysql": "3306"}
    if not host and not port:
        return ""
    return f"{host or '127.0.0.1'}:{port or defaults.get(part.argument.lower(), '')}".rstrip(":")


def _beans(section: Section) -> Iterator[Target]:
    """Yield the JMX connections of GenericJMX with the beans that it reads."""
    for plugin in section.within("plugin"):
        if plugin.argument.strip('"').lower() != "genericjmx":
            continue
        names = tuple(value for bean in plugin.within("mbean") for value in bean.values("objectname"))
        for connection in plugin.within("connection"):
            yield Target(kind="jmx", address=connection.value("serviceurl"), beans=names)


def _inboxes(name: str, section: Section) -> Iterator[Inbox]:
    if name == "statsd":
        port = section.value("port")
        yield Inbox(kind="statsd", port=int(port) if port.isdigit() else 8125)
    elif name == "network":
        for listen in (setting for setting in section.settings if setting.name.lower() == "listen"):
            port = listen.value.replace('"', "").split()[-1]
            yield Inbox(kind="collectd", port=int(port) if port.isdigit() else 25826)


def _is_unknown(name: str, section: Section) -> bool:
    known = name in HOST or name in _KINDS or name == "statsd"
    return not known and not _WRITERS.match(name) and name != "uuid"


def _untranslated(file: Configuration, name: str, section: Section) -> Untranslated:
    return Untranslated(path=file.path, line=section.line, text=f"plugin {name}", reason="no exporter is known for it")
