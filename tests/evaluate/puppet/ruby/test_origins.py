"""Secrets, runtime facts and unknown values on their way through Ruby functions and templates."""

from __future__ import annotations

import pytest

from tests.evaluate.puppet.ruby.test_custom_facts import PLATFORM
from translator.evaluate.puppet.compiler import Compilation
from translator.evaluate.puppet.values import Sensitive, TracedInt, TracedStr, Value, origins_within
from translator.evaluate.values import Hole, Runtime, Secret, Unknown

SECRET = Secret("db")
ADDRESS = Runtime("networking/ip")
UNKNOWN = Unknown("nobody knows", None)


@pytest.fixture(scope="module")
def compilation() -> Compilation:
    made = Compilation(PLATFORM)
    made.compile()
    return made


def rendered(compilation: Compilation, template: str, **values: Value) -> Value:
    with compilation.top.with_locals(values):
        return compilation.call("inline_template", (template,), scope=compilation.top, span=None)


def test_a_function_hands_holes_back(compilation: Compilation) -> None:
    given = TracedStr(["jdbc:", Hole(ADDRESS, "10.0.0.2"), ":5432"])
    answer = compilation.call("probe::echo", (given,), scope=compilation.top, span=None)
    assert isinstance(answer, TracedStr)
    assert answer.parts == given.parts


def test_a_template_keeps_the_parts_apart(compilation: Compilation) -> None:
    text = rendered(
        compilation, "listen <%= @address %>:<%= @port %>", address=TracedStr([Hole(ADDRESS, "::1")]), port=80
    )
    assert isinstance(text, TracedStr)
    assert text.parts == ("listen ", Hole(ADDRESS, "::1"), ":80")


@pytest.mark.parametrize("code", ["@password.upcase", "[@password].join('-')", "@table.to_s", "@table['k'][0, 2]"])
def test_what_is_computed_of_a_secret_is_that_secret(compilation: Compilation, code: str) -> None:
    password = TracedStr([Hole(SECRET, "hidden")])
    text = rendered(compilation, f"a <%= {code} %>", password=password, table={"k": password})
    assert origins_within(text) == (SECRET,)


def test_a_changed_fact_is_unknown(compilation: Compilation) -> None:
    text = rendered(compilation, "<%= @address.sub('.', '-') %>", address=TracedStr([Hole(ADDRESS, "10.0.0.2")]))
    [origin] = origins_within(text)
    assert isinstance(origin, Unknown)
    assert "networking/ip" in origin.reason


def test_numbers_keep_their_origin(compilation: Compilation) -> None:
    count = TracedInt.of(4, Runtime("processors/count"))
    answer = compilation.call("probe::echo", (count,), scope=compilation.top, span=None)
    assert (answer, origins_within(answer)) == (4, (Runtime("processors/count"),))


def test_unknown_goes_through_as_it_is(compilation: Compilation) -> None:
    assert compilation.call("probe::echo", (UNKNOWN,), scope=compilation.top, span=None) == UNKNOWN
    text = rendered(compilation, "x <%= @value.upcase + 'y' %> z", value=UNKNOWN)
    assert isinstance(text, TracedStr)
    assert (text.parts[0], text.parts[-1]) == ("x ", " z")
    assert origins_within(text) == (UNKNOWN,)


def test_a_sensitive_value_is_not_shown_by_ruby(compilation: Compilation) -> None:
    assert rendered(compilation, "<%= @value %>", value=Sensitive("s3cret")) == "Sensitive [value redacted]"


@pytest.mark.parametrize("template", ["a <%= @value.unwrap %>", "a <%= scope.call_function('unwrap', [@value]) %>"])
def test_what_a_sensitive_value_holds_stays_secret(compilation: Compilation, template: str) -> None:
    text = rendered(compilation, template, value=Sensitive("s3cret"))
    assert isinstance(text, TracedStr)
    assert text.parts == ("a ", Hole(Secret("Sensitive"), "s3cret"))
