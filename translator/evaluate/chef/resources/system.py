"""Core resources, family system: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "Alternatives",
    "alternatives",
    actions="install set remove auto refresh",
    default="install",
    provides=(("alternatives", {"block": True}),),
    composed=True,
    props=(
        P("link_name", "String", name=True),
        P("link", "String", lazy="Alternatives.link"),
        P("path", "String"),
        P("priority", "String|Integer", coerce="Alternatives.priority"),
    ),
)
core(
    "Breakpoint",
    "breakpoint",
    actions="break",
    default="break",
    composed=True,
)
core(
    "BuildEssential",
    "build_essential",
    actions="install upgrade",
    default="install",
    provides=(("build_essential", {"block": True}),),
    composed=True,
    props=(
        P("name", "String", default=""),
        P("raise_if_unsupported", "true|false", default=False, desired=False),
    ),
)
core(
    "Locale",
    "locale",
    actions="update",
    default="update",
    composed=True,
    props=(
        P("lang", "String", regex=r"\A\S+"),
        P("lc_env", "Hash", default={}, coerce="Locale.lc_env"),
    ),
)
core(
    "Log",
    "log",
    actions="write",
    default="write",
    composed=True,
    props=(
        P("message", "String", name=True, identity=True),
        P(
            "level",
            "Symbol",
            default=sym("info"),
            equal_to=(sym("debug"), sym("info"), sym("warn"), sym("error"), sym("fatal")),
        ),
    ),
)
core(
    "Ohai",
    "ohai",
    actions="reload",
    default="reload",
    composed=True,
    props=(P("plugin", "String"),),
)
core(
    "OhaiHint",
    "ohai_hint",
    actions="create delete",
    default="create",
    provides=(("ohai_hint", {"block": True}),),
    composed=True,
    props=(
        P("hint_name", "String", name=True),
        P("content", "Hash"),
        P("compile_time", "true|false", default=True, desired=False),
    ),
)
core(
    "Timezone",
    "timezone",
    actions="set",
    default="set",
    composed=True,
    props=(P("timezone", "String", name=True),),
)
