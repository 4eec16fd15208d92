"""What the compiler adds to Puppet: budgets, missing modules, values that are secret or cannot be known, closed files."""

from __future__ import annotations

from typing import Any

import pytest

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.evaluate import CompiledPuppet, compile_puppet
from translator.evaluate.puppet.resources import PuppetResource
from translator.evaluate.puppet.values import TracedStr, origins_within
from translator.evaluate.values import Hole, Secret, Unknown
from translator.load.project import Facts, InputFile
from translator.load.puppet_project import Module, PuppetProject, Required
from translator.location import Source, Span

UNKNOWN = Unknown("the fact is a program", None)


def compiled(manifest: str, **project: Any) -> CompiledPuppet:
    file = InputFile("case.pp", "case.pp", lambda: manifest.encode())
    facts = Facts(name="facts", data={"dark": UNKNOWN})
    return compile_puppet(
        PuppetProject(
            **{"name": "case", "manifests": (file,), "facts": facts, "node_name": "node.example.org"} | project
        )
    )


def resources(result: CompiledPuppet, kind: str) -> dict[str, PuppetResource]:
    return {item.title: item for item in result.compilation.catalog.shown() if item.type == kind}


def told(result: CompiledPuppet, code: Code) -> list[Diagnostic]:
    return [diagnostic for diagnostic in result.diagnostics if diagnostic.code is code]


# --- budgets


@pytest.mark.parametrize(
    "manifest",
    [
        "function f($x) { f($x + 1) } f(1)",
        "Integer[1, 10000000].each |$i| { $x = $i }",
        "$x = Integer[1, 10000000].map |$i| { $i }",
        "$f = [1].reduce([1]) |$m, $v| { Integer[1, 10000000].reduce(0) |$a, $b| { $a + $b } }",
    ],
)
def test_what_does_not_end_is_a_diagnostic(manifest: str) -> None:
    assert len(told(compiled(manifest), Code.BUDGET)) == 1


def test_classes_that_inherit_each_other_are_a_diagnostic() -> None:
    result = compiled("class a inherits b { } class b inherits a { } include a")
    assert not result.complete
    assert len(told(result, Code.BUDGET)) == 1


def test_defines_that_declare_themselves_stop_as_in_puppet() -> None:
    result = compiled("define d($n) { d { \"x${n}\": n => $n + 1 } } d { 'a': n => 1 }")
    assert told(result, Code.PUPPET_ERROR)[0].message == (
        "Somehow looped more than 1000 times while evaluating host catalog"
    )


# --- errors


def test_an_error_in_a_define_says_where_the_define_is_used() -> None:
    error = told(compiled("define d() { fail('no') }\nclass a { d { 'x': } }\ninclude a"), Code.PUPPET_ERROR)[0]
    assert error.message == "Evaluation Error: Error while evaluating a Function Call, no"
    assert error.span is not None
    assert (error.span.line, error.span.column) == (1, 14)
    assert error.hint.startswith("D[x] is declared at case.pp:2; ")


def test_an_error_in_a_class_of_the_node_has_no_place_but_says_what_it_is_in() -> None:
    modules = {"m": Module.of_texts("m", {"manifests/init.pp": "class m($p) { }"})}
    error = told(compiled("", modules=modules, classes=("m",)), Code.PUPPET_ERROR)[0]
    assert error.message == (
        "Evaluation Error: Error while evaluating a Resource Statement, Class[M]: expects a value for parameter 'p'"
    )


# --- missing modules


def test_a_missing_module_is_named_with_who_asks_for_it() -> None:
    source = Source("Puppetfile", "forge 'x'\nmod 'puppetlabs-apache', '1.0.0'\n")
    required = Required(name="apache", span=Span(source, 15, 33))
    missing = told(compiled("include apache::mod::php", required=(required,)), Code.MISSING_MODULE)
    assert [item.message for item in missing] == [
        "the module apache is not in the module path; Puppetfile:2 asks for it"
    ]
    assert missing[0].span is not None
    assert (missing[0].span.path, missing[0].span.line) == ("Puppetfile", 2)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("apache::vhost { 'x': }", "Unknown resource type: 'apache::vhost'"),
        ("$x = apache::f()", "Unknown function: 'apache::f'."),
        ("class a(Apache::Port $p) { } include a", "Resource type not found: Apache::Port"),
        ("class a inherits apache::b { } include a", "Could not find parent resource type '::apache::b'"),
    ],
)
def test_every_use_of_a_missing_module_names_it(manifest: str, message: str) -> None:
    result = compiled(manifest)
    assert message in told(result, Code.PUPPET_ERROR)[0].message
    assert [item.message for item in told(result, Code.MISSING_MODULE)] == [
        "the module apache is not in the module path"
    ]


def test_a_name_without_a_module_names_all_that_are_asked_for() -> None:
    place = Span(Source("metadata.json", '{"dependencies": []}'), 0, 1)
    result = compiled("frobnicate('x')", required=(Required(name="stdlib", span=place),))
    assert "module stdlib is" in told(result, Code.MISSING_MODULE)[0].message


# --- what cannot be known


def test_a_branch_on_what_is_not_known_is_reported_and_not_taken() -> None:
    result = compiled("if $dark { notify { 'then': } } else { notify { 'else': } }")
    assert list(resources(result, "Notify")) == ["else"]
    unknown = told(result, Code.UNKNOWN_VALUE)
    assert [(item.span.line, item.span.column) for item in unknown if item.span is not None] == [(1, 4)]
    assert "the fact is a program" in unknown[0].message


@pytest.mark.parametrize(
    "condition", ["$dark == 'x'", "$dark and true", "!$dark", "$dark + 1 > 3", "'a' in $dark", "$dark =~ /x/"]
)
def test_what_touches_the_unknown_is_unknown(condition: str) -> None:
    result = compiled(f"if {condition} {{ notify {{ 'then': }} }}")
    assert list(resources(result, "Notify")) == []
    assert len(told(result, Code.UNKNOWN_VALUE)) == 1


@pytest.mark.parametrize("condition", ["$dark and false", "false and $dark"])
def test_the_unknown_does_not_hide_what_is_false(condition: str) -> None:
    assert list(resources(compiled(f"unless {condition} {{ notify {{ 'no': }} }}"), "Notify")) == ["no"]


def test_a_case_of_the_unknown_takes_its_default() -> None:
    result = compiled("case $dark { 'a': { notify { 'a': } } default: { notify { 'd': } } }")
    assert list(resources(result, "Notify")) == ["d"]
    assert len(told(result, Code.UNKNOWN_VALUE)) == 1


def test_the_unknown_is_a_hole_in_a_string_and_fits_every_type() -> None:
    manifest = "class a(Integer[1, 5] $p) { notify { 'x': message => \"p is ${p}!\" } } class { 'a': p => $dark }"
    message = resources(compiled(manifest), "Notify")["x"].get("message")
    assert isinstance(message, TracedStr)
    assert message.parts == ("p is ", Hole(UNKNOWN, ""), "!")


def test_a_resource_with_an_unknown_title_is_reported() -> None:
    result = compiled("notify { $dark: } notify { [$dark, 'b']: }")
    assert list(resources(result, "Notify")) == ["b"]
    assert len(told(result, Code.UNKNOWN_VALUE)) == 2


# --- secrets


def test_what_was_sensitive_is_secret_in_the_catalog() -> None:
    notify = resources(compiled("notify { 'x': message => Sensitive(['pw', 5]) }"), "Notify")["x"]
    assert notify.sensitive == ["message"]
    assert notify.get("message") == ("pw", 5)
    assert origins_within(notify.get("message")) == (Secret("Notify[x] message"),)


# --- files


@pytest.mark.parametrize(
    "expression",
    ["file('/etc/passwd')", "template('/etc/passwd')", "epp('/etc/passwd')", "file('m/../../../../etc/passwd')"],
)
def test_files_of_this_machine_are_not_there(expression: str) -> None:
    modules = {"m": Module.of_texts("m", {"files/a": "text"})}
    result = compiled(f"notify {{ 'x': message => {expression} }}", modules=modules)
    assert not result.complete
    assert "Could not find" in result.diagnostics[0].message
    assert list(resources(result, "Notify")) == []


# --- what a project names


def test_the_classes_of_the_node_are_included_after_the_manifests() -> None:
    modules = {"m": Module.of_texts("m", {"manifests/init.pp": "class m { notify { 'in m': } }"})}
    result = compiled("notify { 'first': }", modules=modules, classes=("m",))
    assert result.complete
    assert list(resources(result, "Notify")) == ["first", "in m"]


def test_a_class_where_another_was_promised_is_refused() -> None:
    modules = {"m": Module.of_texts("m", {"manifests/init.pp": "class other { }"})}
    errors = told(compiled("include m", modules=modules), Code.PUPPET_ERROR)
    assert (
        errors[0].message
        == "Unacceptable location. The name 'other' is unacceptable in file 'modules/m/manifests/init.pp'"
    )
