"""The pods of zeebra and cheetah, of both tools, run from their compose.yaml with their sidecars.

What their applications write to log files arrives at a syslog server as the old machine's rsyslog sends it, and a
Prometheus that follows the manifests' annotations finds every endpoint up, with the service's own numbers in it.
"""

from __future__ import annotations

import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import docker
import pytest

from tests.pods import legacy
from tests.pods.cluster import Cluster
from tests.pods.compose import Composed, eventually
from tests.pods.machines import Machine, made
from tests.pods.scraping import Prometheus, endpoints
from tests.pods.sink import Sink, json_lines
from tests.pods.stand_ins import stand_ins
from translator.image.session import Session
from translator.load.chef import ChefRequest

pytestmark = pytest.mark.docker

LOGS = "logs.production.zoo.example.com"
"""Where the company's machines of production send their logs; the sink answers to the name."""
COMBINED = re.compile(r'127\.0\.0\.1|[\d.]+ - - \[[^]]+\] "GET /tour\?day=1 HTTP/1\.1" 404 \d+ "-" "visitor"')
TIMED = re.compile(r'[\d.]+ - - \[[^]]+\] "GET /board HTTP/1\.1" 404 \d+ [\d.]+')


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    with stand_ins(client, tmp_path_factory.mktemp("images"), "rsyslog", "jmx", "statsd", "nginx", "apache", "redis"):
        yield client
    client.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A pod that runs, the sink that it logs to, and the Prometheus that scrapes it."""

    session: Session
    pod: Composed
    sink: Sink
    prometheus: Prometheus

    def ask(self, url: str, service: str, port: int) -> int:
        """Return the status with which a published port of the pod answers a visitor."""
        scheme, _, path = url.partition(":")
        request = urllib.request.Request(
            f"{scheme}://{self.pod.address(service, port)}{path}", headers={"User-Agent": "visitor"}
        )
        trusting = ssl._create_unverified_context()
        try:
            with urllib.request.urlopen(request, context=trusting, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code


@contextmanager
def running(client: docker.DockerClient, folder: Path, main: str, cluster: Cluster | None = None) -> Iterator[Running]:
    """Start all that `folder` holds; `main` is the service in whose network the others are."""
    with Session(client) as session:
        sink = Sink(session, LOGS)
        pod = Composed(session, folder, cluster)
        pod.start()
        wanted = endpoints(folder)
        prometheus = Prometheus(session, main, wanted)
        for name, service in pod.document["services"].items():
            if "healthcheck" in service:
                pod.healthy(name)
        yield Running(session, pod, sink, prometheus)
        prometheus.all_up(wanted)
        pod.all_run()


def users_of(tool: str, folder: Path) -> Cluster | None:
    """Chef's pods run with the users and volumes of compose.yaml, Puppet's with those of the manifests."""
    return Cluster.of(folder) if tool == "puppet" else None


@pytest.mark.parametrize("tool", ["chef", "puppet"])
def test_zeebra(tool: str, client: docker.DockerClient, tmp_path: Path) -> None:
    machine = Machine(tool, "zeebra")
    folder = machine.built(tmp_path)
    with running(client, folder, "zeebra", users_of(tool, folder)) as run:
        assert run.ask("http:/tour?day=1", "zeebra", 8080) == 404
        assert run.ask("http:/health.jsp", "zeebra", 8080) == 200
        old = legacy.files_of(machine.request(tmp_path / "again", "http://127.0.0.1"))
        assert sorted(old) == [
            f"{legacy.FOLDER}{name}.conf" for name in ("00-imfile", "40-zeebra-access", "40-zeebra", "90-forward")
        ]
        legacy.start(run.session, old, run.pod.volumes["/var/log/zeebra"], "/var/log/zeebra")
        _access_log_arrives(run)
        _application_log_arrives(run)
        _all_is_as_the_old_rsyslog_sends_it(run)
        _prometheus_has_the_jvm(run)


def _access_log_arrives(run: Running) -> None:
    def found() -> list[str]:
        records = run.sink.records("zeebra")
        seen = [each for each in records if each.tag == "zeebra-access:" and "/tour" in each.message]
        assert all((each.facility, each.severity) == ("local4", "info") for each in seen)
        return [each.message.strip() for each in seen]

    messages = eventually("the access log's line", found)
    assert [message for message in messages if not COMBINED.fullmatch(message)] == []


def _application_log_arrives(run: Running) -> None:
    def found() -> list[str]:
        records = [each for each in run.sink.records("zeebra") if each.tag == "zeebra:"]
        assert all((each.facility, each.severity) == ("local3", "info") for each in records)
        return [each.message for each in records if "Server startup in" in each.message]

    eventually("the application's line", found)


def _all_is_as_the_old_rsyslog_sends_it(run: Running) -> None:
    tags = ("zeebra:", "zeebra-access:")

    def same() -> bool:
        old, new = (legacy.timeless(run.sink.records(host), *tags) for host in (legacy.HOST, "zeebra"))
        return len(new) > 1 and old == new

    eventually("what old and new send is the same", same)


def _prometheus_has_the_jvm(run: Running) -> None:
    heap = "java_lang_memory_heapmemoryusage_used"
    eventually("the heap's size", lambda: run.prometheus.query(heap).get("5556", 0) > 1_000_000)
    asked = 'sum by (job) ({__name__=~"catalina_globalrequestprocessor_.*requestcount"})'
    eventually("the two requests", lambda: run.prometheus.query(asked).get("5556", 0) >= 2)


@pytest.mark.parametrize("tool", ["chef", "puppet"])
def test_cheetah(tool: str, client: docker.DockerClient, tmp_path: Path) -> None:
    folder = Machine(tool, "cheetah").built(tmp_path)
    with running(client, folder, "cheetah", users_of(tool, folder)) as run:
        assert run.ask("https:/board", "cheetah", 443) == 404
        assert run.ask("https:/", "cheetah", 443) == 200
        _nginx_log_is_a_record_on_stdout(run)
        _prometheus_has_the_counters(run)


def _nginx_log_is_a_record_on_stdout(run: Running) -> None:
    """Rsyslog does not speak fluentd's protocol: tag and line come out where the platform takes them."""

    def found() -> list[dict[str, str]]:
        return [record for record in json_lines(run.pod.containers["rsyslog"]) if "/board" in record["message"]]

    [record] = eventually("nginx's line", found)
    assert record["tag"] == "zoo.cheetah.nginx.access"
    assert TIMED.fullmatch(record["message"])


def _prometheus_has_the_counters(run: Running) -> None:
    asked = 'cheetah_answers_404 or collectd_statsd_derive_total{statsd="cheetah.answers.404"}'
    eventually("the application's counter", lambda: run.prometheus.query(asked).get("9102", 0) >= 1)


def test_services_that_showed_their_state_nowhere(client: docker.DockerClient, tmp_path: Path) -> None:
    """The state that agents asked for is shown: by what was added to nginx, Apache, HAProxy and RabbitMQ."""
    made(ChefRequest(path=WEB), tmp_path / "out")
    with running(client, tmp_path / "out", "nginx") as run:
        for port in (8000, 8001, 8002, 8002):
            assert run.ask("http:/", "nginx", port) == 200
        for asked, least in SHOWN.items():
            eventually(asked, partial(_holds, run, asked, least))
        _site_log_arrives(run, "/")
        run.pod.containers["apache2"].exec_run(["sh", "-c", ": > /var/log/apache2/site.log"])
        assert run.ask("http:/index.html", "nginx", 8001) == 200
        _site_log_arrives(run, "/index.html")


WEB = Path(__file__).parent / "pods" / "web"
SHOWN = {
    "nginx_up": ("9113", 1),
    "nginx_http_requests_total": ("9113", 2),
    "apache_up": ("9117", 1),
    "apache_accesses_total": ("9117", 1),
    'haproxy_frontend_http_requests_total{proxy="site"}': ("8405", 2),
    "rabbitmq_identity_info": ("15692", 1),
    "redis_up": ("9121", 1),
}
"""Query → the port that answers it and the least value. The metrics' names are the exporters' own."""


def _holds(run: Running, asked: str, expected: tuple[str, float]) -> bool:
    port, least = expected
    return run.prometheus.query(asked).get(port, 0) >= least


def _site_log_arrives(run: Running, path: str) -> None:
    """The second time the log has been emptied where it is, as the pod's rotation does."""

    def found() -> list[tuple[str, str]]:
        records = [each for each in run.sink.records("nginx") if each.tag == "site:"]
        return [(each.facility, each.severity) for each in records if f'"GET {path} HTTP/1.1" 200' in each.message]

    assert set(eventually("Apache's line", found)) == {("local5", "info")}
