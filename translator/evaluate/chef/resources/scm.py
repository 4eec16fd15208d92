"""Core resources, family scm: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "Git",
    "git",
    actions="checkout export sync diff log",
    default="sync",
    aliases={"branch": "revision", "reference": "revision", "repo": "repository", "env": "environment"},
    props=(
        P("destination", "String", name=True),
        P("repository", "String"),
        P("revision", "String", default="HEAD"),
        P("user", "String|Integer"),
        P("group", "String|Integer"),
        P("timeout", "Integer", desired=False),
        P("environment", "Hash|nil", default=None),
        P("additional_remotes", "Hash", default={}),
        P("depth", "Integer"),
        P("enable_submodules", "true|false", default=False),
        P("enable_checkout", "true|false", default=True),
        P("remote", "String", default="origin"),
        P("ssh_wrapper", "String", desired=False),
        P("checkout_branch", "String"),
    ),
)
core(
    "Subversion",
    "subversion",
    actions="checkout export sync diff log force_export",
    default="sync",
    aliases={"env": "environment"},
    props=(
        P("destination", "String", name=True),
        P("repository", "String"),
        P("revision", "String", default="HEAD"),
        P("user", "String|Integer"),
        P("group", "String|Integer"),
        P("timeout", "Integer", desired=False),
        P("environment", "Hash|nil", default=None),
        P("svn_arguments", "String|nil|false", default="--no-auth-cache", coerce="false_to_nil"),
        P("svn_info_args", "String|nil|false", default="--no-auth-cache", coerce="false_to_nil"),
        P("svn_binary", "String"),
        P("svn_username", "String"),
        P("svn_password", "String", desired=False, sensitive=True),
    ),
)
