"""What single programs need in a container beyond their unit's command; one function a program, in a table.

before:  ("redis-server", "/etc/redis/sentinel.conf", "--sentinel")    which rewrites its own configuration
after:   prepare "cp /etc/redis/sentinel.conf /run/redis-sentinel.conf", and the command with that path
"""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace

from translator.plan.launch import Launch
from translator.plan.listen.base import last, texts
from translator.plan.machine import Machine
from translator.plan.shell import quote
from translator.plan.starts.base import marked_text, program_of
from translator.plan.tables.package_state import SNAKEOIL, SNAKEOIL_KEY, SSH_KEYS, VARNISH

Adapt = Callable[[Machine, Launch], Launch]


def adapted(machine: Machine, launch: Launch) -> Launch:
    """Return the launch with what its program needs."""
    adapt = _ADAPTATIONS.get(program_of(launch.command))
    return adapt(machine, launch) if adapt is not None and not launch.problem else launch


def _redis(machine: Machine, launch: Launch) -> Launch:
    """A sentinel writes what it learns into its configuration: it gets a copy where it may write."""
    sentinel = "--sentinel" in launch.command or launch.command[0].endswith("redis-sentinel")
    path = next((word for word in launch.command[1:] if word.endswith(".conf") or word.startswith("/etc/")), "")
    if not sentinel or not path:
        return launch
    copy = f"/run/{launch.name}.conf"
    command = tuple(copy if word == path else word for word in launch.command)
    return replace(launch, command=command, prepare=(*launch.prepare, f"cp {quote(path)} {quote(copy)}"))


def _memcached(machine: Machine, launch: Launch) -> Launch:
    """Debian's wrapper reads options from a file, and only as root: the options stand on the command line instead."""
    path = next((word for word in launch.command[1:] if word.endswith(".conf")), "")
    text = marked_text(machine, path)
    options = tuple(_options(DEFAULT_MEMCACHED if text is None else text))
    user = next((value for flag, value in itertools.pairwise(options) if flag == "-u"), launch.user)
    return replace(launch, command=("/usr/bin/memcached", *options), user=user)


def _vsftpd(machine: Machine, launch: Launch) -> Launch:
    """It locks sessions into an empty folder, and refuses one that others may write to: no volume, but made at start."""
    text = machine.file_text("/etc/vsftpd.conf") or machine.file_text("/etc/vsftpd/vsftpd.conf") or ""
    found = re.findall(r"^secure_chroot_dir=(\S+)", text, re.MULTILINE)
    folder = machine.canonical(found[-1]) if found else EMPTY
    made = f"mkdir -p -m 0755 {quote(folder)}"
    return replace(launch, directories=(), writable=(), prepare=(*launch.prepare, made))


EMPTY = "/run/vsftpd/empty"
DEFAULT_MEMCACHED = "-m 64\n-p 11211\n-u memcache\n-l 127.0.0.1\n"
"""What /etc/memcached.conf of Debian's package says. Source: memcached 1.6.18-1 of Debian 12."""


def _options(text: str) -> Iterator[str]:
    """Yield the words of the file's options; those that send it to the background or its words to a file are not for here."""
    for line in text.splitlines():
        words = shlex.split(line, comments=True) if re.match(r"\s*-", line) else []
        if words and words[0] not in ("-d", "-P", "--pidfile", "--daemon"):
            yield from words


def _mysql(machine: Machine, launch: Launch) -> Launch:
    """A volume starts empty: the server's tables are made in it as its package's installation makes them."""
    named = last(r"^\s*datadir\s*=\s*[\"']?(/[\w./-]+)", *texts(machine, "/etc/mysql", "/etc/my.cnf", "/etc/my.cnf.d"))
    folder = quote(machine.canonical(named.rstrip("/") or "/var/lib/mysql"))
    mariadb = (
        f"mariadb-install-db --datadir={folder} --auth-root-authentication-method=socket --skip-test-db >/dev/null"
    )
    made = (
        f"if [ ! -d {folder}/mysql ]; then\n"
        f"    if command -v mariadb-install-db >/dev/null; then {mariadb}\n"
        f"    else mysqld --initialize --datadir={folder}; fi\nfi"
    )
    return replace(launch, prepare=(*launch.prepare, made))


def _postgresql(machine: Machine, launch: Launch) -> Launch:
    """A volume starts empty: the cluster is made in it as Debian's pg_createcluster makes it."""
    folder = next((word for flag, word in itertools.pairwise(launch.command) if flag == "-D"), "")
    program = launch.command[0].rpartition("/")[0]
    if not folder or not program or machine.platform.family != "debian":
        return launch
    options = "--auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions"
    made = f"[ -s {quote(folder)}/PG_VERSION ] || {program}/initdb -D {quote(folder)} {options} >/dev/null"
    return _with_snakeoil(machine, replace(launch, prepare=(*launch.prepare, made)))


def _with_snakeoil(machine: Machine, launch: Launch) -> Launch:
    """What stands in for ssl-cert's certificate is made anew in each container, its key in no image layer."""
    request = 'openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$(hostname)"'
    made = (
        f"if [ -L {SNAKEOIL_KEY} ] && [ ! -e {SNAKEOIL_KEY} ]; then\n"
        f"    mkdir -p {SNAKEOIL}\n"
        f"    {request} -keyout {SNAKEOIL}/ssl-cert-snakeoil.key -out {SNAKEOIL}/ssl-cert-snakeoil.pem 2>/dev/null\nfi"
    )
    if machine.platform.family != "debian":
        return launch
    return replace(launch, prepare=(*launch.prepare, made), writable=(*launch.writable, SNAKEOIL))


def _sshd(machine: Machine, launch: Launch) -> Launch:
    """Host keys are a container's own, and last as long as its volume: Debian's package makes them when it is installed."""
    made = (f"mkdir -p {SSH_KEYS}/etc/ssh", f"ssh-keygen -A -f {SSH_KEYS} >/dev/null")
    if machine.platform.family != "debian":
        return replace(launch, prepare=(*launch.prepare, "ssh-keygen -A >/dev/null"))
    return replace(launch, prepare=(*launch.prepare, *made), directories=(*launch.directories, (SSH_KEYS, "0755")))


def _proftpd(machine: Machine, launch: Launch) -> Launch:
    """It refuses to log into a folder that others may write to, as a volume is: the folder is made in one at start."""
    made = "mkdir -p -m 0755 /var/log/proftpd"
    return replace(launch, prepare=(*launch.prepare, made), writable=(*launch.writable, "/var/log"))


def _varnish(machine: Machine, launch: Launch) -> Launch:
    """The secret of its management port is each container's own; Debian's package makes one when it is installed."""
    path = f"{VARNISH}/secret"
    made = f"[ -e {path} ] || head -c 24 /dev/urandom | base64 >{path}"
    return replace(
        launch,
        prepare=(*launch.prepare, f"mkdir -p {VARNISH}", f"(umask 077; {made})"),
        writable=(*launch.writable, VARNISH),
    )


def _catalina(machine: Machine, launch: Launch) -> Launch:
    """A Tomcat that the input unpacks itself writes below its base; a packaged one has these folders in /var.

    The applications of webapps are the image's: no empty volume may hide them, whatever its unit lets it write to.
    """
    launch = replace(
        launch, writable=tuple(path for path in launch.writable if not path.rstrip("/").endswith("/webapps"))
    )
    base = launch.environment.get("CATALINA_BASE") or launch.environment.get("CATALINA_HOME", "")
    if not base or not launch.custom or launch.environment.get("CATALINA_HOME", base).startswith("/usr/share/"):
        return launch
    return replace(launch, writable=(*launch.writable, *(f"{base}/{name}" for name in ("logs", "temp", "work"))))


def _unbound(machine: Machine, launch: Launch) -> Launch:
    """It binds ::1 unless told not to, and ends where a container has no IPv6: told so at start, in a file of its own.

    The last of two -c counts, and the last of two do-ip6.
    """
    words = tuple(" ".join(launch.command).split())
    told = next((word for flag, word in itertools.pairwise(words) if flag == "-c" and word.startswith("/")), "")
    folder = "/run/unbound"
    own = f"{folder}/container.conf"
    without = "grep -q . /proc/net/if_inet6 2>/dev/null || printf 'server:\\n  do-ip6: no\\n'"
    made = f"{{ echo 'include: \"{told or '/etc/unbound/unbound.conf'}\"'; {without}; }} >{own}"
    shell = launch.command[-1].startswith("exec ")
    command = (*launch.command[:-1], f"{launch.command[-1]} -c {own}") if shell else (*launch.command, "-c", own)
    return replace(
        launch,
        command=command,
        prepare=(*launch.prepare, f"mkdir -p {folder}", made),
        writable=(*launch.writable, folder),
    )


_ADAPTATIONS: dict[str, Adapt] = {
    "redis-server": _redis,
    "redis-sentinel": _redis,
    "valkey-sentinel": _redis,
    "systemd-memcached-wrapper": _memcached,
    "vsftpd": _vsftpd,
    "mysqld": _mysql,
    "mariadbd": _mysql,
    "postgres": _postgresql,
    "postfix": _with_snakeoil,
    "dovecot": _with_snakeoil,
    "sshd": _sshd,
    "catalina.sh": _catalina,
    "unbound": _unbound,
    "varnishd": _varnish,
    "proftpd": _proftpd,
}
