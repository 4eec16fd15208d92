"""munin → the applications that its plugins ask; what it measures of the host is the node's.

before:  /etc/munin/plugin-conf.d/app: [nginx*]\\nenv.url http://127.0.0.1/nginx_status
after:   Target(kind="nginx", address="http://127.0.0.1/nginx_status")

Source: munin 2.0, "Configuration", plugin-conf.d; the documentation within its plugins nginx_request, apache_accesses, mysql_,
redis_, memcached_, postgres_.
"""

from __future__ import annotations

import re
from typing import Final

from translator.plan.metrics import Metrics, Target
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.ini import IniSection, read
from translator.plan.sidecars.base import metrics_collector

_KINDS: Final = {
    "nginx": "nginx", "apache": "apache", "redis": "redis", "memcached": "memcached", "mysql": "mysql", "postgres": "postgresql",
    "mongo": "mongodb", "phpfpm": "php-fpm", "php_fpm": "php-fpm", "tomcat": "jmx", "jmx": "jmx",
}  # fmt: skip
_HOST: Final = re.compile(r"(cpu|df|disk|diskstats|exim|fail2ban|forks|fw|hddtemp|http_loadtime|if_|interrupts|ipmi|irq|load|memory|munin|netstat|nfs|ntp|open|proc|postfix|sensors|smart|sendmail|swap|threads|uptime|users|vmstat|apt|cupsys|dhcpd|ps_|acct|cps|fs|samba|courier|exim|lpstat|mailman|snort|squid|tcp|yum|amavis|quota|sybase|vlan|qmail|spamstats|fw_|hp_temp|ifx|ip_|ipac|ipsec|kvm|libvirt|psu|timesync|hddtemp2|ping|foldingathome|named|bind9|digitemp|nut|http)")  # fmt: skip


@metrics_collector("munin")
def munin(files: tuple[Configuration, ...]) -> Metrics:
    """Return what munin's plugins ask of applications."""
    targets: list[Target] = []
    refused: list[Untranslated] = []
    nodes: list[int] = []
    directives = 0
    for file in files:
        if "plugin-conf" not in file.path:
            continue
        ini = read(Configuration(path=file.path, text=_with_equals(file.text), node=file.node))
        directives += len(ini.sections)
        for section in ini.sections:
            name = section.name.rstrip("*").lower()
            kind = next((kind for word, kind in _KINDS.items() if name.startswith(word)), "")
            if kind:
                targets.append(_target(kind, section))
                nodes.append(file.node)
            elif name and not _HOST.match(name):
                text, reason = f"[{section.name}]", "no exporter is known for it"
                refused.append(Untranslated(path=file.path, line=section.line, text=text, reason=reason))
    return Metrics(targets=tuple(targets), nodes=tuple(nodes), untranslated=tuple(refused), directives=directives)


def _with_equals(text: str) -> str:
    """Return `name value` lines as `name = value`, so that an INI reader takes them."""
    return re.sub(r"^([ \t]*(?:env\.)?\w+)[ \t]+(?![=:])(\S.*)$", r"\1 = \2", text, flags=re.MULTILINE)


def _target(kind: str, section: IniSection) -> Target:
    settings = {name.removeprefix("env."): value for name, value in section.settings.items() if name.startswith("env.")}
    host, port = (
        settings.get("host") or settings.get("pghost") or "",
        settings.get("port") or settings.get("pgport") or "",
    )
    address = re.sub(r"//[^@/]*@", "//", settings.get("url", "")) or (
        f"{host or '127.0.0.1'}:{port}".rstrip(":") if host or port else ""
    )
    user = settings.get("mysqluser") or settings.get("pguser") or settings.get("user") or ""
    return Target(kind=kind, address=address, user=user, password=any("pass" in name for name in settings))
