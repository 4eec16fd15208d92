"""Functions of the core and where values came from: secrets and runtime facts travel, unknowns stay unknown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.calls import CORE, Call, Closure
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions import import_functions, regexps
from translator.evaluate.puppet.types.model import ANY, CallableType, IntegerType, TupleType
from translator.evaluate.puppet.values import Regexp, TracedInt, TracedStr, Value
from translator.evaluate.values import Hole, Runtime, Secret, Unknown

import_functions()

PASSWORD = TracedStr([Hole(Secret("db/password"), "Pa55 word")])
ADDRESS = TracedStr([Hole(Runtime("ipaddress"), "10.0.0.2")])
DSN = TracedStr(["db://", Hole(Secret("db/password"), "Pa55 word"), "@h"])
UNKNOWN = Unknown("nobody can tell", None)


class Evaluation:
    """As much of a compilation as these functions ask for."""

    facts: Mapping[str, Any] = {"networking": {"fqdn": "a.example.org"}}
    settings: Mapping[str, Any] = {}

    def __init__(self) -> None:
        self.told: list[Diagnostic] = []

    def report(self, diagnostic: Diagnostic) -> None:
        self.told.append(diagnostic)

    def module_file(self, reference: str, folder: str) -> None:
        return None


class Block:
    """A Python function as a block."""

    def __init__(self, run: Callable[..., Value], count: int) -> None:
        self.call = run
        self.parameter_count = (count, count)
        self.callable_type = CallableType(TupleType((ANY,) * count, IntegerType(count, count)))


def call(name: str, *arguments: Value, block: Closure | None = None, evaluation: Evaluation | None = None) -> Value:
    function = CORE.get(name)
    assert function is not None
    scope: Any = SimpleNamespace(evaluation=evaluation or Evaluation())
    return function.call(Call(scope=scope, span=None, name=name, block=block), arguments)


def parts(value: Value) -> list[Any]:
    """Return a string's parts, holes as (what they are, sample)."""
    assert isinstance(value, TracedStr)
    return [part if isinstance(part, str) else (type(part.origin).__name__, part.sample) for part in value.parts]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("join", (("a", PASSWORD, 3), ":"), ["a:", ("Secret", "Pa55 word"), ":3"]),
        ("join", (("a", "b"), ADDRESS), ["a", ("Runtime", "10.0.0.2"), "b"]),
        ("downcase", (DSN,), ["db://", ("Secret", "pa55 word"), "@h"]),
        ("upcase", (ADDRESS,), [("Runtime", "10.0.0.2")]),
        ("strip", (TracedStr([" ", Hole(Runtime("hostname"), "web"), "\n"]),), [("Runtime", "web")]),
        ("chomp", (TracedStr([Hole(Secret("s"), "x"), "\n"]),), [("Secret", "x")]),
        ("capitalize", (TracedStr([Hole(Runtime("hostname"), "web")]),), [("Unknown", "Web")]),
        ("sprintf", ("%s:%05d", ADDRESS, 42), [("Runtime", "10.0.0.2"), ":00042"]),
        ("sprintf", ("%.4s|", PASSWORD), [("Secret", "Pa55"), "|"]),
        ("sprintf", ("%d", TracedInt.of(8, Runtime("processorcount"))), [("Runtime", "8")]),
        ("sprintf", ("%03d", TracedInt.of(8, Runtime("processorcount"))), [("Unknown", "008")]),
        ("regsubst", (DSN, "^db", "mysql"), ["mysql://", ("Secret", "Pa55 word"), "@h"]),
        ("regsubst", (DSN, "(.*)@h", r"<\1>"), ["<db://", ("Secret", "Pa55 word"), ">"]),
        ("regsubst", (ADDRESS, r"\.\d+$", ".0"), [("Unknown", "10.0.0"), ".0"]),
        ("shellquote", (PASSWORD,), ['"', ("Secret", "Pa55 word"), '"']),
    ],
)
def test_origins_travel(name: str, arguments: tuple[Value, ...], expected: list[Any]) -> None:
    assert parts(call(name, *arguments)) == expected


def test_a_checksum_is_as_secret_as_what_it_is_of() -> None:
    checksum = hashlib.sha256(b"Pa55 word").hexdigest()
    assert parts(call("sha256", PASSWORD)) == [("Secret", checksum)]
    assert parts(call("sha256", ADDRESS)) == [("Unknown", hashlib.sha256(b"10.0.0.2").hexdigest())]


def test_pieces_of_a_secret_are_secret() -> None:
    first, second = call("split", PASSWORD, " ")
    assert parts(first) == [("Secret", "Pa55")]
    assert parts(second) == [("Secret", "word")]
    assert parts(call("match", DSN, Regexp("//(.*)@"))[1]) == [("Secret", "Pa55 word")]


def test_what_goes_round_a_secret_stays_plain() -> None:
    assert type(call("split", DSN, "://")[0]) is str
    assert call("regsubst", PASSWORD, ".*", "gone") == "gone"
    assert type(call("regsubst", PASSWORD, ".*", "gone")) is str


def test_blocks_get_the_elements_themselves() -> None:
    doubled = call("map", ("a", PASSWORD), block=Block(lambda item: item, 1))
    assert doubled[1] is PASSWORD
    assert type(doubled[0]) is str
    assert call("filter", ("a", PASSWORD), block=Block(lambda item: item == PASSWORD, 1)) == (PASSWORD,)
    assert call("sort", (PASSWORD, "A"))[1] is PASSWORD


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("upcase", (UNKNOWN,)), ("md5", (UNKNOWN,)), ("split", (UNKNOWN, ",")), ("versioncmp", ("1", UNKNOWN))],
)
def test_unknown_in_unknown_out(name: str, arguments: tuple[Value, ...]) -> None:
    assert call(name, *arguments) is UNKNOWN


def test_a_block_over_the_unknown_is_left_out_and_told() -> None:
    evaluation = Evaluation()
    never = Block(lambda item: pytest.fail("the block was run"), 1)
    assert call("each", UNKNOWN, block=never, evaluation=evaluation) is UNKNOWN
    assert [item.code for item in evaluation.told] == [Code.UNKNOWN_VALUE]
    assert "nobody can tell" in evaluation.told[0].message


@pytest.mark.parametrize("name", ["file", "template", "binary_file"])
def test_nothing_of_this_machine_is_read(name: str) -> None:
    with pytest.raises(PuppetError) as caught:
        call(name, "/etc/passwd")
    assert "/etc/passwd" in caught.value.message
    assert call("find_file", "/etc/passwd") is None


def test_nothing_is_run() -> None:
    evaluation = Evaluation()
    assert isinstance(call("generate", "/bin/echo", "x", evaluation=evaluation), Unknown)
    assert [item.code for item in evaluation.told] == [Code.REFUSED]
    assert isinstance(call("strftime", "%s"), Unknown)


@pytest.mark.parametrize("name", ["slice", "unique"])
def test_a_range_is_not_held_in_memory(name: str) -> None:
    with pytest.raises(PuppetError) as caught:
        call(name, 100_000_000, *((2,) if name == "slice" else ()))
    assert caught.value.code is Code.BUDGET
    assert len(call("reverse_each", 100_000_000).items) == 100_000_000


def test_a_slow_pattern_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexps, "LONGEST", 0.05)
    with pytest.raises(PuppetError) as caught:
        call("match", "a" * 5000 + "!", Regexp("^(a|a|aa)+$"))
    assert caught.value.code is Code.BUDGET


@pytest.mark.parametrize(
    ("text", "template", "expected"),
    [
        ("12 abc 3.5", "%d %s %f", (12, "abc", 3.5)),
        ("0x1f 017 9", "%i %i %i", (31, 15, 9)),
        ("ff", "%x", (255,)),
        ("10:20", "%d:%d", (10, 20)),
        ("abc123", "%[a-z]%d", ("abc", 123)),
        ("12345", "%2d%3d", (12, 345)),
        ("x 5", "%*s %d", (5,)),
        ("abc", "%d", ()),
        ("5%", "%d%%", (5,)),
    ],
)
def test_scanf_as_its_documentation_has_it(text: str, template: str, expected: tuple[Value, ...]) -> None:
    assert call("scanf", text, template) == expected
