"""syslog-ng → log pipeline: files and ports of its sources, and its log paths through filters to destinations.

before:  source s_app { file("/var/log/app.log" program-override("app")); };
         destination d_net { network("logs.example.com" port(6514) transport("tls")); };
         log { source(s_app); destination(d_net); };
after:   Tail("/var/log/app.log", "app"), Output(syslog, "app", logs.example.com:6514 tls)

Source: syslog-ng's administration guide 3.38: source and destination drivers, filter functions, log paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from translator.plan.pipeline import Condition, Listen, Multiline, Output, Pipeline, Tail, normal
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.syslog_ng import Block, Call, Group, Term, read
from translator.plan.sidecars.base import log_collector
from translator.plan.syslog import LOCAL0, NOTICE, SEVERITIES, facility_number, severity_number

_HOST_SOURCES: Final = frozenset(
    ("system", "internal", "unix-stream", "unix-dgram", "systemd-journal", "systemd-syslog", "pipe", "sun-streams")
)
_NETWORK: Final = {"tcp": "tcp", "udp": "udp", "tcp6": "tcp", "udp6": "udp", "network": "tcp", "syslog": "tcp"}


@log_collector("syslog_ng")
def syslog_ng(files: tuple[Configuration, ...]) -> Pipeline:
    """Return what syslog-ng's files read and where their log paths lead."""
    reading = _Reading()
    for file in files:
        found = read(file)
        reading.untranslated.extend(found.errors)
        for block in found.blocks:
            reading.add(block, file.path)
    return reading.pipeline()


@dataclass(slots=True)
class _Reading:
    """The blocks by kind and name, and what came of the sources."""

    sources: dict[str, list[str]] = field(default_factory=dict)
    filters: dict[str, Block] = field(default_factory=dict)
    destinations: dict[str, list[Output]] = field(default_factory=dict)
    logs: list[tuple[Block, str]] = field(default_factory=list)
    tails: list[Tail] = field(default_factory=list)
    listens: list[Listen] = field(default_factory=list)
    untranslated: list[Untranslated] = field(default_factory=list)
    directives: int = 0

    def add(self, block: Block, path: str) -> None:
        self.directives += 1
        match block.kind:
            case "source":
                self.sources[block.name] = [tag for call in block.calls() for tag in self._source(call, path)]
            case "filter":
                self.filters[block.name] = block
            case "destination":
                self.destinations[block.name] = [out for call in block.calls() for out in self._destination(call, path)]
            case "log":
                self.logs.append((block, path))
            case "options":
                pass
            case _:
                self.refuse(path, block.line, f"{block.kind} {block.name}", "it has no counterpart")

    def refuse(self, path: str, line: int, text: str, reason: str) -> None:
        self.untranslated.append(Untranslated(path=path, line=line, text=text.strip(), reason=reason))

    def _source(self, call: Call, path: str) -> Iterator[str]:
        """Take one driver of a source, and yield the tag that its messages get."""
        if call.name in ("file", "wildcard-file") and (tail := _tail(call)) is not None:
            self.tails.append(tail)
            yield tail.tag
        elif call.name in _NETWORK:
            listen = _listen(call)
            self.listens.append(listen)
            yield listen.tag
        elif call.name not in _HOST_SOURCES and call.name != "file":
            self.refuse(path, call.line, f"{call.name}()", "this kind of source has no counterpart")

    def _destination(self, call: Call, path: str) -> Iterator[Output]:
        made = _DESTINATIONS.get(call.name, _no_destination)(call)
        if isinstance(made, Output):
            yield made
        else:
            self.refuse(path, call.line, f"{call.name}()", made)

    def pipeline(self) -> Pipeline:
        outputs = [output for block, path in self.logs for output in self._log(block, path, ())]
        return Pipeline(
            tails=tuple(self.tails),
            listens=tuple(self.listens),
            outputs=tuple(outputs),
            untranslated=tuple(dict.fromkeys(self.untranslated)),
            directives=self.directives,
        )

    def _log(self, block: Block, path: str, above: tuple[str, ...]) -> Iterator[Output]:
        """Follow one log path: sources and filters gather, and each destination gets what passed."""
        tags = list(above)
        tests: list[Condition] = []
        for call in block.calls():
            name = next(iter(call.texts()), "")
            if call.name == "source":
                tags.extend(self.sources.get(name, ()))
            elif call.name == "filter":
                tests.extend(self._tests(name, path))
            elif call.name == "destination" and tags:
                for output in self.destinations.get(name, ()):
                    yield replace(output, match=" ".join(tags), tests=tuple(tests))
            elif call.name in ("parser", "rewrite"):
                self.refuse(path, call.line, f"{call.name}({name})", "the records go on without it")

    def _tests(self, name: str, path: str) -> Iterator[Condition]:
        block = self.filters.get(name)
        if block is None:
            return
        tests = _conditions(tuple(term for statement in block.statements for term in statement), self.filters)
        if tests is None:
            self.refuse(path, block.line, f"filter {name}", "the condition cannot be carried over; it is taken to hold")
        yield from tests or ()


# --- filters


def _conditions(terms: tuple[Term, ...], filters: dict[str, Block]) -> list[Condition] | None:
    """Return tests that must all hold; None when the filter is more than that. `and` binds more than `or`."""
    ways = [_all(part, filters) for part in _divided(terms, "or")]
    if None in ways or not all(ways):
        return None
    parts = tuple(Condition(operator="all", parts=tuple(way)) for way in ways if way)
    return list(normal((Condition(operator="any", parts=parts),)))


def _divided(terms: tuple[Term, ...], word: str) -> Iterator[tuple[Term, ...]]:
    """Yield the terms between the words."""
    ends = [at for at, term in enumerate(terms) if term == word]
    for start, end in zip([-1, *ends], [*ends, len(terms)], strict=True):
        yield terms[start + 1 : end]


def _all(terms: tuple[Term, ...], filters: dict[str, Block]) -> list[Condition] | None:
    found: list[Condition] = []
    negate = False
    for term in terms:
        if term == "not":
            negate = not negate
        elif not isinstance(term, str):
            made = _inner(term, filters)
            if made is None:
                return None
            found.append(Condition(operator="all", parts=tuple(made), negate=negate))
            negate = False
    return found


def _inner(term: Call | Group, filters: dict[str, Block]) -> list[Condition] | None:
    if isinstance(term, Group):
        return _conditions(tuple(inner for statement in term.statements for inner in statement), filters)
    return _condition(term, filters)


def _condition(call: Call, filters: dict[str, Block]) -> list[Condition] | None:
    texts = call.texts()
    match call.name:
        case "facility":
            return [Condition(field="priority", operator="selector", value=f"{','.join(texts)}.*")]
        case "level" | "priority" | "severity":
            return [Condition(field="priority", operator="selector", value=_levels(texts))]
        case "program" | "host" | "message" | "match":
            names = {"program": "program", "host": "host"}
            value_of = call.option("value")
            name = names.get(call.name) or _FIELDS.get(value_of, value_of.lower() or "message")
            return [Condition(field=name, operator="regex", value=texts[0])] if texts else None
        case "filter":
            block = filters.get(texts[0]) if texts else None
            rest = {name: each for name, each in filters.items() if each is not block}
            return _conditions(tuple(t for s in block.statements for t in s), rest) if block else None
    return None


_FIELDS: Final = {"MESSAGE": "message", "MSG": "message", "PROGRAM": "program", "HOST": "host", "": "message"}


def _levels(texts: tuple[str, ...]) -> str:
    """Return severities such as ("info..warn", "err") as a selector."""
    numbers: set[int] = set()
    for text in texts:
        first, _, last = text.partition("..")
        ends = sorted((severity_number(first, NOTICE), severity_number(last or first, NOTICE)))
        numbers.update(range(ends[0], ends[1] + 1))
    return ";".join(f"*.={SEVERITIES[number]}" for number in sorted(numbers))


# --- sources


def _tail(call: Call) -> Tail | None:
    if call.name == "wildcard-file":
        path = f"{call.option('base_dir').rstrip('/')}/{call.option('filename_pattern') or '*'}"
    else:
        path = next(iter(call.texts()), "")
    if not path.startswith("/") or path.startswith(("/proc/", "/dev/")):
        return None
    name = call.option("program_override") or path.rpartition("/")[2].removesuffix(".log").replace("*", "all")
    numbers = {
        "facility": str(facility_number(call.option("default_facility"), LOCAL0)),
        "severity": str(severity_number(call.option("default_priority", "default_severity"), NOTICE)),
    }
    start = call.option("multi_line_prefix")
    return Tail(
        path=path,
        tag=name.replace(" ", "-"),
        fields={"appname": name, **numbers},
        multiline=Multiline(start=start) if start else None,
    )


def _listen(call: Call) -> Listen:
    protocol = _protocol(call)
    port = call.option("port", "localport")
    number = int(port) if port.isdigit() else 601 if call.name == "syslog" else 514
    return Listen(kind="syslog", port=number, protocol="udp" if protocol == "udp" else "tcp", tag=f"syslog-{number}")


def _protocol(call: Call) -> str:
    return call.option("transport").strip("\"'") or _NETWORK[call.name]


# --- destinations


def _network(call: Call) -> Output | str:
    host = next(iter(call.texts()), "")
    protocol = _protocol(call)
    port = call.option("port", "destport") or (
        "6514" if protocol == "tls" else "601" if call.name == "syslog" else "514"
    )
    form = {"format": "rfc5424"} if call.name == "syslog" else {}
    settings = {"host": host, "port": port, "protocol": protocol, **form}
    template = call.option("template")
    return Output(kind="syslog", settings={**settings, **({"template": template} if template else {})})


def _file(call: Call) -> Output | str:
    path = next(iter(call.texts()), "")
    if path.startswith("/dev/"):
        return "a console, which a container has not"
    return Output(kind="file", settings={"path": path})


def _elasticsearch(call: Call) -> Output | str:
    address = call.option("url") or call.option("cluster_url") or call.option("server") or "localhost"
    secure = address.startswith("https")
    host, _, port = address.split("://")[-1].partition("/")[0].partition(":")
    index = call.option("index")
    settings = {"host": host, "port": port or call.option("port") or "9200", **({"tls": "on"} if secure else {})}
    return Output(kind="elasticsearch", settings={**settings, **({"index": index} if index else {})})


def _kafka(call: Call) -> Output | str:
    return Output(
        kind="kafka",
        settings={
            "brokers": call.option("bootstrap_servers", "kafka_bootstrap_servers"),
            "topic": call.option("topic"),
        },
    )


def _http(call: Call) -> Output | str:
    return Output(kind="http", settings={"uri": call.option("url")})


def _terminal(call: Call) -> Output | str:
    return "a terminal, a console or a pipe, which a container has not"


def _no_destination(call: Call) -> Output | str:
    return "this kind of destination has no counterpart"


_DESTINATIONS: Final[dict[str, Callable[[Call], Output | str]]] = {
    **dict.fromkeys(_NETWORK, _network),
    "file": _file,
    "elasticsearch-http": _elasticsearch,
    "elasticsearch2": _elasticsearch,
    "elasticsearch": _elasticsearch,
    "kafka-c": _kafka,
    "kafka": _kafka,
    "http": _http,
    "usertty": _terminal,
    "pipe": _terminal,
}
