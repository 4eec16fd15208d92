"""Core resources, family scripts: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "Execute",
    "execute",
    actions="run",
    default="run",
    props=(
        P("command", "String|Array", name=True),
        P("creates", "String"),
        P("cwd", "String"),
        P("environment", "Hash"),
        P("group", "String|Integer"),
        P("live_stream", "true|false", default=False),
        P("default_env", "true|false", default=False, desired=False),
        P("returns", "Integer|Array", default=0),
        P("timeout", "Integer|String|Float", default=3600, desired=False),
        P("user", "String|Integer"),
        P("domain", "String"),
        P("password", "String", sensitive=True),
        P("sensitive", "true|false", lazy="Execute.sensitive"),
        P("elevated", "true|false", default=False),
        P("input", "String"),
        P("login", "true|false", default=False),
        P("cgroup", "String"),
    ),
)
core(
    "Script",
    "script",
    parent="Execute",
    identity="name",
    props=(
        P("code", "String", required=True),
        P("interpreter", "String"),
        P("flags", "String"),
    ),
)
core(
    "Bash",
    "bash",
    parent="Script",
)
core(
    "Csh",
    "csh",
    parent="Script",
)
core(
    "Ksh",
    "ksh",
    parent="Script",
)
core(
    "Perl",
    "perl",
    parent="Script",
)
core(
    "Python",
    "python",
    parent="Script",
)
core(
    "Ruby",
    "ruby",
    parent="Script",
)
core(
    "RubyBlock",
    "ruby_block",
    actions="create run",
    default="run",
    props=(P("block_name", "String", name=True),),
)
core(
    "WhyrunSafeRubyBlock",
    "whyrun_safe_ruby_block",
    parent="RubyBlock",
)
