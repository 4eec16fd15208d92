"""Core resources, family network: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "Hostname",
    "hostname",
    actions="set",
    default="set",
    composed=True,
    props=(
        P("hostname", "String", name=True),
        P("fqdn", "String"),
        P("ipaddress", "String", lazy="Hostname.ipaddress"),
        P("aliases", "Array|nil", default=None),
        P("compile_time", "true|false", default=True, desired=False),
        P("windows_reboot", "true|false", default=True),
        P("domain_user", "String"),
        P("domain_password", "String", sensitive=True),
    ),
)
core(
    "HttpRequest",
    "http_request",
    actions="get patch put post delete head options",
    default="get",
    props=(
        P("url", "String", identity=True),
        P("headers", "Hash", default={}),
    ),
)
core(
    "Ifconfig",
    "ifconfig",
    actions="add delete enable disable",
    default="add",
    state="inet_addr mask",
    props=(
        P("target", "String", name=True),
        P("hwaddr", "String"),
        P("mask", "String"),
        P("family", "String", default="inet"),
        P("inet_addr", "String"),
        P("bcast", "String"),
        P("mtu", "String"),
        P("metric", "String"),
        P("device", "String", identity=True),
        P("onboot", "String"),
        P("network", "String"),
        P("bootproto", "String"),
        P("onparent", "String"),
        P("ethtool_opts", "String"),
        P("bonding_opts", "String"),
        P("master", "String"),
        P("slave", "String"),
        P("vlan", "String"),
        P("gateway", "String"),
        P("bridge", "String"),
    ),
)
core(
    "Route",
    "route",
    actions="add delete",
    default="add",
    props=(
        P("target", "String", name=True),
        P("comment", "String|nil"),
        P("metric", "Integer|nil"),
        P("netmask", "String|nil"),
        P("gateway", "String|nil"),
        P("device", "String|nil", desired=False),
        P("route_type", "Symbol|String", default=sym("host"), equal_to=(sym("host"), sym("net")), desired=False),
    ),
)
core(
    "SshKnownHostsEntry",
    "ssh_known_hosts_entry",
    actions="create flush",
    default="create",
    composed=True,
    props=(
        P("host", "String", name=True),
        P("key", "String"),
        P("key_type", "String", default="rsa"),
        P("port", "Integer", default=22),
        P("timeout", "Integer", default=30, desired=False),
        P("mode", "String", default="0644"),
        P("owner", "String|Integer", default="root"),
        P("group", "String|Integer", lazy="SshKnownHostsEntry.group"),
        P("hash_entries", "true|false", default=False),
        P("file_location", "String", default="/etc/ssh/ssh_known_hosts"),
    ),
)
