"""Resources of other operating systems: refused, each with its reason."""

from __future__ import annotations

from translator.graph.nodes import Node
from translator.graph.reader import RESOURCES, Reader

NAMES = (
    "windows_package",
    "windows_service",
    "windows_feature",
    "windows_task",
    "windows_path",
    "windows_env",
    "windows_share",
    "windows_shortcut",
    "windows_font",
    "windows_certificate",
    "windows_firewall_rule",
    "registry_key",
    "powershell_script",
    "powershell_package",
    "batch",
    "dsc_script",
    "dsc_resource",
    "macos_userdefaults",
    "homebrew_cask",
    "homebrew_tap",
    "launchd",
)


@RESOURCES.register(*NAMES)
def windows(reader: Reader) -> Node:
    """Manual: only Linux images are made."""
    return reader.manual(f"{reader.type} is for another operating system", "leave it out: only Linux images are made")
