"""Core resources, Windows accounts, domains, certificates and names: the properties, actions and defaults that Chef documents for each."""

from translator.evaluate.chef.resource_table import P, core, sym

core(
    "WindowsScript",
    "",
    parent="Script",
)
core(
    "Batch",
    "batch",
    parent="WindowsScript",
)
core(
    "DscResource",
    "dsc_resource",
    actions="run",
    default="run",
    props=(
        P("module_version", "String"),
        P(
            "reboot_action",
            "Symbol",
            default=sym("nothing"),
            equal_to=(sym("nothing"), sym("reboot_now"), sym("request_reboot")),
        ),
        P("timeout", "Integer", desired=False),
    ),
)
core(
    "DscScript",
    "dsc_script",
    actions="run",
    default="run",
    props=(
        P("flags", "Hash"),
        P("cwd", "String"),
        P("environment", "Hash"),
        P("timeout", "Integer", desired=False),
    ),
)
core(
    "HabitatSupWindows",
    "habitat_sup",
    parent="HabitatSup",
    actions="run",
    default="run",
    provides=(
        ("habitat_sup", {"os": "windows"}),
        ("habitat_sup_windows", {}),
    ),
    composed=True,
)
core(
    "PowershellPackage",
    "powershell_package",
    parent="Package",
    actions="install remove",
    props=(
        P("package_name", "String|Array", coerce="flat_array"),
        P("version", "String|Array", coerce="flat_array"),
        P("source", "String"),
        P("skip_publisher_check", "true|false", default=False, desired=False),
        P("allow_clobber", "true|false", default=False),
    ),
)
core(
    "PowershellPackageSource",
    "powershell_package_source",
    actions="register set unregister",
    default="register",
    composed=True,
    aliases={"url": "source_location"},
    props=(
        P("source_name", "String", name=True),
        P("new_name", "String"),
        P("source_location", "String"),
        P("publish_location", "String"),
        P("script_source_location", "String"),
        P("script_publish_location", "String"),
        P("trusted", "true|false", default=False),
        P("user", "String"),
        P("password", "String", sensitive=True),
        P(
            "provider_name",
            "String",
            default="NuGet",
            equal_to=("Programs", "msi", "NuGet", "msu", "PowerShellGet", "psl", "chocolatey", "winget"),
        ),
    ),
)
core(
    "PowershellScript",
    "powershell_script",
    parent="WindowsScript",
    provides=(("powershell_script", {"os": "windows"}),),
    props=(
        P("flags", "String"),
        P("interpreter", "String", default="powershell", equal_to=("powershell", "pwsh")),
        P("use_inline_powershell", "true|false", default=False),
        P("convert_boolean_return", "true|false", default=False),
    ),
)
core(
    "RegistryKey",
    "registry_key",
    actions="create create_if_missing delete delete_key",
    default="create",
    provides=(("registry_key", {"block": True}),),
    props=(
        P("key", "String", name=True),
        P("values", "Hash|Array", default=(), coerce="RegistryKey.values"),
        P("recursive", "true|false", default=False),
        P("architecture", "Symbol", default=sym("machine"), equal_to=(sym("machine"), sym("x86_64"), sym("i386"))),
    ),
)
core(
    "User::WindowsUser",
    "windows_user",
    parent="User",
    provides=(("user", {"os": "windows"}),),
    props=(
        P("full_name", "String"),
        P("uid", "String|Integer|nil", coerce="integer_or_same"),
    ),
)
core(
    "WindowsAdJoin",
    "windows_ad_join",
    actions="join leave",
    default="join",
    composed=True,
    props=(
        P("domain_name", "String", name=True, regex=r".\.."),
        P("domain_user", "String", required=True),
        P("domain_password", "String", required=True, sensitive=True),
        P("ou_path", "String"),
        P(
            "reboot",
            "Symbol",
            default=sym("immediate"),
            equal_to=(sym("immediate"), sym("delayed"), sym("never"), sym("request_reboot"), sym("reboot_now")),
        ),
        P("reboot_delay", "Integer", default=0),
        P("new_hostname", "String"),
        P("workgroup_name", "String"),
        P("sensitive", "true|false", default=True, desired=False),
    ),
)
core(
    "WindowsAuditPolicy",
    "windows_audit_policy",
    actions="set",
    default="set",
    composed=True,
    props=(
        P("subcategory", "String|Array", coerce="array"),
        P("success", "true|false"),
        P("failure", "true|false"),
        P("include_user", "String"),
        P("exclude_user", "String"),
        P("crash_on_audit_fail", "true|false"),
        P("full_privilege_auditing", "true|false"),
        P("audit_base_objects", "true|false"),
        P("audit_base_directories", "true|false"),
    ),
)
core(
    "WindowsAutorun",
    "windows_auto_run",
    actions="create remove",
    default="create",
    provides=(("windows_auto_run", {"block": True}),),
    composed=True,
    aliases={"program": "path"},
    props=(
        P("program_name", "String", name=True),
        P("path", "String", coerce="backslashes"),
        P("args", "String"),
        P("root", "Symbol", default=sym("machine"), equal_to=(sym("machine"), sym("user"))),
    ),
)
core(
    "WindowsCertificate",
    "windows_certificate",
    actions="create acl_add delete fetch verify",
    default="create",
    composed=True,
    aliases={"cert_path": "output_path"},
    props=(
        P("source", "String", name=True),
        P("pfx_password", "String", sensitive=True),
        P("private_key_acl", "Array"),
        P(
            "store_name",
            "String",
            default="MY",
            equal_to=(
                "TRUSTEDPUBLISHER",
                "TrustedPublisher",
                "CLIENTAUTHISSUER",
                "REMOTE DESKTOP",
                "ROOT",
                "TRUSTEDDEVICES",
                "WEBHOSTING",
                "CA",
                "AUTHROOT",
                "TRUSTEDPEOPLE",
                "MY",
                "SMARTCARDROOT",
                "TRUST",
                "DISALLOWED",
            ),
        ),
        P("user_store", "true|false", default=False),
        P("sensitive", "true|false", lazy="WindowsCertificate.sensitive"),
        P("exportable", "true|false", default=False),
        P("output_path", "String"),
    ),
)
core(
    "WindowsDefender",
    "windows_defender",
    actions="enable disable",
    default="enable",
    composed=True,
    props=(
        P("realtime_protection", "true|false", default=True),
        P("intrusion_protection_system", "true|false", default=True),
        P("lock_ui", "true|false", default=False),
        P("scan_archives", "true|false", default=True),
        P("scan_scripts", "true|false", default=False),
        P("scan_email", "true|false", default=False),
        P("scan_removable_drives", "true|false", default=False),
        P("scan_network_files", "true|false", default=False),
        P("scan_mapped_drives", "true|false", default=True),
    ),
)
core(
    "WindowsDefenderExclusion",
    "windows_defender_exclusion",
    actions="add remove",
    default="add",
    composed=True,
    props=(
        P("paths", "String|Array", default=(), coerce="comma_list"),
        P("extensions", "String|Array", default=(), coerce="comma_list"),
        P("process_paths", "String|Array", default=(), coerce="comma_list"),
    ),
)
core(
    "WindowsDfsFolder",
    "windows_dfs_folder",
    actions="create delete",
    default="create",
    composed=True,
    props=(
        P("folder_path", "String", name=True),
        P("namespace_name", "String", required=True),
        P("target_path", "String"),
        P("description", "String"),
    ),
)
core(
    "WindowsDfsNamespace",
    "windows_dfs_namespace",
    actions="create delete",
    default="create",
    composed=True,
    props=(
        P("namespace_name", "String", name=True),
        P("description", "String", required=True),
        P("full_users", "Array", default=("BUILTIN\\administrators",)),
        P("change_users", "Array", default=()),
        P("read_users", "Array", default=()),
        P("root", "String", default="C:\\DFSRoots"),
    ),
)
core(
    "WindowsDfsServer",
    "windows_dfs_server",
    actions="configure",
    default="configure",
    composed=True,
    props=(
        P("use_fqdn", "true|false", default=False),
        P("ldap_timeout_secs", "Integer", default=30),
        P("prefer_login_dc", "true|false", default=False),
        P("enable_site_costed_referrals", "true|false", default=False),
        P("sync_interval_secs", "Integer", default=3600),
    ),
)
core(
    "WindowsDnsRecord",
    "windows_dns_record",
    actions="create delete",
    default="create",
    composed=True,
    props=(
        P("record_name", "String", name=True),
        P("zone", "String", required=True),
        P("target", "String", required=True),
        P("record_type", "String", default="ARecord", equal_to=("ARecord", "CNAME", "PTR")),
        P("dns_server", "String", default="localhost"),
    ),
)
core(
    "WindowsDnsZone",
    "windows_dns_zone",
    actions="create delete",
    default="create",
    composed=True,
    props=(
        P("zone_name", "String", name=True),
        P("replication_scope", "String", default="Domain"),
        P("server_type", "String", default="Domain", equal_to=("Domain", "Standalone")),
    ),
)
