"""Core resources, family inspec: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core

core(
    "InspecInput",
    "inspec_input",
    actions="add",
    default="add",
    composed=True,
    props=(
        P("name", "Hash|String"),
        P("input", "Hash|String", name=True),
        P("source", "Hash|String", name=True),
    ),
)
core(
    "InspecWaiver",
    "inspec_waiver",
    actions="add",
    default="add",
    composed=True,
    props=(
        P("control", "String", name=True),
        P("expiration", "String"),
        P("run_test", "true|false"),
        P("justification", "String"),
        P("source", "Hash|String"),
    ),
)
core(
    "InspecWaiverFileEntry",
    "inspec_waiver_file_entry",
    actions="add remove",
    default="add",
    composed=True,
    props=(
        P("control", "String", name=True),
        P("file_path", "String", default="/etc/chef/inspec_waivers.yml", required=True),
        P("expiration", "String"),
        P("run_test", "true|false"),
        P("justification", "String"),
        P("backup", "false|Integer", default=False),
    ),
)
