"""Core resources, family selinux: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "SelinuxBoolean",
    "selinux_boolean",
    actions="set",
    default="set",
    composed=True,
    props=(
        P("boolean", "String", name=True),
        P("value", "Integer|String|true|false", coerce="selinux_bool", equal_to=("on", "off"), required=True),
        P("persistent", "true|false", default=True, desired=False),
    ),
)
core(
    "SelinuxFcontext",
    "selinux_fcontext",
    actions="manage addormodify add modify delete",
    default="manage",
    composed=True,
    props=(
        P("file_spec", "String", name=True),
        P("secontext", "String", required=("add", "modify", "manage")),
        P("file_type", "String", default="a", equal_to=("a", "f", "d", "c", "b", "s", "l", "p")),
    ),
)
core(
    "SelinuxInstall",
    "selinux_install",
    actions="install upgrade remove",
    default="install",
    composed=True,
    props=(P("packages", "String|Array", lazy="SelinuxInstall.packages"),),
)
core(
    "SelinuxLogin",
    "selinux_login",
    actions="manage add modify delete",
    default="manage",
    composed=True,
    props=(
        P("login", "String", name=True),
        P("user", "String"),
        P("range", "String"),
    ),
)
core(
    "SelinuxModule",
    "selinux_module",
    actions="create delete install remove",
    default="create",
    composed=True,
    props=(
        P("module_name", "String", name=True),
        P("source", "String"),
        P("content", "String"),
        P("cookbook", "String", desired=False),
        P("base_dir", "String", default="/etc/selinux/local"),
    ),
)
core(
    "SelinuxPermissive",
    "selinux_permissive",
    actions="add delete",
    default="add",
    composed=True,
    props=(P("context", "String", name=True),),
)
core(
    "SelinuxPort",
    "selinux_port",
    actions="manage addormodify add modify delete",
    default="manage",
    composed=True,
    props=(
        P("port", "Integer|String", name=True, regex=r"^\d+$"),
        P("protocol", "String", equal_to=("tcp", "udp"), required=("manage", "add", "modify")),
        P("secontext", "String", required=("manage", "add", "modify")),
    ),
)
core(
    "SelinuxState",
    "selinux_state",
    actions="enforcing permissive disabled",
    default="nothing",
    composed=True,
    aliases={"temporary": "persistent"},
    props=(
        P("config_file", "String", default="/etc/selinux/config"),
        P("persistent", "true|false", default=True),
        P(
            "policy",
            "String",
            lazy="SelinuxState.policy",
            equal_to=("default", "minimum", "mls", "src", "strict", "targeted"),
        ),
        P("automatic_reboot", "true|false|Symbol", default=False),
    ),
)
core(
    "SelinuxUser",
    "selinux_user",
    actions="manage add modify delete",
    default="manage",
    composed=True,
    props=(
        P("user", "String", name=True),
        P("level", "String"),
        P("range", "String"),
        P("roles", "Array", coerce="sorted_array"),
    ),
)
