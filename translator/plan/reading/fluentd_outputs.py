"""Fluentd's output plugins → outputs of a pipeline.

before:  <match **>\\n  @type elasticsearch\\n  host es\\n  logstash_format true\\n  password p\\n</match>
after:   Output(elasticsearch, es:9200, index logstash-%Y.%m.%d, password from the Secret)

Buffers, formats of local files and the like are the new collector's own. Source: fluentd 1.16, "Output Plugins"; the
READMEs of fluent-plugin-elasticsearch 5, -s3 1, -kafka 0.19, -secure-forward 0.4, -forest 0.3, -remote_syslog 1,
-cloudwatch-logs 0.14, -splunk-hec 1 and -grafana-loki 1.
"""

from __future__ import annotations

import re
from typing import Final

from translator.plan.pipeline import Output
from translator.plan.reading.sections import Section

_KINDS: Final = {
    "forward": "forward", "secure_forward": "forward", "elasticsearch": "elasticsearch", "opensearch": "elasticsearch",
    "elasticsearch_dynamic": "elasticsearch", "elasticsearch_data_stream": "elasticsearch", "s3": "s3", "kafka": "kafka",
    "kafka2": "kafka", "kafka_buffered": "kafka", "rdkafka": "kafka", "rdkafka2": "kafka", "http": "http",
    "http_ext": "http", "file": "file", "stdout": "stdout", "null": "null", "buffered_null": "null", "remote_syslog": "syslog",
    "syslog": "syslog", "syslog_tls": "syslog", "syslog_buffered": "syslog", "papertrail": "syslog", "splunk_hec": "splunk",
    "splunk-http-eventcollector": "splunk", "loki": "loki", "cloudwatch_logs": "cloudwatch_logs", "redis": "redis",
    "buffered_stdout": "stdout", "buffered_file": "file",
}  # fmt: skip
_SETTINGS: Final = {
    "host": "host", "port": "port", "index_name": "index", "s3_bucket": "bucket", "s3_region": "region", "path": "path",
    "default_topic": "topic", "topic": "topic", "brokers": "brokers", "endpoint_url": "uri", "endpoint": "uri",
    "scheme": "scheme", "protocol": "protocol", "log_group_name": "group", "log_stream_name": "stream",
    "region": "region", "hec_host": "host", "hec_port": "port", "index": "index", "url": "uri", "hosts": "host",
    "remote_syslog": "host", "ssl": "tls", "tls": "tls", "transport": "protocol", "pipeline": "pipeline",
    "papertrail_host": "host", "papertrail_port": "port", "server": "host", "insert_key_prefix": "key",
}  # fmt: skip
_SECRETS: Final = {
    "password": "password", "user": "user", "username": "user", "aws_key_id": "access_key_id",
    "aws_sec_key": "secret_access_key", "shared_key": "shared_key", "apikey": "api_key", "api_key": "api_key",
    "hec_token": "token", "token": "token",
}  # fmt: skip
_ON: Final = ("true", "yes", "on", "1")


def output(section: Section) -> Output | str:
    """Return what a match section sends to, or why nothing does; tags and conditions are the caller's."""
    section = _of_forest(section)
    kind = _KINDS.get(section.value("@type", "type"))
    if kind is None:
        return _REASONS.get(
            section.value("@type", "type"), "this kind of output has no counterpart; its records go to stdout"
        )
    values = _all_values(section)
    settings = {_SETTINGS[name]: value for name, value in reversed(values.items()) if name in _SETTINGS}
    secrets = {_SECRETS[name]: f"fluent_{name}" for name in values if name in _SECRETS}
    if "@" in settings.get("uri", "") or "@" in settings.get("host", ""):
        secrets |= {"user": "fluent_user", "password": "fluent_password"}
    return Output(kind=kind, settings=_settled(kind, settings, values, section), secrets=secrets)


def _of_forest(section: Section) -> Section:
    """Return forest's template as the section that it makes of each tag."""
    if section.value("@type", "type") != "forest":
        return section
    template = next(section.within("template"), Section(name="template"))
    kind = [setting for setting in section.settings if setting.name == "subtype"]
    own = [type(setting)(name="@type", value=setting.value, line=setting.line) for setting in kind]
    inner = [*template.sections, *(each for case in section.within("case") for each in case.sections)]
    return Section(name="match", line=section.line, settings=[*own, *template.settings], sections=inner)


def _settled(kind: str, settings: dict[str, str], values: dict[str, str], section: Section) -> dict[str, str]:
    """Return the settings in the pipeline's own words: address, index and transport."""
    found = dict(settings)
    address = found.get("host", "").partition(",")[0]
    if "://" in address or settings.get("scheme") == "https" or section.value("@type", "type") == "secure_forward":
        secure = address.startswith("https") or "://" not in address
        found["tls"] = "on" if secure else "off"
    host, _, port = re.sub(r"^\w+://(?:[^@/]*@)?", "", address).partition("/")[0].partition(":")
    if address:
        found |= {"host": host, **({"port": port} if port.isdigit() else {})}
    if "uri" in found:
        found["uri"] = re.sub(r"//[^@/]*@", "//", found["uri"])
    if kind == "elasticsearch":
        found["index"] = _index(found, values)
        found.pop("path", None)
    if values.get("tls", values.get("ssl", "")) in _ON or section.value("@type", "type") in (
        "syslog_tls",
        "papertrail",
    ):
        found["tls"] = "on"
    return {name: value for name, value in found.items() if value and name != "scheme"}


def _index(settings: dict[str, str], values: dict[str, str]) -> str:
    """Return the index; logstash's form is a prefix and the day. ${tag} and ${field} become %{…}."""
    if values.get("logstash_format") in _ON:
        separator = values.get("logstash_prefix_separator", "-")
        day = values.get("logstash_dateformat", "%Y.%m.%d")
        found = f"{values.get('logstash_prefix', 'logstash')}{separator}{day}"
    else:
        found = settings.get("index") or values.get("data_stream_name") or "fluentd"
    return re.sub(r"\$\{([\w.-]+)\}", lambda match: f"%{{{'@tag' if match[1] == 'tag' else match[1]}}}", found)


def _all_values(section: Section) -> dict[str, str]:
    """Return the settings of the section and of the servers in it, outer ones first."""
    found: dict[str, str] = {}
    for inner in section.within("server", "endpoint", "security", "auth"):
        found = {**_all_values(inner), **found}
    return {**found, **{setting.name: setting.value for setting in section.settings}}


_COUNTS: Final = "it counts records; have the counter as a metric of the application"
_REASONS: Final = {
    "flowcounter": _COUNTS, "datacounter": _COUNTS, "numeric_monitor": _COUNTS, "statsd": _COUNTS, "prometheus": _COUNTS,
    "exec": "it runs a command for each record; its records go to stdout",
    "exec_filter": "it runs a command for each record; its records go to stdout",
    "secondary_file": "the new collector keeps what it could not send",
}  # fmt: skip
