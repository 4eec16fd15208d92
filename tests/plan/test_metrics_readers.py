"""Metrics agents' own configuration read: what they asked of applications, by hand from each project's documentation."""

import pytest

from translator.load.project import Settings
from translator.plan import sidecars
from translator.plan.exporters import exporters
from translator.plan.metrics import Inbox, Metrics, Target
from translator.plan.reading.configuration import Configuration
from translator.plan.sidecars.base import METRICS
from translator.registry import import_folder

import_folder(sidecars)


def read(agent: str, text: str, path: str = "/etc/x.conf") -> Metrics:
    return METRICS[agent]((Configuration(path=path, text=text, node=7),))


def refused(metrics: Metrics) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in metrics.untranslated]


COLLECTD = """Hostname "a"
LoadPlugin cpu
LoadPlugin df
<LoadPlugin redis>
  Interval 10
</LoadPlugin>
LoadPlugin varnish
LoadPlugin write_graphite
<Plugin redis>
  <Node "main">
    Host "10.0.0.1"
    Port "6380"
    Password "x"
  </Node>
</Plugin>
<Plugin mysql>
  <Database app>
    Host "localhost"
    User "stats"
    Password "p"
  </Database>
</Plugin>
<Plugin statsd>
  Port "8126"
</Plugin>
<Plugin network>
  Listen "127.0.0.1" "25827"
  Server "collector" "25826"
</Plugin>
"""


def test_collectd() -> None:
    found = read("collectd", COLLECTD)
    assert found.targets == (
        Target(kind="redis", address="10.0.0.1:6380", password=True),
        Target(kind="mysql", address="localhost", user="stats", password=True),
    )
    assert found.inboxes == (Inbox(kind="statsd", port=8126), Inbox(kind="collectd", port=25827))
    assert refused(found) == [(7, "plugin varnish")]
    assert found.nodes == (7,)


def test_an_agent_of_the_host_says_nothing_of_an_application() -> None:
    assert read("collectd", "LoadPlugin cpu\nLoadPlugin load\n") == Metrics(directives=2)


TELEGRAF = """[agent]
interval = "10s"
[[inputs.cpu]]
percpu = true
[[inputs.mysql]]
servers = ["stats:secret@tcp(127.0.0.1:3306)/?tls=false"]
[[inputs.phpfpm]]
urls = ["http://localhost/status"]
[[inputs.statsd]]
service_address = ":8127"
[[inputs.aerospike]]
servers = ["x"]
[[outputs.influxdb]]
urls = ["http://influx:8086"]
"""


def test_telegraf() -> None:
    found = read("telegraf", TELEGRAF)
    assert found.targets == (
        Target(kind="mysql", address="127.0.0.1:3306", user="stats", password=True),
        Target(kind="php-fpm", address="http://localhost/status"),
    )
    assert found.inboxes == (Inbox(kind="statsd", port=8127),)
    assert refused(found) == [(11, "[[inputs.aerospike]]")]
    assert "secret" not in repr(found)


def test_telegraf_that_is_no_toml() -> None:
    assert refused(read("telegraf", "[agent]\na = \n")) == [(2, "a =")]


def test_diamond() -> None:
    path = "/etc/diamond/collectors/RedisCollector.conf"
    assert read("diamond", "enabled = True\nhost = localhost\nport = 6379\n", path).targets == (
        Target(kind="redis", address="localhost:6379"),
    )
    assert read("diamond", "enabled = False\nhost = localhost\n", path).targets == ()
    odd = read("diamond", "enabled = True\n", "/etc/diamond/collectors/BindCollector.conf")
    assert refused(odd) == [(1, "bind collector")]


@pytest.mark.parametrize(
    ("target", "arguments", "secrets"),
    [
        (Target(kind="nginx"), ("--nginx.scrape-uri=http://127.0.0.1/stub_status",), []),
        (Target(kind="redis", address="tcp://h:1"), ("--redis.addr=redis://h:1",), []),
        (Target(kind="redis", address="h:1", password=True), ("--redis.addr=redis://h:1",), ["REDIS_PASSWORD"]),
        (Target(kind="postgresql"), (), ["DATA_SOURCE_NAME"]),
        (Target(kind="mongodb", address="h:27017"), ("--mongodb.uri=mongodb://h:27017",), []),
        (Target(kind="php-fpm"), ("server", "--phpfpm.scrape-uri=tcp://127.0.0.1:9000/status"), []),
    ],
)
def test_exporters_are_started_as_their_readmes_say(
    target: Target, arguments: tuple[str, ...], secrets: list[str]
) -> None:
    (sidecar,) = exporters(Metrics(targets=(target,)), Settings(), ())
    assert (sidecar.arguments, list(sidecar.secret_environment)) == (arguments, secrets)


@pytest.mark.parametrize("agent", sorted(METRICS))
@pytest.mark.parametrize("text", ["", "{", "<Plugin a", "[a", "\0", "</x>", "<Plugin java>\n<Plugin GenericJMX>\n"])
def test_any_text_is_read_without_an_exception(agent: str, text: str) -> None:
    assert read(agent, text).targets == ()


DEEP = {"telegraf": "a = " + "[" * 5000, "collectd": "<a>\n" * 5000, "diamond": "{" * 5000, "statsd": "{" * 5000}
LONG = {
    "telegraf": "[[inputs.cpu]]\n" * 60_000,
    "collectd": "LoadPlugin cpu\n" * 100_000,
    "diamond": "enabled = True\n" * 100_000,
    "statsd": "port: 8125\n" * 100_000,
}


@pytest.mark.parametrize("agent", sorted(METRICS))
def test_files_that_are_very_deep_or_very_long(agent: str) -> None:
    assert read(agent, DEEP.get(agent, "[" * 5000)).targets == ()
    assert read(agent, LONG.get(agent, "a: 1\n" * 100_000)).targets == ()
