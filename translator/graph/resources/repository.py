"""Package sources: apt_repository, apt_preference, apt_update, yum_repository."""

from __future__ import annotations

import re

from translator.graph.nodes import Node, PackagePreference, Repository
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("apt_update")
def apt_update(reader: Reader) -> Node:
    """The package layer refreshes its own lists."""
    return reader.silent("every package layer refreshes the package lists itself")


@RESOURCES.register("apt_repository")
def apt_repository(reader: Reader) -> Node:
    """One apt source; Launchpad's short form (ppa:owner/name) is written out."""
    name = re.sub(r"[^\w.-]", "-", reader.named("repo_name"))
    if reader.action == "remove":
        return Repository(**reader.base(), name=name, kind="apt", uri="", present=False)
    keys = reader.names("key")
    uri = reader.text("uri")
    return Repository(
        **reader.base(),
        name=name,
        kind="apt",
        uri=_ppa(uri) if uri.startswith("ppa:") else uri,
        suite=reader.text("distribution") or ("" if uri.endswith("/") else reader.platform.codename),
        components=reader.names("components") or (("main",) if uri.startswith("ppa:") else ()),
        architectures=tuple(reader.text("arch").replace(",", " ").split()),
        key=" ".join(keys),
        key_fingerprint=bool(keys) and all("://" not in key for key in keys),
        trusted=reader.flag("trusted"),
        options={"keyserver": reader.text("keyserver"), "deb_src": reader.text("deb_src")},
    )


def _ppa(uri: str) -> str:
    owner, _, name = uri.removeprefix("ppa:").partition("/")
    return f"http://ppa.launchpad.net/{owner}/{name or 'ppa'}/ubuntu"


@RESOURCES.register("apt_preference")
def apt_preference(reader: Reader) -> Node:
    """One apt pin."""
    name = reader.named("package_name")
    if reader.action == "remove":
        return reader.silent("a new image has no such preference")
    about = reader.text("glob") or name
    text = f"Package: {about}\nPin: {reader.text('pin')}\nPin-Priority: {reader.text('pin_priority')}\n"
    return PackagePreference(**reader.base(), name=re.sub(r"\.", "_", name).replace("*", "wildcard"), text=text)


YUM_KEYS = (
    "gpgkey",
    "mirrorlist",
    "metalink",
    "priority",
    "exclude",
    "includepkgs",
    "sslverify",
    "metadata_expire",
    "proxy",
)


@RESOURCES.register("yum_repository")
def yum_repository(reader: Reader) -> Node:
    """One .repo file of yum or dnf; in `options` its settings."""
    if reader.action == "makecache":
        return reader.silent("every package layer refreshes the package lists itself")
    options = {key: " ".join(reader.names(key)) for key in YUM_KEYS if reader.raw(key) not in (None, "")}
    for key in ("enabled", "gpgcheck"):
        options[key] = "1" if reader.raw(key) is None or reader.flag(key) else "0"
    return Repository(
        **reader.base(),
        name=reader.named("repositoryid"),
        kind="yum",
        uri=" ".join(reader.names("baseurl")),
        key=" ".join(reader.names("gpgkey")),
        options={"name": reader.text("description", "Yum Repository"), **options},
        present=reader.action not in ("remove", "delete"),
    )


@RESOURCES.register("zypper_repository", "zypper_repo")
def zypper_repository(reader: Reader) -> Node:
    """Not built: no base image of this program uses zypper."""
    return reader.manual("zypper repositories are not carried over", "add the repository to the Dockerfile by hand")
