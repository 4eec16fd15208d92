"""The types of Puppet itself and of the modules in its packages (cron, host, mount, yumrepo …): a table of attributes."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.resource_types.model import WHOLE, NativeType, TitlePattern
from translator.evaluate.puppet.values import Regexp

CORE_TYPES: Final[dict[str, NativeType]] = {}


def _add(
    name: str,
    *,
    properties: str = "",
    parameters: str = "",
    namevars: str = "name",
    isomorphic: bool = True,
    titles: tuple[TitlePattern, ...] = (),
) -> None:
    CORE_TYPES[name] = NativeType(
        name=name,
        properties=tuple(properties.split()),
        parameters=tuple(parameters.split()),
        namevars=tuple(namevars.split()),
        isomorphic=isomorphic,
        titles=titles,
    )


_add(
    "exec",
    properties="returns",
    parameters=(
        "command path user group cwd logoutput refresh environment umask timeout tries try_sleep refreshonly "
        "creates unless onlyif provider"
    ),
    namevars="command",
    isomorphic=False,
)
_add(
    "file",
    properties=(
        "ensure content checksum_value target owner group mode type seluser selrole seltype selrange ctime mtime"
    ),
    parameters=(
        "path backup recurse recurselimit max_files replace force ignore links purge sourceselect show_diff "
        "staging_location validate_cmd validate_replacement provider checksum source source_permissions "
        "selinux_ignore_defaults"
    ),
    namevars="path",
    titles=(TitlePattern(pattern=Regexp(r"^(/|.+:/|.*[^/])/*\Z", "m"), names=("path",)),),
)
_add(
    "filebucket",
    parameters="name server port path",
)
_add(
    "group",
    properties="ensure gid members attributes",
    parameters="auth_membership name allowdupe ia_load_module attribute_membership system forcelocal provider",
)
_add(
    "notify",
    properties="message",
    parameters="withpath name",
)
_add(
    "package",
    properties="ensure package_settings flavor mark",
    parameters=(
        "name provider command source instance status adminfile responsefile configfiles category platform "
        "root vendor description allowcdrom enable_only install_only install_options uninstall_options "
        "allow_virtual reinstall_on_refresh"
    ),
    namevars="name provider command",
    titles=(TitlePattern(pattern=WHOLE, names=("name",)),),
)
_add(
    "resources",
    parameters="name purge unless_system_user unless_uid",
)
_add(
    "schedule",
    parameters="name range periodmatch period repeat weekday",
)
_add(
    "service",
    properties="ensure enable logonaccount flags",
    parameters=(
        "logonpassword binary hasstatus name path pattern restart start status stop control hasrestart "
        "manifest timeout provider"
    ),
)
_add(
    "stage",
    parameters="name",
)
_add(
    "tidy",
    parameters="path recurse max_files matches backup age size type rmdirs",
    namevars="path",
    isomorphic=False,
)
_add(
    "user",
    properties=(
        "ensure home uid gid comment shell password password_min_age password_max_age password_warn_days "
        "groups expiry roles auths profiles keys project attributes salt iterations loginclass"
    ),
    parameters=(
        "name membership system allowdupe managehome role_membership auth_membership profile_membership "
        "key_membership ia_load_module attribute_membership forcelocal purge_ssh_keys provider"
    ),
)
_add(
    "whit",
    parameters="name",
)
_add(
    "component",
    parameters="name",
)
_add(
    "augeas",
    properties="returns",
    parameters="name context onlyif changes root load_path force type_check lens incl show_diff provider",
)
_add(
    "cron",
    properties="ensure command special minute hour weekday month monthday environment user target",
    parameters="name provider",
)
_add(
    "host",
    properties="ensure ip host_aliases comment target",
    parameters="name provider",
)
_add(
    "mailalias",
    properties="ensure recipient file target",
    parameters="name provider",
)
_add(
    "mount",
    properties="ensure device blockdevice fstype options pass atboot dump target",
    parameters="name remounts provider",
)
_add(
    "selboolean",
    properties="value",
    parameters="name persistent provider",
)
_add(
    "selmodule",
    properties="ensure syncversion",
    parameters="name selmoduledir selmodulepath provider",
)
_add(
    "ssh_authorized_key",
    properties="ensure type key user target options",
    parameters="name drop_privileges provider",
)
_add(
    "sshkey",
    properties="ensure key host_aliases target",
    parameters="type name provider",
    namevars="type name",
    titles=(
        TitlePattern(pattern=Regexp("^(.*?)@(.*)$"), names=("name", "type")),
        TitlePattern(pattern=Regexp("^([^@]+)$"), names=("name",)),
    ),
)
_add(
    "yumrepo",
    properties=(
        "ensure descr mirrorlist baseurl enabled gpgcheck payload_gpgcheck repo_gpgcheck gpgkey "
        "mirrorlist_expire include exclude gpgcakey includepkgs enablegroups module_hotfixes failovermethod "
        "keepalive retries http_caching timeout metadata_expire protect priority minrate throttle bandwidth "
        "cost proxy proxy_username proxy_password s3_enabled sslcacert sslverify sslclientcert sslclientkey "
        "metalink skip_if_unavailable assumeyes deltarpm_percentage deltarpm_metadata_percentage username "
        "password"
    ),
    parameters="name target provider",
)
_add(
    "zfs",
    properties=(
        "ensure aclinherit aclmode acltype atime canmount checksum compression copies dedup defaultuserquota "
        "defaultgroupquota devices exec logbias mountpoint nbmand overlay primarycache quota readonly "
        "recordsize refquota refreservation reservation secondarycache setuid shareiscsi sharenfs sharesmb "
        "snapdir sync version volsize vscan xattr zoned"
    ),
    parameters="name provider",
)
_add(
    "zone",
    properties="ensure ip iptype autoboot path pool shares dataset inherit",
    parameters="name clone id create_args install_args sysidcfg realhostname provider",
)
_add(
    "zpool",
    properties="ensure disk mirror raidz spare log cache ashift autoexpand failmode",
    parameters="pool raid_parity provider",
    namevars="pool",
)
