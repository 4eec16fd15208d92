"""Settings of the machine itself, which a container takes from its platform: mounts, kernel, time, names, limits."""

from __future__ import annotations

from translator.graph.nodes import HostSetting, KernelSetting, Mount, Node
from translator.graph.reader import MEANINGFUL, RESOURCES, Reader, Unsettled

KINDS = {
    "swap_file": "swap",
    "timezone": "timezone",
    "locale": "locale",
    "hostname": "hostname",
    "hostsfile_entry": "hosts",
    "kernel_module": "kernel_module",
    "user_ulimit": "ulimit",
    "ulimit_domain": "ulimit",
    "ulimit_rule": "ulimit",
    "sudo": "sudo",
    "reboot": "reboot",
    "ifconfig": "network",
    "route": "network",
    "mdadm": "storage",
    "filesystem": "storage",
    "lvm_logical_volume": "storage",
    "lvm_volume_group": "storage",
    "lvm_physical_volume": "storage",
    "selinux_state": "selinux",
    "selinux_boolean": "selinux",
    "selinux_fcontext": "selinux",
    "selinux_module": "selinux",
    "selinux_permissive": "selinux",
    "selinux_port": "selinux",
    "selinux_install": "selinux",
    "ssh_known_hosts_entry": "ssh",
    "ssh_authorize_key": "ssh",
    "ohai_hint": "chef",
    "chef_client_cron": "chef",
    "chef_client_systemd_timer": "chef",
    "chef_client_config": "chef",
    "chef_client_service": "chef",
    "Host": "hosts",
    "Loginctl_user": "ssh",
    "Selboolean": "selinux",
    "Selmodule": "selinux",
    "Selinux_fcontext": "selinux",
    "Selinux_fcontext_equivalence": "selinux",
    "Selinux_login": "selinux",
    "Selinux_permissive": "selinux",
    "Selinux_port": "selinux",
    "Ssh_authorized_key": "ssh",
    "Sshkey": "ssh",
}


@RESOURCES.register(*KINDS)
def host_setting(reader: Reader) -> Node:
    """One HostSetting; its value only where one word says it."""
    try:
        value = reader.text("lang") or reader.text("value")
    except Unsettled:
        value = ""
    return HostSetting(**reader.base(), kind=KINDS[reader.type], name=reader.name, value=value)


@RESOURCES.register("sysctl", "sysctl_param")
def sysctl(reader: Reader) -> Node:
    """One KernelSetting."""
    if reader.action == "remove":
        return reader.silent("a new machine has no such setting")
    return KernelSetting(**reader.base(), key=reader.named("key"), value=reader.string("value"))


@RESOURCES.register("mount")
def mount(reader: Reader) -> Node:
    """One Mount."""
    return Mount(
        **reader.base(),
        path=reader.named("mount_point"),
        device=reader.text("device"),
        filesystem=reader.text("fstype"),
        options=",".join(reader.names("options")),
    )


@RESOURCES.register("Mount")
def puppet_mount(reader: Reader) -> Node:
    """One Mount of the machine's table."""
    if reader.text("ensure") in ("absent", "unmounted"):
        return reader.silent("a new machine has no such mount")
    return Mount(
        **reader.base(),
        path=reader.named("name"),
        device=reader.text("device"),
        filesystem=reader.text("fstype"),
        options=reader.text("options"),
    )


@RESOURCES.register("Sysctl")
def puppet_sysctl(reader: Reader) -> Node:
    """One KernelSetting."""
    if reader.text("ensure") == "absent" or reader.raw("value") is None:
        return reader.silent("a new machine has no such setting")
    return KernelSetting(**reader.base(), key=reader.named("name"), value=reader.string("value"))


MEANINGFUL.update(("sysctl", "sysctl_param", *(name for name in KINDS if name != "sudo")), ("sudo",))
