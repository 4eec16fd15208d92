"""Questions about the platform: platform?, platform_family?, value_for_platform(_family), and ChefUtils' predicates.

before:  value_for_platform_family("debian" => "apache2", "default" => "httpd"), ubuntu?, systemd?, x86_64?
after:   "apache2", false, true, true
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import regex

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.chef.versions import satisfies
from translator.evaluate.ruby.native import define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RHash, RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

INTROSPECTION = "Chef::DSL::PlatformIntrospection"
Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"


def flat(values: Args) -> Args:
    return [item for value in values for item in (flat(value) if isinstance(value, list) else [value])]


def key_names(key: Value) -> list[str]:
    """Return the names in a key of a platform hash: one, or an array of them."""
    return [name_of(item) for item in (key if isinstance(key, list) else [key])]


@method(INTROSPECTION, "platform?")
def is_platform(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    wanted = {name_of(item) for item in flat(args)}
    return run_of(interp).platform.platform in wanted


@method(INTROSPECTION, "platform_family?")
def is_platform_family(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    wanted = {name_of(item) for item in flat(args)}
    return run_of(interp).platform.platform_family in wanted


@method(INTROSPECTION, "value_for_platform_family", taint=True)
def value_for_platform_family(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    values = {name: value for key, value in args[0].items() for name in key_names(key)}
    return values.get(run_of(interp).platform.platform_family, values.get("default"))


@method(INTROSPECTION, "value_for_platform", taint=True)
def value_for_platform(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    platform = run_of(interp).platform
    values: dict[str, Value] = {}
    for key, value in args[0].items():
        for name in key_names(key):
            if name != "default" and not isinstance(value, RHash):
                text = (
                    "platform dependent values must be specified in the format :platform => {:version => value} "
                    f"you gave a value {interp.inspect(value)} for platform(s) {name}"
                )
                raise interp.error("ArgumentError", text)
            values[name] = value
    versions = _by_version(values.get(platform.platform))
    for found in (versions.get(platform.platform_version), *_constrained(versions, platform.platform_version)):
        if found is not None:
            return found
    return versions["default"] if "default" in versions else values.get("default")


def _by_version(value: Value) -> dict[str, Value]:
    if not isinstance(value, RHash):
        return {}
    return {name: item for key, item in value.items() for name in key_names(key)}


def _constrained(versions: dict[str, Value], actual: str) -> list[Value]:
    pattern = regex.compile(r"\s*(?:=|>=|<=|~>|>|<)?\s*\d+(\.\d+){0,2}\s*$")
    return [value for name, value in versions.items() if pattern.match(name) and _meets(actual, name)]


def _meets(actual: str, constraint: str) -> bool:
    return satisfies(actual, constraint)


# --- predicates: ChefUtils.debian?, and debian? in recipes and resources


def fact(run: ChefRun, *path: str) -> Value:
    """Return a fact of the node by its path, nil when it is not there."""
    value: Value = run.node.attributes.read(RString(path[0]))
    for key in path[1:]:
        value = value.get(RString(key)) if isinstance(value, RHash) else None
    return value


def fact_text(run: ChefRun, *path: str) -> str:
    value = fact(run, *path)
    return value.text if isinstance(value, RString) else ""


FAMILIES = [
    "arch",
    "aix",
    "debian",
    "fedora",
    "rhel",
    "amazon",
    "solaris2",
    "smartos",
    "suse",
    "gentoo",
    "freebsd",
    "openbsd",
    "netbsd",
    "dragonflybsd",
    "windows",
]
FAMILY_ALIASES = {
    "macos": "mac_os_x", "osx": "mac_os_x", "mac": "mac_os_x", "mac_os_x": "mac_os_x", "el": "rhel",
    "amazon_linux": "amazon", "arch_linux": "arch", "solaris": "solaris2",
}  # fmt: skip
PLATFORMS = {
    "linuxmint": "linuxmint", "mint": "linuxmint", "ubuntu": "ubuntu", "raspbian": "raspbian", "centos": "centos",
    "redhat": "redhat", "redhat_enterprise_linux": "redhat", "oracle": "oracle", "oracle_linux": "oracle",
    "scientific": "scientific", "scientific_linux": "scientific", "clearos": "clearos", "omnios": "omnios",
    "openindiana": "openindiana", "slackware": "slackware",
}  # fmt: skip
PLATFORM_ONLY = [
    "linuxmint",
    "ubuntu",
    "raspbian",
    "debian",
    "amazon",
    "redhat",
    "centos",
    "oracle",
    "scientific",
    "clearos",
    "fedora",
    "arch",
    "solaris2",
    "smartos",
    "omnios",
    "openindiana",
    "aix",
    "freebsd",
    "openbsd",
    "netbsd",
    "dragonfly",
    "macos",
    "gentoo",
    "slackware",
    "suse",
    "opensuse",
    "windows",
]
GROUPS = {
    "rpm_based": {"fedora", "rhel", "amazon", "suse"},
    "fedora_derived": {"fedora", "rhel", "amazon"},
    "fedora_based": {"fedora", "rhel", "amazon"},
    "redhat_based": {"fedora", "rhel"},
    "solaris_based": {"solaris2", "smartos", "omnios", "openindiana"},
    "bsd_based": {"netbsd", "freebsd", "openbsd", "dragonflybsd"},
}
CLOUDS = [
    "alibaba",
    "ec2",
    "gce",
    "rackspace",
    "eucalyptus",
    "linode",
    "openstack",
    "azure",
    "digital_ocean",
    "softlayer",
    "oci",
    "cloud",
    "virtualbox",
]
NEVER = [
    "target_mode",
    "local_mode",
    "effortless",
    "kitchen",
    "vagrant",
    "ci",
    "upstart",
    "debianrcd",
    "invokercd",
    "insserv",
    "redhatrcd",
    "windows_ruby",
    "macos_ruby",
    "vagrant_key",
    "vagrant_domain",
    "vagrant_user",
    "windows_server_core",
    "windows_workstation",
    "windows_server",
    "older_than_win_2012_or_8",
]


def _predicate(name: str, test: Callable[[ChefRun], bool]) -> None:
    @module_function("ChefUtils", name + "?")
    def ask(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return test(run_of(interp))


def _is_family(family: str) -> Callable[[ChefRun], bool]:
    return lambda run: run.platform.platform_family == family


def _is_one(platform: str) -> Callable[[ChefRun], bool]:
    return lambda run: run.platform.platform == platform


def _in_group(names: set[str]) -> Callable[[ChefRun], bool]:
    return lambda run: run.platform.platform_family in names


def _rhel(major: int) -> Callable[[ChefRun], bool]:
    return lambda run: (
        run.platform.platform_family == "rhel" and run.platform.platform_version.split(".")[0] == str(major)
    )


def _architecture(pattern: str) -> Callable[[ChefRun], bool]:
    return lambda run: regex.fullmatch(pattern, fact_text(run, "kernel", "machine")) is not None


def _virtual(system: str, role: str) -> Callable[[ChefRun], bool]:
    return lambda run: fact_text(run, "virtualization", "systems", system) == role


for _family in FAMILIES:
    _predicate(_family, _is_family(_family))
for _name, _family in FAMILY_ALIASES.items():
    _predicate(_name, _is_family(_family))
for _name, _platform in PLATFORMS.items():
    _predicate(_name, _is_one(_platform))
for _name in PLATFORM_ONLY:
    _predicate(_name + "_platform", _is_one({"macos": "mac_os_x", "suse": "suse"}.get(_name, _name)))
_predicate("opensuse", lambda run: run.platform.platform in ("opensuse", "opensuseleap"))
_predicate("leap", _is_one("opensuseleap"))
_predicate("centos_stream_platform", lambda run: False)
for _name, _members in GROUPS.items():
    _predicate(_name, _in_group(_members))
for _major in (6, 7, 8, 9):
    _predicate(f"rhel{_major}", _rhel(_major))
for _name in CLOUDS:
    _predicate(_name, lambda run: False)
for _name in NEVER:
    _predicate(_name, lambda run: False)
_predicate("linux", lambda run: run.platform.os == "linux")
_predicate("darwin", lambda run: run.platform.os == "darwin")
_predicate("unix", lambda run: run.platform.os != "windows")
_predicate("systemd", lambda run: fact_text(run, "init_package") in ("systemd", ""))
_predicate("docker", _virtual("docker", "guest"))
_predicate("physical", lambda run: fact_text(run, "virtualization", "role") != "guest")
_predicate("virtual", lambda run: fact_text(run, "virtualization", "role") == "guest")
_predicate("guest", lambda run: fact_text(run, "virtualization", "role") == "guest")
_predicate("hypervisor", lambda run: fact_text(run, "virtualization", "role") == "host")
for _system in ["kvm", "lxc", "parallels", "vbox", "vmware", "openvz", "hyperv"]:
    _predicate(_system, _virtual(_system, "guest"))
    _predicate(f"{_system}_host", _virtual(_system, "host"))
_predicate("intel", _architecture(r"x86_64|amd64|i\d86|i86pc"))
_predicate("x86_64", _architecture(r"x86_64|amd64"))
_predicate("_64_bit", _architecture(r".*64.*|s390x"))
_predicate("_32_bit", _architecture(r"i\d86|armhf"))
_predicate("i386", _architecture(r"i\d86|i86pc"))
_predicate("arm", _architecture(r"arm.*|aarch64"))
_predicate("armhf", _architecture(r"armv[67].*|armhf"))
_predicate("ppc64", _architecture(r"ppc64"))
_predicate("ppc64le", _architecture(r"ppc64le"))
_predicate("powerpc", _architecture(r"powerpc|ppc.*"))
_predicate("s390x", _architecture(r"s390x"))
_predicate("s390", _architecture(r"s390"))
_predicate("sparc", _architecture(r"sun4.*"))


@module_function("ChefUtils", "platform_version")
def platform_version(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return fact(run_of(interp), "platform_version")


@module_function("ChefUtils", "includes_recipe?")
def includes_recipe(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(run_of(interp).node, "recipe?", [args[0]])


@module_function("ChefUtils", "has_systemd_service_unit?", "has_systemd_unit?")
def has_unit(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    machine = run_of(interp).machine
    name = name_of(args[0])
    folders = ("/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system")
    names = (name, f"{name}.service")
    return any(machine.exists(f"{folder}/{unit}") for folder in folders for unit in names)


@module_function("ChefUtils", "file_exist?")
def file_exist(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return run_of(interp).machine.exists(name_of(args[0]))


@module_function("ChefUtils", "default_paths", "sanitized_path")
def default_paths(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")


for _module in [
    "Architecture",
    "Cloud",
    "DefaultPaths",
    "Introspection",
    "OS",
    "PathSanity",
    "Platform",
    "PlatformFamily",
    "PlatformVersion",
    "Service",
    "TrainHelpers",
    "Virtualization",
    "Which",
    "Windows",
]:
    define_module(f"ChefUtils::DSL::{_module}", ("ChefUtils",))


@singleton("ChefUtils::DSL::PlatformFamily", "windows?")
def module_windows(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return run_of(interp).platform.platform_family == "windows"
