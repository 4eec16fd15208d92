"""Core resources, family windows_chocolatey: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "CabPackage",
    "cab_package",
    parent="Package",
    actions="install remove",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("source", "String", lazy="CabPackage.source", coerce="CabPackage.source"),
    ),
)
core(
    "ChocolateyConfig",
    "chocolatey_config",
    actions="set unset",
    default="set",
    composed=True,
    props=(
        P("config_key", "String", name=True),
        P("value", "String"),
    ),
)
core(
    "ChocolateyFeature",
    "chocolatey_feature",
    actions="enable disable",
    default="enable",
    composed=True,
    props=(
        P("feature_name", "String", name=True),
        P("feature_state", "true|false", default=False),
    ),
)
core(
    "ChocolateyInstaller",
    "chocolatey_installer",
    actions="install uninstall upgrade",
    default="install",
    composed=True,
    props=(
        P("download_url", "String"),
        P("chocolatey_version", "String"),
        P("use_native_unzip", "true|false", default=False),
        P("ignore_proxy", "true|false", default=False),
        P("proxy_url", "String"),
        P("proxy_user", "String"),
        P("proxy_password", "String", sensitive=True),
    ),
)
core(
    "ChocolateyPackage",
    "chocolatey_package",
    parent="Package",
    actions="install upgrade remove purge reconfig",
    props=(
        P("options", "String|Array"),
        P("list_options", "String"),
        P("user", "String"),
        P("password", "String", sensitive=True),
        P("package_name", "String|Array", coerce="flat_array"),
        P("bulk_query", "true|false", default=False),
        P("use_choco_list", "true|false", default=False),
        P("version", "String|Array", coerce="flat_array"),
        P("returns", "Integer|Array", default=(0, 2), desired=False),
    ),
)
core(
    "ChocolateySource",
    "chocolatey_source",
    actions="add remove disable enable",
    default="add",
    composed=True,
    props=(
        P("source_name", "String", name=True),
        P("source", "String"),
        P("bypass_proxy", "true|false", default=False),
        P("admin_only", "true|false", default=False),
        P("allow_self_service", "true|false", default=False),
        P("priority", "Integer", default=0),
        P("disabled", "true|false", default=False, desired=False),
        P("username", "String"),
        P("password", "String", desired=False, sensitive=True),
        P("cert", "String"),
        P("cert_password", "String", desired=False, sensitive=True),
    ),
)
core(
    "MsuPackage",
    "msu_package",
    parent="Package",
    actions="install remove",
    default="install",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String|Array"),
        P("source", "String", lazy="MsuPackage.source", coerce="MsuPackage.source"),
        P("checksum", "String", desired=False),
        P("timeout", "String|Integer", default=3600, desired=False),
    ),
)
core(
    "RhsmSubscription",
    "rhsm_subscription",
    actions="attach remove",
    default="attach",
    provides=(("rhsm_subscription", {"block": True}),),
    composed=True,
    props=(P("pool_id", "String", name=True),),
)
