"""Facts as Facter 4 has them for the platforms that ship: a name such as "debian-12" in, `Facts` out.

before:  {"platform": "debian", "platform_version": "12", "memory": {"total": "2097152kB"}}        node data of Chef
after:   {"os": {"name": "Debian", "release": {"full": "12.9", …}}, "memory": {"system": {"total": "2.00 GiB", …}}}

Both tools thus see the same machine. Legacy facts ("osfamily", "ipaddress_eth0") stand beside the structured ones.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from translator.load.platforms import platform_facts
from translator.load.project import Facts, Json

PUPPET_VERSION: Final = "7.23.0"
_NAMES: Final = {"debian": "Debian", "ubuntu": "Ubuntu", "rocky": "Rocky", "almalinux": "AlmaLinux", "centos": "CentOS"}
_FAMILIES: Final = {"debian": "Debian", "rhel": "RedHat"}
_POINT_RELEASES: Final = {"debian-11": "11.11", "debian-12": "12.9", "debian-13": "13.1"}
_CODENAMES: Final = {"rocky-9": "Blue Onyx", "alma-9": "Seafoam Ocelot", "centos-7": "Core"}
_SYSTEMD: Final = {
    "alma-9": "252",
    "centos-7": "219",
    "debian-11": "247",
    "debian-12": "252",
    "debian-13": "257",
    "rocky-8": "239",
    "rocky-9": "252",
    "ubuntu-20.04": "245",
    "ubuntu-22.04": "249",
    "ubuntu-24.04": "255",
}


def puppet_facts(name: str) -> Facts:
    """Return Facter's facts of a shipped platform; KeyError when there is none of that name."""
    ohai: dict[str, Any] = platform_facts(name).data
    return Facts(name=name, data=dict(sorted(_facts(name, ohai).items())))


def _facts(name: str, ohai: dict[str, Any]) -> dict[str, Json]:
    system = _os(name, ohai)
    networking = _networking(ohai)
    structured = {
        "os": system,
        "networking": networking,
        "memory": _memory(ohai["memory"]),
        "processors": _processors(ohai["cpu"]),
        "system_uptime": {"days": 0, "hours": 1, "seconds": ohai["uptime_seconds"], "uptime": "1:00 hours"},
        "identity": {"gid": 0, "group": "root", "privileged": True, "uid": 0, "user": "root"},
        "ruby": {"platform": "x86_64-linux", "sitedir": "/usr/local/lib/site_ruby", "version": "3.1.2"},
        "timezone": ohai["time"]["timezone"],
        "virtual": "physical",
        "is_virtual": False,
        "dmi": {},
        "ssh": {},
        "load_averages": {"1m": 0.0, "5m": 0.0, "15m": 0.0},
        "facterversion": "4.3.0",
        "fips_enabled": False,
        "filesystems": "ext2,ext3,ext4",
        "path": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "puppetversion": PUPPET_VERSION,
        "root_home": "/root",
        "service_provider": "systemd",
        "package_provider": _package_provider(system),
        "systemd": True,
        "systemd_version": _SYSTEMD[name],
        "mountpoints": _mountpoints(ohai["filesystem"]["by_mountpoint"]),
        "disks": {device: _sized(int(disk["size"]) * 512, "size") for device, disk in ohai["block_device"].items()},
        **_kernel(ohai["kernel"]),
    }
    return {**structured, **_legacy(structured)}


def _os(name: str, ohai: dict[str, Any]) -> dict[str, Any]:
    debian = ohai["platform_family"] == "debian"
    release = _release(_POINT_RELEASES.get(name, ohai["platform_version"]), ohai["platform"])
    codename = ohai["lsb"].get("codename") or _CODENAMES[name]
    system = _NAMES[ohai["platform"]]
    described = ohai["lsb"].get("description") or f"{system} Linux release {release['full']} ({codename})"
    distro = {"codename": codename, "description": described, "id": system, "release": release}
    return {
        "architecture": "amd64" if debian else "x86_64",
        "distro": distro,
        "family": _FAMILIES[ohai["platform_family"]],
        "hardware": ohai["kernel"]["machine"],
        "name": system,
        "release": release,
        "selinux": {"enabled": False},
    }


def _release(full: str, platform: str) -> dict[str, str]:
    """Return a release in parts; Ubuntu's major release has a dot in it."""
    if platform == "ubuntu":
        return {"full": full, "major": full}
    major, _, minor = full.partition(".")
    return {"full": full, "major": major, **({"minor": minor.partition(".")[0]} if minor else {})}


def _package_provider(system: dict[str, Any]) -> str:
    if system["family"] == "Debian":
        return "apt"
    return "yum" if system["release"]["major"] == "7" else "dnf"


def _kernel(kernel: dict[str, Any]) -> dict[str, str]:
    release = str(kernel["release"])
    version = release.partition("-")[0]
    major = ".".join(version.split(".")[:2])
    return {"kernel": "Linux", "kernelrelease": release, "kernelversion": version, "kernelmajversion": major}


def _memory(memory: dict[str, Any]) -> dict[str, Any]:
    total, available = (int(memory[key].removesuffix("kB")) * 1024 for key in ("total", "available"))
    used = total - available
    sizes = {**_sized(available, "available"), **_sized(total, "total"), **_sized(used, "used")}
    return {"system": {**sizes, "capacity": f"{100 * used / total:.2f}%"}}


def _sized(size: int, name: str) -> dict[str, Any]:
    return {name: human(size), f"{name}_bytes": size}


def human(size: int) -> str:
    """Return a size as Facter words it: "2.00 GiB"."""
    amount, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{int(amount)} bytes" if units[0] == "bytes" else f"{amount:.2f} {units[0]}"


def _processors(cpu: dict[str, Any]) -> dict[str, Any]:
    count = cpu["total"]
    return {
        "cores": cpu["cores"],
        "count": count,
        "isa": "unknown",
        "models": [cpu["model_name"]] * count,
        "physicalcount": cpu["real"],
        "speed": "2.50 GHz",
        "threads": 1,
    }


def _networking(ohai: dict[str, Any]) -> dict[str, Any]:
    interfaces = {name: _interface(data) for name, data in sorted(ohai["network"]["interfaces"].items())}
    primary = ohai["network"]["default_interface"]
    own = {"domain": ohai["domain"], "fqdn": ohai["fqdn"], "hostname": ohai["hostname"], "interfaces": interfaces}
    kept = {key: value for key, value in interfaces[primary].items() if key not in ("bindings", "bindings6")}
    return {**own, **kept, "primary": primary}


def _interface(data: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"mtu": int(data["mtu"])}
    for address, details in data["addresses"].items():
        made.update(_address(address, details))
    return made


def _address(address: str, details: dict[str, Any]) -> dict[str, Any]:
    if details["family"] == "lladdr":
        return {"mac": address.lower()}
    network = ipaddress.ip_interface(f"{address}/{details['prefixlen']}").network
    mark = "" if details["family"] == "inet" else "6"
    binding = {"address": address, "netmask": str(network.netmask), "network": str(network.network_address)}
    scope = {} if mark == "" else {"scope6": "host" if network.is_loopback else "global"}
    plain = {f"ip{mark}": address, f"netmask{mark}": binding["netmask"], f"network{mark}": binding["network"]}
    return {
        **plain,
        f"bindings{mark}": [{**binding, **({"flags": [], "scope6": scope["scope6"]} if scope else {})}],
        **scope,
    }


def _mountpoints(mounts: dict[str, Any]) -> dict[str, Any]:
    return {path: _mountpoint(data) for path, data in mounts.items()}


def _mountpoint(data: dict[str, Any]) -> dict[str, Any]:
    sizes = {name: int(data[f"kb_{name}"]) * 1024 for name in ("available", "size", "used")}
    made = {key: value for name, size in sizes.items() for key, value in _sized(size, name).items()}
    return {
        **made,
        "capacity": f"{100 * sizes['used'] / (sizes['used'] + sizes['available']):.2f}%",
        "device": data["devices"][0],
        "filesystem": data["fs_type"],
        "options": data["mount_options"],
    }


def _legacy(facts: dict[str, Any]) -> dict[str, Json]:
    return {**_legacy_system(facts), **_legacy_network(facts["networking"]), **_legacy_hardware(facts)}


def _legacy_system(facts: dict[str, Any]) -> dict[str, Json]:
    system = facts["os"]
    distro = system["distro"]
    release = system["release"]
    return {
        "architecture": system["architecture"],
        "hardwaremodel": system["hardware"],
        "hardwareisa": "unknown" if system["family"] == "Debian" else "x86_64",
        "operatingsystem": system["name"],
        "operatingsystemrelease": release["full"],
        "operatingsystemmajrelease": release["major"],
        "osfamily": system["family"],
        "lsbdistid": distro["id"],
        "lsbdistcodename": distro["codename"],
        "lsbdistdescription": distro["description"],
        "lsbdistrelease": release["full"],
        "lsbmajdistrelease": release["major"],
        "selinux": False,
        "id": "root",
        "gid": "root",
        "rubyversion": facts["ruby"]["version"],
        "rubyplatform": facts["ruby"]["platform"],
        "rubysitedir": facts["ruby"]["sitedir"],
        "uptime": facts["system_uptime"]["uptime"],
        "uptime_days": facts["system_uptime"]["days"],
        "uptime_hours": facts["system_uptime"]["hours"],
        "uptime_seconds": facts["system_uptime"]["seconds"],
    }


def _legacy_network(networking: dict[str, Any]) -> dict[str, Json]:
    words = {"ip": "ipaddress", "ip6": "ipaddress6", "mac": "macaddress", "netmask": "netmask", "network": "network"}
    words |= {"netmask6": "netmask6", "network6": "network6"}
    made = {legacy: networking[key] for key, legacy in words.items() if key in networking}
    made |= {key: networking[key] for key in ("fqdn", "hostname", "domain")}
    made["interfaces"] = ",".join(networking["interfaces"])
    for name, interface in networking["interfaces"].items():
        made |= {f"{words[key]}_{name}": interface[key] for key in words if key in interface}
        made[f"mtu_{name}"] = interface["mtu"]
    return made


def _legacy_hardware(facts: dict[str, Any]) -> dict[str, Json]:
    system, processors = facts["memory"]["system"], facts["processors"]
    models = {f"processor{at}": model for at, model in enumerate(processors["models"])}
    return {
        "memorysize": system["total"],
        "memorysize_mb": system["total_bytes"] / 1024**2,
        "memoryfree": system["available"],
        "memoryfree_mb": system["available_bytes"] / 1024**2,
        "processorcount": processors["count"],
        "physicalprocessorcount": processors["physicalcount"],
        **models,
    }
