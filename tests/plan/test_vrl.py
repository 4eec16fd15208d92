"""Vector's programs, compiled and run by Vector's own language (VRL): a record in, the record out."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.plan.test_renderers import FILTERS, INPUTS, OUTPUTS, with_input
from translator.plan.pipeline import Condition, Filter, Output, Pipeline, Tail, normal
from translator.plan.renderers import vector
from translator.plan.renderers.vrl import changes, holds

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / ".oracles" / "vrl" / "node_modules" / "@bpinternal" / "verel"


def run(programs: list[tuple[str, dict[str, Any] | None]]) -> list[dict[str, Any]]:
    command = ["node", str(Path(__file__).with_name("vrl.js")), str(LIBRARY)]
    done = subprocess.run(command, input=json.dumps(programs), capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


NEW_YORK = {"key": "t", "zone": "America/New_York"}
CHANGES = [
    (Filter(kind="add", fields={"team": "z$oo", "host": "${NOBODYS}"}), {}, {"team": "z$oo", "host": ""}),
    (Filter(kind="add", match="app", fields={"a": "1"}), {"tag": "other"}, {"tag": "other"}),
    (Filter(kind="format", fields={"a": '%{b}-"x%{c}'}), {"b": 5}, {"b": 5, "a": '5-"x%{c}'}),
    (Filter(kind="append", fields={"tags": "u"}), {"tags": "a"}, {"tags": "a,u"}),
    (Filter(kind="append", fields={"tags": "u"}), {}, {"tags": "u"}),
    (Filter(kind="rename", fields={"a": "b.c", "n": "m"}), {"a": 1}, {"b": {"c": 1}}),
    (Filter(kind="copy", fields={"a": "b", "n": "m"}), {"a": 1}, {"a": 1, "b": 1}),
    (Filter(kind="only", fields={"a": "", "b": ""}), {"a": 1, "c": 2, "tag": "t"}, {"a": 1, "tag": "t"}),
    (Filter(kind="format", fields={"a": "%{@tag}"}), {"tag": "t"}, {"a": "t", "tag": "t"}),
    (Filter(kind="remove", fields={"a": "", "x.y": ""}), {"a": 1, "x": {"y": 1}}, {"x": {}}),
    (
        Filter(kind="convert", fields={"a": "integer", "b": "float", "c": "boolean", "d": "string", "e": "integer"}),
        {"a": "-12.7", "b": "1.5", "c": "yes", "d": 5},
        {"a": -12, "b": 1.5, "c": True, "d": "5"},
    ),
    (Filter(kind="gsub", fields={"a": r"_\1$"}, pattern=r"[/\s]+(\w)"), {"a": "x/ y\tz"}, {"a": "x_y$_z$"}),
    (Filter(kind="split", fields={"a": ", "}), {"a": "x, y, , z"}, {"a": ["x", "y", "", "z"]}),
    (Filter(kind="merge", fields={"a": "b"}), {"a": "x", "b": "y"}, {"a": ["x", "y"], "b": "y"}),
    (Filter(kind="lowercase", fields={"a": ""}), {"a": "XyZ"}, {"a": "xyz"}),
    (Filter(kind="uppercase", fields={"a": ""}), {"a": 5}, {"a": 5}),
    (Filter(kind="strip", fields={"a": ""}), {"a": "  x y\t"}, {"a": "x y"}),
    (
        Filter(kind="date", fields={"key": "t"}, patterns=("UNIX_MS",)),
        {"t": "1500000000123"},
        {"t": "1500000000123", "timestamp": "2017-07-14T02:40:00.123Z"},
    ),
    (
        Filter(kind="date", fields={"key": "t", "consume": "on"}, patterns=("UNIX",)),
        {"t": "1500000000.5"},
        {"timestamp": "2017-07-14T02:40:00.500Z"},
    ),
    (
        Filter(kind="date", fields={"key": "t", "consume": "on"}, patterns=("%Y", "%d/%b/%Y:%H:%M:%S %z")),
        {"t": "10/Oct/2000:13:55:36 -0700"},
        {"timestamp": "2000-10-10T20:55:36Z"},
    ),
    (
        Filter(kind="date", fields={**NEW_YORK, "consume": "on"}, patterns=("%Y-%m-%d %H:%M:%S,%L",)),
        {"t": "2000-01-01 00:00:00,250"},
        {"timestamp": "2000-01-01T05:00:00.250Z"},
    ),
    (Filter(kind="date", fields={"key": "t"}, patterns=("ISO8601",)), {"t": "never"}, {"t": "never"}),
    (
        Filter(kind="parse", format="kv", fields={"key": "m", "pairs": "&", "values": "=", "prefix": "p_"}),
        {"m": "a=1&b=x y"},
        {"m": "a=1&b=x y", "p_a": "1", "p_b": "x y"},
    ),
    (
        Filter(kind="parse", format="csv", fields={"key": "m", "columns": "a,b,c", "separator": ","}),
        {"m": '1,"x, ""y""",'},
        {"m": '1,"x, ""y""",', "a": "1", "b": 'x, "y"', "c": ""},
    ),
    (
        Filter(kind="parse", format="json", fields={"key": "m", "target": "t", "consume": "on"}),
        {"m": '{"a": [1]}'},
        {"t": {"a": [1]}},
    ),
    (
        Filter(
            kind="parse",
            format="regex",
            fields={"key": "m"},
            pattern=r"^(?<a>\d+)(?<b>x)?$",
            patterns=(r"^(?<c>\w+)$",),
        ),
        {"m": "12"},
        {"m": "12", "a": "12"},
    ),
    (
        Filter(
            kind="parse",
            format="regex",
            fields={"key": "m", "alone": "on"},
            pattern=r"^(?<a>\d+)$",
            patterns=(r"^(?<c>\w+)$",),
        ),
        {"m": "q", "tag": "t", "timestamp": "now", "x": 1},
        {"c": "q", "tag": "t", "timestamp": "now"},
    ),
]


def test_changes_of_a_record() -> None:
    assert run([(changes(each), event) for each, event, _ in CHANGES]) == [expected for _, _, expected in CHANGES]


def equals(field: str, value: str, *, negate: bool = False) -> Condition:
    return Condition(field=field, operator="equals", value=value, negate=negate)


BOTH = Condition(operator="all", parts=(equals("a", "1"), Condition(field="b", operator="contains", value="x")))
CONDITIONS = [
    (BOTH, {"a": 1, "b": "axb"}, True),
    (BOTH, {"a": "1"}, False),
    (Condition(operator="any", parts=(BOTH, equals("c", "2"))), {"c": "2"}, True),
    (Condition(operator="any", parts=(BOTH, equals("c", "2")), negate=True), {"c": "2"}, False),
    (Condition(operator="any", parts=(BOTH, equals("c", "2")), negate=True), {"a": "1", "b": "y"}, True),
    (Condition(field="s", operator="no_less", value="400"), {"s": "404"}, True),
    (Condition(field="s", operator="less", value="400"), {}, False),
    (Condition(field="s", operator="exists"), {"s": ""}, True),
    (Condition(field="message", operator="regex", value="^a.c$"), {"message": "abc"}, True),
    (Condition(field="message", operator="startswith", value="b", negate=True), {"message": "abc"}, True),
    (Condition(field="message", operator="endswith", value="c"), {"message": "abc"}, True),
    (
        Condition(operator="selector", field="priority", value="mail.info"),
        {"facility": "mail", "severity": "err"},
        True,
    ),
    (
        Condition(operator="selector", field="priority", value="mail.=err"),
        {"facility": "mail", "severity": "info"},
        False,
    ),
    (Condition(operator="at_least", field="severity", value="4"), {"severity": "err"}, True),
]


def test_conditions() -> None:
    programs = [(f".held = {holds(normal((test,)))}", event) for test, event, _ in CONDITIONS]
    assert [made.get("held", made) for made in run(programs)] == [expected for _, _, expected in CONDITIONS]


def programs_of(pipeline: Pipeline) -> list[str]:
    """Return every program of a configuration, as Vector has it once the file is read."""
    transforms = yaml.safe_load(vector.configuration(pipeline))["transforms"].values()
    texts = [each.get("source") or f".held = {each['condition']}" for each in transforms]
    return [text.replace("$$", "$") for text in texts]


ALL = [
    *(Pipeline(**with_input(kind)) for kind in INPUTS),
    *(
        Pipeline(tails=(Tail(path="/a", tag="a", format=name),))
        for name in ("json", "logfmt", "nginx", "apache", "apache2", "apache_error", "syslog", "ltsv")
    ),
    *(Pipeline(tails=(Tail(path="/a", tag="a"),), filters=(each,)) for each in FILTERS.values()),
    *(Pipeline(tails=(Tail(path="/a", tag="a"),), outputs=(each,)) for each in OUTPUTS.values()),
    Pipeline(tails=(Tail(path="/a", tag="a"),), outputs=(Output(kind="loki", match="b", tests=(BOTH,)),)),
]


def test_every_program_of_a_configuration_compiles() -> None:
    programs = [(program, None) for pipeline in ALL for program in programs_of(pipeline)]
    assert len(programs) > len(ALL)
    assert [
        (program, made["error"]) for (program, _), made in zip(programs, run(programs), strict=True) if made["error"]
    ] == []


@pytest.mark.parametrize(
    ("program", "word"), [(".a = to_strin(.b)", "undefined function"), (".a = parse_json(.b)", "error")]
)
def test_a_wrong_program_is_refused(program: str, word: str) -> None:
    assert [word in made["error"] for made in run([(program, {}), (program, None)])] == [True, True]
