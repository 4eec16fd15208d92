"""Core resources, family cron: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "Cron",
    "cron",
    actions="create delete",
    default="create",
    state="minute hour day month weekday user",
    props=(
        P("minute", "Integer|String", default="*"),
        P("hour", "Integer|String", default="*"),
        P("day", "Integer|String", default="*"),
        P("month", "Integer|String", default="*"),
        P("weekday", "Integer|String|Symbol", default="*", coerce="crontab_weekday"),
        P("shell", "String"),
        P("path", "String"),
        P("home", "String"),
        P("mailto", "String"),
        P("command", "String", required=("create",), identity=True),
        P("user", "String", default="root"),
        P("environment", "Hash", default={}),
        P("time_out", "Hash", default={}, coerce="Cron.time_out"),
        P("time", "Symbol"),
    ),
)
core(
    "CronD",
    "cron_d",
    actions="create create_if_missing delete",
    default="create",
    composed=True,
    props=(
        P("minute", "Integer|String", default="*"),
        P("hour", "Integer|String", default="*"),
        P("day", "Integer|String", default="*"),
        P("month", "Integer|String", default="*"),
        P("weekday", "Integer|String|Symbol", default="*", coerce="crontab_weekday"),
        P("shell", "String"),
        P("path", "String"),
        P("home", "String"),
        P("mailto", "String"),
        P("command", "String", required=("create",), identity=True),
        P("user", "String", default="root"),
        P("environment", "Hash", default={}),
        P("time_out", "Hash", default={}, coerce="CronD.time_out"),
        P("cron_name", "String", name=True),
        P("cookbook", "String", desired=False),
        P(
            "predefined_value",
            "String",
            equal_to=("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"),
        ),
        P("comment", "String"),
        P("mode", "String|Integer", default="0600"),
        P("random_delay", "Integer"),
    ),
)
core(
    "CronAccess",
    "cron_access",
    actions="allow deny",
    default="allow",
    provides=(("cron_manage", {}),),
    composed=True,
    props=(P("user", "String", name=True),),
)
