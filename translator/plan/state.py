"""Which directories of a service hold what must outlive its container: its unit's, its configuration's, its mounts'.

before:  Launch("mysql"), File("/etc/mysql/my.cnf", "[mysqld]\\ndatadir = /data/mysql")
after:   ("/data/mysql",)

Source: the manuals of the programs, for the names of the settings and for what stands where none is set; July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from translator.graph.nodes import Mount
from translator.plan.launch import Launch
from translator.plan.listen.base import last, texts
from translator.plan.machine import Machine, below
from translator.plan.shell import mentions
from translator.plan.tables.services import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One kind of program that keeps data: its services' and programs' names, where its settings stand, what they say.

    `setting` matches a setting of the files, the command line or the environment, with the directory as its group.
    `parent`: the directory must belong to the program's user alone, so that the volume is mounted above it.
    """

    names: tuple[str, ...]
    setting: str
    places: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    parent: bool = False


_PATH = r"[\"']?(/[\w./-]+)"
STORES = (
    Store(
        names=("mysql", "mysqld", "mysqld_safe", "mariadb", "mariadbd"),
        setting=rf"^\s*(?:--)?datadir\s*=\s*{_PATH}",
        places=("/etc/mysql", "/etc/my.cnf", "/etc/my.cnf.d"),
        default=("/var/lib/mysql",),
    ),
    Store(
        names=("postgresql", "postgresql-*", "postgresql@*", "postgres"),
        setting=rf"^\s*(?:data_directory\s*=\s*|-D\s*){_PATH}",
        places=("/etc/postgresql",),
        default=("/var/lib/postgresql",),
        parent=True,
    ),
    Store(
        names=("redis", "redis-server", "redis[0-9]*", "redis@*"),
        setting=rf"^\s*(?:--)?dir\s+{_PATH}",
        places=("/etc/redis", "/etc/redis.conf"),
        default=("/var/lib/redis",),
    ),
    Store(
        names=("mongod", "mongodb", "mongodb-server"),
        setting=rf"^\s*(?:--)?db[Pp]ath\s*[:=\s]\s*{_PATH}",
        places=("/etc/mongod.conf", "/etc/mongodb.conf"),
        default=("/var/lib/mongodb",),
    ),
    Store(
        names=("rabbitmq-server", "rabbitmq"),
        setting=rf"^\s*(?:RABBITMQ_)?MNESIA_(?:BASE|DIR)={_PATH}",
        places=("/etc/rabbitmq", "/etc/default/rabbitmq-server"),
        default=("/var/lib/rabbitmq",),
    ),
    Store(
        names=("elasticsearch", "elasticsearch*", "opensearch"),
        setting=rf"^\s*(?:-E)?path\.data\s*[:=]\s*{_PATH}",
        places=("/etc/elasticsearch", "/etc/opensearch"),
        default=("/var/lib/elasticsearch",),
    ),
    Store(
        names=("zookeeper", "zookeeper-server"),
        setting=rf"^\s*dataDir\s*=\s*{_PATH}",
        places=("/etc/zookeeper", "/opt/zookeeper"),
        default=("/var/lib/zookeeper",),
    ),
    Store(
        names=("kafka", "kafka-server"),
        setting=rf"^\s*log\.dirs?\s*=\s*{_PATH}",
        places=("/etc/kafka", "/opt/kafka", "/srv/kafka"),
    ),
    Store(
        names=("etcd", "etcd-member"),
        setting=rf"^\s*(?:(?:--)?data-dir[:=\s]\s*|ETCD_DATA_DIR=){_PATH}",
        places=("/etc/etcd", "/etc/default/etcd"),
        default=("/var/lib/etcd",),
    ),
    Store(
        names=("consul",),
        setting=rf"^\s*[\"']?(?:-{{0,2}})data[-_]dir[\"']?\s*[:=\s]\s*{_PATH}",
        places=("/etc/consul", "/etc/consul.d"),
        default=("/var/lib/consul",),
    ),
    Store(
        names=("vault", "influxdb", "influxd", "couchdb", "cassandra", "beanstalkd"),
        setting=rf"^\s*-?\s*(?:path|dir|database_dir|engine-path|data_file_directories|-b)\s*[:=\s]\s*{_PATH}",
        places=("/etc/influxdb", "/etc/couchdb", "/usr/local/etc/couchdb", "/etc/cassandra"),
        default=("/var/lib/{name}",),
    ),
    Store(
        names=("prometheus", "prometheus2"),
        setting=rf"^\s*--storage\.tsdb\.path[=\s]{_PATH}",
        default=("/var/lib/prometheus",),
    ),
    Store(names=("grafana-server", "grafana"), setting=rf"^\s*data\s*=\s*{_PATH}", places=("/etc/grafana",),
          default=("/var/lib/grafana",)),
    Store(names=("jenkins",), setting=rf"^\s*JENKINS_HOME={_PATH}", places=("/etc/default/jenkins",),
          default=("/var/lib/jenkins",)),
    Store(names=("slapd",), setting=rf"^\s*(?:olcDbDirectory:|directory)\s+{_PATH}", places=("/etc/ldap",),
          default=("/var/lib/ldap",)),
    Store(names=("postfix",), setting=rf"^\s*queue_directory\s*=\s*{_PATH}", places=("/etc/postfix",),
          default=("/var/spool/postfix",)),
)  # fmt: skip

STATELESS = frozenset(
    (
        "nginx",
        "apache2",
        "httpd",
        "haproxy",
        "varnish",
        "memcached",
        "squid",
        "unbound",
        "keepalived",
        "php-fpm",
        "tomcat",
    )
)
"""Services whose directories under /var/lib hold nothing that they miss when it is gone."""
FILESYSTEMS = frozenset(("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "nfs", "nfs4", "glusterfs", "cifs", "auto", ""))


def state_of(machine: Machine, launch: Launch) -> tuple[str, ...]:
    """Return the directories of a service whose data must last, in order and none inside another."""
    store = _store(launch)
    found = [] if store is None or not _keeps(machine, launch) else list(_stored(machine, launch, store))
    if not _stateless(launch):
        found += [path for path, _ in launch.directories if path.startswith("/var/lib/")]
    found += list(_mounted(machine, launch, found))
    paths = dict.fromkeys(machine.canonical(path) for path in found)
    return tuple(path for path in paths if not any(path != other and below(path, other) for other in paths))


def _store(launch: Launch) -> Store | None:
    names = {launch.name, *(launch.row.names if launch.row else ())}
    names |= {launch.command[0].rpartition("/")[2]} if launch.command else set()
    return next((each for each in STORES if any(_matches(name, each.names) for name in names)), None)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _stateless(launch: Launch) -> bool:
    names = (launch.name, *(launch.row.names if launch.row else ()))
    return any(re.sub(r"[\d.*\[\]-]+$", "", name) in STATELESS or name in STATELESS for name in names)


def _keeps(machine: Machine, launch: Launch) -> bool:
    """Return whether a Redis writes to disk at all: `save ""` without an append-only file is a cache."""
    if not _matches(launch.name, ("redis*",)):
        return True
    found = [*texts(machine, "/etc/redis", "/etc/redis.conf"), *launch.command]
    off = last(r"^\s*save\s+(\"\"|''|\d.*)$", *found) in ('""', "''")
    return not off or last(r"^\s*appendonly\s+(\w+)", *found) == "yes"


def _stored(machine: Machine, launch: Launch, store: Store) -> Iterator[str]:
    words = "\n".join(
        (
            *(f"{word} {after}" for word, after in zip(launch.command, (*launch.command[1:], ""), strict=True)),
            *(f"{name}={value}" for name, value in launch.environment.items()),
        )
    )
    named = last(store.setting, *texts(machine, *store.places), words).rstrip("/")
    default = tuple(fill(path, launch.name, "") for path in store.default)
    if not named or any(below(named, path) for path in default):
        yield from default
    elif named.count("/") > 1 and store.parent:
        yield named.rpartition("/")[0]
    else:
        yield named


def _mounted(machine: Machine, launch: Launch, known: list[str]) -> Iterator[str]:
    """Yield where a disk of the machine was mounted that the service names or keeps its data on."""
    said = "\n".join((*launch.command, *launch.environment.values(), launch.workdir, *launch.writable))
    for node in machine.nodes:
        if not isinstance(node, Mount) or node.filesystem not in FILESYSTEMS or node.path.count("/") < 1:
            continue
        inside = [path for path in known if below(path, node.path)]
        if node.path not in ("/", "/tmp", "/boot", "/home", "/var") and not inside and mentions(said, node.path):
            yield node.path
