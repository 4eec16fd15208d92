"""Fluent Bit's Lua, run by the LuaJIT that it has within: a record in, the record and its time out."""

import json
import subprocess
from typing import Any

import pytest
import yaml

from translator.plan.pipeline import Filter, Listen, Output, Pipeline
from translator.plan.renderers import fluent_bit
from translator.plan.renderers.lua import body, pattern, quoted, script

SHOW = """
local function show(value)
  if type(value) ~= "table" then return type(value) == "string" and string.format("%q", value) or tostring(value) end
  local parts = {}
  for _, each in ipairs(value) do parts[#parts + 1] = show(each) end
  return "[" .. table.concat(parts, ",") .. "]"
end
local code, time, changed = change("tag", 1.5, record)
local parts = {}
for name, value in pairs(changed) do parts[#parts + 1] = string.format("%q", name) .. ":" .. show(value) end
print("[" .. code .. "," .. time .. ",{" .. table.concat(parts, ",") .. "}]")
"""


def run(each: Filter, record: dict[str, str]) -> Any:
    fields = ", ".join(f"[{quoted(name)}] = {quoted(value)}" for name, value in record.items())
    program = f"{script(body(each) or '')}local record = {{{fields}}}\n{SHOW}"
    done = subprocess.run(["luajit", "-e", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("each", "record", "expected"),
    [
        (Filter(kind="format", fields={"a": '%{b}-"x%{c}'}), {"b": "B"}, {"b": "B", "a": 'B-"x%{c}'}),
        (Filter(kind="append", fields={"tags": "u"}), {"tags": "a"}, {"tags": "a,u"}),
        (Filter(kind="format", fields={"a": "%{@tag}"}), {}, {"a": "tag"}),
        (Filter(kind="append", fields={"tags": "u"}), {}, {"tags": "u"}),
        (
            Filter(kind="convert", fields={"a": "integer", "b": "float", "c": "boolean", "d": "integer"}),
            {"a": "-12.7", "b": "1.5", "c": "yes", "d": "none"},
            {"a": -12, "b": 1.5, "c": True, "d": "none"},
        ),
        (Filter(kind="gsub", fields={"a": "_%"}, pattern=r"[/\s]+"), {"a": "x/ y\tz"}, {"a": "x_%y_%z"}),
        (Filter(kind="gsub", fields={"a": ""}, pattern=r"^\w+\."), {"a": "web_1.b.c"}, {"a": "b.c"}),
        (Filter(kind="split", fields={"a": ", "}), {"a": "x, y, , z"}, {"a": ["x", "y", "", "z"]}),
        (Filter(kind="merge", fields={"a": "b"}), {"a": "x", "b": "y"}, {"a": ["x", "y"], "b": "y"}),
        (Filter(kind="lowercase", fields={"a": "", "b": ""}), {"a": "XyZ"}, {"a": "xyz"}),
        (Filter(kind="uppercase", fields={"a": ""}), {"a": "XyZ"}, {"a": "XYZ"}),
        (Filter(kind="strip", fields={"a": ""}), {"a": "  x y\t"}, {"a": "x y"}),
        (
            Filter(kind="parse", format="kv", fields={"key": "m", "pairs": " &", "values": "=:"}),
            {"m": 'a=1 b:2&c="x y"'},
            {"m": 'a=1 b:2&c="x y"', "a": "1", "b": "2", "c": "x y"},
        ),
        (
            Filter(kind="parse", format="csv", fields={"key": "m", "columns": "a,b,c", "separator": ","}),
            {"m": '1,"x, ""y""",,9'},
            {"m": '1,"x, ""y""",,9', "a": "1", "b": 'x, "y"', "c": "", "column4": "9"},
        ),
    ],
    ids=lambda value: value.kind + value.format if isinstance(value, Filter) else "",
)
def test_changes_of_a_record(each: Filter, record: dict[str, str], expected: dict[str, Any]) -> None:
    assert run(each, record) == [2, 1.5, expected]


def test_the_time_of_a_record() -> None:
    each = Filter(kind="date", fields={"key": "at", "consume": "on"}, patterns=("UNIX_MS",))
    assert run(each, {"at": "1500000000250"}) == [1, 1500000000.25, {}]
    assert run(each, {"at": "never"}) == [1, 1.5, {"at": "never"}]


def test_a_relayed_syslog_message_keeps_its_header() -> None:
    pipeline = Pipeline(
        listens=(Listen(kind="syslog", port=5140, tag="net"),), outputs=(Output(kind="syslog", settings={"host": "h"}),)
    )
    made = yaml.safe_load(fluent_bit.configuration(pipeline))["pipeline"]
    (relay,) = made["filters"]
    fields = '["pri"] = "163", ["ident"] = "app", ["host"] = "web1", ["pid"] = "7", ["message"] = "m"'
    program = f"{relay['code']}local record = {{{fields}}}\n{SHOW}"
    done = subprocess.run(["luajit", "-e", program], capture_output=True, text=True, check=True)
    record = json.loads(done.stdout)[2]
    output = made["outputs"][0]
    words = ("facility_key", "severity_key", "appname_key", "hostname_key", "procid_key", "message_key")
    assert [record[output[f"syslog_{word}"]] for word in words] == ["20", "3", "app", "web1", "7", "m"]


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        (r"\d+$", "%d+$"),
        (r"x*?y", "x-y"),
        (r"[^%a-z]", "[^%%a-z]"),
        (r"a\.b?", "a%.b?"),
        ("a|b", None),
        ("(a)", None),
        ("a{2}", None),
        ("a^b", None),
        (r"\bword", None),
    ],
)
def test_patterns_are_a_part_of_regular_expressions(regex: str, expected: str | None) -> None:
    assert pattern(regex) == expected
