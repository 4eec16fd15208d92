"""Package sources: apt_repository, apt_preference, apt_update, yum_repository; Puppet's Apt_key and Yumrepo."""

from __future__ import annotations

import re
import shlex

from translator.graph.nodes import Command, File, Node, PackagePreference, Repository
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


NOT_SETTINGS = {"name", "ensure", "descr", "target", "provider", "baseurl", "show_diff"}


@RESOURCES.register("Yumrepo")
def yumrepo(reader: Reader) -> Node:
    """One .repo file with every setting that the resource gives."""
    words = reader.step.resource.properties
    options = {
        name: reader.text(name)
        for name in words
        if name not in NOT_SETTINGS | METAPARAMETERS and reader.text(name) != "absent"
    }
    name = reader.named("name")
    base = reader.text("baseurl")
    return Repository(
        **reader.base(),
        name=name,
        kind="yum",
        uri="" if base == "absent" else base,
        key=reader.text("gpgkey"),
        options={"name": reader.text("descr", name), **options},
        present=reader.text("ensure", "present") != "absent",
    )


METAPARAMETERS = {"alias", "audit", "loglevel", "noop", "schedule", "tag"}
BINARY_KEYS = (".gpg", ".pgp")


@RESOURCES.register("Apt_key")
def apt_key(reader: Reader) -> Node:
    """A key that apt trusts: brought from its address or a key server, or written from the resource itself."""
    identity = reader.text("id") or reader.name
    if reader.text("ensure", "present") == "absent":
        return reader.silent("a new image does not have the key")
    if reader.raw("content") is not None:
        path = f"/etc/apt/trusted.gpg.d/{identity}.asc"
        return File(**reader.base(), path=path, content=reader.string("content"), mode="0644")
    source = reader.text("source")
    return Command(**reader.base(), code=_key_command(identity, source, reader.text("server", "keyserver.ubuntu.com")))


def _key_command(identity: str, source: str, server: str) -> str:
    if source:
        path = f"/etc/apt/trusted.gpg.d/{identity}.{'gpg' if source.endswith(BINARY_KEYS) else 'asc'}"
        return f"cp {source} {path}" if source.startswith("/") else f"curl -fsSL -o {path} {shlex.quote(source)}"
    host = server if "://" in server else f"hkp://{server}:80"
    path = f"/etc/apt/trusted.gpg.d/{identity}.gpg"
    receive = f"gpg --batch --keyserver {host} --recv-keys {identity}"
    return f"{receive} && gpg --batch --yes --output {path} --export {identity}"
