"""Every option that is written is one that the plugin or component has, by the tables of renderers/options.yaml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.plan.test_renderers import OUTPUTS
from tests.plan.test_vrl import ALL
from translator.plan.pipeline import Pipeline, Tail
from translator.plan.renderers import fluent_bit, vector

OPTIONS = yaml.safe_load((Path(__file__).parent / "renderers" / "options.yaml").read_text())
OF_ALL = {
    "in": {"name", "tag", "listen", "port", "mem_buf_limit", "processors"},
    "filter": {"name", "match", "match_regex", "condition"},
    "out": {"name", "match", "match_regex", "host", "port", "tls", "processors"},
}
CREDENTIALS = (
    "user",
    "password",
    "api_key",
    "authorization",
    "token",
    "shared_key",
    "access_key_id",
    "secret_access_key",
)


def pipelines() -> Iterator[Pipeline]:
    """Every input, filter and output, and every output with every credential."""
    yield from ALL
    for each in OUTPUTS.values():
        for word in CREDENTIALS:
            secrets = {"password": "p", word: "k"} if word == "user" else {word: "k"}
            output = type(each)(kind=each.kind, settings=each.settings, secrets=secrets)
            yield Pipeline(tails=(Tail(path="/a", tag="a"),), outputs=(output,))


def items(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each plugin of Fluent Bit's pipeline with its kind; those within processors too."""
    for kind, key in (("in", "inputs"), ("filter", "filters"), ("out", "outputs")):
        for item in document["pipeline"].get(key, ()):
            yield kind, item
            yield from (("filter", inner) for inner in item.get("processors", {}).get("logs", ()))


def test_options_of_fluent_bit() -> None:
    unknown = {
        (f"{kind}_{item['name']}", name)
        for pipeline in pipelines()
        for kind, item in items(yaml.safe_load(fluent_bit.configuration(pipeline)))
        for name in set(item) - OF_ALL[kind] - set(OPTIONS["fluent-bit"][f"{kind}_{item['name']}"])
        if not name.startswith("rdkafka.")
    }
    assert unknown == set()


def test_options_of_vector() -> None:
    unknown = {
        (f"{kind}.{item['type']}", name)
        for pipeline in pipelines()
        for document in [yaml.safe_load(vector.configuration(pipeline))]
        for kind in ("sources", "transforms", "sinks")
        for item in document[kind].values()
        for name in set(item) - {"type", "inputs"} - set(OPTIONS["vector"][f"{kind}.{item['type']}"])
    }
    assert unknown == set()
