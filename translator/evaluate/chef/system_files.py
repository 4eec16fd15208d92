"""The files in /etc that say which system a machine is, as its distribution's image has them.

before:  "debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)"
after:   {"/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\\n…', "/etc/issue": …, "/etc/hosts": …}
"""

from __future__ import annotations

NAMES = {
    "debian": "Debian GNU/Linux",
    "ubuntu": "Ubuntu",
    "centos": "CentOS Linux",
    "rocky": "Rocky Linux",
    "almalinux": "AlmaLinux",
    "alma": "AlmaLinux",
    "fedora": "Fedora Linux",
}
IDS = {"alma": "almalinux"}
BASED_ON = {
    "ubuntu": "debian",
    "centos": "rhel fedora",
    "rocky": "rhel centos fedora",
    "almalinux": "rhel centos fedora",
}
HOSTS = "127.0.0.1\tlocalhost\n"


def system_files(platform: str, version: str, codename: str, pretty: str) -> dict[str, str | None]:
    """Return the texts by path; None for a file that this distribution has not."""
    name = NAMES.get(platform, platform)
    shown = pretty or f"{name} {version}"
    texts: dict[str, str | None] = {"/etc/hosts": HOSTS}
    if platform in NAMES:
        texts["/etc/os-release"] = _os_release(IDS.get(platform, platform), name, version, codename, shown)
    if platform in ("debian", "ubuntu"):
        texts["/etc/issue"] = f"{_issue(platform, name, version, shown)} \\n \\l\n\n"
    if platform == "debian":
        texts["/etc/debian_version"] = f"{version}\n"
    elif platform != "ubuntu":
        texts["/etc/debian_version"] = None
    return texts


def _issue(platform: str, name: str, version: str, shown: str) -> str:
    return f"{name} {version.partition('.')[0]}" if platform == "debian" else shown


def _os_release(identifier: str, name: str, version: str, codename: str, shown: str) -> str:
    lines = [f'PRETTY_NAME="{shown}"', f'NAME="{name}"', f'VERSION_ID="{version}"']
    lines.append(f'VERSION="{version} ({codename})"' if codename else f'VERSION="{version}"')
    lines += [f"VERSION_CODENAME={codename}"] if codename else []
    lines.append(f"ID={identifier}")
    lines += [f'ID_LIKE="{BASED_ON[identifier]}"'] if identifier in BASED_ON else []
    return "\n".join(lines) + "\n"
