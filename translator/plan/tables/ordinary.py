"""Folders of a distribution or of its packages that are root's with mode 0755, so that COPY may go through them.

Source: `find /etc -type d` in images of Debian 12 with these packages installed, November 2026. Not here, as they are
somebody else's there: /etc/redis, /etc/postgresql, /etc/rabbitmq, /etc/bind, /etc/ssl/private, /etc/dovecot/private,
/etc/ldap/slapd.d, /etc/tomcat10/Catalina.
"""

from __future__ import annotations

import re

_FOLDERS = (
    "/|/etc|/opt|/srv|/usr|/var",
    "/usr/(bin|lib|local|sbin|share|lib/systemd|lib/systemd/system)",
    "/usr/local/(bin|etc|lib|sbin|share)",
    "/var/(cache|lib|www|www/html)",
    "/etc/(cron.d|default|init.d|logrotate.d|profile.d|security|ssl|ssl/certs|systemd|systemd/system)",
    "/etc/apache2(/(conf|mods|sites)-(available|enabled))?",
    "/etc/nginx(/(conf.d|modules-(available|enabled)|sites-(available|enabled)|snippets))?",
    "/etc/mysql(/(conf.d|mariadb.conf.d|mysql.conf.d))?",
    r"/etc/php(/\d\.\d(/(apache2|cli|fpm|mods-available)(/(conf.d|pool.d))?)?)?",
    "/etc/dovecot(/conf.d)?",
    "/etc/(chrony|unbound)(/[a-z]+.d)?",
    "/etc/(haproxy(/errors)?|xinetd.d|squid|squid/conf.d|mosquitto|mosquitto/conf.d|dnsmasq.d|varnish|lighttpd)",
    "/etc/(lighttpd/conf-(available|enabled)|ssh|ssh/sshd_config.d|prometheus|apt|apt/apt.conf.d|ldap|tomcat10)",
)
_PATTERN = re.compile("|".join(f"(?:{each})" for each in _FOLDERS).replace(".d", r"\.d"))


def is_ordinary(path: str) -> bool:
    """Return whether a folder is root's with 0755 wherever it is."""
    return _PATTERN.fullmatch(path) is not None
