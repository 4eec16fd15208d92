"""td-agent and fluentd → log pipeline: sources, filters and matches of its configuration.

before:  <source>\\n  @type tail\\n  path /var/log/nginx/a.log\\n  tag web.a\\n</source>
         <match web.**>\\n  @type forward\\n  <server>\\n    host logs\\n    port 24224\\n  </server>\\n</match>
after:   Tail("/var/log/nginx/a.log", "web.a"), Output(forward, "web.a", logs:24224)

A record goes to the first match that takes its tag, within its label; a rewritten tag is the old one with a condition. What
comes in from other machines may have any tag: its matches stay patterns. Source: fluentd's documentation, v1.16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from translator.plan.pipeline import Condition, Draft, Filter, Listen, Multiline, Output, Pipeline, Tail, merged, normal
from translator.plan.reading import fluent_bit
from translator.plan.reading.configuration import Configuration, Spot
from translator.plan.reading.fluentd_filters import filters, key_of, parse_of, without_slashes
from translator.plan.reading.fluentd_outputs import output
from translator.plan.reading.sections import Section, read
from translator.plan.sidecars.base import log_collector

_OWN: Final = ("monitor_agent", "debug_agent", "prometheus", "prometheus_monitor", "prometheus_output_monitor", "prometheus_tail_monitor")  # fmt: skip
_SOURCES: Final = {
    "sample": "it makes records itself, to try the collector out",
    "dummy": "it makes records itself, to try the collector out",
    "exec": "it runs a command; have it as a CronJob that writes to stdout",
    "unix": "a socket file; have the application send to a port of the collector",
}
_LISTENERS: Final = {
    "forward": ("forward", "24224", "tcp"), "secure_forward": ("forward", "24284", "tcp"), "syslog": ("syslog", "5140", "udp"),
    "http": ("http", "9880", "tcp"), "tcp": ("tcp", "5170", "tcp"), "udp": ("udp", "5160", "udp"),
}  # fmt: skip


@log_collector("td_agent")
def td_agent(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what td-agent's files read, change and send; Fluent Bit's own are read too."""
    theirs = tuple(file for file in files if fluent_bit.is_fluent_bit(file))
    parsers = {name: plugin for file in theirs for name, plugin in fluent_bit.parsers_in(file).items()}
    own = _fluentd(tuple(file for file in files if file not in theirs))
    return merged((own, *(fluent_bit.read(file, parsers) for file in theirs))) if theirs else own


def _fluentd(files: tuple[Configuration, ...]) -> Pipeline:
    reading = _Reading()
    sections: list[tuple[Section, str]] = []
    for file in files:
        if file.path.endswith((".yml", ".yaml", ".json", ".rb")):
            continue
        found = read(file)
        reading.untranslated.extend(found.errors)
        sections.extend((section, file.path) for section in found.top.sections)
    flat = [each for section, path in sections for each in _flat(section, path, "")]
    for each in sorted(flat, key=lambda each: each.section.name != "source"):
        reading.add(each)
    return reading.pipeline()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A section with its file and the label that it stands in."""

    section: Section
    path: str
    label: str

    @property
    def spot(self) -> Spot:
        kind = self.section.value("@type", "type")
        text = f"<{self.section.name}> @type {kind}" if kind else f"<{self.section.name} {self.section.argument}>"
        return Spot(path=self.path, line=self.section.line, text=text)


def _flat(section: Section, path: str, label: str) -> Iterator[_Placed]:
    """Yield a section, or those within it when it is a label or a worker."""
    if section.name not in ("label", "worker"):
        yield _Placed(section=section, path=path, label=label)
        return
    own = section.argument if section.name == "label" else label
    for inner in section.sections:
        yield from _flat(inner, path, own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stream:
    """Records of one tag in one label: the pipeline's tags and tests that tell them. `tag` is "" where it can be any."""

    tag: str
    label: str
    match: str
    tests: tuple[Condition, ...] = ()


@dataclass(slots=True)
class _Reading(Draft):
    """What the files said so far; `taken` are streams that a match had, `now` those that the last had."""

    streams: list[_Stream] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    now: list[_Stream] = field(default_factory=list)

    def add(self, each: _Placed) -> None:
        self.directives += 1
        match each.section.name:
            case "source":
                self._source(each)
            case "match":
                self._match(each)
            case "filter":
                self._filter(each)
            case "system":
                pass
            case _:
                self.untranslated.append(each.spot.lost("the section has no counterpart"))

    # --- sources

    def _source(self, each: _Placed) -> None:
        section, kind = each.section, each.section.value("@type", "type")
        label = section.value("@label")
        if kind == "tail":
            self._tail(each, label)
        elif kind in _LISTENERS:
            self._listen(each, kind, label)
        elif kind in _OWN:
            self.remarks.append(each.spot.lost("it looks at the collector itself; the new one has its own endpoint"))
        elif kind in ("systemd", "journald"):
            reason = (
                "what the service wrote to the journal is its container's own stdout, which the node's collector reads"
            )
            self.remarks.append(each.spot.lost(reason))
        else:
            self.untranslated.append(each.spot.lost(_SOURCES.get(kind, "this kind of source has no counterpart")))

    def _tail(self, each: _Placed, label: str) -> None:
        parse = parse_of(each.section)
        tails = tuple(_tails(each.section))
        self.tails.extend(tails)
        for tag in dict.fromkeys(tail.tag for tail in tails):
            self.streams.append(_Stream(tag=tag, label=label, match=tag))
            self.filters.extend(replace(after, match=tag, spot=each.spot) for after in parse.after)
        if parse.unknown:
            self.untranslated.append(
                each.spot.lost(f"the format {parse.unknown} has no counterpart; lines stay as they are")
            )

    def _listen(self, each: _Placed, kind: str, label: str) -> None:
        listen = _listen(each.section, kind)
        self.listens.append(listen)
        self.streams.append(
            _Stream(tag="" if listen.kind in ("forward", "http") else listen.tag, label=label, match=listen.tag)
        )
        parse = parse_of(each.section)
        if listen.kind in ("tcp", "udp"):
            own = Filter(kind="parse", fields={"key": "message"}, format=parse.format, pattern=parse.pattern)
            made = parse.after or ((own,) if parse.format else ())
            self.filters.extend(replace(after, match=listen.tag, spot=each.spot) for after in made)

    # --- filters and matches

    def _reached(self, each: _Placed) -> list[_Stream]:
        """Return the streams that a section's pattern takes, in its label."""
        patterns = _tags(each.section.argument or "**").split()
        return [
            stream
            for stream in self.streams
            if stream.label == each.label
            and (not stream.tag or any(_matches(pattern, stream.tag) for pattern in patterns))
        ]

    def _filter(self, each: _Placed) -> None:
        made = (Filter(kind="stdout"),) if each.section.value("@type", "type") == "stdout" else filters(each.section)
        if isinstance(made, str):
            self.untranslated.append(each.spot.lost(f"{made}; the records go on as they are"))
            return
        for match, tests in self._routes(each):
            if made == (Filter(kind="stdout"),):
                self.outputs.append(Output(kind="stdout", match=match, tests=tests, spot=each.spot))
                continue
            for one in made:
                self.filters.append(_under(replace(one, match=match, spot=each.spot), tests))

    def _routes(self, each: _Placed) -> list[tuple[str, tuple[Condition, ...]]]:
        """Return tags and tests of the records that reach a section; its own pattern where nothing is known of them."""
        reached = self._reached(each)
        if not reached and not each.label and not self.streams:
            return [(_tags(each.section.argument or "**"), ())]
        grouped: dict[tuple[Condition, ...], list[str]] = {}
        for stream in reached:
            found = [stream.match] if stream.tag else _tags(each.section.argument or "**").split()
            grouped.setdefault(stream.tests, []).extend(found)
        return [(" ".join(dict.fromkeys(tags)), tests) for tests, tags in grouped.items()]

    def _match(self, each: _Placed) -> None:
        kind = each.section.value("@type", "type")
        routes = self._routes_once(each)
        if kind == "relabel":
            self._relabel(each)
        elif kind in ("rewrite_tag_filter", "rewrite"):
            self._rewrite(each)
        elif not routes:
            self.remarks.append(each.spot.lost("no record has a tag that it takes"))
        elif kind in ("copy", "roundrobin"):
            self._stores(each, kind, routes)
        else:
            self._output(each, routes)

    def _routes_once(self, each: _Placed) -> list[tuple[str, tuple[Condition, ...]]]:
        """Return the routes of those records that no earlier match had."""
        everything = self.streams
        self.streams = [stream for stream in everything if id(stream) not in self.taken]
        routes, self.now = self._routes(each), self._reached(each)
        self.streams = everything
        self.taken.update(id(stream) for stream in self.now if stream.tag)
        return routes if everything or not each.label else []

    def _stores(self, each: _Placed, kind: str, routes: list[tuple[str, tuple[Condition, ...]]]) -> None:
        stores = list(each.section.within("store"))
        if kind == "roundrobin" and len(stores) > 1:
            self.remarks.append(each.spot.lost("its stores took turns; all records go to the first"))
        for store in stores[:1] if kind == "roundrobin" else stores:
            inner = _Placed(section=store, path=each.path, label=each.label)
            if store.value("@type", "type") == "relabel":
                self._relabel(inner)
            else:
                self._output(inner, routes)

    def _output(self, each: _Placed, routes: list[tuple[str, tuple[Condition, ...]]]) -> None:
        made = output(each.section)
        if isinstance(made, str):
            self.untranslated.append(each.spot.lost(made))
            made = Output(kind="stdout")
        for match, tests in routes:
            self.outputs.append(replace(made, match=match, tests=tests, spot=each.spot))

    def _relabel(self, each: _Placed) -> None:
        label = each.section.value("@label")
        self.streams.extend(replace(stream, label=label) for stream in self.now)

    def _rewrite(self, each: _Placed) -> None:
        """Make a stream of each rule: the records for which it holds and none before it did."""
        before: tuple[Condition, ...] = ()
        for rule in _rules(each.section):
            tag, test = rule.value("tag"), _rule_test(rule)
            if re.search(r"\$|__TAG|\$\{", tag) or not tag:
                reason = f"the tag {tag} is made of each record; every record of the old tag goes on with it"
                self.untranslated.append(each.spot.lost(reason))
                continue
            tests = normal((*before, test))
            label = rule.value("label") or each.section.value("@label") or each.label
            for stream in self.now:
                self.streams.append(_Stream(tag=tag, label=label, match=stream.match, tests=(*stream.tests, *tests)))
            before = (*before, replace(test, negate=not test.negate))


def _rules(section: Section) -> Iterator[Section]:
    """Yield the rules, those of old in a line each: rewriterule1 key pattern tag."""
    yield from section.within("rule")
    for setting in section.settings:
        if (
            match := re.fullmatch(r"(\S+)\s+(.+?)\s+(\S+)", setting.value)
            if setting.name.startswith("rewriterule")
            else None
        ):
            names = zip(("key", "pattern", "tag"), match.groups(), strict=True)
            yield Section(name="rule", settings=[replace(setting, name=name, value=value) for name, value in names])


def _rule_test(rule: Section) -> Condition:
    pattern, negate = rule.value("pattern"), rule.value("invert") == "true"
    return Condition(field=key_of(rule.value("key")), operator="regex", value=without_slashes(pattern), negate=negate)


def _under(each: Filter, tests: tuple[Condition, ...]) -> Filter:
    """Return a filter that works only where these tests hold, too."""
    if not tests or each.kind != "keep":
        return replace(each, tests=(*tests, *each.tests))
    refused = Condition(operator="all", parts=each.tests, negate=True)
    return replace(each, kind="drop", tests=normal((*tests, refused)))


def _tails(section: Section) -> Iterator[Tail]:
    parse = parse_of(section)
    inner = next(section.within("parse"), Section(name="parse"))
    word = inner.value("@type", "format") or section.value("format")
    start = inner.value("format_firstline", "multiline_start_regexp") or section.value("format_firstline")
    first = inner.value("format1") or section.value("format1")
    several = word.startswith("multiline")
    for path in section.value("path").split(","):
        if path := path.strip():
            yield Tail(
                path=re.sub(r"(%[A-Za-z])+", "*", path),
                tag=section.value("tag") or "log",
                format=parse.format,
                pattern=parse.pattern,
                time_key=parse.time_key,
                time_format=parse.time_format,
                exclude=tuple(re.findall(r'"([^"]+)"', section.value("exclude_path"))),
                multiline=Multiline(start=without_slashes(start or first)) if several and (start or first) else None,
                from_head=section.value("read_from_head") in ("true", "yes", ""),
            )


def _listen(section: Section, kind: str) -> Listen:
    word, port, protocol = _LISTENERS[kind]
    transport = next(section.within("transport"), Section(name="transport")).argument
    given = section.value("port")
    return Listen(
        kind=word,
        port=int(given if given.isdigit() else port),
        protocol=section.value("protocol_type") or {"tls": "tcp"}.get(transport, transport) or protocol,
        tag=section.value("tag") or kind,
    )


def _tags(pattern: str) -> str:
    """Return a match pattern in the pipeline's own words; {a,b} is spelled out."""
    found: list[str] = []
    for each in pattern.split():
        braces = re.match(r"(.*)\{([^}]*)\}(.*)", each)
        found.extend(f"{braces[1]}{word}{braces[3]}" for word in braces[2].split(",")) if braces else found.append(each)
    return " ".join(found) or "*"


def _matches(pattern: str, tag: str) -> bool:
    """Return whether a pattern takes a tag: * is one part, ** any number of them."""
    said = re.escape(pattern).replace(r"\.\*\*", r"(?:\..*)?").replace(r"\*\*\.", r"(?:.*\.)?").replace(r"\*\*", ".*")
    return bool(re.fullmatch(said.replace(r"\*", r"[^.]*"), tag))
