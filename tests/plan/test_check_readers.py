"""Monitoring from outside read: which checks become probes, and what takes the place of the others."""

import pytest

from translator.plan import sidecars
from translator.plan.checks import Checks
from translator.plan.model import HealthCheck
from translator.plan.reading.configuration import Configuration
from translator.plan.reading.plugins import probe
from translator.plan.sidecars.base import CHECKS
from translator.registry import import_folder

import_folder(sidecars)


def read(tool: str, text: str) -> Checks:
    return CHECKS[tool]((Configuration(path="/etc/x", text=text, node=3),))


def probes(checks: Checks) -> list[HealthCheck]:
    return [each.check for each in checks.watched]


def refused(checks: Checks) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in checks.said]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("check_http -H localhost -p 8080 -u /health", HealthCheck(kind="http", port=8080, path="/health")),
        ("/usr/lib/nagios/plugins/check_http -I 127.0.0.1 -p8081", HealthCheck(kind="http", port=8081)),
        ("sudo check_http --ssl --url=/a", HealthCheck(kind="http", port=443, path="/a", scheme="https")),
        ("check-http.rb -u https://localhost:9443/x", HealthCheck(kind="http", port=9443, path="/x", scheme="https")),
        ("check_tcp -H 127.0.0.1 -p 6379 -w 1", HealthCheck(kind="tcp", port=6379)),
        ("check-ports.rb -p 25", HealthCheck(kind="tcp", port=25)),
        ("check_pgsql -l nagios", HealthCheck(kind="tcp", port=5432)),
    ],
)
def test_plugins_that_are_probes(command: str, expected: HealthCheck) -> None:
    assert probe(command) == expected


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("check_disk -w 10% -c 5%", "the node's monitoring watches disks"),
        ("check_http -H www.example.com", "it looks at another host; the monitoring there does so still"),
        ("check_http -p $ARG1$", "its port $ARG1$ is not known"),
        ("/opt/own_check --all", "no probe does what it does; run it as a Job, or have it as a metric"),
        ("check_http 'open", "the command cannot be read"),
    ],
)
def test_plugins_that_are_none(command: str, reason: str) -> None:
    assert probe(command) == reason


def test_nrpe() -> None:
    text = "server_port=5666\n# command[a]=x\ncommand[load]=check_load -w 1\ncommand[app]=check_http -p 80\n"
    found = read("nrpe", text)
    assert probes(found) == [HealthCheck(kind="http", port=80)]
    assert (refused(found), found.directives) == ([(3, "load: check_load -w 1")], 2)


MONIT = """set daemon 60
check process nginx with pidfile /run/nginx.pid
  start program = "/etc/init.d/nginx start"
  if failed host 127.0.0.1 port 80
     protocol http and request "/status" then restart
  if cpu > 80% for 5 cycles then alert   # load
check process worker matching "worker"
  if totalmem > 500 MB then restart
check host db with address db.example.com
  if failed port 3306 then alert
check filesystem root with path /
"""


def test_monit() -> None:
    found = read("monit", MONIT)
    assert probes(found) == [HealthCheck(kind="http", port=80, path="/status")]
    assert refused(found) == [(7, "check process worker"), (9, "check host db"), (11, "check filesystem root")]
    assert "limits" in found.elsewhere[0].reason
    assert found.untranslated == ()


def test_files_of_an_image_do_not_change() -> None:
    text = (
        "check file bin with path /usr/sbin/nginx\n  if failed checksum then unmonitor\n  if failed permission 755 then alert\n"
        "check file log with path /var/log/app.log\n  if size > 100 MB then alert\n"
    )
    found = read("monit", text)
    assert [(each.line, each.text) for each in found.elsewhere] == [(1, "check file bin")]
    assert [(each.line, each.text) for each in found.untranslated] == [(4, "check file log")]


def test_sensu_and_consul() -> None:
    sensu = '{\n  "checks": {\n    "app": {"command": "check-http.rb -p 8080"},\n    "disk": {"command": "check-disk.rb"}\n  }\n}'
    found = read("sensu", sensu)
    assert (probes(found), refused(found)) == ([HealthCheck(kind="http", port=8080)], [(4, "check disk")])
    consul = (
        '{"service": {"name": "web", "port": 80, "checks": [{"http": "http://localhost:81/ok"}, {"tcp": "localhost:82"},'
        ' {"ttl": "30s", "name": "beat"}]}}'
    )
    found = read("consul", consul)
    assert probes(found) == [HealthCheck(kind="http", port=81, path="/ok"), HealthCheck(kind="tcp", port=82)]
    assert refused(found) == [(1, "check beat")]


@pytest.mark.parametrize("tool", sorted(CHECKS))
@pytest.mark.parametrize("text", ["", "{", "command[", "check", "check process\nif failed port x then", "{}", "\0"])
def test_any_text_is_read_without_an_exception(tool: str, text: str) -> None:
    assert probes(read(tool, text)) == []


@pytest.mark.parametrize("tool", sorted(CHECKS))
def test_files_that_are_very_deep_or_very_long(tool: str) -> None:
    line = {"nrpe": "command[a]=check_load\n", "monit": "check system a\n"}.get(tool, '"a": 1,\n')
    assert probes(read(tool, '{"a":' + "[" * 5000)) == []
    assert probes(read(tool, ("{" if tool in ("sensu", "consul") else "") + line * 100_000)) == []
