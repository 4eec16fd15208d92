"""What resources of well-known types require by themselves when they are applied: a file its folder, owner and group.

Each function takes a resource and the catalog's index and yields (kind, type, name) of what it relates to; a name that
the catalog does not hold is passed over by the caller.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from translator.evaluate.puppet.apply.index import Index, items, name_of, plain
from translator.evaluate.puppet.apply.model import Declared
from translator.registry import Registry

Automatic: TypeAlias = "Iterator[tuple[str, str, str]]"
Rule: TypeAlias = "Callable[[Declared, Index], Automatic]"
RULES: Registry[Rule] = Registry("autorequire of a resource type")


def automatic(resource: Declared, index: Index) -> Automatic:
    """Yield all that the resource relates to by itself, what the catalog does not hold included."""
    rule = RULES.get(resource.id.type.lower())
    if rule is not None:
        yield from rule(resource, index)
    for relation in resource.automatic:
        yield relation.kind, relation.target.type, relation.target.name


def text(resource: Declared, name: str) -> str:
    """Return a parameter when it is a string, "" otherwise."""
    value = plain(resource.parameters.get(name))
    return value if isinstance(value, str) else ""


def require(kind: str, *names: str) -> Automatic:
    """Yield a requirement for every name that is not empty."""
    yield from (("require", kind, name) for name in names if name)


def account(value: str) -> str:
    """Return a user's or group's name, "" when it is a number."""
    return "" if value.isdigit() else value


def ancestors(path: str) -> Iterator[str]:
    """Yield the folders above a path, nearest first."""
    while path not in ("", "/"):
        path = posixpath.dirname(path)
        yield path


@RULES.register("file")
def _file(resource: Declared, index: Index) -> Automatic:
    """The nearest folder that is managed, a link's target, owner and group."""
    above = (path for path in ancestors(name_of(resource)) if index.find("file", path))
    yield from require("file", next(above, ""), text(resource, "target"))
    target = text(resource, "ensure")
    if target.startswith("/"):
        yield from require("file", target)
    yield from require("user", account(text(resource, "owner")))
    yield from require("group", account(text(resource, "group")))


_PATH = re.compile(r"^(/\S+)", re.MULTILINE)
_QUOTED = re.compile(r'^"([^"]+)"', re.MULTILINE)


@RULES.register("exec")
def _exec(resource: Declared, index: Index) -> Automatic:
    """Its working folder, the program and the programs of its guards where they are named in full, its user."""
    command = str(next(iter(items(resource.parameters.get("command"))), resource.id.name))
    yield from require("file", text(resource, "cwd"), *_PATH.findall(command), *_QUOTED.findall(command))
    for guard in ("onlyif", "unless"):
        for test in items(resource.parameters.get(guard)):
            line = str(test[0]) if isinstance(test, tuple) and test else str(test)
            yield from require("file", *_PATH.findall(line))
    yield from require("user", account(text(resource, "user")))


@RULES.register("package")
def _package(resource: Declared, index: Index) -> Automatic:
    source = text(resource, "source")
    yield from require("file", text(resource, "responsefile"), text(resource, "adminfile"))
    yield from require("file", source if source.startswith("/") else "")


@RULES.register("user")
def _user(resource: Declared, index: Index) -> Automatic:
    """Its primary group, by number too, then its other groups and roles."""
    for group in items(resource.parameters.get("gid")):
        number = str(group)
        if not number.isdigit():
            yield from require("group", number)
        for other in index.of_type("group") if number.isdigit() else ():
            if str(plain(other.parameters.get("gid"))) == number:
                yield from require("group", other.id.name)
    yield from require("group", *(str(group) for group in sorted(map(str, items(resource.parameters.get("groups"))))))
    yield from require("user", *(str(role) for role in items(resource.parameters.get("roles"))))


@RULES.register("mount")
def _mount(resource: Declared, index: Index) -> Automatic:
    """Mounts above it before, files below it after."""
    path = name_of(resource)
    yield from require("mount", *reversed(tuple(ancestors(path))))
    for file in index.of_type("file"):
        if name_of(file).startswith(f"{path}/"):
            yield "before", "file", name_of(file)


@RULES.register("cron", "ssh_authorized_key", "loginctl_user")
def _of_user(resource: Declared, index: Index) -> Automatic:
    yield from require("user", text(resource, "user"))


@RULES.register("file_line", "concat_file")
def _of_file(resource: Declared, index: Index) -> Automatic:
    yield from require("file", text(resource, "path") or resource.id.name)


@RULES.register("shellvar", "sysctl")
def _of_target(resource: Declared, index: Index) -> Automatic:
    yield from require("file", text(resource, "target"))


@RULES.register("ini_setting", "ini_subsetting")
def _ini_setting(resource: Declared, index: Index) -> Automatic:
    yield from require("file", posixpath.dirname(text(resource, "path")))


@RULES.register("archive")
def _archive(resource: Declared, index: Index) -> Automatic:
    yield from require("file", posixpath.dirname(name_of(resource)), text(resource, "extract_path"))
    yield from require("file", "/root/.aws/config", "/root/.aws/credentials")
    yield from require("exec", "install_aws_cli", "install_gsutil")


@RULES.register("vcsrepo")
def _vcsrepo(resource: Declared, index: Index) -> Automatic:
    yield from require("package", "git", "git-core", "mercurial", "subversion")


@RULES.register("apt_key")
def _apt_key(resource: Declared, index: Index) -> Automatic:
    source = text(resource, "source")
    yield from require("file", source if source.startswith("/") else "")


@RULES.register("alternatives")
def _alternatives(resource: Declared, index: Index) -> Automatic:
    yield from require("alternative_entry", text(resource, "path"))


@RULES.register("mysql_grant")
def _mysql_grant(resource: Declared, index: Index) -> Automatic:
    yield from require("file", "/root/.my.cnf")
    yield from require("mysql_user", text(resource, "user"))


@RULES.register("mysql_user", "mysql_database", "mysql_plugin")
def _mysql(resource: Declared, index: Index) -> Automatic:
    yield from require("file", "/root/.my.cnf")


@RULES.register("mysql_datadir")
def _mysql_datadir(resource: Declared, index: Index) -> Automatic:
    yield from require("package", "mysql-server")


@RULES.register("postgresql_psql")
def _postgresql_psql(resource: Declared, index: Index) -> Automatic:
    yield from require("anchor", f"postgresql::server::service::end::{text(resource, 'instance')}")


@RULES.register("rabbitmq_vhost", "rabbitmq_user", "rabbitmq_policy", "rabbitmq_parameter", "rabbitmq_cluster")
def _rabbitmq(resource: Declared, index: Index) -> Automatic:
    yield from require("service", "rabbitmq-server")
    if resource.id.type.lower() in ("rabbitmq_policy", "rabbitmq_parameter"):
        yield from require("rabbitmq_vhost", resource.id.name.rpartition("@")[2])


@RULES.register("rabbitmq_user_permissions")
def _rabbitmq_permissions(resource: Declared, index: Index) -> Automatic:
    user, _, vhost = resource.id.name.partition("@")
    yield from require("service", "rabbitmq-server")
    yield from require("rabbitmq_vhost", vhost)
    yield from require("rabbitmq_user", user)


@RULES.register("selmodule")
def _selmodule(resource: Declared, index: Index) -> Automatic:
    folder = text(resource, "selmoduledir") or "/usr/share/selinux/targeted"
    yield from require("file", text(resource, "selmodulepath") or f"{folder}/{name_of(resource)}.pp")


@RULES.register("mongodb_database", "mongodb_user", "mongodb_replset", "mongodb_shard")
def _mongodb(resource: Declared, index: Index) -> Automatic:
    yield from require("package", "mongodb_client")
    yield from require("service", "mongodb", "mongod")
    if resource.id.type.lower() == "mongodb_user" and text(resource, "database"):
        yield "before", "mongodb_database", text(resource, "database")


_GRAFANA = ("grafana_user", "grafana_organization", "grafana_team", "grafana_membership", "grafana_dashboard")


@RULES.register(*_GRAFANA, "grafana_datasource", "grafana_folder", "grafana_notification", "grafana_conn_validator")
def _grafana(resource: Declared, index: Index) -> Automatic:
    yield from require("service", "grafana-server")
    if resource.id.type.lower() != "grafana_conn_validator":
        yield from require("grafana_conn_validator", "grafana")


@RULES.register("yumrepo_metadata_key")
def _yumrepo_metadata_key(resource: Declared, index: Index) -> Automatic:
    yield from require("yumrepo", resource.id.name)
    yield from require("package", "python3-libdnf5")
