"""What a package's installation leaves is in no layer, and made when a container first starts: the lines are run."""

import subprocess
from pathlib import Path

import pytest

from tests.emit.test_dockerfile import MEMCACHED
from tests.graph.builders import step
from tests.plan.machines import image_of
from translator.emit.dockerfile import dockerfile
from translator.plan.model import InstallPackages, Process
from translator.plan.starts.base import program_of
from translator.plan.tables.package_state import left_by

PROGRAMS = {
    "mariadb-install-db": 'for word; do case $word in --datadir=*) mkdir -p "${word#*=}/mysql" ;; esac; done',
    "initdb": 'mkdir -p "$2" && echo 15 >"$2/PG_VERSION"',
    "ssh-keygen": '[ -e "$3/etc/ssh/key" ] || echo "$$" >"$3/etc/ssh/key"',
}


def process_of(package: str, service: str, **options) -> Process:
    process = image_of(step("package", package), step("service", service, "start"), name=service, **options).process
    assert process is not None
    return process


def started(process: Process, root: Path) -> list[str]:
    """Run what comes before the service, below `root` and with stand-ins for the programs; returns the calls of these."""
    bin_ = root / "bin"
    bin_.mkdir(exist_ok=True)
    for name, body in PROGRAMS.items():
        (bin_ / name).write_text(f"#!/bin/sh\necho {name} >>{root}/calls\n{body}\n")
        (bin_ / name).chmod(0o755)
    lines = "\n".join(("set -eu", *process.prepare))
    for folder in ("/var/lib", "/run", "/etc", "/usr/lib/postgresql/15/bin"):
        lines = lines.replace(f" {folder}", f" {root}{folder}").replace(f"={folder}", f"={root}{folder}")
        lines = lines.replace(f">{folder}", f">{root}{folder}")
    lines = lines.replace(f"{root}/usr/lib/postgresql/15/bin/", "")
    subprocess.run(["sh", "-c", lines], check=True, env={"PATH": f"{bin_}:/usr/bin:/bin"})
    calls = root / "calls"
    return calls.read_text().split() if calls.exists() else []


@pytest.mark.parametrize(
    ("package", "service", "made", "call"),
    [
        ("mariadb-server", "mariadb", "var/lib/mysql/mysql", "mariadb-install-db"),
        ("postgresql", "postgresql", "var/lib/postgresql/15/main/PG_VERSION", "initdb"),
    ],
)
def test_a_data_directory_is_made_once(tmp_path: Path, package: str, service: str, made: str, call: str) -> None:
    process = process_of(package, service)
    (tmp_path / "var/lib/mysql").mkdir(parents=True)
    assert started(process, tmp_path) == [call]
    assert (tmp_path / made).exists()
    assert started(process, tmp_path) == [call]


def test_host_keys_stay_those_of_the_volume(tmp_path: Path) -> None:
    process = process_of("openssh-server", "ssh")
    (tmp_path / "run/sshd").mkdir(parents=True)
    started(process, tmp_path)
    first = (tmp_path / "var/lib/ssh/etc/ssh/key").read_text()
    started(process, tmp_path)
    assert (tmp_path / "var/lib/ssh/etc/ssh/key").read_text() == first
    assert "/var/lib/ssh" in process.writable


def test_a_secret_that_a_container_makes_is_for_its_owner_alone_and_its_files_are_not(tmp_path: Path) -> None:
    process = process_of("varnish", "varnish")
    (tmp_path / "run").mkdir()
    started(process, tmp_path)
    secret = tmp_path / "run/varnish/secret"
    assert (secret.stat().st_mode & 0o777, len(secret.read_text().strip())) == (0o600, 32)
    assert process.prepare[-1].startswith("(umask")


def test_keys_of_an_installation_become_links_in_the_same_layer(tmp_path: Path) -> None:
    keys = tmp_path / "etc/ssh"
    keys.mkdir(parents=True)
    for name in ("ssh_host_rsa_key", "ssh_host_rsa_key.pub", "moduli"):
        (keys / name).write_text("private")
    (line,) = left_by(["curl", "openssh-server=1:9.2"])
    subprocess.run(["sh", "-c", line.replace(" /etc/ssh", f" {keys}")], check=True)
    assert {path.name for path in keys.iterdir() if path.is_symlink()} == {"ssh_host_rsa_key", "ssh_host_rsa_key.pub"}
    assert left_by(["curl"]) == ()


def test_what_is_taken_away_is_so_in_the_run_that_installs() -> None:
    image = image_of(step("package", "mariadb-server"), step("service", "mariadb", "start"), name="mariadb")
    runs = dockerfile(MEMCACHED, image)[0].split("\nRUN ")
    (install,) = (run for run in runs if "install -y" in run)
    assert install.index("mariadb-server") < install.index("rm -rf /var/lib/mysql/*")


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (("/usr/bin/x", "-y"), "x"),
        (("/bin/sh", "-c", "exec /usr/sbin/unbound -d $OPTS"), "unbound"),
        (("/bin/sh", "-c", "cd /srv && ./x"), "sh"),
        ((), ""),
    ],
)
def test_the_program_behind_a_shell_is_the_one_that_runs(command: tuple[str, ...], program: str) -> None:
    assert program_of(command) == program


def test_unbound_does_without_ipv6_where_a_container_has_none(tmp_path: Path) -> None:
    process = process_of("unbound", "unbound")
    (tmp_path / "run").mkdir()
    lines = [
        line.replace("/proc/net/if_inet6", f"{tmp_path}/if_inet6") for line in process.prepare if "unbound/" in line
    ]
    texts = []
    for table in ("", "00000000000000000000000000000001 01 80 10 80 lo\n"):
        (tmp_path / "if_inet6").write_text(table)
        (tmp_path / "run/unbound").mkdir(exist_ok=True)
        subprocess.run(["sh", "-c", lines[-1].replace(">/run/", f">{tmp_path}/run/")], check=True)
        texts.append((tmp_path / "run/unbound/container.conf").read_text())
    included = 'include: "/etc/unbound/unbound.conf"\n'
    assert texts == [included + "server:\n  do-ip6: no\n", included]
    assert process.command[-1].endswith("/run/unbound/container.conf")


def test_a_packaged_tomcat_s_applications_are_hidden_by_no_volume() -> None:
    """Debian's tomcat10: conf, logs and work of /var/lib/tomcat10 are links, webapps holds the applications."""
    process = process_of("tomcat10", "tomcat10")
    assert {"/var/log/tomcat10", "/var/cache/tomcat10"} <= set(process.writable)
    assert not [path for path in process.writable if path.startswith("/var/lib/tomcat10")]


def test_unbound_brings_the_trust_anchor_that_its_package_only_recommends() -> None:
    """Debian's configuration names /var/lib/unbound/root.key, which a start copies from dns-root-data."""
    image = image_of(step("package", "unbound", "install"), step("service", "unbound", "start"))
    (install,) = (each for layer in image.layers for each in layer.steps if isinstance(each, InstallPackages))
    assert install.packages == ("dns-root-data", "unbound")
