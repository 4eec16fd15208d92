"""filebeat → log pipeline: inputs (or prospectors) of type log, the elasticsearch, logstash or kafka output.

logstash speaks filebeat's own protocol, which no other collector does: then the output is noted and records go to
stdout.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from translator.plan.pipeline import Output, Pipeline, Tail
from translator.plan.sidecars.base import SIDECARS, Finding, Given


@SIDECARS.register("filebeat")
def filebeat(given: Given) -> Finding:
    """Return what filebeat's files read and where they send it."""
    tails: list[Tail] = []
    outputs: list[Output] = []
    notes: list[str] = []
    used: list[int] = []
    for node, text in given.files():
        document = _document(text) if node.path.endswith((".yml", ".yaml", ".conf")) else None
        if document is None:
            continue
        used.append(node.index)
        for each in _inputs(document):
            tails.extend(_tails(each))
        outputs.extend(_outputs(document, notes))
    pipeline = Pipeline(
        tails=tuple(tails), outputs=tuple(outputs), origins=given.origins(), nodes=tuple(used), notes=tuple(notes)
    )
    return Finding(pipeline=pipeline)


def _document(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _inputs(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the inputs of a whole configuration, or of a file that is only a list of them."""
    if isinstance(document, list):
        yield from (each for each in document if isinstance(each, dict))
        return
    if not isinstance(document, dict):
        return
    nested = document.get("filebeat")
    places = [document.get(f"filebeat.{key}") for key in ("inputs", "prospectors")]
    places += [nested.get(key) for key in ("inputs", "prospectors")] if isinstance(nested, dict) else []
    for place in places:
        yield from (each for each in place or () if isinstance(each, dict))


def _tails(each: dict[str, Any]) -> Iterator[Tail]:
    fields = {str(name): str(value) for name, value in (each.get("fields") or {}).items()}
    kind = fields.get("type") or each.get("document_type") or ""
    for path in each.get("paths") or ():
        name = str(kind) or str(path).rpartition("/")[2].removesuffix(".log").replace("*", "all")
        yield Tail(path=str(path), tag=name, fields=fields)


def _outputs(document: Any, notes: list[str]) -> Iterator[Output]:
    if not isinstance(document, dict):
        return
    found = document.get("output")
    nested: dict[str, Any] = found if isinstance(found, dict) else {}
    for kind in ("elasticsearch", "logstash", "kafka"):
        settings = document.get(f"output.{kind}") or nested.get(kind)
        if not isinstance(settings, dict):
            continue
        hosts = settings.get("hosts") or ()
        host, _, port = str(hosts[0] if isinstance(hosts, list) and hosts else hosts).rpartition("/")[2].partition(":")
        if kind == "logstash":
            notes.append(
                f"the output to logstash at {host}:{port or 5044} speaks filebeat's own protocol; records go to stdout instead"
            )
        else:
            words = {
                "host": host,
                "port": port or ("9200" if kind == "elasticsearch" else "9092"),
                "index": str(settings.get("index") or ""),
            }
            words |= {"topic": str(settings["topic"])} if "topic" in settings else {}
            yield Output(kind=kind, settings={name: value for name, value in words.items() if value})
