"""Defaults of core properties that are worked out when they are read, by the name that the resource table uses."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.ruby.objects import RHash, RObject, RString, Symbol, Value
from translator.registry import Registry

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun

Default: TypeAlias = "Callable[[ChefRun, RObject], Value]"
DEFAULTS: Registry[Default] = Registry("lazy default")


def _read(run: ChefRun, resource: RObject, name: str) -> Value:
    return run.interp.call(resource, name)


def _fact(run: ChefRun, *path: str) -> Value:
    value = run.node
    for key in path:
        value = run.interp.call(value, "[]", [RString(key)])
        if value is None:
            return None
    return value


def _other(*names: str, prop: str) -> None:
    """The default is another property's value."""

    def default(run: ChefRun, resource: RObject) -> Value:
        return _read(run, resource, prop)

    for name in names:
        DEFAULTS.add(name, default)


def _constant(value: Callable[[], Value], *names: str) -> None:
    for name in names:
        DEFAULTS.add(name, lambda run, resource: value())


_other("CabPackage.source", "MsuPackage.source", prop="package_name")
_other("DmgPackage.volumes_dir", "DmgPackage.dmg_name", prop="app")
_other("Service.pattern", prop="service_name")
_other("WindowsFirewallRule.displayname", prop="rule_name")
_constant(lambda: [Symbol.of("time")], "ArchiveFile.options")
_constant(lambda: [], "File.verifications")
_constant(lambda: True, "File.atomic_update", "ZypperPackage.gpg_check")
_constant(lambda: False, "GemPackage.clear_sources")
_constant(lambda: RHash([(Symbol.of("remount"), False)]), "Mount.supports")
_constant(lambda: RString("des3"), "OpensslEcPrivateKey.key_cipher", "OpensslRsaPrivateKey.key_cipher")
_constant(lambda: 0o644, "RemoteDirectory.files_mode")
_constant(
    lambda: RString("/opt/chef/bin/chef-client"),
    "ChefClientCron.chef_binary_path",
    "ChefClientLaunchd.chef_binary_path",
    "ChefClientScheduledTask.chef_binary_path",
    "ChefClientSystemdTimer.chef_binary_path",
)
_constant(lambda: RString("/var/log/chef"), "ChefClientCron.log_directory")
_constant(lambda: RString("targeted"), "SelinuxState.policy")


@DEFAULTS.register("AptRepository.distribution")
def apt_distribution(run: ChefRun, resource: RObject) -> Value:
    return _fact(run, "lsb", "codename")


@DEFAULTS.register("Execute.sensitive")
def execute_sensitive(run: ChefRun, resource: RObject) -> Value:
    return _read(run, resource, "password") is not None


@DEFAULTS.register("CookbookFile.source")
def cookbook_file_source(run: ChefRun, resource: RObject) -> Value:
    return RString(posixpath.basename(run.text(run.name_of(resource))))


@DEFAULTS.register("RemoteDirectory.source")
def remote_directory_source(run: ChefRun, resource: RObject) -> Value:
    return RString(posixpath.basename(run.text(_read(run, resource, "path"))))


@DEFAULTS.register("Hostname.ipaddress")
def hostname_ipaddress(run: ChefRun, resource: RObject) -> Value:
    return _fact(run, "ipaddress")


@DEFAULTS.register("SshKnownHostsEntry.group")
def known_hosts_group(run: ChefRun, resource: RObject) -> Value:
    return _fact(run, "root_group")


@DEFAULTS.register("Alternatives.link")
def alternatives_link(run: ChefRun, resource: RObject) -> Value:
    return RString("/usr/bin/" + run.text(_read(run, resource, "link_name")))


@DEFAULTS.register("ChefClientConfig.node_name")
def client_node_name(run: ChefRun, resource: RObject) -> Value:
    return run.interp.call(run.node, "name")


@DEFAULTS.register("Sudo.config_prefix")
def sudo_prefix(run: ChefRun, resource: RObject) -> Value:
    family = run.platform.platform_family
    return RString(
        {"freebsd": "/usr/local/etc", "smartos": "/opt/local/etc", "mac_os_x": "/private/etc"}.get(family, "/etc")
    )


@DEFAULTS.register("UserUlimit.filename")
def ulimit_filename(run: ChefRun, resource: RObject) -> Value:
    user = run.text(_read(run, resource, "username"))
    return RString("00_all_limits.conf" if user == "*" else f"{user}_limits.conf")


@DEFAULTS.register("ZypperRepository.cookbook")
def zypper_cookbook(run: ChefRun, resource: RObject) -> Value:
    return resource.ivars.get("cookbook_name")


@DEFAULTS.register("SelinuxInstall.packages")
def selinux_packages(run: ChefRun, resource: RObject) -> Value:
    names = {
        "debian": "make policycoreutils selinux-basics selinux-policy-default selinux-policy-dev auditd setools",
        "rhel": "make policycoreutils selinux-policy selinux-policy-targeted selinux-policy-devel libselinux-utils "
        "setools-console",
    }
    return [RString(name) for name in names.get(run.platform.platform_family, names["rhel"]).split()]
