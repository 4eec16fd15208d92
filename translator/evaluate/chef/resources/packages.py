"""Core resources, family packages: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "Package",
    "package",
    actions="install upgrade remove purge reconfig lock unlock",
    default="install",
    props=(
        P("package_name", "String|Array", identity=True),
        P("version", "String|Array"),
        P("options", "String|Array", coerce="shellsplit"),
        P("source", "String", desired=False),
        P("timeout", "String|Integer", desired=False),
        P("environment", "Hash", desired=False),
    ),
)
core(
    "AptPackage",
    "apt_package",
    parent="Package",
    actions="install upgrade remove purge reconfig lock unlock",
    provides=(("package", {"platform_family": "debian"}),),
    props=(
        P("default_release", "String", desired=False),
        P("overwrite_config_files", "true|false", default=False),
        P("response_file", "String", desired=False),
        P("response_file_variables", "Hash", default={}, desired=False),
        P("anchor_package_regex", "true|false", default=False),
        P("environment", "Hash", default={}, desired=False),
    ),
)
core(
    "BffPackage",
    "bff_package",
    parent="Package",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
    ),
)
core(
    "GemPackage",
    "gem_package",
    parent="Package",
    actions="install upgrade remove purge",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("source", "String|Array"),
        P("clear_sources", "true|false|nil", lazy="GemPackage.clear_sources", desired=False),
        P("gem_binary", "String", desired=False),
        P("include_default_source", "true|false|nil", default=None),
        P("options", "String|Hash|Array|nil", desired=False),
    ),
)
core(
    "ChefGem",
    "chef_gem",
    parent="GemPackage",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("gem_binary", "String", default="/usr/bin/gem"),
    ),
)
core(
    "DnfPackage",
    "dnf_package",
    parent="Package",
    actions="install upgrade remove purge reconfig lock unlock flush_cache",
    provides=(
        ("package", {"platform_family": "rhel", "platform_version": ">= 8"}),
        ("package", {"platform": "fedora", "platform_version": ">= 22"}),
        ("package", {"platform": "amazon", "block": True}),
    ),
    props=(
        P("arch", "String|Array", coerce="flat_array"),
        P("flush_cache", "Hash", default={sym("before"): False, sym("after"): False}, coerce="DnfPackage.flush_cache"),
        P("allow_downgrade", "true|false", default=True, desired=False),
        P("environment", "Hash", default={}, desired=False),
    ),
)
core(
    "DpkgPackage",
    "dpkg_package",
    parent="Package",
    props=(
        P("source", "String|Array|nil"),
        P("response_file", "String", desired=False),
        P("response_file_variables", "Hash", default={}, desired=False),
        P("allow_downgrade", "true|false", default=True, desired=False),
        P("environment", "Hash", default={}, desired=False),
    ),
)
core(
    "FreebsdPackage",
    "freebsd_package",
    parent="Package",
    actions="install remove",
    provides=(("package", {"platform": "freebsd"}),),
)
core(
    "IpsPackage",
    "ips_package",
    parent="Package",
    actions="install remove upgrade",
    provides=(("package", {"os": "solaris2"}),),
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("accept_license", "true|false", default=False, desired=False),
    ),
)
core(
    "OpenbsdPackage",
    "openbsd_package",
    parent="Package",
    actions="install remove",
    provides=(("package", {"os": "openbsd"}),),
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
    ),
)
core(
    "PacmanPackage",
    "pacman_package",
    parent="Package",
    actions="install upgrade remove purge",
)
core(
    "PaludisPackage",
    "paludis_package",
    parent="Package",
    actions="install remove upgrade",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("timeout", "String|Integer", default=3600, desired=False),
    ),
)
core(
    "PortagePackage",
    "portage_package",
    parent="Package",
    actions="install upgrade remove purge",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("timeout", "String|Integer", default=3600, desired=False),
    ),
)
core(
    "RpmPackage",
    "rpm_package",
    parent="Package",
    actions="install upgrade remove",
    props=(
        P("allow_downgrade", "true|false", default=True, desired=False),
        P("package_name", "String", identity=True),
        P("version", "String"),
        P("environment", "Hash", default={}, desired=False),
    ),
)
core(
    "SmartosPackage",
    "smartos_package",
    parent="Package",
    actions="install upgrade remove",
    provides=(("package", {"platform_family": "smartos"}),),
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
    ),
)
core(
    "SnapPackage",
    "snap_package",
    parent="Package",
    actions="install upgrade remove purge",
    props=(P("channel", "String|nil", default="latest/stable", desired=False),),
)
core(
    "SolarisPackage",
    "solaris_package",
    parent="Package",
    actions="install upgrade remove",
    props=(
        P("package_name", "String", identity=True),
        P("version", "String"),
    ),
)
core(
    "YumPackage",
    "yum_package",
    parent="Package",
    actions="install upgrade remove purge lock unlock flush_cache",
    provides=(("package", {"platform_family": ("fedora", "rhel", "amazon")}),),
    props=(
        P("package_name", "String|Array", coerce="same", identity=True),
        P("version", "String|Array", coerce="same"),
        P("arch", "String|Array", coerce="same"),
        P("flush_cache", "Hash", default={sym("before"): False, sym("after"): False}, coerce="YumPackage.flush_cache"),
        P("allow_downgrade", "true|false", default=True, desired=False),
        P("yum_binary", "String"),
        P("environment", "Hash", default={}, desired=False),
    ),
)
core(
    "ZypperPackage",
    "zypper_package",
    parent="Package",
    actions="install upgrade remove purge lock unlock",
    provides=(("package", {"platform_family": "suse"}),),
    props=(
        P("gpg_check", "true|false", lazy="ZypperPackage.gpg_check"),
        P("allow_downgrade", "true|false", default=True, desired=False),
        P("global_options", "String|Array", coerce="shellsplit"),
    ),
)
