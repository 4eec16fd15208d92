"""Images side by side, from one base: ours, the machine that real Puppet converged (committed, with the agent in it), and
a Dockerfile by hand. Size, layers, cold build, rebuild after a change of one file and after one of a package's version, and
dive's efficiency. Ours and the one by hand are built twice from nothing, in turn, and the faster time counts.

    python -m bench.images [NAME …]      needs a Docker Engine, Debian's puppet-module-* packages, and a minute a case
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import docker
import docker.errors

from translator import pipeline
from translator.emit.convert import emit
from translator.emit.writer import write
from translator.image.agents.base import Inputs
from translator.image.agents.puppet import Puppet
from translator.image.build import build
from translator.image.engine import connect
from translator.image.session import Session
from translator.image.verify import Verification
from translator.load.puppet import PuppetRequest
from translator.plan.lock import Lock, locked

MODULES = Path("/usr/share/puppet/modules")
BASE = "debian:bookworm-slim"
BY_HAND = """FROM {base}
RUN apt-get update \\
 && apt-get install -y --no-install-recommends {package} \\
 && rm -rf /var/lib/apt/lists/*
COPY conf {path}
EXPOSE {port}
USER {user}
CMD {command}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One service. `changed` are two texts of the manifest: what is there, and what a change of a file makes of it."""

    name: str
    manifest: str
    modules: tuple[str, ...]
    changed: tuple[str, str]
    package: str
    path: str
    port: int
    user: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one way of making an image gives: megabytes, layers over the base, seconds, and dive's efficiency in %."""

    size: float
    layers: int
    cold: float
    configuration: float
    version: float
    efficiency: float = float("nan")


CASES = (
    Case(
        name="memcached",
        manifest="class { 'memcached': max_memory => 64, processorcount => 1 }",
        modules=("memcached", "stdlib", "firewall"),
        changed=("64", "65"),
        package="memcached",
        path="/etc/memcached.conf",
        port=11211,
        user="memcache",
        command='["memcached", "-m", "64", "-p", "11211"]',
    ),
    Case(
        name="apache",
        manifest="class { 'apache': default_vhost => false }\n"
        "apache::vhost { 'a.example.com': port => 8080, docroot => '/var/www/a' }",
        modules=("apache", "stdlib", "concat"),
        changed=("docroot => '/var/www/a'", "docroot => '/var/www/a', serveradmin => 'a@example.com'"),
        package="apache2",
        path="/etc/apache2/sites-enabled/a.conf",
        port=8080,
        user="www-data",
        command='["apache2ctl", "-DFOREGROUND"]',
    ),
    Case(
        name="haproxy",
        manifest="class { 'haproxy': global_options => { 'maxconn' => '100', 'log' => 'stdout local0' } }\n"
        "haproxy::listen { 'web': ipaddress => '0.0.0.0', ports => '8080' }",
        modules=("haproxy", "stdlib", "concat"),
        changed=("'100'", "'101'"),
        package="haproxy",
        path="/etc/haproxy/haproxy.cfg",
        port=8080,
        user="haproxy",
        command='["haproxy", "-W", "-db", "-f", "/etc/haproxy/haproxy.cfg"]',
    ),
    Case(
        name="xinetd",
        manifest="include xinetd\nxinetd::service { 'tftp': port => '69', server => '/usr/sbin/in.tftpd' }",
        modules=("xinetd", "stdlib"),
        changed=("'69'", "'70'"),
        package="xinetd",
        path="/etc/xinetd.d/tftp",
        port=69,
        user="root",
        command='["xinetd", "-dontfork"]',
    ),
    Case(
        name="ntp",
        manifest="class { 'ntp': servers => ['a.example.com'] }",
        modules=("ntp", "stdlib"),
        changed=("a.example.com", "b.example.com"),
        package="ntp",
        path="/etc/ntp.conf",
        port=123,
        user="root",
        command='["ntpd", "-n"]',
    ),
    Case(
        name="rabbitmq",
        manifest="class { 'rabbitmq': delete_guest_user => false, admin_enable => false, tcp_keepalive => true }",
        modules=("rabbitmq", "stdlib", "archive", "systemd"),
        changed=("tcp_keepalive => true", "tcp_keepalive => false"),
        package="rabbitmq-server",
        path="/etc/rabbitmq/rabbitmq.config",
        port=5672,
        user="rabbitmq",
        command='["rabbitmq-server"]',
    ),
)


def main(names: list[str]) -> None:
    """Print a table for each case, and the medians of ours against the others."""
    ratios: list[tuple[float, float, float, float]] = []
    for case in CASES:
        if not names or case.name in names:
            try:
                with tempfile.TemporaryDirectory() as work, closing(connect()) as client:
                    ours, machine, hand = _three(client, case, Path(work))
            except SystemExit as problem:
                print(f"{case.name}: not measured: {problem}", flush=True)
                continue
            _show(case, ours, machine, hand)
            ratios.append(
                (ours.size / hand.size, ours.size / machine.size, ours.cold / machine.cold, ours.cold / hand.cold)
            )
    titles = ("size / by hand", "size / machine", "cold / machine", "cold / by hand")
    print(
        "median "
        + ", ".join(f"{t} {statistics.median(r):.2f}" for t, r in zip(titles, zip(*ratios, strict=True), strict=True))
    )


def _three(client: docker.DockerClient, case: Case, work: Path) -> tuple[Measured, Measured, Measured]:
    modules = work / "modules"
    for name in case.modules:
        shutil.copytree(MODULES / name, modules / name, ignore=shutil.ignore_patterns("spec"))
    for tag in (f"bench-{case.name}:local", f"bench-{case.name}:by-hand"):
        with suppress(docker.errors.ImageNotFound):
            client.images.remove(tag, force=True)
    ours, hand = _convert(case, case.manifest, modules, work / "ours", work), _write_by_hand(case, work / "hand")
    tries = [(_timed(lambda: _built(ours, no_cache=True)), _timed(lambda: _docker(client, hand, True))) for _ in "12"]
    colds = tuple(min(times) for times in zip(*tries, strict=True))
    return (
        _ours(client, case, work, modules, colds[0]),
        _machine(client, case, work, modules),
        _by_hand(client, case, hand, colds[1]),
    )


def _show(case: Case, *measured: Measured) -> None:
    print(f"{case.name:10} {'MB':>7} {'layers':>7} {'cold s':>7} {'file s':>7} {'version s':>10} {'dive %':>7}")
    for title, row in zip(("ours", "machine", "by hand"), measured, strict=True):
        print(
            f"  {title:8} {row.size:7.1f} {row.layers:7d} {row.cold:7.1f} {row.configuration:7.1f} {row.version:10.1f}"
            f" {row.efficiency:7.2f}",
            flush=True,
        )


def _efficiency(tag: str) -> float:
    """Return dive's figure, in percent; not a number where dive is not installed."""
    dive = Path(sys.executable).with_name("dive")
    if not dive.exists():
        return float("nan")
    done = subprocess.run([dive, "--ci", "--source", "docker", tag], capture_output=True, text=True, check=False)
    found = re.search(r"efficiency: ([\d.]+) %", done.stdout)
    return float(found[1]) if found else float("nan")


def _timed(action: Callable[[], object]) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


def _shape(client: docker.DockerClient, tag: str) -> tuple[float, int]:
    image, base = client.images.get(tag), client.images.get(BASE)
    return image.attrs["Size"] / 1e6, len(image.attrs["RootFS"]["Layers"]) - len(base.attrs["RootFS"]["Layers"])


def _ours(client: docker.DockerClient, case: Case, work: Path, modules: Path, cold: float) -> Measured:
    folder = work / "ours"
    size, layers = _shape(client, f"bench-{case.name}:local")
    efficiency = _efficiency(f"bench-{case.name}:local")
    _convert(case, case.manifest.replace(*case.changed), modules, folder, work)
    configuration = _timed(lambda: _built(folder))
    number = _version(client, f"bench-{case.name}:local", case.package)
    _convert(case, case.manifest.replace(*case.changed), modules, folder, work, {case.package: number})
    version = _timed(lambda: _built(folder))
    return Measured(
        size=size, layers=layers, cold=cold, configuration=configuration, version=version, efficiency=efficiency
    )


def _version(client: docker.DockerClient, tag: str, package: str) -> str:
    asked = ["dpkg-query", "-W", "-f", "${Version}\n", package]
    return client.containers.run(tag, asked, entrypoint=[], remove=True).decode().strip()


def _convert(
    case: Case, text: str, modules: Path, folder: Path, work: Path, versions: dict[str, str] | None = None
) -> Path:
    manifest = work / f"{case.name}.pp"
    manifest.write_text(text)
    plan = pipeline.translate(PuppetRequest(manifest=manifest, modulepath=(modules,), facts="debian-12")).plan
    lock = Lock(packages={image.name: versions or {} for image in plan.images})
    write(emit(replace(locked(plan, lock), name=f"bench-{case.name}")), folder, force=True)
    return folder


def _built(folder: Path, no_cache: bool = False) -> None:
    result = build(folder, no_cache=no_cache)
    if result.diagnostics:
        raise SystemExit("\n".join(item.render() for item in result.diagnostics))


def _machine(client: docker.DockerClient, case: Case, work: Path, modules: Path) -> Measured:
    """Install the agent, converge, commit; a change of any kind converges the machine anew from its base."""
    first, *others = (_converged(client, text, modules, work) for text in (case.manifest, *_variants(case)))
    return replace(first, configuration=others[0].cold, version=others[0].cold)


def _variants(case: Case) -> Iterator[str]:
    yield case.manifest.replace(*case.changed)


def _converged(client: docker.DockerClient, text: str, modules: Path, work: Path) -> Measured:
    manifest = work / "site.pp"
    manifest.write_text(text)
    start = time.monotonic()
    with Session(client) as session:
        agent = Puppet(Inputs(manifest=manifest, modules=(modules,)))
        verification = Verification(session, _Named("bench"), agent, lambda line: None)  # type: ignore[arg-type]
        container, run, log = verification.run(verification.over(BASE, BASE), converge=True)
        if run.problem:
            raise SystemExit(f"{run.problem}\n{log[-2000:]}")
        size, layers = _shape(client, session.commit(container))
    seconds = time.monotonic() - start
    return Measured(size=size, layers=layers, cold=seconds, configuration=0, version=0)


@dataclass(frozen=True, slots=True)
class _Named:
    """A conversion that has no images yet, as verification sees it."""

    name: str
    images: tuple[()] = ()


def _write_by_hand(case: Case, folder: Path) -> Path:
    folder.mkdir()
    (folder / "conf").write_text("1\n")
    text = BY_HAND.format(
        base=BASE, **{name: getattr(case, name) for name in ("package", "path", "port", "user", "command")}
    )
    (folder / "Dockerfile").write_text(text)
    (folder / "tag").write_text(f"bench-{case.name}:by-hand")
    return folder


def _docker(client: docker.DockerClient, folder: Path, no_cache: bool = False) -> None:
    client.images.build(path=str(folder), tag=(folder / "tag").read_text(), nocache=no_cache, rm=True)


def _by_hand(client: docker.DockerClient, case: Case, folder: Path, cold: float) -> Measured:
    tag = (folder / "tag").read_text()
    size, layers = _shape(client, tag)
    (folder / "conf").write_text("2\n")
    configuration = _timed(lambda: _docker(client, folder))
    number = _version(client, tag, case.package)
    file = folder / "Dockerfile"
    file.write_text(file.read_text().replace(f"recommends {case.package}", f"recommends {case.package}={number}"))
    version = _timed(lambda: _docker(client, folder))
    return Measured(
        size=size,
        layers=layers,
        cold=cold,
        configuration=configuration,
        version=version,
        efficiency=_efficiency(tag),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
