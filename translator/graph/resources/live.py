"""What lives inside a running server (databases, accounts, queues, dashboards): no image build can make it.

Each is left to a person with the command that does it once, for a Job against the running service; a plugin that is only
a switch in a file is set in the image.
"""

from __future__ import annotations

import shlex

from translator.evaluate.values import Secret, Text
from translator.graph.nodes import Command, Node
from translator.graph.reader import RESOURCES, Reader, Unsettled

SERVERS = {
    "Consul": ("acl", "key_value", "policy", "prepared_query", "token"),
    "Docker": ("compose", "network", "stack", "volume"),
    "Elasticsearch": (
        "component_template", "ilm_policy", "index", "index_template", "license", "pipeline", "role", "role_mapping",
        "slm_policy", "snapshot_repository", "template", "user", "user_roles",
    ),
    "Foreman": ("global_parameter", "host", "hostgroup", "instance_host", "resource", "smartproxy", "smartproxy_host"),
    "Grafana": (
        "dashboard", "dashboard_permission", "datasource", "folder", "ldap_config", "ldap_group_mapping", "ldap_server",
        "membership", "notification", "organization", "team", "user",
    ),
    "Jenkins": (
        "authorization_strategy", "credentials", "job", "num_executors", "security_realm", "slaveagent_port", "user",
    ),
    "Mongodb": ("database", "replset", "shard", "user"),
    "Openldap": ("access", "database", "dbindex", "global_conf", "module", "overlay", "schema"),
    "Postgresql": ("replication_slot",),
    "Rabbitmq": ("binding", "cluster", "exchange", "parameter", "policy", "queue"),
    "Wildfly": ("cli", "deployment", "resource", "restart"),
    "Zabbix": ("host", "hostgroup", "proxy", "template", "userparameters"),
}  # fmt: skip
NAMES = {f"{server}_{kind}": server for server, kinds in SERVERS.items() for kind in kinds}
ADVICE = "run it once against the running service, for example as a Job"


@RESOURCES.register(*NAMES)
def live(reader: Reader) -> Node:
    """Manual, with the server that it lives in."""
    server, _, what = reader.step.resource.id.type.partition("_")
    words = what.replace("_", " ")
    advice = f"make it once against the running service, for example as a Job with {server}'s own client"
    return reader.manual(f"the {words} {reader.name!r} lives inside a running {server}", advice)


def _job(reader: Reader, command: str, server: str) -> Node:
    return reader.manual(f"it lives inside a running {server}", f"{ADVICE}: {command}")


@RESOURCES.register("Mysql_database")
def mysql_database(reader: Reader) -> Node:
    """A database of MySQL."""
    charset, collate = reader.text("charset", "utf8"), reader.text("collate")
    more = f" COLLATE {collate}" if collate else ""
    drop = reader.text("ensure") == "absent"
    text = (
        f"DROP DATABASE IF EXISTS `{reader.name}`"
        if drop
        else f"CREATE DATABASE IF NOT EXISTS `{reader.name}` CHARACTER SET {charset}{more}"
    )
    return _job(reader, f"mysql -e {shlex.quote(text)}", "MySQL")


@RESOURCES.register("Mysql_user")
def mysql_user(reader: Reader) -> Node:
    """An account of MySQL; a fresh server of a container has none to take away."""
    if reader.text("ensure") == "absent":
        return reader.silent("a fresh database has no such account")
    name, _, host = reader.name.rpartition("@")
    text = f"CREATE USER IF NOT EXISTS '{name}'@'{host}' IDENTIFIED BY …"
    return _job(reader, f"mysql -e {shlex.quote(text)}, its password from a Secret", "MySQL")


@RESOURCES.register("Mysql_grant")
def mysql_grant(reader: Reader) -> Node:
    """What an account of MySQL may do."""
    name, _, host = reader.text("user").rpartition("@")
    option = " WITH GRANT OPTION" if "GRANT" in reader.names("options") else ""
    text = f"GRANT {', '.join(reader.names('privileges'))} ON {reader.text('table')} TO '{name}'@'{host}'{option}"
    return _job(reader, f"mysql -e {shlex.quote(text)}", "MySQL")


@RESOURCES.register("Mysql_plugin", "Mysql_login_path")
def mysql_other(reader: Reader) -> Node:
    """A plugin or a stored login."""
    return reader.manual("it lives inside a running MySQL", ADVICE)


@RESOURCES.register("Postgresql_psql")
def postgresql_psql(reader: Reader) -> Node:
    """A statement for PostgreSQL, its text kept for the report unless a secret is in it."""
    if reader.step.resource.sensitive or reader.raw("command") is None:
        return reader.manual("it is a statement for a running PostgreSQL", ADVICE)
    try:
        command = reader.string("command")
    except Unsettled:
        command = ""
    holds_secret = isinstance(command, Text) and any(isinstance(origin, Secret) for origin in command.origins)
    code = "" if holds_secret else command.sample if isinstance(command, Text) else command
    database = reader.text("db", "postgres")
    line = f"psql -d {database} -c {shlex.quote(code)}" if code else f"psql -d {database}, its text in the manifest"
    return _job(reader, line, "PostgreSQL")


@RESOURCES.register("Rabbitmq_vhost")
def rabbitmq_vhost(reader: Reader) -> Node:
    """A virtual host of RabbitMQ."""
    return _job(reader, f"rabbitmqctl add_vhost {shlex.quote(reader.name)}", "RabbitMQ")


@RESOURCES.register("Rabbitmq_user")
def rabbitmq_user(reader: Reader) -> Node:
    """An account of RabbitMQ; guest is taken away by the configuration."""
    if reader.text("ensure") == "absent":
        return _job(reader, f"rabbitmqctl delete_user {shlex.quote(reader.name)}", "RabbitMQ")
    line = f"rabbitmqctl add_user {shlex.quote(reader.name)} …, its password from a Secret"
    tags = " ".join(("administrator",) if reader.text("admin") == "true" else reader.names("tags"))
    return _job(reader, f"{line}; rabbitmqctl set_user_tags {reader.name} {tags}" if tags else line, "RabbitMQ")


@RESOURCES.register("Rabbitmq_user_permissions")
def rabbitmq_permissions(reader: Reader) -> Node:
    """What an account of RabbitMQ may do in a virtual host."""
    user, _, vhost = reader.name.partition("@")
    words = " ".join(shlex.quote(reader.text(f"{kind}_permission")) for kind in ("configure", "write", "read"))
    return _job(reader, f"rabbitmqctl set_permissions -p {shlex.quote(vhost)} {shlex.quote(user)} {words}", "RabbitMQ")


@RESOURCES.register("Rabbitmq_plugin")
def rabbitmq_plugin(reader: Reader) -> Node:
    """A plugin of RabbitMQ is a name in a file: set in the image, without a running server."""
    what = "disable" if reader.text("ensure") == "absent" else "enable"
    return Command(**reader.base(), code=f"rabbitmq-plugins {what} --offline {shlex.quote(reader.named('name'))}")


@RESOURCES.register("Rabbitmq_erlang_cookie")
def rabbitmq_cookie(reader: Reader) -> Node:
    """The secret that the nodes of a cluster share."""
    return reader.manual("the Erlang cookie is a secret", f"mount it from a Secret at {reader.named('path')}")


@RESOURCES.register("Java_ks")
def java_ks(reader: Reader) -> Node:
    """A Java keystore holds keys: made where they are."""
    target = reader.text("target") or reader.name.partition(":")[2]
    return reader.manual(
        "a keystore holds keys, which no image layer may", f"mount the keystore from a Secret at {target}"
    )


@RESOURCES.register("Elasticsearch_keystore", "Elasticsearch_user_file")
def elasticsearch_keystore(reader: Reader) -> Node:
    """Secrets of Elasticsearch in a file."""
    return reader.manual("it holds secrets of Elasticsearch", "mount the file from a Secret")


@RESOURCES.register("Elasticsearch_plugin", "Grafana_plugin")
def plugin(reader: Reader) -> Node:
    """A plugin that the server's own program installs."""
    if reader.step.resource.id.type == "Grafana_plugin":
        return Command(**reader.base(), code=f"grafana-cli plugins install {shlex.quote(reader.name)}")
    program = "/usr/share/elasticsearch/bin/elasticsearch-plugin"
    return Command(**reader.base(), code=f"{program} install --batch {shlex.quote(reader.name)}")
