"""Core resources, family rhsm: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "RhsmErrata",
    "rhsm_errata",
    actions="install",
    default="install",
    provides=(("rhsm_errata", {"block": True}),),
    composed=True,
    props=(P("errata_id", "String", name=True),),
)
core(
    "RhsmErrataLevel",
    "rhsm_errata_level",
    actions="install",
    default="install",
    provides=(("rhsm_errata_level", {"block": True}),),
    composed=True,
    props=(
        P(
            "errata_level",
            "String",
            name=True,
            coerce="RhsmErrataLevel.errata_level",
            equal_to=("critical", "moderate", "important", "low"),
        ),
    ),
)
core(
    "RhsmRegister",
    "rhsm_register",
    actions="register unregister",
    default="register",
    provides=(("rhsm_register", {"block": True}),),
    composed=True,
    props=(
        P("activation_key", "String|Array", coerce="array"),
        P("satellite_host", "String"),
        P("organization", "String"),
        P("environment", "String"),
        P("username", "String"),
        P("password", "String", sensitive=True),
        P("system_name", "String"),
        P("auto_attach", "true|false", default=False),
        P("install_katello_agent", "true|false", default=True),
        P("force", "true|false", default=False, desired=False),
        P("https_for_ca_consumer", "true|false", default=False, desired=False),
        P("server_url", "String"),
        P("base_url", "String"),
        P("service_level", "String"),
        P("release", "Float|String"),
        P(
            "not_registered_strings",
            "String|Array",
            default=("Overall Status: Unknown", "Overall Status: Not registered"),
            coerce="array",
            desired=False,
        ),
    ),
)
core(
    "RhsmRepo",
    "rhsm_repo",
    actions="enable disable",
    default="enable",
    provides=(("rhsm_repo", {"block": True}),),
    composed=True,
    props=(P("repo_name", "String", name=True),),
)
