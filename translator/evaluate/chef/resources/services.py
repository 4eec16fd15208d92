"""Core resources, family services: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "Service",
    "service",
    actions="enable disable start stop restart reload mask unmask",
    default="nothing",
    props=(
        P(
            "supports",
            "Hash",
            default={sym("restart"): None, sym("reload"): None, sym("status"): None},
            coerce="true_hash",
        ),
        P("service_name", "String", name=True),
        P("pattern", "String", lazy="Service.pattern", desired=False),
        P("start_command", "String|nil|false", desired=False),
        P("stop_command", "String|nil|false", desired=False),
        P("status_command", "String|nil|false", desired=False),
        P("restart_command", "String|nil|false", desired=False),
        P("reload_command", "String|nil|false", desired=False),
        P("init_command", "String", desired=False),
        P("enabled", "true|false"),
        P("running", "true|false"),
        P("masked", "true|false"),
        P("static", "true|false"),
        P("indirect", "true|false"),
        P("options", "Array|String", coerce="shellsplit"),
        P("priority", "Integer|String|Hash"),
        P("timeout", "Integer", default=900, desired=False),
        P("parameters", "Hash"),
        P("run_levels", "Array"),
        P("user", "String"),
    ),
)
core(
    "SystemdUnit",
    "systemd_unit",
    actions="create delete preset revert enable disable reenable mask unmask start stop restart reload try_restart reload_or_restart reload_or_try_restart",
    default="nothing",
    provides=(("systemd_unit", {"block": True}),),
    props=(
        P("enabled", "true|false"),
        P("active", "true|false"),
        P("masked", "true|false"),
        P("static", "true|false"),
        P("indirect", "true|false"),
        P("user", "String", desired=False),
        P("content", "String|Hash"),
        P("triggers_reload", "true|false", default=True, desired=False),
        P("verify", "true|false", default=True, desired=False),
        P("unit_name", "String", name=True),
    ),
)
