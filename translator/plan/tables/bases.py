"""Base image of each distribution. Source: Docker Hub's official images, July 2026."""

from __future__ import annotations

from translator.evaluate.catalog import Platform
from translator.load.project import Settings

BASES = {
    "debian-10": "debian:buster-slim",
    "debian-11": "debian:bullseye-slim",
    "debian-12": "debian:bookworm-slim",
    "debian-13": "debian:trixie-slim",
    "ubuntu-18.04": "ubuntu:18.04",
    "ubuntu-20.04": "ubuntu:20.04",
    "ubuntu-22.04": "ubuntu:22.04",
    "ubuntu-24.04": "ubuntu:24.04",
    "rocky-8": "rockylinux:8",
    "rocky-9": "rockylinux:9",
    "alma-8": "almalinux:8",
    "alma-9": "almalinux:9",
    "almalinux-8": "almalinux:8",
    "almalinux-9": "almalinux:9",
    "redhat-8": "rockylinux:8",
    "redhat-9": "rockylinux:9",
    "oracle-8": "oraclelinux:8",
    "oracle-9": "oraclelinux:9",
    "centos-7": "centos:7",
    "amazon-2": "amazonlinux:2",
    "amazon-2023": "amazonlinux:2023",
    "fedora-40": "fedora:40",
}

FAMILY_DEFAULTS = {
    "debian": "debian:bookworm-slim",
    "rhel": "rockylinux:9",
    "fedora": "fedora:40",
    "amazon": "amazonlinux:2023",
}


def base_image(platform: Platform, settings: Settings) -> str:
    """Return the image that stands for the machine's distribution; the settings overrule the table."""
    keys = _keys(platform)
    for table in (settings.base_images, BASES):
        found = next((table[key] for key in keys if key in table), None)
        if found is not None:
            return found
    return FAMILY_DEFAULTS.get(platform.family, "debian:bookworm-slim")


def _keys(platform: Platform) -> tuple[str, ...]:
    major = platform.version.split(".")[0]
    return f"{platform.name}-{platform.version}", f"{platform.name}-{major}", platform.name


def merged_usr(platform: Platform) -> bool:
    """Return whether /bin, /lib and /sbin are links into /usr on this distribution."""
    major = int(platform.version.split(".")[0] or 0) if platform.version.split(".")[0].isdigit() else 99
    return platform.family != "debian" or major >= (20 if platform.name == "ubuntu" else 12)
