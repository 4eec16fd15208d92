"""Properties of types that hold for all of them, and what live Puppet cannot be asked: origins, unknowns, names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.formatting import interpolated
from translator.evaluate.puppet.patterns import compiled, delimited
from translator.evaluate.puppet.types import model as m
from translator.evaluate.puppet.types.aliases import normalized
from translator.evaluate.puppet.types.assignable import assignable, same
from translator.evaluate.puppet.types.infer import generalize, infer, infer_set
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.mismatch import assert_instance
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.types.quoting import revealed
from translator.evaluate.puppet.types.text import to_text
from translator.evaluate.puppet.types.versions import parse_range, parse_version
from translator.evaluate.puppet.values import Regexp, TracedStr
from translator.evaluate.values import Hole, Secret, Unknown

SCALARS = st.one_of(
    st.booleans(),
    st.integers(-1000, 1000),
    st.floats(-10, 10, allow_nan=False),
    st.text("abc/: '\\\n$é", max_size=4),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3),
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "Undef",
        "Integer",
        "Integer[1]",
        "Integer[-3,5]",
        "Float[0.5]",
        "Numeric",
        "String",
        "String[1]",
        "String[2,3]",
        "Enum[a,b]",
        "Boolean",
        "Boolean[true]",
        "Pattern[/a/]",
        "Regexp",
        "Scalar",
        "ScalarData",
        "Data",
        "Array[1,2]",
        "Hash",
        "Tuple[Integer,String,1]",
        "Callable[String]",
        "Struct[{a=>Integer,Optional[b]=>String}]",
        "File['/a']",
        "Class[a]",
        "Default",
        "Type[Integer]",
        "Callable[[0,0],Integer]",
        "NotUndef[Integer]",
    ]
)
TYPES = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        inner.map("Optional[{}]".format),
        inner.map("Array[{}]".format),
        st.tuples(inner, inner).map(lambda pair: "Variant[{}, {}]".format(*pair)),
        st.tuples(inner, inner).map(lambda pair: "Hash[{}, {}, 1]".format(*pair)),
    ),
    max_leaves=4,
).map(lambda text: parse_type(text, lambda name: m.ResourceType(name)))


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_a_value_is_of_its_types(value: Any) -> None:
    for kind in (infer(value), infer_set(value), generalize(infer(value)), generalize(infer_set(value))):
        assert instance(kind, value), kind


@settings(max_examples=150, deadline=None)
@given(TYPES)
def test_a_type_holds_itself_and_reads_back(kind: m.PType) -> None:
    assert assignable(kind, kind)
    assert parse_type(to_text(kind), lambda name: m.ResourceType(name)) == kind
    assert assignable(generalize(kind), kind)


@settings(max_examples=150, deadline=None)
@given(TYPES, st.none() | VALUES)
def test_normal_types_hold_the_same_values(kind: m.PType, value: Any) -> None:
    assert instance(normalized(kind), value) == instance(kind, value)


@settings(max_examples=150, deadline=None)
@given(TYPES, TYPES, st.none() | VALUES)
def test_what_holds_a_type_holds_its_values(one: m.PType, two: m.PType, value: Any) -> None:
    if assignable(one, two) and instance(two, value):
        assert instance(one, value)


def test_the_order_of_variants_and_patterns_does_not_count() -> None:
    assert parse_type("Variant[Integer,String]") == parse_type("Variant[String,Integer]")
    assert parse_type("Pattern[/a/,/b/]") == parse_type("Pattern[/b/,/a/]")
    assert not same(parse_type("Tuple[Integer,String]"), parse_type("Tuple[String,Integer]"))


def test_an_unknown_fits_every_type() -> None:
    unknown = Unknown("no such fact", None)
    assert instance(parse_type("Struct[{a=>Integer[1,2]}]"), {"a": unknown})
    assert instance(m.UNDEF, unknown)


def test_names_are_asked_for_as_written() -> None:
    asked: list[str] = []

    def resolve(name: str) -> m.PType | None:
        asked.append(name)
        return m.AliasType(name, lambda: m.IntegerType(0, 65535)) if name == "Stdlib::Port" else None

    kind = parse_type("Array[::Stdlib::Port, 1]", resolve)
    assert asked == ["Stdlib::Port"]
    assert to_text(kind) == "Array[Stdlib::Port, 1]"
    assert instance(kind, (80,))
    assert not instance(kind, (70000,))
    assert parse_type("Nope::Such", resolve) == m.TypeReferenceType("Nope::Such")


def test_a_type_that_names_itself_ends() -> None:
    tree = m.AliasType("Tree", lambda: parse_type("Variant[Integer,Array[Tree]]", lambda name: tree))
    assert instance(tree, (1, (2, (3,))))
    assert not instance(tree, (1, ("x",)))
    assert assignable(tree, m.ArrayType(tree))
    assert str(tree) == "Tree = Variant[Integer, Array[Tree]]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 + 1", "The expression <1 [+] 1> is not a valid type specification"),
        ("$x", "The expression <[$]x> is not a valid type specification"),
        ("Integer[", "Syntax error at end of input"),
    ],
)
def test_what_writes_no_type_is_an_error(text: str, message: str) -> None:
    with pytest.raises(PuppetError, match=message):
        parse_type(text)


def test_interpolation_keeps_origins() -> None:
    secret = TracedStr(["user:", Hole(Secret("db"), "hunter2")])
    made = interpolated(({"password": secret}, 5))
    assert made == "[{password => user:hunter2}, 5]"
    assert isinstance(made, TracedStr)
    assert made.parts == ("[{password => user:", Hole(Secret("db"), "hunter2"), "}, 5]")


def test_messages_do_not_show_secrets() -> None:
    secret = TracedStr([Hole(Secret("db"), "hunter2")])
    with pytest.raises(PuppetError) as problem:
        assert_instance("password", parse_type("Variant[Enum[a,b],Pattern[/^x/]]"), secret)
    assert "hunter2" not in problem.value.message
    with pytest.raises(PuppetError) as problem:
        assert_instance("password", parse_type("Struct[{a => Enum[b]}]"), {"a": secret})
    assert revealed(interpolated((TracedStr(["user:", *secret.parts]), 5))) == "[user:[value redacted], 5]"
    assert problem.value.message.endswith("entry 'a' expects a match for Enum['b'], got '[value redacted]'")


def test_regular_expressions_are_rubys() -> None:
    assert compiled(Regexp(r"\A[[:alpha:]]+\z")).search("abc")
    assert not compiled(Regexp(r"\A[[:alpha:]]+\z")).search("abc\n")
    assert compiled(Regexp(r"^b$")).search("a\nb\nc")
    assert delimited(Regexp("a/b", "i")) == r"/(?i-mx:a\/b)/"
    with pytest.raises(PuppetError, match=r"end pattern with unmatched parenthesis: /\(/"):
        compiled(Regexp("("))


@pytest.mark.parametrize(
    ("versions", "inside", "outside"),
    [
        ("~1.2.3", "1.2.9", "1.3.0"),
        ("^1.2", "1.9.0", "2.0.0"),
        ("^0.2.3", "0.2.9", "0.3.0"),
        ("1.x || >=3.1.0 <4.0.0", "3.2.0", "2.0.0"),
        ("1.0.0 - 2.0.0", "2.0.0", "2.0.1"),
        (">1.2", "1.3.0", "1.2.9"),
        (">=1.0.0-rc.1", "1.0.0-rc.2", "1.0.1-rc.1"),
        ("<2.0.0", "1.9.9", "2.0.0-rc.1"),
    ],
)
def test_ranges_include_versions(versions: str, inside: str, outside: str) -> None:
    assert parse_range(versions).includes(parse_version(inside))
    assert not parse_range(versions).includes(outside)


def test_versions_are_ordered() -> None:
    texts = ["1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0", "1.0.1", "1.10.0"]
    versions = [parse_version(text) for text in reversed(texts)]
    assert [str(version) for version in sorted(versions)] == texts
