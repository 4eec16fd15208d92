"""Every kind of input, filter and output in every collector's own words.

The expected pieces were written by hand from the documentation page that stands beside each; Fluent Bit, Vector and
the OpenTelemetry Collector themselves are not run. Vector's programs are compiled and run by its own language's library in
test_vrl.py, Fluent Bit's Lua by LuaJIT in test_lua.py; rsyslog checks its configuration itself.
"""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from translator.load.project import Settings
from translator.plan.pipeline import Condition, Filter, Listen, Multiline, Output, Pipeline, Tail
from translator.plan.reading.configuration import Spot
from translator.plan.renderers import fluent_bit, opentelemetry, rsyslog, vector
from translator.plan.renderers.base import LIMITS, RENDERERS

FOLDER = Path(__file__).parent / "renderers"
ERROR = (Condition(field="message", operator="regex", value="err"),)
GONE = Condition(field="level", operator="exists", negate=True)
MANY = Condition(field="status", operator="no_less", value="400")
EITHER = (Condition(operator="any", parts=(Condition(field="level", operator="equals", value="debug"), MANY)),)
INPUTS: dict[str, Tail | Listen] = {
    "tail": Tail(path="/var/log/app.log", tag="app"),
    "tail-json": Tail(path="/var/log/app.log", tag="app", format="json"),
    "tail-regex": Tail(
        path="/var/log/app.log",
        tag="app",
        format="regex",
        pattern=r"^(?<level>\w+)",
        time_key="time",
        time_format="%H:%M",
    ),
    "tail-multiline": Tail(path="/var/log/app.log", tag="app", multiline=Multiline(start=r"^\d")),
    "syslog-udp": Listen(kind="syslog", port=5514, protocol="udp", tag="net"),
    "syslog-tcp": Listen(kind="syslog", port=5514, protocol="tcp", tag="net"),
    "forward": Listen(kind="forward", port=24224, protocol="tcp", tag="net"),
    "http": Listen(kind="http", port=9880, protocol="tcp", tag="net"),
    "tcp": Listen(kind="tcp", port=5170, protocol="tcp", tag="net"),
}
FILTERS = {
    "add": Filter(kind="add", match="app", fields={"team": "zoo"}),
    "remove": Filter(kind="remove", match="app", fields={"secret": ""}),
    "rename": Filter(kind="rename", match="app", fields={"old": "new"}),
    "keep": Filter(kind="keep", match="app", tests=ERROR),
    "drop": Filter(kind="drop", match="app", tests=ERROR),
    "parse": Filter(kind="parse", match="app", fields={"key": "message"}, format="json"),
    "parse-regex": Filter(
        kind="parse",
        match="app",
        fields={"key": "message"},
        format="regex",
        pattern=r"^(?<level>\w+) ",
        patterns=(r"^(?<n>\d+)$",),
    ),
    "parse-kv": Filter(kind="parse", match="app", fields={"key": "message", "pairs": "&", "values": "="}, format="kv"),
    "parse-csv": Filter(
        kind="parse", match="app", fields={"key": "message", "columns": "a,b", "separator": ";"}, format="csv"
    ),
    "date": Filter(kind="date", match="app", fields={"key": "at", "consume": "on"}, patterns=("%d/%b/%Y:%H:%M:%S %z",)),
    "date-unix": Filter(kind="date", match="app", fields={"key": "at"}, patterns=("UNIX_MS",)),
    "only": Filter(kind="only", match="app", fields={"a": "", "b": ""}),
    "copy": Filter(kind="copy", match="app", fields={"old": "new"}),
    "format": Filter(kind="format", match="app", fields={"new": "%{old}/x"}),
    "append": Filter(kind="append", match="app", fields={"tags": "late"}),
    "convert": Filter(kind="convert", match="app", fields={"size": "integer"}),
    "gsub": Filter(kind="gsub", match="app", fields={"host": "_"}, pattern=r"[.]+"),
    "lowercase": Filter(kind="lowercase", match="app", fields={"host": ""}),
    "uppercase": Filter(kind="uppercase", match="app", fields={"host": ""}),
    "strip": Filter(kind="strip", match="app", fields={"host": ""}),
    "split": Filter(kind="split", match="app", fields={"list": ", "}),
    "merge": Filter(kind="merge", match="app", fields={"list": "one"}),
    "either": Filter(kind="remove", match="app", fields={"secret": ""}, tests=EITHER),
    "drop-mixed": Filter(kind="drop", match="app", tests=(*ERROR, GONE)),
}
OUTPUTS = {
    "syslog": Output(kind="syslog", settings={"host": "logs.example.com", "port": "514", "protocol": "tcp"}),
    "forward": Output(kind="forward", settings={"host": "logs.example.com", "port": "24224"}),
    "elasticsearch": Output(
        kind="elasticsearch",
        settings={"host": "es.example.com", "port": "9200", "tls": "on", "index": "app"},
        secrets={"user": "es_user", "password": "es_password"},
    ),
    "s3": Output(kind="s3", settings={"bucket": "logs", "region": "eu-central-1"}),
    "kafka": Output(kind="kafka", settings={"brokers": "k1:9092,k2:9092", "topic": "logs"}),
    "http": Output(kind="http", settings={"uri": "https://logs.example.com/in"}),
    "splunk": Output(
        kind="splunk",
        settings={"host": "splunk.example.com", "port": "8088", "tls": "on", "index": "main"},
        secrets={"token": "splunk_token"},
    ),
    "loki": Output(kind="loki", settings={"host": "loki.example.com", "port": "3100"}),
    "cloudwatch_logs": Output(kind="cloudwatch_logs", settings={"region": "eu-central-1", "group": "app"}),
    "redis": Output(
        kind="redis",
        settings={"host": "redis.example.com", "port": "6379", "key": "logs", "type": "list"},
        secrets={"password": "redis_password"},
    ),
    "dated": Output(
        kind="elasticsearch",
        settings={"host": "es.example.com", "port": "9200", "index": "app-%Y.%m.%d", "pipeline": "geo"},
    ),
    "tcp": Output(kind="tcp", settings={"host": "logs.example.com", "port": "9999"}),
    "stdout": Output(kind="stdout"),
}
Document = dict[str, Any]
Configure = Callable[[Pipeline], str]


def expected(collector: str, part: str) -> list[Any]:
    found = yaml.safe_load((FOLDER / f"{collector}.yaml").read_text())[part]
    return [pytest.param(kind, case, id=f"{collector}-{kind}") for kind, case in found.items()]


def document(configure: Configure, **parts: Any) -> Document:
    made: Document = yaml.safe_load(configure(Pipeline(**{"tails": (INPUTS["tail"],), **parts})))
    return made


def with_input(kind: str) -> dict[str, Any]:
    each = INPUTS[kind]
    return {"tails": (each,)} if isinstance(each, Tail) else {"tails": (), "listens": (each,)}


# --- Fluent Bit


@pytest.mark.parametrize(("kind", "case"), expected("fluent-bit", "inputs"))
def test_inputs_of_fluent_bit(kind: str, case: Document) -> None:
    made = document(fluent_bit.configuration, **with_input(kind))
    assert made["pipeline"]["inputs"] == [case["expect"]]
    assert made.get("parsers") == case.get("parsers")
    assert made.get("multiline_parsers") == case.get("multiline_parsers")


@pytest.mark.parametrize(("kind", "case"), expected("fluent-bit", "filters"))
def test_filters_of_fluent_bit(kind: str, case: Document) -> None:
    made = document(fluent_bit.configuration, filters=(FILTERS[kind],))
    processors = made["pipeline"]["inputs"][0].get("processors", {"logs": ()})["logs"]
    (found,) = made["pipeline"].get("filters", ()) or processors
    assert {name: value for name, value in found.items() if name != "code"} == case["expect"]
    assert (found["name"] == "lua") is ("code" in found)
    assert made.get("parsers") == case.get("parsers")


@pytest.mark.parametrize(("kind", "case"), expected("fluent-bit", "outputs"))
def test_outputs_of_fluent_bit(kind: str, case: Document) -> None:
    made = document(fluent_bit.configuration, outputs=(OUTPUTS[kind],))
    user = {"http_user": "${ES_USER}"} if kind == "elasticsearch" else {}
    assert made["pipeline"]["outputs"] == [{**case["expect"], **user}]


def test_conditions_are_processors_of_the_output_in_fluent_bit() -> None:
    tests = (*ERROR, Condition(field="program", operator="startswith", value="a.b", negate=True))
    made = document(fluent_bit.configuration, outputs=(Output(kind="loki", match="app", tests=tests),))
    assert made["pipeline"]["outputs"][0]["processors"] == {
        "logs": [{"name": "grep", "regex": "$message err", "exclude": r"$ident ^a\.b"}]
    }


# --- Vector


@pytest.mark.parametrize(("kind", "case"), expected("vector", "inputs"))
def test_inputs_of_vector(kind: str, case: Document) -> None:
    made = document(vector.configuration, **with_input(kind))
    assert list(made["sources"].values()) == [case["expect"]]
    (remap,) = made["transforms"].values()
    tag = "app" if kind.startswith("tail") else "net"
    assert (remap["type"], remap["inputs"]) == ("remap", list(made["sources"]))
    assert remap["source"] == case.get("remap", f'.tag = "{tag}"')


@pytest.mark.parametrize(("kind", "case"), expected("vector", "filters"))
def test_filters_of_vector(kind: str, case: Document) -> None:
    made = document(vector.configuration, filters=(FILTERS[kind],))
    assert made["transforms"]["filter_0"] == {**case["expect"], "inputs": ["tagged_tail_0"]}
    assert made["sinks"]["out_0"]["inputs"] == ["filter_0"]


@pytest.mark.parametrize(("kind", "case"), expected("vector", "outputs"))
def test_sinks_of_vector(kind: str, case: Document) -> None:
    made = document(vector.configuration, outputs=(OUTPUTS[kind],))
    before = "format_out_0" if OUTPUTS[kind].kind in ("syslog", "elasticsearch") else "tagged_tail_0"
    assert made["sinks"] == {"out_0": {"inputs": [before], **case["expect"]}}


def test_conditions_are_filters_before_the_sink_in_vector() -> None:
    made = document(vector.configuration, outputs=(Output(kind="loki", match="other", tests=ERROR),))
    assert made["transforms"]["to_out_0"] == {
        "type": "filter",
        "inputs": ["tagged_tail_0"],
        "condition": "match(string(.tag) ?? \"\", r'^(other)$') && match((string(.message) ?? \"\"), r'err')",
    }


# --- OpenTelemetry Collector


@pytest.mark.parametrize(("kind", "case"), expected("opentelemetry", "inputs"))
def test_receivers_of_opentelemetry(kind: str, case: Document) -> None:
    made = document(opentelemetry.configuration, **with_input(kind))
    assert list(made["receivers"].values()) == [case["expect"]]
    assert made["service"]["pipelines"]["logs/0"]["receivers"] == list(made["receivers"])


@pytest.mark.parametrize(("kind", "case"), expected("opentelemetry", "filters"))
def test_processors_of_opentelemetry(kind: str, case: Document) -> None:
    made = document(opentelemetry.configuration, filters=(FILTERS[kind],))
    assert list(made["processors"].values()) == [case["expect"]]
    assert made["service"]["pipelines"]["logs/0"]["processors"] == list(made["processors"])


@pytest.mark.parametrize(("kind", "case"), expected("opentelemetry", "outputs"))
def test_exporters_of_opentelemetry(kind: str, case: Document) -> None:
    made = document(opentelemetry.configuration, outputs=(OUTPUTS[kind],))
    assert list(made["exporters"].values()) == [case["expect"]]
    assert made["service"]["pipelines"]["logs/0"]["exporters"] == list(made["exporters"])
    own = made.get("processors", {}).get("transform/to-0", {}).get("log_statements")
    assert own == case.get("statements")


# --- rsyslog checks what it is given itself


@pytest.mark.parametrize("output", ["syslog", "elasticsearch", "tcp", "splunk", "stdout"])
@pytest.mark.parametrize("given", ["tail", "tail-json", "tail-multiline", "syslog-udp", "syslog-tcp"])
def test_rsyslog_accepts_its_configuration(given: str, output: str, tmp_path: Path) -> None:
    selector = Condition(field="priority", operator="selector", value="local3.info;mail.none")
    pipeline = Pipeline(
        **with_input(given),
        filters=tuple(FILTERS[kind] for kind in ("add", "remove", "rename", "keep", "drop")),
        outputs=(OUTPUTS[output], Output(kind="syslog", tests=(*ERROR, selector), settings={"host": "h"})),
    )
    path = tmp_path / "rsyslog.conf"
    path.write_text(rsyslog.configuration(pipeline))
    done = subprocess.run(["/usr/sbin/rsyslogd", "-N1", "-f", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "error" in line.lower()]) == (0, [])


@pytest.mark.parametrize(
    ("kind", "named", "expected"),
    [
        ("syslog", {}, "RSYSLOG_TraditionalForwardFormat"),
        ("syslog", {"template": "RSYSLOG_SyslogProtocol23Format"}, "RSYSLOG_SyslogProtocol23Format"),
        ("syslog", {"template": '{"host":"%hostname%","line":"%msg:::json%"}'}, "old-a8258224"),
        ("syslog", {"template": "$DATE $HOST $MSG"}, "RSYSLOG_TraditionalForwardFormat"),
        ("tcp", {}, "line"),
    ],
)
def test_rsyslog_sends_a_record_as_it_was_sent_before(
    kind: str, named: dict[str, str], expected: str, tmp_path: Path
) -> None:
    """Without a template rsyslog's omfwd writes RSYSLOG_TraditionalForwardFormat, as its documentation says."""
    output = Output(kind=kind, settings={"host": "logs.example.com", "protocol": "tcp", **named})
    text = rsyslog.configuration(Pipeline(tails=(Tail(path="/var/log/app.log", tag="app"),), outputs=(output,)))
    assert f'protocol="tcp" template="{expected}"' in text
    path = tmp_path / "rsyslog.conf"
    path.write_text(text)
    done = subprocess.run(["/usr/sbin/rsyslogd", "-N1", "-f", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "error" in line.lower()]) == (0, [])


def test_rsyslog_takes_credentials_from_its_environment(tmp_path: Path) -> None:
    template = '<%pri%>1 [${LOG_SYSLOG_TOKEN}@41058 tag="x"] %msg%'
    pipeline = Pipeline(
        tails=(Tail(path="/var/log/app.log", tag="app", fields={"token": "${LOG_TOKEN}"}),),
        outputs=(Output(kind="syslog", settings={"host": "h", "template": template}),),
    )
    path = tmp_path / "rsyslog.conf"
    path.write_text(rsyslog.configuration(pipeline))
    done = subprocess.run(["/usr/sbin/rsyslogd", "-N1", "-f", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "error" in line.lower()]) == (0, [])
    written = path.read_text()
    assert 'set $!token = getenv("LOG_TOKEN");' in written
    assert 'set $.LOG_SYSLOG_TOKEN = getenv("LOG_SYSLOG_TOKEN");' in written
    assert "[%$.LOG_SYSLOG_TOKEN%@41058" in written


@pytest.mark.parametrize("kind", ["copy", "either", "drop-mixed"])
def test_rsyslog_accepts_conditions(kind: str, tmp_path: Path) -> None:
    pipeline = Pipeline(tails=(Tail(path="/var/log/app.log", tag="app"),), filters=(FILTERS[kind],))
    path = tmp_path / "rsyslog.conf"
    path.write_text(rsyslog.configuration(pipeline))
    done = subprocess.run(["/usr/sbin/rsyslogd", "-N1", "-f", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "error" in line.lower()]) == (0, [])


# --- what a collector cannot do is said, with the line it was read from

SPOT = Spot(path="/etc/x.conf", line=7, text="filter x")
BOTH = Condition(operator="any", parts=(Condition(operator="all", parts=(*ERROR, GONE)), MANY))


@pytest.mark.parametrize(
    ("collector", "each", "words"),
    [
        ("fluent-bit", replace(FILTERS["gsub"], pattern="(a|b)", spot=SPOT), "Lua's patterns"),
        ("fluent-bit", replace(FILTERS["add"], tests=(BOTH,), spot=SPOT), "both and and or"),
        ("vector", replace(FILTERS["gsub"], pattern="a(?=b)", spot=SPOT), "look-around"),
        ("opentelemetry", replace(FILTERS["parse"], fields={"key": "message", "prefix": "p"}, spot=SPOT), "prefix"),
        ("rsyslog", replace(FILTERS["parse"], spot=SPOT), "parse json"),
    ],
)
def test_filters_that_a_collector_cannot_do(collector: str, each: Filter, words: str) -> None:
    pipeline = Pipeline(tails=(Tail(path="/var/log/app.log", tag="app"),), filters=(each,))
    (said,) = LIMITS[collector](pipeline)
    assert str(said).startswith("/etc/x.conf:7: filter x: ")
    assert words in said.reason
    without = RENDERERS[collector](Pipeline(tails=pipeline.tails), Settings()).files
    if collector != "rsyslog":
        assert RENDERERS[collector](pipeline, Settings()).files == without


@pytest.mark.parametrize("collector", sorted(RENDERERS))
@pytest.mark.parametrize("kind", sorted(OUTPUTS))
def test_a_port_that_only_the_environment_knows(collector: str, kind: str) -> None:
    output = replace(OUTPUTS[kind], settings={**OUTPUTS[kind].settings, "port": "${PORT}", "host": ""})
    pipeline = Pipeline(tails=(Tail(path="/var/log/app.log", tag="app"),), outputs=(output,))
    assert RENDERERS[collector](pipeline, Settings()).files


@pytest.mark.parametrize(
    ("collector", "kind"),
    [("fluent-bit", "redis"), ("vector", "forward"), ("opentelemetry", "redis"), ("opentelemetry", "tcp")],
)
def test_outputs_that_a_collector_cannot_do_go_to_stdout(collector: str, kind: str) -> None:
    output = replace(OUTPUTS[kind], spot=SPOT)
    pipeline = Pipeline(tails=(Tail(path="/var/log/app.log", tag="app"),), outputs=(output,))
    (said,) = LIMITS[collector](pipeline)
    assert (said.line, "stdout" in said.reason) == (7, True)
    as_stdout = replace(pipeline, outputs=(Output(kind="stdout"),))
    assert RENDERERS[collector](pipeline, Settings()).files == RENDERERS[collector](as_stdout, Settings()).files


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "rfc3164"),
        ({"format": "rfc5424"}, "rfc5424"),
        ({"template": "RSYSLOG_SyslogProtocol23Format"}, "rfc5424"),
        ({"template": "<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %msg%"}, "rfc5424"),
        ({"template": "<%PRI%>%TIMESTAMP% %HOSTNAME% %msg%"}, "rfc3164"),
    ],
)
def test_syslog_goes_out_in_the_format_that_it_had(said: dict[str, str], expected: str) -> None:
    output = Output(kind="syslog", settings={"host": "h", "protocol": "tcp", **said})
    [made] = document(fluent_bit.configuration, outputs=(output,))["pipeline"]["outputs"]
    assert made["syslog_format"] == expected
    [sent] = document(opentelemetry.configuration, outputs=(output,))["exporters"].values()
    assert sent["protocol"] == expected
    program = document(vector.configuration, outputs=(output,))["transforms"]["format_out_0"]["source"]
    assert ('"%b %e %T"' in program) is (expected == "rfc3164")
