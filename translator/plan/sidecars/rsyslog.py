"""rsyslog → log pipeline: what it follows and listens to, and where its rules send each of them.

before:  input(type="imfile" File="/var/log/app.log" Tag="app:" Facility="local3")
         local3.*  @@logs.example.com:514
         mail.*    @@mail.example.com
after:   Tail("/var/log/app.log", "app", facility 19, severity 5), Output(syslog, "app", logs.example.com:514 tcp)

The facility, severity and tag of a followed file are known, so its way through the rules is walked here; what only
a message can answer stays as a condition of the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from translator.plan.pipeline import Condition, Listen, Multiline, Output, Pipeline, Tail, normal
from translator.plan.reading.configuration import Configuration, Untranslated, shown
from translator.plan.reading.rsyslog import (
    Action,
    CallRuleset,
    Comparison,
    Legacy,
    Object,
    Other,
    Rule,
    Statement,
    Stop,
    read,
)
from translator.plan.reading.rsyslog_actions import long_form, short_form
from translator.plan.sidecars.base import log_collector
from translator.plan.syslog import LOCAL0, NOTICE, facility_number, selects, severity_number
from translator.plan.tables.rsyslog import HARMLESS

_INPUT_LINES: Final = frozenset(("inputfilename", "inputfiletag", "inputfilefacility", "inputfileseverity"))


@log_collector("rsyslog")
def rsyslog(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what rsyslog's files read and where they send it."""
    reading = _Reading()
    for file in files:
        script = read(file)
        reading.untranslated.extend(script.errors)
        for statement in script.statements:
            reading.add(statement, file.path)
    return reading.pipeline()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A statement and the file it stands in."""

    statement: Statement
    path: str


@dataclass(slots=True)
class _Source:
    """One input, the ruleset it goes into, and what is known of each of its messages."""

    tag: str
    ruleset: str
    known: dict[str, str]


@dataclass(slots=True)
class _Reading:
    """What the files said so far."""

    tails: list[tuple[Tail, _Source]] = field(default_factory=list)
    listens: list[tuple[Listen, _Source]] = field(default_factory=list)
    rulesets: dict[str, list[_Placed]] = field(default_factory=lambda: {"": []})
    templates: dict[str, str] = field(default_factory=dict)
    untranslated: list[Untranslated] = field(default_factory=list)
    directives: int = 0
    current: str = ""
    pending: dict[str, str] = field(default_factory=dict)

    def add(self, statement: Statement, path: str) -> None:
        """Take one statement of the top level."""
        self.directives += 1
        match statement:
            case Object():
                self._add_object(statement, path)
            case Legacy():
                self._add_legacy(statement, path)
            case Other():
                self.refuse(path, statement.line, statement.text, "it has no counterpart")
            case _:
                self.rulesets.setdefault(self.current, []).append(_Placed(statement, path))

    def refuse(self, path: str, line: int, text: str, reason: str) -> None:
        self.untranslated.append(Untranslated(path=path, line=line, text=shown(text), reason=reason))

    def _add_object(self, each: Object, path: str) -> None:
        match each.name:
            case "input":
                self._add_input(each, path)
            case "ruleset":
                self.rulesets[each.text("name")] = [_Placed(inner, path) for inner in each.body]
            case "template":
                self.templates[each.text("name")] = _template(each)
            case "action":
                self.rulesets[""].append(_Placed(each, path))
            case "module" | "global" | "main_queue" | "timezone" | "include" | "parser" | "ratelimit":
                pass
            case _:
                self.refuse(path, each.line, f"{each.name}(…)", "it has no counterpart")

    def _add_input(self, each: Object, path: str) -> None:
        kind, ruleset = each.text("type"), each.text("ruleset")
        if kind == "imfile" and each.text("file"):
            self._add_tail(_tail_of(each), ruleset)
        elif kind in _LISTENERS and each.text("port").isdigit():
            self._add_listen(_LISTENERS[kind], int(each.text("port")), ruleset)
        elif kind not in ("imuxsock", "imklog", "imjournal", "immark"):
            self.refuse(path, each.line, f'input(type="{kind}")', "this kind of input has no counterpart")

    def _add_tail(self, tail: Tail, ruleset: str) -> None:
        known = {**tail.fields, "program": tail.fields["appname"], "tag": tail.tag}
        self.tails.append((tail, _Source(tail.tag, ruleset, known)))

    def _add_listen(self, protocol: str, port: int, ruleset: str = "") -> None:
        tag = f"syslog-{port}"
        self.listens.append((Listen(kind="syslog", port=port, protocol=protocol, tag=tag), _Source(tag, ruleset, {})))

    def _add_legacy(self, each: Legacy, path: str) -> None:
        value = each.value.strip().strip('"')
        if each.name in _INPUT_LINES:
            self.pending[each.name] = value
        elif each.name == "inputrunfilemonitor":
            if "inputfilename" in self.pending:
                self._add_tail(_legacy_tail(self.pending), self.current)
            self.pending = {}
        elif each.name in ("inputtcpserverrun", "udpserverrun", "inputrelpserverrun") and value.isdigit():
            self._add_listen("udp" if each.name == "udpserverrun" else "tcp", int(value), self.current)
        elif each.name == "template":
            name, _, text = each.value.partition(",")
            self.templates[name.strip()] = text.strip().rstrip(";").strip('"')
        elif each.name == "ruleset":
            self.current = "" if value == "RSYSLOG_DefaultRuleset" else value
        elif each.name not in HARMLESS and not each.name.startswith(_PREFIXES):
            self.refuse(path, each.line, f"${each.name} {each.value}", "the directive has no counterpart")

    def pipeline(self) -> Pipeline:
        """Return what all the files come to."""
        if "inputfilename" in self.pending:
            self._add_tail(_legacy_tail(self.pending), self.current)
        outputs: list[Output] = []
        for source in [source for _, source in (*self.tails, *self.listens)]:
            walk = _Walk(self, source, outputs)
            walk.run(self.rulesets.get(source.ruleset, []), ())
        if not self.tails and not self.listens:
            outputs = self._forwarding()
        self._refuse_unused()
        return Pipeline(
            tails=tuple(tail for tail, _ in self.tails),
            listens=tuple(listen for listen, _ in self.listens),
            outputs=tuple(outputs),
            untranslated=tuple(dict.fromkeys(self.untranslated)),
            directives=self.directives,
        )

    def _forwarding(self) -> list[Output]:
        """Return where the host's messages were sent; what the application logs by syslog comes in on a local port."""
        outputs: list[Output] = []
        _Walk(self, _Source(_SYSLOG.tag, "", {}), outputs).run(self.rulesets[""], ())
        sent = [output for output in outputs if output.kind != "file"]
        if sent:
            self.listens.append((_SYSLOG, _Source(_SYSLOG.tag, "", {})))
        return sent

    def _refuse_unused(self) -> None:
        """Say what no input reaches and still would send somewhere: without it, it were lost without a word."""
        used = {source.ruleset for _, source in (*self.tails, *self.listens)}
        for name in sorted(self.rulesets.keys() - used - {""}):
            for placed in self.rulesets[name]:
                if isinstance(placed.statement, Action | Rule):
                    self.refuse(placed.path, placed.statement.line, f"ruleset {name}", "no input uses this ruleset")


_SYSLOG: Final = Listen(kind="syslog", port=5140, protocol="udp", tag="syslog")
_LISTENERS: Final = {"imudp": "udp", "imtcp": "tcp", "imptcp": "tcp", "imrelp": "tcp"}
_PREFIXES: Final = ("modload", "defaultnetstreamdriver", "actionsendstreamdriver", "inputtcpserver", "udpserveraddress", "allowedsender", "resetconfigvariables", "rulesetcreate", "rulesetparser", "actionomrelp", "inputptcp", "inputudp", "imudp")  # fmt: skip


@dataclass(slots=True)
class _Walk:
    """One input's way through the rules."""

    reading: _Reading
    source: _Source
    outputs: list[Output]
    calls: int = 0

    def run(self, placed: Iterable[_Placed], tests: tuple[Condition, ...]) -> bool:
        """Follow statements; False when a message is stopped for good."""
        return all(self._step(each.statement, each.path, tests) for each in placed)

    def _step(self, statement: Statement, path: str, tests: tuple[Condition, ...]) -> bool:
        match statement:
            case Stop():
                return bool(tests)
            case Action():
                self._send(short_form(statement.text), path, statement.line, statement.text, tests)
            case Object(name="action"):
                self._send(
                    long_form(statement), path, statement.line, f'action(type="{statement.text("type")}")', tests
                )
            case CallRuleset():
                return self._call(statement.name, tests)
            case Rule():
                return self._rule(statement, path, tests)
            case Other():
                self.reading.refuse(path, statement.line, statement.text, "it has no counterpart")
        return True

    def _call(self, name: str, tests: tuple[Condition, ...]) -> bool:
        self.calls += 1
        return self.calls > 50 or self.run(self.reading.rulesets.get(name, []), tests)

    def _rule(self, rule: Rule, path: str, tests: tuple[Condition, ...]) -> bool:
        if rule.condition.unreadable:
            text = f"if {rule.condition.unreadable}"
            self.reading.refuse(path, rule.line, text, "the condition cannot be carried over; it is taken to hold")
        left: list[Condition] = []
        for test in rule.condition.tests:
            verdict = self._verdict(test)
            if verdict is False:
                return self.run((_Placed(each, path) for each in rule.otherwise), tests)
            if verdict is None:
                left.extend(normal((_condition(test),)))
        if rule.otherwise and left:
            opposite = normal((Condition(operator="all", parts=tuple(left), negate=True),))
            self.run((_Placed(each, path) for each in rule.otherwise), (*tests, *opposite))
        return self.run((_Placed(each, path) for each in rule.body), (*tests, *left)) or bool(left)

    def _verdict(self, test: Comparison) -> bool | None:
        """Return whether the comparison holds for every message of this input, None when each message decides."""
        known = self.source.known
        if test.parts:
            return _joint(test, [self._verdict(part) for part in test.parts])
        if test.operator == "selector":
            if test.value in ("*.*", "*.debug"):
                return True
            if not known:
                return None
            return selects(test.value, int(known["facility"]), int(known["severity"])) is not test.negate
        name = _PROPERTIES.get(test.property, test.property)
        if name == "inputname":
            return (("imfile" in test.value) if known else None) if not test.negate else None
        have = known.get(name)
        compare = _COMPARE.get(test.operator)
        if have is None or compare is None:
            return None
        wanted = test.value.rstrip(":") if name in ("program", "tag") else test.value
        return compare(have, wanted) is not test.negate

    def _send(self, output: Output | str, path: str, line: int, text: str, tests: tuple[Condition, ...]) -> None:
        if isinstance(output, Output):
            settings = dict(output.settings)
            if template := self.reading.templates.get(settings.get("template", "")):
                settings["template"] = template
            self.outputs.append(replace(output, match=self.source.tag, tests=tests, settings=settings))
        elif output and self.source.known:
            self.reading.refuse(path, line, text, output)


_PROPERTIES: Final = {
    "programname": "program", "syslogtag": "tag", "syslogfacility": "facility", "syslogseverity": "severity",
    "app-name": "program", "msg": "message", "rawmsg": "message", "hostname": "host", "source": "host", "fromhost": "host",
    "fromhost-ip": "host",
}  # fmt: skip
_COMPARE: Final[dict[str, Callable[[str, str], bool]]] = {
    "isequal": str.__eq__,
    "==": str.__eq__,
    "!=": str.__ne__,
    "<>": str.__ne__,
    "contains": str.__contains__,
    "contains_i": lambda have, wanted: wanted.lower() in have.lower(),
    "startswith": str.startswith,
    "startswith_i": lambda have, wanted: have.lower().startswith(wanted.lower()),
    "endswith": str.endswith,
    "<=": lambda have, wanted: have.isdigit() and wanted.isdigit() and int(have) <= int(wanted),
    "<": lambda have, wanted: have.isdigit() and wanted.isdigit() and int(have) < int(wanted),
    ">=": lambda have, wanted: have.isdigit() and wanted.isdigit() and int(have) >= int(wanted),
    ">": lambda have, wanted: have.isdigit() and wanted.isdigit() and int(have) > int(wanted),
}


def _joint(test: Comparison, verdicts: list[bool | None]) -> bool | None:
    """Return what is known of an `any` or `all` when this is known of its parts."""
    decides = test.operator == "any"
    if decides in verdicts:
        return decides is not test.negate
    return None if None in verdicts else (not decides) is not test.negate


def _condition(test: Comparison) -> Condition:
    """Return a comparison in the pipeline's own words."""
    if test.parts:
        parts = tuple(_condition(part) for part in test.parts)
        return Condition(operator=test.operator, parts=parts, negate=test.negate)
    name = _PROPERTIES.get(test.property, test.property.removeprefix("!"))
    if test.operator == "selector":
        return Condition(field="priority", operator="selector", value=test.value, negate=test.negate)
    if name == "severity" and test.operator in ("<=", "<"):
        worst = int(test.value) - (test.operator == "<") if test.value.isdigit() else 7
        return Condition(field="severity", operator="at_least", value=str(worst), negate=test.negate)
    operator = {"isequal": "equals", "==": "equals", "!=": "equals", "<>": "equals"}.get(test.operator, test.operator)
    negate = test.negate is not (test.operator in ("!=", "<>"))
    value = test.value if operator != "isempty" else ""
    if operator == "isempty":
        return Condition(field=name, operator="exists", negate=not negate)
    return Condition(field=name, operator=operator.removesuffix("_i"), value=value, negate=negate)


# --- inputs


def _tail_of(each: Object) -> Tail:
    start = each.text("startmsg.regex")
    return _tail(
        each.text("file"), each.text("tag"), each.text("facility"), each.text("severity"),
        Multiline(start=start) if start else _read_mode(each.text("readmode")),
    )  # fmt: skip


def _read_mode(mode: str) -> Multiline | None:
    """Return imfile's readMode: 1 joins paragraphs, 2 lines that begin with a blank."""
    return {"1": Multiline(start=r"^\s*$", negate=True), "2": Multiline(start=r"^\S")}.get(mode)


def _legacy_tail(values: dict[str, str]) -> Tail:
    return _tail(
        values["inputfilename"],
        values.get("inputfiletag", ""),
        values.get("inputfilefacility", ""),
        values.get("inputfileseverity", ""),
    )


def _tail(path: str, tag: str, facility: str, severity: str, multiline: Multiline | None = None) -> Tail:
    """Return one followed file; rsyslog's own defaults are local0 and notice."""
    name = tag.rstrip(":").strip() or path.rpartition("/")[2].removesuffix(".log")
    numbers = {
        "facility": str(facility_number(facility, LOCAL0)),
        "severity": str(severity_number(severity, NOTICE)),
    }
    return Tail(path=path, tag=name.replace(" ", "-"), fields={"appname": name, **numbers}, multiline=multiline)


def _template(each: Object) -> str:
    """Return a template as text with %property% in it, whichever way it was written."""
    if each.text("string"):
        return each.text("string")
    return "".join(_template_parts(each.body))


def _template_parts(body: Iterable[Statement]) -> Iterator[str]:
    for part in body:
        if isinstance(part, Object) and part.name == "constant":
            yield part.text("value")
        elif isinstance(part, Object) and part.name == "property":
            yield f"%{part.text('name')}%"
