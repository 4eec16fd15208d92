"""Core resources, family kernel: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "KernelModule",
    "kernel_module",
    actions="install uninstall blacklist disable enable load unload",
    default="install",
    composed=True,
    props=(
        P("modname", "String", name=True),
        P("options", "Array"),
        P("load_dir", "String", default="/etc/modules-load.d"),
        P("unload_dir", "String", default="/etc/modprobe.d"),
    ),
)
core(
    "Mdadm",
    "mdadm",
    actions="create assemble stop",
    default="create",
    composed=True,
    props=(
        P("chunk", "Integer", default=16),
        P("devices", "Array", default=()),
        P("exists", "true|false", default=False),
        P("level", "Integer", default=1),
        P("metadata", "String", default="0.90"),
        P("bitmap", "String"),
        P("raid_device", "String", name=True),
        P("layout", "String"),
    ),
)
core(
    "Mount",
    "mount",
    actions="mount umount unmount remount enable disable",
    default="mount",
    props=(
        P("supports", "Array|Hash", lazy="Mount.supports", coerce="true_hash"),
        P("password", "String", sensitive=True),
        P("mount_point", "String", name=True, coerce="chomp_slash"),
        P("device", "String", identity=True),
        P(
            "device_type",
            "String|Symbol",
            default=sym("device"),
            coerce="symbol",
            equal_to=(sym("device"), sym("label"), sym("uuid")),
        ),
        P("mounted", "true|false", default=False),
        P("fsck_device", "String", default="-"),
        P("fstype", "String|nil", default="auto"),
        P("options", "Array|String|nil", default=("defaults",), coerce="mount_options"),
        P("dump", "Integer|false", default=0),
        P("pass", "Integer|false", default=2),
        P("enabled", "true|false", default=False),
        P("username", "String"),
        P("domain", "String"),
    ),
)
core(
    "Reboot",
    "reboot",
    actions="request_reboot reboot_now cancel",
    default="nothing",
    composed=True,
    props=(
        P("reason", "String", default="Reboot by Chef Infra Client"),
        P("delay_mins", "Integer", default=0),
    ),
)
core(
    "SwapFile",
    "swap_file",
    actions="create remove",
    default="create",
    provides=(("swap_file", {"block": True}),),
    composed=True,
    props=(
        P("path", "String", name=True),
        P("size", "Integer"),
        P("persist", "true|false", default=False),
        P("timeout", "Integer", default=600, desired=False),
        P("swappiness", "Integer"),
    ),
)
core(
    "Sysctl",
    "sysctl",
    actions="apply remove",
    default="apply",
    provides=(
        ("sysctl", {"block": True}),
        ("sysctl_param", {"block": True}),
    ),
    composed=True,
    props=(
        P("key", "String", name=True),
        P("ignore_error", "true|false", default=False, desired=False),
        P("value", "Array|String|Integer|Float", coerce="sysctl_value", required=("apply",)),
        P("comment", "Array|String", default=(), desired=False),
        P("conf_dir", "String", default="/etc/sysctl.d"),
    ),
)
