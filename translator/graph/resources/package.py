"""Packages of the system's and the languages' managers: package, apt_package, gem_package, pip …; Puppet's Package."""

from __future__ import annotations

from translator.evaluate.catalog import Platform
from translator.graph.nodes import Command, Node, Package
from translator.graph.reader import RESOURCES, Reader

MANAGERS = {
    "apt_package": "apt",
    "dpkg_package": "dpkg",
    "rpm_package": "rpm",
    "yum_package": "yum",
    "dnf_package": "dnf",
    "zypper_package": "zypper",
    "apk_package": "apk",
    "gem_package": "gem",
    "rubygems": "gem",
    "npm_package": "npm",
    "nodejs_npm": "npm",
    "python_pip": "pip",
    "python_package": "pip",
    "pip_package": "pip",
}

REMOVED = {"remove", "purge", "uninstall"}


def system_manager(platform: Platform) -> str:
    """Return the package manager of a distribution."""
    if platform.family == "debian":
        return "apt"
    if platform.family == "suse":
        return "zypper"
    if platform.family == "alpine":
        return "apk"
    major = int(platform.version.split(".")[0]) if platform.version.split(".")[0].isdigit() else 0
    return "yum" if platform.family == "rhel" and major < 8 else "dnf"


@RESOURCES.register("package", *MANAGERS)
def package(reader: Reader) -> Node | tuple[Node, ...]:
    """One node a package name; an array of versions goes with an array of names."""
    if reader.action in ("lock", "unlock", "reconfig", "flush_cache"):
        return reader.silent(f"action :{reader.action} matters only to later runs of the package manager")
    manager = MANAGERS.get(reader.type) or system_manager(reader.platform)
    names = reader.names("package_name") or (reader.name,)
    versions = reader.names("version")
    return tuple(
        Package(
            **reader.base(),
            name=name,
            manager=_by_file(manager, reader.text("source")),
            version=versions[place] if place < len(versions) else "",
            installed=reader.action not in REMOVED,
            options=_words(reader),
            source=reader.text("source"),
        )
        for place, name in enumerate(names)
    )


def _by_file(manager: str, source: str) -> str:
    """Return the manager that installs a package from a local file."""
    if source.endswith(".deb") and manager == "apt":
        return "dpkg"
    return "rpm" if source.endswith(".rpm") and manager in ("yum", "dnf") else manager


def _words(reader: Reader) -> tuple[str, ...]:
    return tuple(word for option in reader.names("options") for word in option.split())


@RESOURCES.register("chef_gem")
def chef_gem(reader: Reader) -> Node:
    """A gem for the configuration tool's own Ruby, which no image has."""
    return reader.silent("a gem for the configuration tool itself, which does not run in the image")


@RESOURCES.register("build_essential")
def build_essential(reader: Reader) -> tuple[Node, ...]:
    """The compilers, as the resource installs them on each family of distributions."""
    families = {
        "debian": ("autoconf", "binutils-doc", "bison", "build-essential", "flex", "gettext", "libncurses-dev"),
        "suse": ("autoconf", "bison", "flex", "gcc", "gcc-c++", "kernel-default-devel", "make", "m4"),
    }
    others = (
        "autoconf",
        "bison",
        "flex",
        "gcc",
        "gcc-c++",
        "gettext",
        "kernel-devel",
        "make",
        "m4",
        "ncurses-devel",
        "patch",
    )
    manager = system_manager(reader.platform)
    names = families.get(reader.platform.family, others)
    return tuple(Package(**reader.base(), name=name, manager=manager) for name in names)


@RESOURCES.register("snap_package", "homebrew_package", "pacman_package", "freebsd_package", "chocolatey_package")
def foreign(reader: Reader) -> Node:
    """Managers that no container image of this program has."""
    return reader.manual(f"{reader.type} does not work in an image build", "install the program another way")


PROVIDERS = {
    "apt": "apt", "aptitude": "apt", "dnf": "dnf", "dnfmodule": "dnf", "dpkg": "dpkg", "gem": "gem", "npm": "npm",
    "pip": "pip", "pip2": "pip", "pip3": "pip", "rpm": "rpm", "tdnf": "dnf", "yum": "yum", "zypper": "zypper",
}  # fmt: skip
OWN_RUBY = ("puppet_gem", "puppetserver_gem")
ANY_VERSION = {"", "present", "installed", "latest", "held", "true"}


@RESOURCES.register("Package")
def puppet_package(reader: Reader) -> Node:
    """One package; `ensure` is a state or a version."""
    provider, ensure = reader.text("provider"), reader.text("ensure", "present")
    if provider in OWN_RUBY:
        return reader.silent("a gem for the configuration tool itself, which does not run in the image")
    if provider and provider not in PROVIDERS:
        return reader.manual(f"the package provider {provider} has no place in an image", "install it another way")
    if provider == "dnfmodule":
        return _module_stream(reader, ensure)
    source = reader.text("source")
    manager = _by_file(PROVIDERS.get(provider) or system_manager(reader.platform), source)
    system = manager in ("yum", "dnf", "apt")
    return Package(
        **reader.base(),
        name=reader.named("name"),
        manager=manager,
        version="" if ensure in ANY_VERSION | {"absent", "purged"} else ensure,
        installed=ensure not in ("absent", "purged"),
        options=tuple(word for option in reader.names("install_options") for word in option.split()),
        source="" if system else source,
    )


def _module_stream(reader: Reader, ensure: str) -> Node:
    """A module stream of dnf, reset and enabled before packages are installed."""
    name, stream = reader.named("name"), "" if ensure in ANY_VERSION else f":{ensure}"
    if ensure in ("absent", "purged", "disabled"):
        return Command(**reader.base(), code=f"dnf -y module disable {name}")
    return Command(**reader.base(), code=f"dnf -y module reset {name} && dnf -y module enable {name}{stream}")
