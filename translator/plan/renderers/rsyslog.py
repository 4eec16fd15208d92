"""Pipeline → rsyslog in RainerScript and its sidecar, for those who want the same program as before.

before:  Tail("/var/log/app.log", "app"), Output(syslog, "app", logs:514 tcp)
after:   input(type="imfile" File="/var/log/app.log" Tag="app:" ruleset="in-0")
         ruleset(name="in-0") { action(type="omfwd" target="logs" port="514" protocol="tcp") }

A record goes out as rsyslog sent it before: in the template that the old action named, else in its own default, the
format of RFC 3164. What rsyslog has no module for in its own image (forward, splunk, s3, kafka, cloudwatch) goes to
stdout as JSON with its tag, as a comment says.
Source: rsyslog's documentation 8.2302: imfile, imudp, imtcp, omfwd, omelasticsearch, mmjsonparse, templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from translator.load.project import Settings
from translator.plan.model import Sidecar
from translator.plan.pipeline import Condition, Filter, Output, Pipeline, Tail
from translator.plan.reading.configuration import Untranslated
from translator.plan.renderers.base import LIMITS, RENDERERS, secrets_of, shares_of, tag_pattern, takes_all, wire_format
from translator.plan.syslog import selected
from translator.plan.tables.collectors import collector_image

CONFIG: Final = "/etc/rsyslog.d/cook2image.conf"
MAIN: Final = "/etc/rsyslog.conf"
_HEAD: Final = """global(workDirectory="/tmp" maxMessageSize="64k")
template(name="line" type="string" string="%msg%\\n")
template(name="record" type="string" string="%$!%\\n")
"""
_SYSLOG: Final = {"rfc3164": "RSYSLOG_TraditionalForwardFormat", "rfc5424": "RSYSLOG_SyslogProtocol23Format"}
"""The first is what rsyslog's forwarding action writes where no template is named. Source: its documentation of omfwd."""
_WIRE: Final = ("syslog", "tcp", "udp")
_HAS_MODULE: Final = (*_WIRE, "elasticsearch")


@RENDERERS.register("rsyslog")
def rsyslog(pipeline: Pipeline, settings: Settings) -> Sidecar:
    """Return the sidecar with its configuration."""
    return Sidecar(
        name="rsyslog",
        kind="logs",
        image=collector_image("rsyslog", settings),
        command=("/usr/sbin/rsyslogd", "-n", "-i", "NONE", "-f", CONFIG),
        files=((CONFIG, configuration(pipeline)),),
        shares=shares_of(pipeline),
        udp_ports=tuple(each.port for each in pipeline.listens if each.protocol == "udp"),
        secret_environment=secrets_of(pipeline),
        origins=pipeline.origins,
        reason="it reads the log files that the application cannot write to stdout",
    )


def configuration(pipeline: Pipeline) -> str:
    """Return the configuration: modules, a ruleset an input, then the inputs that use them."""
    parts = [_HEAD]
    listens = [each for each in pipeline.listens if each.kind in ("syslog", "tcp", "udp")]
    if pipeline.tails:
        parts.append('module(load="imfile" mode="inotify")\n')
    for kind in sorted({each.protocol for each in listens}):
        parts.append(f'module(load="im{kind}")\n')
    if any(output.kind == "elasticsearch" for output in pipeline.outputs):
        parts.append('module(load="omelasticsearch")\n')
    if any(tail.format == "json" for tail in pipeline.tails):
        parts.append('module(load="mmjsonparse")\n')
    parts.extend(_template(text) for text in dict.fromkeys(map(_own_template, pipeline.outputs)) if text)
    for at, tail in enumerate(pipeline.tails):
        parts.append(_ruleset(f"tail-{at}", tail.tag, pipeline, tail))
        parts.append(_tail(f"tail-{at}", tail, _outputs_of(pipeline, tail.tag)))
    for at, listen in enumerate(listens):
        parts.append(_ruleset(f"listen-{at}", listen.tag, pipeline, None))
        parts.append(
            f'input(type="im{listen.protocol}" address="127.0.0.1" port="{listen.port}" ruleset="listen-{at}")\n'
        )
    for other in (each for each in pipeline.listens if each not in listens):
        parts.append(f"# rsyslog does not listen for {other.kind} on port {other.port}\n")
    return "\n".join(parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("$", "\\$")
    return f'"{escaped}"'


def _outputs_of(pipeline: Pipeline, tag: str) -> list[Output]:
    """Return where the records with a tag go: to stdout when no output takes them."""
    found = [each for each in pipeline.outputs if takes_all(each, pipeline) or re.match(tag_pattern(each.match), tag)]
    return found or [Output(kind="stdout")]


def _tail(name: str, tail: Tail, outputs: list[Output]) -> str:
    """Return an imfile input; a record of several lines begins where startmsg.regex says so.

    A log that is emptied where it is, as the pod's rotation does, is read from its head again.

    Its line feeds are escaped, as by default, where a line feed would end the record on the wire.
    """
    words = {
        "File": tail.path,
        "Tag": f"{tail.fields.get('appname', tail.tag)}:",
        "Facility": _name(tail.fields.get("facility", ""), _FACILITIES, "local0"),
        "Severity": _name(tail.fields.get("severity", ""), _SEVERITIES, "notice"),
        "reopenOnTruncate": "on",
        "ruleset": name,
    }
    if tail.multiline and tail.multiline.start and not tail.multiline.negate:
        words["startmsg.regex"] = _posix(tail.multiline.start)
    if not tail.from_head:
        words["freshStartTail"] = "on"
    if not any(output.kind in _WIRE for output in outputs):
        words["escapeLF"] = "off"
    lines = "\n      ".join(f"{key}={_quoted(value)}" for key, value in words.items())
    return f'input(type="imfile"\n      {lines})\n'


_FACILITIES: Final = "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp 12 13 14 15 local0 local1 local2 local3 local4 local5 local6 local7"  # fmt: skip
_SEVERITIES: Final = "emerg alert crit err warning notice info debug"


def _name(number: str, names: str, default: str) -> str:
    found = names.split()
    return found[int(number)] if number.isdigit() and int(number) < len(found) else number or default


def _posix(pattern: str) -> str:
    """Return a regular expression in POSIX's extended syntax."""
    for old, new in ((r"\d", "[0-9]"), (r"\s", "[[:space:]]"), (r"\S", "[^[:space:]]"), (r"\w", "[[:alnum:]_]")):
        pattern = pattern.replace(old, new)
    return re.sub(r"\(\?(?:P?<\w+>|:)", "(", pattern)


def _ruleset(name: str, tag: str, pipeline: Pipeline, tail: Tail | None) -> str:
    """Return what is done with the records of one input."""
    outputs = _outputs_of(pipeline, tag)
    lines: list[str] = []
    if tail is not None and tail.format == "json":
        lines.append('action(type="mmjsonparse" cookie="")')
    elif any(output.kind not in _HAS_MODULE for output in outputs):
        lines.append("set $!message = $msg;")
    if any(output.kind not in _HAS_MODULE for output in outputs):
        lines.append(f"set $!tag = {_quoted(tag)};")
    for each in pipeline.filters:
        if re.match(tag_pattern(each.match), tag):
            lines.extend(_filter(each))
    if tail is not None:
        own = {key: value for key, value in tail.fields.items() if key not in ("appname", "facility", "severity")}
        lines.extend(_filter(Filter(kind="add", fields=own)))
    lines.extend(_variables(outputs))
    for output in outputs:
        lines.extend(_guarded(output))
    body = "\n".join(f"  {line}" for text in lines for line in text.split("\n"))
    return f'ruleset(name="{name}") {{\n{body}\n}}\n'


@LIMITS.register("rsyslog")
def lost(pipeline: Pipeline) -> Iterator[Untranslated]:
    """Yield what of a pipeline rsyslog cannot do."""
    for each in pipeline.filters:
        if each.kind not in ("add", "remove", "rename", "copy", "keep", "drop") and each.spot:
            what = f"rsyslog's own modules have no {each.kind} {each.format}".rstrip()
            yield each.spot.lost(f"{what}; the records go on as they are")


def _filter(each: Filter) -> Iterator[str]:
    """Yield what a filter does, where its tests hold."""
    lines = list(_changes(each))
    if each.tests and each.kind not in ("keep", "drop"):
        body = "\n".join(f"  {line}" for text in lines for line in text.split("\n"))
        yield f"if {_all(each.tests)} then {{\n{body}\n}}"
    else:
        yield from lines


_VARIABLE: Final = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def _value(text: str) -> str:
    """Return a text, or what the environment has for a ${NAME}."""
    match = _VARIABLE.fullmatch(text)
    return f'getenv("{match[1]}")' if match else _quoted(text)


def _variables(outputs: list[Output]) -> Iterator[str]:
    """Yield what makes the environment known to the templates of the outputs, where these have a credential."""
    texts = " ".join(each.settings.get("template", "") for each in outputs)
    for name in dict.fromkeys(_VARIABLE.findall(texts)):
        yield f'set $.{name} = getenv("{name}");'


def _changes(each: Filter) -> Iterator[str]:
    match each.kind:
        case "add":
            yield from (f"set $!{_field(name)} = {_value(value)};" for name, value in each.fields.items())
        case "remove":
            yield from (f"unset $!{_field(name)};" for name in each.fields)
        case "rename":
            for old, new in each.fields.items():
                yield f"set $!{_field(new)} = $!{_field(old)};\nunset $!{_field(old)};"
        case "copy":
            yield from (f"set $!{_field(new)} = $!{_field(old)};" for old, new in each.fields.items())
        case "keep":
            yield f"if not ({_all(each.tests)}) then stop"
        case "drop":
            yield f"if {_all(each.tests)} then stop"
        case _:
            yield f"# {each.kind} {each.format} has no counterpart in rsyslog"


def _field(name: str) -> str:
    return name.replace(".", "!")


_PROPERTIES: Final = {"message": "$msg", "program": "$programname", "host": "$hostname", "severity": "$syslogseverity"}


def _all(tests: tuple[Condition, ...]) -> str:
    return " and ".join(map(_test, tests)) or "1 == 1"


_NUMBERS: Final = {"less": "<", "at_most": "<=", "more": ">", "no_less": ">="}


def _test(test: Condition) -> str:
    if test.operator in ("any", "all"):
        word = " or " if test.operator == "any" else " and "
        return f"{'not ' if test.negate else ''}({word.join(map(_test, test.parts))})"
    subject, value = _PROPERTIES.get(test.field, f"$!{_field(test.field)}"), _quoted(test.value)
    if test.operator in _NUMBERS:
        return f"{'not ' if test.negate else ''}(cnum({subject}) {_NUMBERS[test.operator]} {test.value})"
    comparisons = {
        "selector": lambda: _priorities(test.value),
        "at_least": lambda: f"$syslogseverity <= {test.value}",
        "regex": lambda: f"re_match({subject}, {_quoted(_posix(test.value))})",
        "exists": lambda: f'{subject} != ""',
        "equals": lambda: f"{subject} == {value}",
    }
    holds = comparisons.get(test.operator, lambda: f"{subject} {test.operator} {value}")()
    return f"not ({holds})" if test.negate else holds


def _priorities(selector: str) -> str:
    """Return a selector as RainerScript: each facility with the severities it takes."""
    taken = selected(selector)
    if len(set(taken)) == 1:
        return f"$syslogseverity == {_numbers(sorted(taken[0]))}"
    by_severities: dict[frozenset[int], list[int]] = {}
    for facility, severities in enumerate(taken):
        if severities:
            by_severities.setdefault(severities, []).append(facility)
    tests = [
        f"($syslogfacility == {_numbers(facilities)} and $syslogseverity == {_numbers(sorted(severities))})"
        for severities, facilities in by_severities.items()
    ]
    return f"({' or '.join(tests)})" if tests else "0 == 1"


def _numbers(numbers: list[int]) -> str:
    return "[" + ", ".join(f'"{number}"' for number in numbers) + "]"


def _guarded(output: Output) -> Iterator[str]:
    action = _action(output)
    yield f"if {_all(output.tests)} then {{\n  {action}\n}}" if output.tests else action


def _action(output: Output) -> str:
    settings = output.settings
    if output.kind in _WIRE:
        protocol = settings.get("protocol") or {"syslog": "udp"}.get(output.kind, output.kind)
        secure = protocol == "tls" or settings.get("tls") == "on"
        driver = ' StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"' if secure else ""
        wire = "udp" if protocol == "udp" else "tcp"
        return (
            f'action(type="omfwd" target={_quoted(settings.get("host", ""))} port="{settings.get("port", "514")}"'
            f' protocol="{wire}" template="{_template_name(output)}"{driver}\n'
            '       action.resumeRetryCount="-1" queue.type="LinkedList" queue.size="10000")'
        )
    if output.kind == "elasticsearch":
        https = "on" if settings.get("tls") == "on" else "off"
        return (
            f'action(type="omelasticsearch" server={_quoted(settings.get("host", ""))}'
            f' serverport="{settings.get("port", "9200")}" searchIndex={_quoted(settings.get("index") or "logs")}'
            f' usehttps="{https}" bulkmode="on" action.resumeRetryCount="-1")'
        )
    note = (
        "" if output.kind in ("file", "stdout") else f"# {output.kind} has no module here; its records go to stdout\n"
    )
    return f'{note}action(type="omfile" file="/dev/stdout" template="record")'


def _own_template(output: Output) -> str:
    """Return the text of the template that the old action named, "" when it named one of rsyslog's own or none."""
    text = output.settings.get("template", "")
    return text if output.kind in _WIRE and re.search(r"%[\w$!.-]+(:[^%]*)?%", text) else ""


def _template(text: str) -> str:
    written = _VARIABLE.sub(r"%$.\1%", re.sub(r'(?<!\\)"', r"\"", text))
    return f'template(name="{_name_of(text)}" type="string" string="{written}")\n'


def _name_of(text: str) -> str:
    return f"old-{sha256(text.encode()).hexdigest()[:8]}"


def _template_name(output: Output) -> str:
    if text := _own_template(output):
        return _name_of(text)
    named = output.settings.get("template", "")
    if named.startswith("RSYSLOG_"):
        return named
    return _SYSLOG[wire_format(output.settings)] if output.kind == "syslog" else "line"
