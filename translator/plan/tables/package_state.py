"""What installing a package leaves that belongs to no image: keys that every machine must make its own, and a server's first data.

The keys would be the same in every container and readable by everybody who can pull the image; the data would be hidden
below its volume. Both are taken away in the RUN that installs the package, so that no layer holds them, and made when
the container first starts (plan/adaptations.py).

Source: the maintainer scripts of Debian 12's packages, and Docker's official images of the same servers; July 2026.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

SSH_KEYS = "/var/lib/ssh"
"""Where a container keeps its host keys, laid out as `ssh-keygen -A -f` does."""
VARNISH = "/run/varnish"
"""Where a container keeps the secret of varnish's management port."""
SNAKEOIL = "/run/ssl-cert"
"""Where a container keeps its self-signed certificate of ssl-cert."""
SNAKEOIL_KEY = "/etc/ssl/private/ssl-cert-snakeoil.key"
SNAKEOIL_CERTIFICATE = "/etc/ssl/certs/ssl-cert-snakeoil.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBy:
    """`commands` take away what the installation of the packages, or of what they depend on, leaves."""

    packages: tuple[str, ...]
    commands: tuple[str, ...]


def _moved(path: str, target: str) -> str:
    return f"if [ -e {path} ]; then ln -sf {target} {path}; fi"


ROWS = (
    LeftBy(
        packages=("openssh-server", "ssh", "task-ssh-server"),
        commands=(f"for key in /etc/ssh/ssh_host_*; do ln -sf {SSH_KEYS}$key $key; done",),
    ),
    LeftBy(
        packages=("ssl-cert", "postgresql*", "postfix*", "dovecot-*"),
        commands=(
            _moved(SNAKEOIL_KEY, f"{SNAKEOIL}/ssl-cert-snakeoil.key"),
            _moved(SNAKEOIL_CERTIFICATE, f"{SNAKEOIL}/ssl-cert-snakeoil.pem"),
        ),
    ),
    LeftBy(packages=("varnish",), commands=(_moved("/etc/varnish/secret", f"{VARNISH}/secret"),)),
    LeftBy(packages=("bind9",), commands=("rm -f /etc/bind/rndc.key",)),
    LeftBy(packages=("rabbitmq-server",), commands=("rm -f /var/lib/rabbitmq/.erlang.cookie",)),
    LeftBy(
        packages=("mariadb-server*", "mysql-server*", "default-mysql-server*", "mysql-community-server"),
        commands=("rm -rf /var/lib/mysql/*",),
    ),
    LeftBy(packages=("postgresql", "postgresql-[0-9]*"), commands=("rm -rf /var/lib/postgresql/*/main",)),
)


def left_by(packages: Iterable[str]) -> tuple[str, ...]:
    """Return the commands that take away what installing `packages` leaves; a name may carry its version."""
    names = tuple(name.partition("=")[0] for name in packages)
    found = (row for row in ROWS if any(fnmatchcase(name, pattern) for name in names for pattern in row.packages))
    return tuple(command for row in found for command in row.commands)
