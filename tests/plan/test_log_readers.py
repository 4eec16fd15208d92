"""Collectors' own configuration read: inputs, routes and outputs by hand from each project's documentation.

Every case is a file of the legacy collector and what a person would say it does.
"""

import sys
from dataclasses import replace

import pytest

from translator.plan import sidecars
from translator.plan.pipeline import Condition, Multiline, Pipeline
from translator.plan.reading.configuration import Configuration
from translator.plan.sidecars.base import LOGS
from translator.registry import import_folder

import_folder(sidecars)


def read(collector: str, text: str, path: str = "/etc/x.conf") -> Pipeline:
    return LOGS[collector]((Configuration(path=path, text=text),))


def tails(pipeline: Pipeline) -> list[tuple[str, str]]:
    return [(tail.path, tail.tag) for tail in pipeline.tails]


def sent(pipeline: Pipeline) -> list[tuple[str, str, str]]:
    """Each output as kind, tags, and host:port."""
    address = [
        f"{each.settings.get('host', '')}:{each.settings.get('port', '')}".strip(":") for each in pipeline.outputs
    ]
    return [(each.kind, each.match, host) for each, host in zip(pipeline.outputs, address, strict=True)]


def refused(pipeline: Pipeline) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in pipeline.untranslated]


# --- rsyslog

RSYSLOG = """module(load="imfile" PollingInterval="10")
input(type="imfile" File="/var/log/app/*.log" Tag="app:"
      Facility="local3" Severity="info" startmsg.regex="^[0-9]{4}")
$InputFileName /var/log/other.log
$InputFileTag other:
$InputRunFileMonitor

if $programname == 'other' then { action(type="omfwd" target="b.example.com" port="6514" protocol="tcp") stop }
local3.*;local3.!=debug  @@a.example.com:1514;Fmt
mail.*  @mail.example.com
*.err  /var/log/errors
$template Fmt,"%msg%\\n"
"""


def test_each_followed_file_takes_its_own_way_through_the_rules():
    pipeline = read("rsyslog", RSYSLOG)
    assert tails(pipeline) == [("/var/log/app/*.log", "app"), ("/var/log/other.log", "other")]
    assert sent(pipeline) == [("syslog", "app", "a.example.com:1514"), ("syslog", "other", "b.example.com:6514")]
    assert pipeline.outputs[0].settings["template"] == "%msg%\\n"
    assert pipeline.tails[0].fields == {"appname": "app", "facility": "19", "severity": "6"}
    assert pipeline.tails[0].multiline == Multiline(start="^[0-9]{4}")
    assert refused(pipeline) == []


def test_what_only_a_message_can_answer_stays_a_condition():
    text = (
        'input(type="imfile" File="/a.log" Tag="a")\n'
        ':msg, !contains, "health" @one\n'
        'if $msg startswith "x" and $syslogseverity <= 6 then @two\n'
        "if re_match($msg, 'z+') then @three\n"
    )
    pipeline = read("rsyslog", text)
    assert [output.tests for output in pipeline.outputs] == [
        (Condition(field="message", operator="contains", value="health", negate=True),),
        (Condition(field="message", operator="startswith", value="x"),),
        (Condition(field="message", operator="regex", value="z+"),),
    ]


def test_or_and_not_and_what_is_done_otherwise():
    text = (
        'input(type="imfile" File="/a.log" Tag="a")\n'
        "if $programname == 'a' or $msg contains 'x' then @known\n"
        "if $msg contains 'x' and not ($msg contains 'y' or $msg contains 'z') then {\n  @then\n} else {\n  @otherwise\n}\n"
    )
    pipeline = read("rsyslog", text)
    x, y, z = (Condition(field="message", operator="contains", value=value) for value in "xyz")
    assert [(each.settings["host"], each.tests) for each in pipeline.outputs] == [
        ("known", ()),
        ("otherwise", (Condition(operator="any", parts=(replace(x, negate=True), y, z)),)),
        ("then", (x, replace(y, negate=True), replace(z, negate=True))),
    ]
    assert refused(pipeline) == []


def test_rulesets_and_their_inputs():
    text = (
        'ruleset(name="remote") {\n  action(type="omfwd" target="h" port="10514" protocol="tcp")\n}\n'
        'ruleset(name="unused") {\n  *.* @nobody\n}\n'
        'input(type="imfile" File="/a.log" Tag="a" ruleset="remote")\n'
        'input(type="imudp" port="5514" ruleset="remote")\n'
        "*.* @elsewhere\n"
    )
    pipeline = read("rsyslog", text)
    assert sent(pipeline) == [("syslog", "a", "h:10514"), ("syslog", "syslog-5514", "h:10514")]
    assert [(each.port, each.protocol) for each in pipeline.listens] == [(5514, "udp")]
    assert refused(pipeline) == [(5, "ruleset unused")]


def test_forwarding_alone_listens_for_the_application():
    pipeline = read("rsyslog", "*.* @@logs.example.com:514\n*.* -/var/log/syslog\n")
    assert sent(pipeline) == [("syslog", "syslog", "logs.example.com:514")]
    assert [(each.kind, each.port) for each in pipeline.listens] == [("syslog", 5140)]


def test_a_syntax_error_costs_one_statement():
    text = 'input(type="imfile" File="/a.log" Tag="a")\ninput(type="imfile" File=)\n*.* @h\n'
    pipeline = read("rsyslog", text)
    assert (tails(pipeline), sent(pipeline)) == ([("/a.log", "a")], [("syslog", "a", "h:514")])
    assert refused(pipeline) == [(2, 'input(type="imfile" File=)')]


def test_the_unknown_is_named_with_its_line():
    text = '$ModLoad imuxsock\n$FrobnicateThis on\ninput(type="imzmq3" x="y")\nset $!a = "b";\n'
    assert refused(read("rsyslog", text)) == [
        (2, "$frobnicatethis on"),
        (3, 'input(type="imzmq3")'),
        (4, 'set $!a = "b"'),
    ]


@pytest.mark.parametrize(
    ("selector", "taken"),
    [
        ("*.*", True),
        ("local3.info", True),
        ("local3.notice", False),
        ("local3.=info", True),
        ("local3.!info", False),
        ("*.*;local3.none", False),
        ("mail,local3.*", True),
        ("*.=debug;*.=info", True),
        ("*.info;local3.!=info", False),
    ],
)
def test_selectors_of_syslog_conf(selector: str, taken: bool):
    text = f'input(type="imfile" File="/a" Tag="a" Facility="local3" Severity="info")\n{selector} @h\n'
    assert bool(read("rsyslog", text).outputs) is taken


def test_a_port_out_of_the_environment():
    text = 'input(type="imfile" File="/a" Tag="a")\naction(type="omfwd" target="h" port=`echo $PORT`)\n'
    assert sent(read("rsyslog", text)) == [("syslog", "a", "h:${PORT}")]


def test_continued_selectors_and_actions():
    text = 'input(type="imfile" File="/a" Tag="a")\n*.=notice;\\\n  local0.*  @one\n& @two\n& stop\n*.* @three\n'
    assert [host for _, _, host in sent(read("rsyslog", text))] == ["one:514", "two:514"]


# --- syslog-ng

SYSLOG_NG = """@version: 3.38
@include "scl.conf"
options { chain_hostnames(off); };
source s_host { system(); internal(); };
source s_app { file("/var/log/app.log" program-override("app") default-facility(local2)); };
source s_net { network(ip(0.0.0.0) port(5514) transport("udp")); };
destination d_net { network("logs.example.com" port(6514) transport("tls")); };
destination d_es { elasticsearch-http(url("https://es.example.com:9200/_bulk") index("app") type("")); };
destination d_odd { mongodb(); };
filter f_bad { level(err..emerg) and not program("cron"); };
filter f_either { program("a") or program("b"); };
log { source(s_app); source(s_net); filter(f_bad); destination(d_net); flags(final); };
log { source(s_app); filter(f_either); destination(d_es); };
log { source(s_host); destination(d_net); };
"""


def test_log_paths_of_syslog_ng():
    pipeline = read("syslog_ng", SYSLOG_NG)
    assert tails(pipeline) == [("/var/log/app.log", "app")]
    assert pipeline.tails[0].fields["facility"] == "18"
    assert [(each.port, each.protocol) for each in pipeline.listens] == [(5514, "udp")]
    assert sent(pipeline) == [
        ("syslog", "app syslog-5514", "logs.example.com:6514"),
        ("elasticsearch", "app", "es.example.com:9200"),
    ]
    assert pipeline.outputs[0].settings["protocol"] == "tls"
    assert pipeline.outputs[0].tests == (
        Condition(field="priority", operator="selector", value="*.=emerg;*.=alert;*.=crit;*.=err"),
        Condition(field="program", operator="regex", value="cron", negate=True),
    )
    either = tuple(Condition(field="program", operator="regex", value=name) for name in ("a", "b"))
    assert pipeline.outputs[1].tests == (Condition(operator="any", parts=either),)
    assert refused(pipeline) == [(9, "mongodb()")]


def test_an_error_in_syslog_ng_costs_one_block():
    text = 'source s { file("/a"; };\nsource t { file("/b"); };\nlog { source(t); destination(d); };\n'
    pipeline = read("syslog_ng", text)
    assert tails(pipeline) == [("/b", "b")]
    assert [line for line, _ in refused(pipeline)] == [1]


# --- fluentd

FLUENTD = """<source>
  @type tail
  path /var/log/a.log,/var/log/b/%Y/*.log
  exclude_path ["/var/log/b/old.log"]
  tag app.*
  <parse>
    @type multiline
    format_firstline /^\\d{4}/
    format1 /^(?<time>\\S+) (?<message>.*)/
  </parse>
</source>
<source>
  @type http
  port 9881
  @label @X
</source>
<source>
  @type systemd
</source>
<filter app.**>
  @type record_transformer
  <record>
    env production
  </record>
  remove_keys a,b
</filter>
<filter app.**>
  @type grep
  <exclude>
    key message
    pattern /health/
  </exclude>
</filter>
<match {app,web}.**>
  @type elasticsearch
  hosts https://es.example.com:9243
  user u
  password p
</match>
<label @X>
  <match **>
    @type s3
    s3_bucket b
  </match>
</label>
<match other>
  @type sumologic
</match>
"""


def test_fluentd():
    pipeline = read("td_agent", FLUENTD)
    assert tails(pipeline) == [
        ("/var/log/a.log", "app.*"),
        ("/var/log/b/*/*.log", "app.*"),
    ]
    first = pipeline.tails[0]
    assert (first.format, first.pattern) == ("regex", r"^(?<time>\S+) (?<message>.*)")
    assert first.multiline == Multiline(start=r"^\d{4}")
    assert first.exclude == ("/var/log/b/old.log",)
    assert [(each.kind, each.port) for each in pipeline.listens] == [("http", 9881)]
    assert [(each.kind, each.match) for each in pipeline.filters] == [
        ("add", "app.*"),
        ("remove", "app.*"),
        ("drop", "app.*"),
    ]
    assert sent(pipeline) == [("elasticsearch", "app.*", "es.example.com:9243"), ("s3", "**", "")]
    assert pipeline.outputs[0].secrets == {"user": "fluent_user", "password": "fluent_password"}
    assert pipeline.outputs[0].settings["tls"] == "on"
    assert pipeline.outputs[0].settings["index"] == "fluentd"
    assert refused(pipeline) == []
    assert [each.line for each in pipeline.remarks] == [17, 46]


def followed(*tags: str, label: str = "") -> str:
    sources = (f"<source>\n@type tail\npath /{tag}.log\ntag {tag}\n{label}\n</source>\n" for tag in tags)
    return "".join(sources)


def test_a_record_goes_to_the_first_match_of_its_label():
    text = (
        followed("a.b", "c")
        + followed("d", label="@label @L")
        + "<match a.*>\n@type file\npath /x\n</match>\n<match **>\n@type copy\n<store>\n@type http\nendpoint http://h/\n"
        "</store>\n<store>\n@type relabel\n@label @L\n</store>\n</match>\n"
        "<label @L>\n<filter **>\n@type stdout\n</filter>\n<match c d>\n@type kafka2\nbrokers k:9092\ndefault_topic t\n</match>\n</label>\n"
        "<label @NEVER>\n<match **>\n@type stdout\n</match>\n</label>\n"
    )
    pipeline = read("td_agent", text)
    assert [(each.kind, each.match) for each in pipeline.outputs] == [
        ("file", "a.b"),
        ("http", "c"),
        ("stdout", "d c"),
        ("kafka", "d c"),
    ]
    assert [each.line for each in pipeline.remarks] == [45]


def test_a_rewritten_tag_is_the_old_one_with_a_condition():
    text = (
        followed("web")
        + "<match web>\n@type rewrite_tag_filter\n<rule>\nkey level\npattern /^err/i\ntag bad.web\n</rule>\n"
        "<rule>\nkey path\npattern /health/\ntag quiet\n</rule>\n<rule>\nkey $.a.b\npattern .\ntag x.$1\n</rule>\n</match>\n"
        "<filter bad.*>\n@type grep\n<regexp>\nkey path\npattern /api/\n</regexp>\n</filter>\n"
        "<match bad.**>\n@type elasticsearch\nlogstash_format true\nlogstash_prefix bad\n</match>\n<match quiet>\n@type null\n</match>\n"
    )
    pipeline = read("td_agent", text)
    bad = Condition(field="level", operator="regex", value="(?i)^err")
    quiet = Condition(field="path", operator="regex", value="health")
    assert [(each.kind, each.match, each.tests) for each in pipeline.outputs] == [
        ("elasticsearch", "web", (bad,)),
        ("null", "web", (replace(bad, negate=True), quiet)),
    ]
    api = Condition(field="path", operator="regex", value="api", negate=True)
    assert [(each.kind, each.match, each.tests) for each in pipeline.filters] == [("drop", "web", (bad, api))]
    assert pipeline.outputs[0].settings["index"] == "bad-%Y.%m.%d"
    assert refused(pipeline) == [(7, "<match> @type rewrite_tag_filter")]


def test_records_of_fluentd_are_changed():
    text = (
        followed("a")
        + """<filter a>
@type record_transformer
enable_ruby true
<record>
env prod
host ${hostname}
who ${record["user"]}@${tag}
low ${record["user"].downcase}
size ${record["bytes"].to_i}
</record>
keep_keys user
</filter>
<filter a>
@type record_transformer
enable_ruby
<record>
x ${1 + 1}
</record>
</filter>
<filter a>
@type grep
<or>
<exclude>
key a
pattern /x/
</exclude>
<exclude>
key b
pattern /y/
</exclude>
</or>
</filter>
<filter a>
@type parser
key_name message
reserve_data true
<parse>
@type grok
grok_pattern %{IP:ip} %{INT:n:int}
</parse>
</filter>
<filter a>
@type parser
key_name log
<parse>
@type tsv
keys one, two
</parse>
</filter>
"""
    )
    pipeline = read("td_agent", text)
    either = Condition(
        operator="any",
        parts=tuple(Condition(field=name, operator="regex", value=value) for name, value in (("a", "x"), ("b", "y"))),
    )
    assert [(each.kind, each.fields) for each in pipeline.filters] == [
        ("only", dict.fromkeys(["user", "env", "host", "who", "low", "size"], "")),
        ("add", {"env": "prod", "host": "${HOSTNAME}"}),
        ("format", {"who": "%{user}@%{@tag}", "low": "%{user}"}),
        ("lowercase", {"low": ""}),
        ("format", {"size": "%{bytes}"}),
        ("convert", {"size": "integer"}),
        ("drop", {}),
        ("parse", {"key": "message"}),
        ("convert", {"n": "integer"}),
        ("parse", {"alone": "on", "consume": "on", "key": "message", "columns": "one,two", "separator": "\t"}),
    ]
    assert pipeline.filters[6].tests == (either,)
    assert refused(pipeline) == [(19, "<filter> @type record_transformer")]


def test_forest_and_its_template():
    text = (
        followed("app")
        + "<match app>\n@type forest\nsubtype s3\n<template>\ns3_bucket b\naws_key_id AKIA\naws_sec_key secret\n</template>\n</match>\n"
    )
    (output,) = read("td_agent", text).outputs
    assert (output.kind, output.settings) == ("s3", {"bucket": "b"})
    assert output.secrets == {"access_key_id": "fluent_aws_key_id", "secret_access_key": "fluent_aws_sec_key"}


FLUENT_BIT = """[SERVICE]
    Flush 1
[INPUT]
    Name   tail
    Path   /var/log/a.log
    Tag    app.a
    Parser own
[INPUT]
    Name systemd
[INPUT]
    Name exec
nonsense
[FILTER]
    Name    grep
    Match   app.*
    Exclude log health
[FILTER]
    Name   record_modifier
    Match  *
    Record env prod
[FILTER]
    Name lua
    Match *
[OUTPUT]
    Name  es
    Match app.*
    Host  es.example.com
    Logstash_Format On
    HTTP_Passwd secret
    tls   On
"""


def test_fluent_bit_itself():
    files = (
        Configuration(path="/etc/td-agent-bit/td-agent-bit.conf", text=FLUENT_BIT),
        Configuration(
            path="/etc/td-agent-bit/parsers.conf",
            text="[PARSER]\n    Name own\n    Format regex\n    Regex ^(?<m>.*)$\n",
        ),
    )
    pipeline = LOGS["td_agent"](files)
    assert (tails(pipeline), pipeline.tails[0].pattern) == ([("/var/log/a.log", "app.a")], "^(?<m>.*)$")
    assert [(each.kind, each.match, each.fields) for each in pipeline.filters] == [
        ("drop", "app.*", {}),
        ("add", "*", {"env": "prod"}),
    ]
    (output,) = pipeline.outputs
    assert (output.kind, output.settings) == (
        "elasticsearch",
        {"host": "es.example.com", "index": "logstash-%Y.%m.%d", "tls": "on"},
    )
    assert output.secrets == {"password": "fluent_bit_http_passwd"}
    assert sorted(refused(pipeline)) == [(10, "input exec"), (12, "nonsense"), (21, "filter lua")]
    assert [each.line for each in pipeline.remarks] == [8]


def test_fluent_bits_yaml():
    text = "pipeline:\n  inputs:\n    - {name: tail, path: /a.log, tag: a}\n  outputs:\n    - {name: http, match: a, host: h, port: 443, tls: on}\n"
    pipeline = read("td_agent", text, "/etc/fluent-bit/fluent-bit.yaml")
    assert tails(pipeline) == [("/a.log", "a")]
    assert pipeline.outputs[0].settings["uri"] == "https://h:443/"


def test_sections_that_do_not_close():
    pipeline = read(
        "td_agent", "<source>\n @type tail\n path /a\n tag a\n<match a>\n @type stdout\n</match>\n</wrong>\n"
    )
    assert refused(pipeline)[0] == (8, "</wrong>")
    assert tails(pipeline) == [("/a", "a")]


# --- the others

LOGSTASH = """input {
  file { path => ["/var/log/a.log", "/var/log/b.log"] type => "app" start_position => "beginning"
         codec => multiline { pattern => "^\\d" negate => true what => "previous" } }
  beats { port => 5044 }
}
filter {
  if [type] == "app" {
    mutate { add_field => { "env" => "prod" } remove_field => ["x"] }
    grok { match => { "message" => "%{GREEDYDATA:m}" } }
  } else if [a] =~ /b{2}/ { drop { } }
}
output { if [type] == "app" { elasticsearch { hosts => ["https://es:9200"] index => "app-%{+YYYY}" password => "p" } } }
"""


def test_logstash():
    pipeline = read("logstash", LOGSTASH)
    assert tails(pipeline) == [("/var/log/a.log", "app"), ("/var/log/b.log", "app")]
    assert pipeline.tails[0].multiline == Multiline(start="^\\d")
    assert [(each.kind, each.match, each.fields) for each in pipeline.filters] == [
        ("add", "app", {"env": "prod"}),
        ("remove", "app", {"x": ""}),
        ("parse", "app", {"key": "message"}),
        ("drop", "*", {}),
    ]
    assert pipeline.filters[2].pattern == "(?<m>.*)"
    assert pipeline.filters[3].tests == (
        Condition(field="type", operator="equals", value="app", negate=True),
        Condition(field="a", operator="regex", value="b{2}"),
    )
    assert sent(pipeline) == [("elasticsearch", "app", "es:9200")]
    assert pipeline.outputs[0].settings["index"] == "app-%Y"
    assert refused(pipeline) == [(4, "input beats")]


def changes(text: str) -> list[tuple[str, dict[str, str]]]:
    """What logstash's filters become, as kind and fields."""
    return [(each.kind, each.fields) for each in read("logstash", f"filter {{ {text} }}").filters]


def test_logstash_mutates_in_its_own_order_whatever_the_files():
    text = """mutate {
      add_field => { "who" => "%{[host][name]}-x" "env" => "prod" } copy => { "a" => "b" } split => ["l", ","]
      lowercase => ["c"] gsub => ["d", "[/]", "_", "e", "x", ""] convert => { "n" => "integer" }
      convert => ["m", "float"] replace => { "r" => "s" } rename => { "[o][p]" => "q" } add_tag => ["t"] }"""
    assert changes(text) == [
        ("rename", {"o.p": "q"}),
        ("add", {"r": "s"}),
        ("convert", {"n": "integer", "m": "float"}),
        ("gsub", {"d": "_"}),
        ("gsub", {"e": ""}),
        ("lowercase", {"c": ""}),
        ("split", {"l": ","}),
        ("copy", {"a": "b"}),
        ("add", {"env": "prod"}),
        ("format", {"who": "%{host.name}-x"}),
        ("append", {"tags": "t"}),
    ]


def test_logstash_does_more_only_where_its_grok_fits():
    text = """grok { match => { "message" => ["%{IP:[client][ip]} %{NUMBER:size:int}", "%{WORD:word}"] }
                     remove_field => ["message"] add_tag => ["web"] }
              if "_grokparsefailure" in [tags] { drop { } }"""
    filters = read("logstash", f"filter {{ {text} }}").filters
    fits = Condition(field="client.ip", operator="exists")
    assert [(each.kind, each.fields, each.tests) for each in filters] == [
        ("parse", {"key": "message"}, ()),
        ("rename", {"client_ip": "client.ip"}, ()),
        ("convert", {"size": "integer"}, ()),
        ("append", {"tags": "web"}, (fits,)),
        ("remove", {"message": ""}, (fits,)),
        ("drop", {}, (Condition(field="client.ip", operator="exists", negate=True),)),
    ]
    assert filters[0].patterns == (r"(?<word>\b\w+\b)",)


def test_logstash_dates_pairs_columns_and_json():
    text = """date { match => ["at", "dd/MMM/yyyy:HH:mm:ss.SSS Z", "UNIX_MS"] remove_field => ["at"] timezone => "UTC" }
              kv { source => "q" field_split => "&" prefix => "q_" }
              csv { columns => ["a", "b"] separator => ";" convert => { "b" => "integer" } }
              json { source => "message" target => "doc" remove_field => ["message", "x"] }
              dissect { mapping => { "message" => "%{ip} [%{}] %{rest}" } }
              date { match => ["at", "yyyy zzz"] }
              geoip { source => "ip" }"""
    pipeline = read("logstash", f"filter {{ {text} }}")
    assert [(each.kind, each.fields) for each in pipeline.filters] == [
        ("date", {"key": "at", "zone": "UTC", "consume": "on"}),
        ("parse", {"key": "q", "pairs": "&", "values": "=", "prefix": "q_"}),
        ("parse", {"key": "message", "columns": "a,b", "separator": ";"}),
        ("convert", {"b": "integer"}),
        ("parse", {"key": "message", "target": "doc", "consume": "on"}),
        ("remove", {"x": ""}),
        ("parse", {"key": "message"}),
    ]
    assert pipeline.filters[0].patterns == ("%d/%b/%Y:%H:%M:%S.%L %z", "UNIX_MS")
    assert pipeline.filters[-1].pattern == r"^(?<ip>.*?) \[.*?\] (?<rest>.*)$"
    assert refused(pipeline) == [(6, "filter date"), (7, "filter geoip")]
    assert "Elasticsearch's geoip" in pipeline.untranslated[1].reason


def test_logstash_outputs_and_what_is_done_elsewhere_from_now_on():
    text = """output {
      elasticsearch { index => "a-%{kind}-%{+YYYY.MM.dd}" template => "/t.json" pipeline => "geo" user => "u" password => "p" }
      redis { host => ["r1", "r2"] data_type => "channel" key => "k" password => "p" }
      kafka { bootstrap_servers => "k1:9092" topic_id => "t" }
      http { url => "https://u:p@h/in" http_method => "post" headers => { "Authorization" => "Bearer secret" } }
      tcp { host => "t" port => 99 }
      file { path => "/var/log/out.log" }
      statsd { host => "s" increment => "x" }
    }"""
    pipeline = read("logstash", text)
    assert [(each.kind, each.settings) for each in pipeline.outputs] == [
        ("elasticsearch", {"host": "127.0.0.1", "port": "9200", "index": "a-%{kind}-%Y.%m.%d", "pipeline": "geo"}),
        ("redis", {"host": "r1", "port": "6379", "key": "k", "type": "channel"}),
        ("kafka", {"brokers": "k1:9092", "topic": "t"}),
        ("http", {"uri": "https://h/in"}),
        ("tcp", {"host": "t", "port": "99"}),
        ("file", {"path": "/var/log/out.log"}),
    ]
    assert pipeline.outputs[3].secrets == {"authorization": "http_authorization"}
    assert [(each.line, each.text) for each in pipeline.remarks] == [(2, "output elasticsearch")]
    assert refused(pipeline) == [(8, "output statsd")]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('[a] == "x"', [Condition(field="a", operator="equals", value="x")]),
        ("[a][b] >= 400", [Condition(field="a.b", operator="no_less", value="400")]),
        ('"x" != [a] and ![b]', [
            Condition(field="a", operator="equals", value="x", negate=True),
            Condition(field="b", operator="exists", negate=True),
        ]),
        ('!([a] !~ /x/ or "t" in [tags])', [
            Condition(field="a", operator="regex", value="x"),
            Condition(field="tags", operator="contains", value="t", negate=True),
        ]),
        ('[a] in ["x", "y"]', [Condition(operator="any", parts=(
            Condition(field="a", operator="equals", value="x"), Condition(field="a", operator="equals", value="y"),
        ))]),
        ('[a] not in ["x", "y"]', [
            Condition(field="a", operator="equals", value="x", negate=True),
            Condition(field="a", operator="equals", value="y", negate=True),
        ]),
    ],
)  # fmt: skip
def test_conditions_of_logstash(condition: str, expected: list[Condition]):
    pipeline = read("logstash", f"filter {{ if {condition} {{ drop {{ }} }} }}")
    assert list(pipeline.filters[0].tests) == expected


def test_a_condition_between_two_fields_is_refused():
    pipeline = read("logstash", "filter {\n if [a] == [b] {\n drop { } }\n if [a] xor [b] { drop { } } }")
    assert (pipeline.filters, refused(pipeline)) == ((), [(3, "filter drop"), (4, "filter drop")])


def test_groks_own_patterns_come_from_the_machines_files():
    files = (
        Configuration(path="/etc/logstash/conf.d/a.conf", text='filter { grok { match => { "m" => "%{OWN:x}" } } }'),
        Configuration(path="/etc/logstash/patterns/own", text="# comment\nOWN [a-z]%{INT}\n"),
    )
    assert LOGS["logstash"](files).filters[0].pattern == "(?<x>[a-z](?:[+-]?[0-9]+))"
    assert refused(LOGS["logstash"](files[:1])) == [(1, "filter grok")]


def test_filebeat_in_both_ages():
    text = (
        "filebeat:\n  prospectors:\n    - input_type: log\n      paths: [/a.log]\n      document_type: a\n"
        "      multiline: {pattern: '^\\[', negate: true, match: after}\n      exclude_lines: ['^DBG']\n"
        "    - type: redis\noutput:\n  logstash: {hosts: ['ls:5044']}\n  kafka: {hosts: [k1, k2], topic: t}\n"
    )
    pipeline = read("filebeat", text, "/etc/filebeat/filebeat.yml")
    assert tails(pipeline) == [("/a.log", "a")]
    assert pipeline.tails[0].multiline == Multiline(start="^\\[")
    assert pipeline.filters[0].kind == "drop"
    assert [(each.kind, each.settings.get("brokers")) for each in pipeline.outputs] == [("kafka", "k1,k2")]
    assert refused(pipeline) == [(8, "redis"), (10, "output.logstash")]


def test_filebeat_listens_and_processes():
    text = """filebeat.inputs:
- type: syslog
  protocol.udp: {host: "localhost:9000"}
- {type: journald}
- {type: log, paths: [/a.log], fields: {team: zoo}}
- {type: log, paths: [/b.log], fields: {team: zoo}, fields_under_root: true}
processors:
- drop_event: {when: {or: [{equals: {level: debug}}, {range: {status.gte: 500}}]}}
- rename: {fields: [{from: a, to: b}]}
- decode_json_fields: {fields: [message], target: ""}
- dissect: {tokenizer: "%{ip} [%{at}] %{}", field: message}
- add_tags: {tags: [x, y]}
- script: {lang: javascript}
- drop_fields: {fields: [c], when: {network: {ip: private}}}
output.redis: {hosts: ["u:p@r:6379"], key: logs, password: p}
"""
    pipeline = read("filebeat", text, "/etc/filebeat/filebeat.yml")
    assert [(each.kind, each.port, each.protocol) for each in pipeline.listens] == [("syslog", 9000, "udp")]
    assert [tail.fields for tail in pipeline.tails] == [{"fields.team": "zoo"}, {"team": "zoo"}]
    assert [(each.kind, each.fields) for each in pipeline.filters] == [
        ("drop", {}),
        ("rename", {"a": "b"}),
        ("parse", {"key": "message"}),
        ("parse", {"key": "message"}),
        ("rename", {"ip": "dissect.ip", "at": "dissect.at"}),
        ("append", {"tags": "x,y"}),
    ]
    either = (
        Condition(field="level", operator="equals", value="debug"),
        Condition(field="status", operator="no_less", value="500"),
    )
    assert pipeline.filters[0].tests == (Condition(operator="any", parts=either),)
    assert pipeline.filters[3].pattern == r"^(?<ip>.*?) \[(?<at>.*?)\] .*?$"
    assert [(each.kind, each.settings) for each in pipeline.outputs] == [
        ("redis", {"host": "r", "port": "6379", "key": "logs", "type": "list"})
    ]
    assert refused(pipeline) == [(13, "script"), (14, "drop_fields")]
    assert [each.text for each in pipeline.remarks] == ["journald"]


def test_awslogs_in_both_ages():
    ini = "[general]\nstate_file = /x\n[a]\nfile = /var/log/a.log\nlog_group_name = g\nlog_stream_name = {hostname}\n"
    pipeline = read("awslogs", ini)
    assert tails(pipeline) == [("/var/log/a.log", "var.log.a")]
    assert pipeline.outputs[0].settings == {"group": "g", "stream": "{hostname}"}
    new = '{"logs":{"logs_collected":{"files":{"collect_list":[{"file_path":"/b.log","log_group_name":"h"}]}}}}'
    assert read("awslogs", new).outputs[0].settings["group"] == "h"


def test_remote_syslog():
    text = "files:\n  - /a.log\n  - {path: /b.log, tag: bee}\nexclude_patterns: [x]\ndestination: {host: h, port: 99, protocol: tls}\n"
    pipeline = read("remote_syslog", text)
    assert tails(pipeline) == [("/a.log", "a"), ("/b.log", "bee")]
    assert sent(pipeline) == [("syslog", "a bee", "h:99")]
    assert [each.match for each in pipeline.filters] == ["a", "bee"]


def test_splunk():
    text = "[monitor:///var/log/app]\nsourcetype = app\nindex = main\n[monitor:///x.log]\ndisabled = 1\n[tcpout:g]\nserver = s1:9997, s2:9997\n"
    pipeline = read("splunk", text, "/opt/splunkforwarder/etc/system/local/inputs.conf")
    assert tails(pipeline) == [("/var/log/app/*", "app")]
    assert sent(pipeline) == [("splunk", "*", "s1:8088")]
    assert refused(pipeline) == [(6, "[tcpout:g]")]


def test_logstash_forwarder_and_beaver():
    text = '{\n  # comment\n  "network": {"servers": ["ls:5043"]},\n  "files": [{"paths": ["/a.log", "-"], "fields": {"type": "t"}}]\n}\n'
    pipeline = read("logstash_forwarder", text)
    assert tails(pipeline) == [("/a.log", "t")]
    assert refused(pipeline) == [(3, "servers ls:5043")]
    beaver = read("logstash_forwarder", "[beaver]\nkafka_hosts: k:9092\n[/b.log]\ntype: b\n")
    assert (tails(beaver), sent(beaver)) == ([("/b.log", "b")], [("kafka", "*", "")])


@pytest.mark.parametrize("collector", sorted(LOGS))
@pytest.mark.parametrize("text", ["", "{", "}", '"', "<a", "[", "a: [", "\0", "if x then", "\\" * 9])
def test_any_text_is_read_without_an_exception(collector: str, text: str):
    for path in ("/etc/x.conf", "/etc/x.yml", "/etc/inputs.conf"):
        assert read(collector, text, path).tails == ()


LONG = {
    "rsyslog": "$ModLoad imuxsock\n",
    "syslog_ng": 'source s { file("/a"); };\n',
    "logstash": 'input { file { path => "/a" } }\n',
}


@pytest.mark.parametrize("collector", sorted(LONG))
def test_a_file_without_end_is_read_in_part_and_said_so(collector: str):
    pipeline = read(collector, LONG[collector] * 100_000)
    first = pipeline.untranslated[0]
    assert (first.line, first.reason) == (20_001, "only the first 20000 statements are read")
    assert len(pipeline.tails) <= 1000


ENDLESS = {
    "td_agent": ("/etc/td-agent/td-agent.conf", "", "<source>\n@type tail\npath /a\ntag a\n</source>\n"),
    "filebeat": ("/etc/filebeat/filebeat.yml", "filebeat.inputs:\n", "- {type: log, paths: [/a]}\n"),
    "remote_syslog": ("/etc/log_files.yml", "files:\n", "- /a\n"),
    "awslogs": ("/var/awslogs/etc/awslogs.conf", "", "[/a]\nfile = /a\n"),
    "splunk": ("/opt/splunkforwarder/etc/system/local/inputs.conf", "", "[monitor:///a]\nindex = a\n"),
    "logstash_forwarder": ("/etc/beaver/conf", "", "[/a]\ntype: a\n"),
}


@pytest.mark.parametrize("collector", sorted(ENDLESS))
def test_a_list_without_end_gives_a_configuration_that_a_collector_can_be_given(collector: str):
    path, head, entry = ENDLESS[collector]
    pipeline = read(collector, head + entry * (20_000 // entry.count("\n")), path)
    assert 1 <= len(pipeline.tails) <= 1000
    if len(pipeline.tails) == 1000:
        assert "only the first 1000" in pipeline.untranslated[-1].reason


@pytest.fixture
def _a_deep_stack():
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(40_000)
    yield
    sys.setrecursionlimit(before)


NESTED = {
    "syslog_ng": "filter f { " + "(" * 3000 + 'program("a")' + ")" * 3000 + '; };\nsource s { file("/b"); };\n',
    "logstash": "filter { if " + "(" * 3000 + "[a]" + ")" * 3000 + " { drop { } } }",
    "td_agent": "<label @a>\n" * 3000,
    "filebeat": "a: " + "[" * 3000,
    "awslogs": '{"a": ' + "[" * 100_000,
    "logstash_forwarder": '{"a": ' + "[" * 100_000,
    "remote_syslog": "files: " + "[" * 3000,
}


@pytest.mark.parametrize("collector", sorted(NESTED))
@pytest.mark.usefixtures("_a_deep_stack")
def test_a_file_that_is_nested_too_deeply_is_said_so_and_the_others_are_read(collector: str):
    """Evaluation raises Python's own limit; how deep a collector's file may go does not hang on that."""
    path = {"filebeat": "/x.yml", "remote_syslog": "/x.yml"}.get(collector, "/x.conf")
    deep = Configuration(path=path, text=NESTED[collector])
    good = Configuration(path="/good.yml" if path.endswith("yml") else "/good.conf", text="")
    said = LOGS[collector]((deep, good)).untranslated
    assert {each.path for each in said} == {path}


def test_includes_are_not_followed_so_that_none_has_no_end():
    files = tuple(
        Configuration(path=f"/{name}.conf", text=f"@include {other}.conf\n" + followed(name))
        for name, other in (("a", "b"), ("b", "a"))
    )
    assert tails(LOGS["td_agent"](files)) == [("/a.log", "a"), ("/b.log", "b")]


def test_aliases_that_stand_for_too_much():
    text = "a: &a [x]\n" + "".join(f"b{at}: [*a, *a]\n" for at in range(100)) + "files: [/a]\n"
    pipeline = read("remote_syslog", text, "/etc/log_files.yml")
    assert (tails(pipeline), [each.reason for each in pipeline.untranslated]) == (
        [],
        ["this is no YAML: its aliases stand for too much"],
    )
