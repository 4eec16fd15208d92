"""Resources of a module's own type: what they need by themselves, and which values they refuse.

The messages are those of real Puppet 7.23 when it makes the catalog of the same manifest ready to be applied.
"""

from __future__ import annotations

import pytest

from tests.evaluate.puppet.ruby.test_ruby import compiled_with_probe
from translator.evaluate.catalog import ResourceId
from translator.evaluate.puppet.apply.bridge import compiled_of
from translator.evaluate.puppet.resource_types.core import CORE_TYPES
from translator.evaluate.puppet.resources import PuppetResource


def site(manifest: str) -> PuppetResource:
    """Return the one resource of the type probe_site."""
    compiled = compiled_with_probe(manifest)
    assert compiled.complete
    return next(item for item in compiled.compilation.catalog.resources if item.type == "Probe_site")


def complaints(manifest: str) -> list[str]:
    resource = site(manifest)
    given = {name: param.value for name, param in resource.params.items()}
    return list(resource.native.problems(resource.title, {**resource.native.parse_title(resource.title), **given}))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            "state => 'maybe'",
            'Parameter state failed on Probe_site[w]: Invalid value "maybe". '
            "Valid values are on, off. Valid values match /\\Apart\\d\\z/.",
        ),
        (
            "port => 'x7'",
            'Parameter port failed on Probe_site[w]: Munging failed for value "x7" in class port: '
            'invalid value for Integer(): "x7"',
        ),
        ("members => ['a', 'b c']", 'Parameter members failed on Probe_site[w]: a member has no blanks: "b c"'),
        ("folder => '/x', state => 'off'", "Validation of Probe_site[w] failed: folder and off exclude each other"),
        (
            "ensure => 'maybe'",
            'Parameter ensure failed on Probe_site[w]: Invalid value "maybe". Valid values are present, absent.',
        ),
    ],
)
def test_refuses_values_in_puppets_words(parameters: str, message: str) -> None:
    assert complaints(f"probe_site {{ 'w': {parameters} }}") == [message]


@pytest.mark.parametrize("parameters", ["state => 'part3', port => '77'", "state => yes", "members => ['a', 'b']"])
def test_takes_what_puppet_takes(parameters: str) -> None:
    assert complaints(f"probe_site {{ 'w': {parameters} }}") == []


def test_relations_of_a_ruby_type_reach_the_order() -> None:
    compiled = compiled_with_probe("probe_site { 'web:80': folder => '/x' }")
    found = {item.id.type: item.automatic for item in compiled_of(compiled.compilation, ()).resources}
    assert [(item.kind, item.target) for item in found["Probe_site"]] == [
        ("require", ResourceId(type="File", name="/x")),
        ("before", ResourceId(type="Service", name="web")),
        ("before", ResourceId(type="Service", name="cron")),
    ]


def test_a_type_that_cannot_be_read_takes_any_attribute() -> None:
    compiled = compiled_with_probe("probe_broken { 'x': whatever => 1 }")
    assert compiled.complete
    [said] = [item for item in compiled.diagnostics if "probe_broken" in item.message]
    assert said.span is not None
    assert said.span.line == 2


def test_titles_of_puppets_own_types() -> None:
    file, sshkey = CORE_TYPES["file"], CORE_TYPES["sshkey"]
    assert [file.parse_title(title) for title in ("/etc/foo//", "/", "C:/")] == [
        {"path": "/etc/foo"},
        {"path": "/"},
        {"path": "C:/"},
    ]
    assert sshkey.parse_title("web@ssh-rsa") == {"name": "web", "type": "ssh-rsa"}
    assert file.uniqueness_key("motd", {"path": "/etc/motd"}) == ("/etc/motd",)
