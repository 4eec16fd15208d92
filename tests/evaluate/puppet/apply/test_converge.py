"""Which commands a first run executes, and in which order, is what real `puppet apply` does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.evaluate.puppet.apply.catalogs import compiled
from tests.evaluate.puppet.apply.test_applied import apply
from translator.diagnostics import Code
from translator.evaluate.catalog import Catalog, Outcome, Step
from translator.evaluate.puppet.apply.converge import converge
from translator.evaluate.puppet.evaluate import evaluate_puppet
from translator.evaluate.values import Secret, Text
from translator.load.puppet import PuppetRequest, load_puppet

MANIFEST = """
Exec { path => '/usr/bin:/bin' }
define say($on = undef) { exec { $title: command => "echo ${title} >> @/log", refreshonly => true, subscribe => $on } }
class configured { file { '@/a': content => 'a' } }
class quiet { file { '@/gone': ensure => absent }  notify { 'said': } }
class reacting { exec { 'inside': command => 'echo inside >> @/log', refreshonly => true } }
class chained { exec { 'link one': command => 'echo one >> @/log', refreshonly => true } }
include configured, quiet, reacting, chained

Class['configured'] ~> Class['reacting'] ~> Class['chained'] ~> Exec['behind all']
exec { 'behind all': command => 'echo behind >> @/log', refreshonly => true }
say { 'through': on => File['@/b'] }
file { '@/b': content => 'b', require => Exec['plain'] }
exec { 'plain': command => 'echo plain >> @/log' }
exec { 'nobody asks': command => 'echo nobody >> @/log', refreshonly => true, require => File['@/a'] }
exec { 'nothing changed': command => 'echo unchanged >> @/log', refreshonly => true, subscribe => File['@/gone'] }
exec { 'made already': command => 'echo made >> @/log', creates => '@/a', require => File['@/a'] }
exec { 'after made': command => 'echo after >> @/log', refreshonly => true, subscribe => Exec['made already'] }
exec { 'other words': command => 'echo words >> @/log', refresh => 'echo refreshed >> @/log', subscribe => File['@/b'] }
exec { 'only words': command => 'echo no >> @/log', refresh => 'echo only >> @/log', refreshonly => true,
       subscribe => File['@/b'] }
exec { 'a folder': command => 'mkdir @/folder', creates => '@/folder', notify => Exec['of folder'] }
-> file { '@/folder': ensure => directory }
exec { 'of folder': command => 'echo folder >> @/log', refreshonly => true }
"""


def words(catalog: Catalog) -> list[str]:
    """The words that the commands of a first run write, in order."""
    ran = [step for step in catalog.steps if step.resource.id.type == "Exec" and step.outcome is Outcome.RAN]
    return [str(step.effective["command"]).split()[1] for step in ran]


def test_the_commands_of_a_first_run(tmp_path: Path) -> None:
    manifest = tmp_path / "site.pp"
    real = tmp_path / "real"
    real.mkdir()
    manifest.write_text(MANIFEST.replace("@", str(real)))
    catalog = evaluate_puppet(load_puppet(PuppetRequest(manifest=manifest)))
    assert catalog.diagnostics == ()
    apply(manifest, tmp_path, tmp_path)
    log = (real / "log").read_text().split()
    assert {"inside", "one", "behind", "through", "refreshed", "only"} <= set(log)
    assert words(catalog) == log
    shutil.rmtree(real)


# --- what no file shows


def step_of(catalog: Catalog, name: str) -> Step:
    return next(step for step in catalog.steps if str(step.resource.id) == name)


def catalog_of(*resources: dict[str, object], edges: tuple[tuple[str, str], ...] = ()) -> Catalog:
    data = {"resources": resources, "edges": [{"source": source, "target": target} for source, target in edges]}
    return converge(compiled(data))


def test_every_resource_has_a_step_and_knows_what_holds_it() -> None:
    catalog = catalog_of(
        {"type": "Stage", "title": "main"},
        {"type": "Class", "title": "Web"},
        {"type": "Site", "title": "a"},
        {"type": "File", "title": "/a", "parameters": {"ensure": "file"}},
        edges=(("Stage[main]", "Class[Web]"), ("Class[Web]", "Site[a]"), ("Site[a]", "File[/a]")),
    )
    assert [(str(step.resource.id), step.level) for step in catalog.steps] == [
        ("Class[Web]", 0),
        ("Site[a]", 1),
        ("File[/a]", 2),
    ]
    assert [str(each) for each in step_of(catalog, "File[/a]").resource.created_by] == ["Class[Web]", "Site[a]"]
    assert step_of(catalog, "File[/a]").resource.declared_in == "Web"


def test_a_dependency_that_is_not_there_is_reported_and_the_rest_goes_on() -> None:
    catalog = catalog_of(
        {"type": "File", "title": "/a", "parameters": {"require": "Package[none]"}, "file": "x.pp", "line": 3},
        {"type": "File", "title": "/b"},
    )
    [said] = catalog.diagnostics
    assert said.message == "Could not find dependency Package[none] for File[/a]"
    assert said.span is not None
    assert said.span.line == 3
    assert [str(step.resource.id) for step in catalog.steps] == ["File[/a]", "File[/b]"]


def test_a_cycle_is_an_error_and_loses_no_resource() -> None:
    catalog = catalog_of(
        {"type": "Notify", "title": "a", "parameters": {"before": "Notify[b]"}},
        {"type": "Notify", "title": "b", "parameters": {"before": "Notify[a]"}},
    )
    [said] = catalog.diagnostics
    assert said.code is Code.ORDER_CYCLE
    assert "(Notify[a] => Notify[b] => Notify[a])" in said.message
    assert len(catalog.steps) == 2


def test_a_sensitive_parameter_is_a_secret_everywhere() -> None:
    catalog = catalog_of(
        {
            "type": "Ini_setting",
            "title": "s",
            "parameters": {"path": "/x", "section": "", "setting": "password", "value": "hunter2"},
            "sensitive_parameters": ["value"],
        },
        {"type": "File", "title": "/x", "parameters": {"content": "user=app\n", "before": "Ini_setting[s]"}},
    )
    step = step_of(catalog, "Ini_setting[s]")
    assert isinstance(step.content, Text)
    assert step.content.sample == "user=app\npassword = hunter2\n"
    assert [type(origin) for origin in step.content.origins] == [Secret]
    assert "hunter2" not in str(step.resource)


@pytest.mark.parametrize("url", ["puppet:///modules/none/x", "puppet:///files/x"])
def test_a_source_that_is_not_there_is_an_error(url: str) -> None:
    catalog = catalog_of({"type": "File", "title": "/a", "parameters": {"source": url}})
    assert step_of(catalog, "File[/a]").outcome is Outcome.FAILED
    assert [said.code for said in catalog.diagnostics] == [Code.MISSING_FILE]
    assert url in catalog.diagnostics[0].message


BAD = [
    ({"type": "File", "title": "/a", "parameters": {"mode": "rwx"}}, "The file mode specification is invalid: 'rwx'"),
    (
        {
            "type": "File_line",
            "title": "x",
            "parameters": {"path": "/t", "line": "a", "match": "(", "require": "File[/t]"},
        },
        "invalid pattern '('",
    ),
    ({"type": "Concat_file", "title": "/y", "parameters": {"format": "yaml"}}, "is no yaml"),
    ({"type": "Concat_file", "title": "/y", "parameters": {"format": "json"}}, "is no json"),
]


@pytest.mark.parametrize(("resource", "message"), BAD)
def test_bad_parameters_are_reported_and_stop_nothing(resource: dict[str, object], message: str) -> None:
    catalog = catalog_of(
        {"type": "File", "title": "/t", "parameters": {"content": "a\n"}},
        resource,
        {"type": "Concat_fragment", "title": "f", "parameters": {"target": "/y", "content": "{'a: ["}},
        {"type": "File", "title": "/last"},
    )
    [said] = catalog.diagnostics
    assert message in said.message
    assert step_of(catalog, "File[/last]").outcome is Outcome.RAN
