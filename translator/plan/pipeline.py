"""A log pipeline, whatever collector it was written for: what is read, what is done to it, where it goes.

Readers in plan/sidecars make one from a legacy collector's files; a renderer such as fluent_bit writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from translator.graph.nodes import Origin
from translator.plan.reading.configuration import Spot, Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiline:
    """How lines join to a record: a line that matches `start` begins one (`negate`: one that does not, joins on).

    `start` is a regular expression as the legacy collector had it; `name` a ready-made rule ("java", "python") instead.
    """

    start: str = ""
    negate: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Files that are followed: path (may be a pattern), tag, and fields that every record gets.

    `format` is "" for a plain line, json, logfmt, nginx, apache, apache_error, syslog, csv, ltsv or regex; `pattern` is
    the regex, `time_key` and `time_format` (strftime's) say where a record's time stands. `exclude` are patterns.
    """

    path: str
    tag: str
    fields: dict[str, str] = field(default_factory=dict)
    format: str = ""
    pattern: str = ""
    time_key: str = ""
    time_format: str = ""
    exclude: tuple[str, ...] = ()
    multiline: Multiline | None = None
    from_head: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """A port where records come in: kind syslog, forward, http, tcp or gelf, protocol tcp or udp."""

    kind: str
    port: int
    protocol: str = "udp"
    tag: str = "syslog"
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition on a record. `field` is message, program, facility, severity, host or a record's own field.

    `operator` is equals, contains, startswith, endswith, regex, exists, less, at_most, more, no_less (than a number),
    at_least (severity: this bad or worse), selector (`value` as in syslog.conf: "auth,authpriv.*;mail.none"), or any
    and all, which ask the conditions of `parts`.
    """

    field: str = ""
    operator: str
    value: str = ""
    negate: bool = False
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A change of the records with a tag for which `tests` hold.

    kind: add (name → text), format (name → text with %{other}, %{@tag} is the record's tag), append (name → word, to a list kept as "a,b"), remove
    (names), only (the names that stay), rename and copy (old → new), convert (name → integer, float, string or boolean), lowercase, uppercase and
    strip (names), gsub (name → what `pattern` is replaced by), split (name → what divides its parts), merge (list →
    field that is added to it), keep and drop (the records themselves).

    date makes the field `fields["key"]` the record's time: the first of `patterns` that fits, each strftime's (with %L
    for a fraction), UNIX, UNIX_MS or ISO8601; `fields["zone"]` is the zone of a text without one.

    parse reads the field `fields["key"]`; `format` and `pattern` say how, as in Tail, or kv and csv; `patterns` are
    tried after `pattern`. kv has `fields` pairs and values (what divides them) and prefix, csv has columns (divided by
    commas) and separator. With `fields["alone"]` the record's other fields are lost, with `fields["consume"]` the key.

    `spot` is where it was said.
    """

    kind: str
    match: str = "*"
    fields: dict[str, str] = field(default_factory=dict)
    tests: tuple[Condition, ...] = ()
    format: str = ""
    pattern: str = ""
    patterns: tuple[str, ...] = ()
    spot: Spot | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where records go.

    kind is syslog, forward, elasticsearch, s3, kafka, http, splunk, loki, cloudwatch_logs, redis, tcp, udp, file, stdout.
    `match` is a tag pattern with `*`, several divided by blanks; `tests` must all hold. `settings` are the
    renderer-neutral words host, port, protocol, index, bucket, region, topic, brokers, path, uri, tls, group, stream,
    key, type (redis: list or channel), format (of syslog: rfc3164 or rfc5424) and template (the line as the legacy
    collector wrote it), of which only those of the kind are used; `secrets` maps a setting to a key of the machine's
    Secret; `spot` is where it was said.
    """

    kind: str
    match: str = "*"
    tests: tuple[Condition, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    spot: Spot | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Inputs, filters and outputs of one collector, the nodes they were read from, and what was not carried over.

    `remarks` are directives that are carried over, with something that a person should know. `directives` counts what
    the collector's files say, so that the share of what was carried over can be told.
    """

    tails: tuple[Tail, ...] = ()
    listens: tuple[Listen, ...] = ()
    filters: tuple[Filter, ...] = ()
    outputs: tuple[Output, ...] = ()
    origins: tuple[Origin, ...] = ()
    nodes: tuple[int, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    remarks: tuple[Untranslated, ...] = ()
    directives: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should look at, a line each."""
        return tuple(str(each) for each in (*self.untranslated, *self.remarks))


@dataclass(slots=True)
class Draft:
    """A pipeline while a collector's files are read; each reader adds what it has to remember itself."""

    tails: list[Tail] = field(default_factory=list)
    listens: list[Listen] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    untranslated: list[Untranslated] = field(default_factory=list)
    remarks: list[Untranslated] = field(default_factory=list)
    directives: int = 0

    def pipeline(self) -> Pipeline:
        return Pipeline(
            tails=tuple(self.tails),
            listens=tuple(self.listens),
            filters=tuple(self.filters),
            outputs=tuple(self.outputs),
            untranslated=tuple(self.untranslated),
            remarks=tuple(self.remarks),
            directives=self.directives,
        )


def normal(tests: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the same tests with every `all` spelled out and every negation at the leaves.

    What is left are leaves and `any`s, whose parts are leaves, `all`s and, within these, the like.
    """
    return tuple(leaf for test in tests for leaf in _spelled(test, negate=False))


def _spelled(test: Condition, *, negate: bool) -> tuple[Condition, ...]:
    negated = test.negate is not negate
    if test.operator not in ("any", "all"):
        return (replace(test, negate=negated),)
    parts = [_spelled(part, negate=negated) for part in test.parts]
    if (test.operator == "all") is not negated:
        return tuple(leaf for part in parts for leaf in part)
    if len(parts) == 1:
        return parts[0]
    joined = (part[0] if len(part) == 1 else Condition(operator="all", parts=part) for part in parts)
    flat = tuple(leaf for each in joined for leaf in (each.parts if each.operator == "any" else (each,)))
    return (Condition(operator="any", parts=flat),)


def leaves(tests: Iterable[Condition]) -> Iterator[Condition]:
    """Yield every condition that is no `any` or `all` itself."""
    for test in tests:
        if test.operator in ("any", "all"):
            yield from leaves(test.parts)
        else:
            yield test


def merged(pipelines: Iterable[Pipeline]) -> Pipeline:
    """Return one pipeline of several, doubled inputs and outputs left out.

    What one collector did to all of its records is not done to another's.
    """
    parts = tuple(pipelines)
    if sum(bool(part.tails or part.listens) for part in parts) > 1:
        parts = tuple(_own(part) for part in parts)
    tails = {tail.path: tail for part in parts for tail in part.tails}
    listens = {(each.kind, each.port, each.protocol): each for part in parts for each in part.listens}
    return Pipeline(
        tails=tuple(tails.values()),
        listens=tuple(listens.values()),
        filters=tuple(each for part in parts for each in part.filters),
        outputs=tuple(_joined(output for part in parts for output in part.outputs)),
        origins=tuple(dict.fromkeys(origin for part in parts for origin in part.origins)),
        nodes=tuple(dict.fromkeys(node for part in parts for node in part.nodes)),
        untranslated=tuple(each for part in parts for each in part.untranslated),
        remarks=tuple(each for part in parts for each in part.remarks),
        directives=sum(part.directives for part in parts),
    )


def _own(part: Pipeline) -> Pipeline:
    """Return a pipeline whose filters and outputs of all records name the tags of its own inputs."""
    tags = " ".join(dict.fromkeys([*(tail.tag for tail in part.tails), *(listen.tag for listen in part.listens)]))
    if not tags:
        return part
    filters = tuple(replace(each, match=tags) if each.match in ("*", "**") else each for each in part.filters)
    outputs = tuple(replace(each, match=tags) if each.match in ("*", "**") else each for each in part.outputs)
    return replace(part, filters=filters, outputs=outputs)


def _joined(outputs: Iterable[Output]) -> list[Output]:
    """Return the outputs, those that differ only in their tags made one."""
    found: list[Output] = []
    for output in outputs:
        twin = next((at for at, each in enumerate(found) if replace(each, match=output.match) == output), None)
        if twin is None:
            found.append(output)
        else:
            tags = dict.fromkeys([*found[twin].match.split(), *output.match.split()])
            found[twin] = replace(output, match="*" if "*" in tags else " ".join(tags))
    return found
