"""Core resources, family files: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "ArchiveFile",
    "archive_file",
    actions="extract",
    default="extract",
    provides=(("libarchive_file", {}),),
    composed=True,
    aliases={"extract_options": "options", "extract_to": "destination"},
    props=(
        P("path", "String", name=True, coerce="expand_path"),
        P("owner", "String"),
        P("group", "String"),
        P("mode", "String|Integer", default="755"),
        P("destination", "String", required=True),
        P("options", "Array|Symbol", lazy="ArchiveFile.options"),
        P("overwrite", "true|false|:auto", default=False),
        P("strip_components", "Integer", default=0),
    ),
)
core(
    "File",
    "file",
    actions="create delete touch create_if_missing",
    default="create",
    securable=True,
    state="checksum owner group mode",
    props=(
        P("path", "String", name=True),
        P("atomic_update", "true|false", lazy="File.atomic_update", desired=False),
        P("backup", "Integer|false", default=5, desired=False),
        P("checksum", "String|nil", coerce="downcase", regex=r"^\h{64}$"),
        P("content", "String|nil", desired=False),
        P("diff", "String|nil", desired=False),
        P("force_unlink", "true|false", default=False, desired=False),
        P("manage_symlink_source", "true|false", desired=False),
        P("verifications", "Array", lazy="File.verifications", desired=False),
    ),
)
core(
    "CookbookFile",
    "cookbook_file",
    parent="File",
    actions="create",
    default="create",
    props=(
        P("source", "String|Array", lazy="CookbookFile.source"),
        P("cookbook", "String", desired=False),
    ),
)
core(
    "Directory",
    "directory",
    actions="create delete",
    default="create",
    securable=True,
    state="group mode owner",
    props=(
        P("path", "String", name=True),
        P("recursive", "true|false", default=False),
    ),
)
core(
    "Link",
    "link",
    actions="create delete",
    default="create",
    securable=True,
    state="owner",
    props=(
        P("target_file", "String", name=True),
        P("to", "String|nil"),
        P(
            "link_type",
            "String|Symbol",
            default=sym("symbolic"),
            coerce="symbol",
            equal_to=(sym("symbolic"), sym("hard")),
        ),
        P("group", "String|Integer"),
        P("owner", "String|Integer"),
    ),
)
core(
    "RemoteDirectory",
    "remote_directory",
    parent="Directory",
    actions="create create_if_missing delete",
    default="create",
    props=(
        P("recursive", "true|false", default=True, desired=False),
        P("source", "String", lazy="RemoteDirectory.source", desired=False),
        P("files_backup", "Integer|false", default=5, desired=False),
        P("purge", "true|false", default=False, desired=False),
        P("overwrite", "true|false", default=True, desired=False),
        P("cookbook", "String", desired=False),
        P("files_group", "String|Integer"),
        P("files_mode", "String|Integer|nil", lazy="RemoteDirectory.files_mode", regex=r"^\d{3,4}$"),
        P("files_owner", "String|Integer"),
        P("delete", "true|false", default=False, desired=False),
    ),
)
core(
    "RemoteFile",
    "remote_file",
    parent="File",
    aliases={"use_etags": "use_etag"},
    props=(
        P("checksum", "String"),
        P("use_etag", "true|false", default=True),
        P("use_last_modified", "true|false", default=True),
        P("ftp_active_mode", "true|false", default=False),
        P("headers", "Hash", default={}),
        P("show_progress", "true|false", default=False),
        P("ssl_verify_mode", "Symbol", equal_to=(sym("verify_none"), sym("verify_peer"))),
        P("remote_user", "String"),
        P("remote_domain", "String"),
        P("remote_password", "String", sensitive=True),
        P("authentication", "Symbol", default=sym("remote"), equal_to=(sym("remote"), sym("local"))),
        P("http_options", "Hash", default={}),
    ),
)
core(
    "Template",
    "template",
    parent="File",
    props=(
        P("variables", "Hash", default={}),
        P("cookbook", "String", desired=False),
        P("local", "true|false", default=False, desired=False),
    ),
)
