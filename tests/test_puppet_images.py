"""Classes of Debian's packaged modules become images that work, and real Puppet finds nothing in them to change.

Each manifest is converted, built and smoke-tested; then `puppet apply --noop` of the same manifest, with the same facts,
runs over the image in a layer that is thrown away. What it would change must be a service's run state, or stand in the
report with its reason. For some a machine is converged for real too, and its files, packages and accounts compared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import pytest

from translator.diagnostics import Severity
from translator.image.agents.base import Inputs
from translator.image.build import build
from translator.image.results import Row, SmokeResult, Verdict
from translator.image.smoke import smoke
from translator.image.verify import verify
from translator.load.platforms.facter import puppet_facts
from translator.load.puppet import PuppetRequest
from translator.pipeline import translate, write_out

pytestmark = pytest.mark.docker

GUARD = 900
"""Seconds in which all of them must be done, on a machine with a slow network."""

MANIFESTS = {
    "xinetd": "include xinetd\n",
    "haproxy": """
        include haproxy
        haproxy::listen { 'puppet00': collect_exported => false, ipaddress => '0.0.0.0', ports => '8140' }
        haproxy::balancermember { 'master00':
          listening_service => 'puppet00',
          server_names      => 'master00.example.com',
          ipaddresses       => '10.10.10.100',
          ports             => '8140',
          options           => 'check',
        }
    """,
    "vhost": """
        include apache
        apache::vhost { 'vhost.example.com': port => 80, docroot => '/var/www/vhost' }
    """,
}
CONVERGED = ("haproxy", "xinetd")
IN_SYNC = {
    "xinetd": {"Package[xinetd]", "File[/etc/xinetd.conf]", "File[/etc/xinetd.d]"},
    "haproxy": {"Package[haproxy]", "File[/etc/haproxy]"},
    "vhost": {
        "Package[httpd]",
        "User[www-data]",
        "File[/etc/apache2/ports.conf]",
        "File[/etc/apache2/sites-available/25-vhost.example.com.conf]",
        "File[25-vhost.example.com.conf symlink]",
        "File[/etc/apache2/sites-enabled]",
        "File[/var/www/vhost]",
        "File[mime.load symlink]",
    },
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one manifest."""

    smoked: SmokeResult
    rows: tuple[Row, ...]
    differences: tuple[Row, ...]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    folder = tmp_path_factory.mktemp("images")
    modules = folder / "modules"
    shutil.copytree("/usr/share/puppet/modules", modules)
    facts = folder / "facts.json"
    facts.write_text(json.dumps(puppet_facts("debian-12").data))
    with ThreadPoolExecutor(max_workers=len(MANIFESTS)) as pool:
        running = {name: pool.submit(outcome, name, folder, modules, facts) for name in MANIFESTS}
        _, late = wait(running.values(), timeout=GUARD)
        assert not late, f"not done within {GUARD} seconds"
        yield {name: future.result() for name, future in running.items()}


def outcome(name: str, folder: Path, modules: Path, facts: Path) -> Outcome:
    """Convert, build, smoke and verify one manifest."""
    manifest = folder / f"{name}.pp"
    manifest.write_text(MANIFESTS[name])
    translation = translate(PuppetRequest(manifest=manifest, modulepath=(modules,), facts=str(facts)))
    assert [item for item in translation.diagnostics if item.severity is Severity.ERROR] == []
    target = folder / f"out-{name}"
    assert write_out(translation, target) == ()
    assert build(target).diagnostics == ()
    smoked = smoke(target)
    inputs = Inputs(manifest=manifest, modules=(modules,), facts=facts)
    verified = verify(target, "puppet", inputs)
    compared = verify(target, "puppet", inputs, converge=True).rows if name in CONVERGED else ()
    return Outcome(smoked, verified.rows, compared)


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_image_works(outcomes: dict[str, Outcome], name: str) -> None:
    smoked = outcomes[name].smoked
    assert [check for check in smoked.checks if not check.passed] == []
    assert any(check.name == "process" for check in smoked.checks)


@pytest.mark.parametrize("name", MANIFESTS)
def test_puppet_finds_nothing_to_change(outcomes: dict[str, Outcome], name: str) -> None:
    rows = outcomes[name].rows
    assert [row for row in rows if row.verdict is Verdict.DIFFERENT] == []
    assert {row.subject for row in rows if row.verdict is Verdict.IN_SYNC} >= IN_SYNC[name]
    states = {row.subject.partition("[")[0] for row in rows if row.verdict is Verdict.NOT_APPLICABLE}
    assert states <= {"Service", "Exec", "Notify"}


@pytest.mark.parametrize("name", CONVERGED)
def test_a_machine_that_puppet_converged_has_the_same_files(outcomes: dict[str, Outcome], name: str) -> None:
    rows = outcomes[name].differences
    assert [row for row in rows if row.verdict is Verdict.DIFFERENT] == []
    assert any(row.subject.startswith("package puppet") and row.reason == "the agent brings it" for row in rows)
