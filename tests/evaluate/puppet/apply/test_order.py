"""The order of application and the wording of cycles are what live Puppet says of the same manifest."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.evaluate.puppet.apply.catalogs import compiled
from translator.evaluate.puppet.apply.generate import generated
from translator.evaluate.puppet.apply.order import application_order, cycle_message
from translator.evaluate.puppet.apply.relations import Relationships, relationships
from translator.load.platforms.facter import puppet_facts

Ask = Callable[[str], dict[str, Any]]

CONTAINERS = """
class inner { file { '/srv/inner': } }
class outer { contain inner  exec { '/bin/late': subscribe => Class['inner'] } }
define pair($n) { file { "/srv/${title}": } -> exec { "/bin/${title}": } }
stage { 'first': before => Stage['main'] }
class early { notify { 'early': } }
class { 'early': stage => first }
exec { '/bin/zero': require => Pair['b'] }
pair { ['b', 'a']: n => 1 }
include outer
Class['outer'] -> Pair['a']
notify { 'last': before => Pair['b'] }
"""

AUTOMATIC = """
file { '/srv/app/conf/a.conf': owner => 'app', group => 'staff' }
exec { 'run': command => '/srv/app/run --now', cwd => '/srv', onlyif => ['/srv/probe x', '/bin/true'], user => 'app' }
file { ['/srv/app', '/srv/probe', '/srv/app/run']: }
file { '/srv/link': ensure => link, target => '/srv/app/conf/a.conf' }
file { '/srv/': ensure => directory }
user { 'app': gid => 1234, groups => ['wheel', 'adm'] }
group { 'number': gid => 1234 }
group { ['wheel', 'adm', 'staff']: }
package { 'local': provider => dpkg, source => '/srv/local.deb', require => Exec['run'] }
file { '/srv/local.deb': }
"""

# Written relations win over automatic ones that would turn round.
AGAINST = """
file { '/a/b': before => File['/a'] }
file { '/a': }
user { 'u': require => File['/a/c'] }
file { '/a/c': owner => 'u' }
"""

CONCAT = """
concat { '/etc/made': }
service { 'app': subscribe => Concat['/etc/made'] }
concat::fragment { 'one': target => '/etc/made', content => '1' }
file { '/etc': ensure => directory }
exec { '/bin/first': before => Concat::Fragment['one'] }
"""

CYCLES = """
class a { file { '/a': } }
class b { file { '/b': } }
include a, b
Class['a'] -> Class['b']
File['/b'] -> File['/a']
notify { 'x': require => Notify['z'] }
notify { 'y': require => Notify['x'] }
notify { 'z': require => Notify['y'] }
notify { 'free': }
"""


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    script = Path(__file__).parent / "oracle.rb"
    process = subprocess.Popen(["ruby", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout
    facts = puppet_facts("debian-12").data

    def one(code: str) -> dict[str, Any]:
        request = {"code": code, "modulepath": ["/usr/share/puppet/modules"], "facts": facts}
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        assert "error" not in answer, answer
        return answer

    yield one
    stdin.close()
    process.wait(timeout=20)
    stdout.close()


def graph_of(answer: dict[str, Any]) -> Relationships:
    return relationships(*generated(compiled(answer["catalog"])))


@pytest.mark.parametrize("code", [CONTAINERS, AUTOMATIC, AGAINST, CONCAT])
def test_resources_are_applied_in_puppets_order(ask: Ask, code: str) -> None:
    answer = ask(code)
    order = [str(vertex) for vertex in application_order(graph_of(answer)) if not vertex.whit]
    assert len(order) > 3
    assert order == answer["order"]


def test_cycles_are_named_as_puppet_names_them(ask: Ask) -> None:
    answer = ask(CYCLES)
    assert "Found 2 dependency cycles" in answer["cycles"]
    assert cycle_message(graph_of(answer)) == answer["cycles"]
