"""Agents of hosted monitoring, and what is read as evidence: by hand from each product's documentation."""

import pytest

from tests.graph.builders import step
from tests.plan.machines import app, places, plan_of
from translator.load.project import Settings
from translator.plan.metrics import Inbox, Target
from translator.plan.model import HealthCheck, Place
from translator.plan.reading.configuration import Configuration
from translator.plan.sidecars import apm, datadog
from translator.plan.sidecars.base import METRICS
from translator.plan.sidecars.logrotate import rotated


def configuration(path: str, text: str) -> Configuration:
    return Configuration(path=path, text=text, node=3)


# --- Datadog

DATADOG = (
    configuration(
        "/etc/datadog-agent/datadog.yaml",
        "api_key: 0123\ndogstatsd_port: 8126\nenv: prod\napm_config: {receiver_port: 8127}\n",
    ),
    configuration(
        "/etc/datadog-agent/conf.d/redisdb.d/conf.yaml",
        "init_config:\ninstances:\n  - host: localhost\n    port: 6380\n    password: hunter2\n",
    ),
    configuration(
        "/etc/datadog-agent/conf.d/nginx.yaml",
        "instances:\n  - nginx_status_url: http://localhost:81/nginx_status/\nlogs:\n"
        "  - {type: file, path: /var/log/nginx/access.log, service: web, source: nginx}\n",
    ),
    configuration(
        "/etc/datadog-agent/conf.d/http_check.yaml",
        "instances:\n  - {name: own, url: 'http://127.0.0.1:8080/health'}\n  - {name: other, url: 'https://www.example.com/'}\n",
    ),
    configuration(
        "/etc/datadog-agent/conf.d/tcp_check.yaml", "instances:\n  - {name: q, host: localhost, port: 5672}\n"
    ),
    configuration("/etc/datadog-agent/conf.d/disk.yaml", "instances:\n  - use_mount: false\n"),
    configuration("/etc/datadog-agent/conf.d/varnish.yaml", "instances:\n  - varnishstat: /usr/bin/varnishstat\n"),
    configuration("/etc/datadog-agent/conf.d/mysql.yaml.example", "instances:\n  - server: x\n"),
)


def test_datadog() -> None:
    found = datadog.read(DATADOG)
    assert found.environment == {"DD_DOGSTATSD_PORT": "8126", "DD_ENV": "prod", "DD_TRACE_AGENT_PORT": "8127"}
    assert found.targets == [
        Target(kind="redis", address="localhost:6380", password=True),
        Target(kind="nginx", address="http://localhost:81/nginx_status/"),
    ]
    assert found.probes == {
        8080: HealthCheck(kind="http", port=8080, path="/health"),
        5672: HealthCheck(kind="tcp", port=5672),
    }
    assert [(tail.path, tail.tag) for tail in found.tails] == [("/var/log/nginx/access.log", "web")]
    assert [(each.path.rpartition("/")[2], each.line, each.text) for each in found.untranslated] == [
        ("conf.yaml", 3, "redisdb instance"),
        ("nginx.yaml", 2, "nginx instance"),
        ("http_check.yaml", 3, "http_check other"),
        ("varnish.yaml", 2, "varnish instance"),
    ]
    annotation = '{"redisdb": {"instances": [{"host": "%%host%%", "port": 6380, "password": "%%env_PASSWORD%%"}]}}'
    assert found.untranslated[0].reason.endswith(annotation)
    assert "hunter2" not in repr(found)


def test_a_broken_file_of_datadog_costs_itself() -> None:
    broken = configuration("/etc/dd-agent/conf.d/nginx.yaml", "instances: [\n")
    found = datadog.read((broken, *DATADOG))
    assert (found.untranslated[0].path, len(found.targets)) == (broken.path, 2)


# --- application performance monitoring

INI = "[newrelic]\nlicense_key = 0123456789\napp_name = Zeebra (prod)\nproxy_host = http://u:p@proxy:3128\n[newrelic:staging]\napp_name = no\n"
YML = (
    "common: &default\n  license_key: '0123456789'\n  app_name: <%= 1 %>App\n  distributed_tracing:\n    enabled: true\n"
    "production:\n  <<: *default\n  log_level: info\nstaging:\n  app_name: no\n"
)


@pytest.mark.parametrize(
    ("path", "text", "environment"),
    [
        (
            "/etc/newrelic/newrelic.ini",
            INI,
            {"NEW_RELIC_APP_NAME": "Zeebra (prod)", "NEW_RELIC_PROXY_HOST": "http://proxy:3128"},
        ),
        (
            "/etc/newrelic/newrelic.ini",
            'newrelic.appname = "PHP"\nnewrelic.license = "0123456789"\n',
            {"NEW_RELIC_APP_NAME": "PHP"},
        ),
        (
            "/etc/newrelic/newrelic.yml",
            YML,
            {
                "NEW_RELIC_APP_NAME": "App",
                "NEW_RELIC_DISTRIBUTED_TRACING_ENABLED": "true",
                "NEW_RELIC_LOG_LEVEL": "info",
            },
        ),
    ],
)
def test_new_relic(path: str, text: str, environment: dict[str, str]) -> None:
    found = apm.read_newrelic((configuration(path, text),))
    assert found.environment == environment
    assert found.secret_environment == {"NEW_RELIC_LICENSE_KEY": "new_relic_license_key"}
    assert "0123456789" not in repr(found)


def test_the_hosts_agents_are_the_nodes() -> None:
    files = (
        configuration("/etc/newrelic/nrsysmond.cfg", "license_key=0123456789\n"),
        configuration("/etc/newrelic-infra.yml", "license_key: 0123456789\n"),
    )
    found = apm.read_newrelic(files)
    assert (found.environment, found.secret_environment) == ({}, {})
    assert found.reasons == {3: "the node's own agent measures the host"}


APPDYNAMICS = """<?xml version="1.0"?><controller-info>
<controller-host>c.example.com</controller-host><!-- <controller-port>1</controller-port> -->
<controller-port>443</controller-port><application-name>zoo</application-name><account-access-key>hunter2</account-access-key>
</controller-info>"""


def test_appdynamics() -> None:
    found = apm.read_appdynamics((configuration("/opt/appdynamics/app-agent/conf/controller-info.xml", APPDYNAMICS),))
    assert found.environment == {
        "APPDYNAMICS_CONTROLLER_HOST_NAME": "c.example.com",
        "APPDYNAMICS_CONTROLLER_PORT": "443",
        "APPDYNAMICS_AGENT_APPLICATION_NAME": "zoo",
    }
    assert list(found.secret_environment) == ["APPDYNAMICS_AGENT_ACCOUNT_ACCESS_KEY"]
    assert "hunter2" not in repr(found)


def test_elastic_apm() -> None:
    text = "# comment\nserver_url=https://u:p@apm:8200\nservice_name=zoo\nsecret_token=hunter2\n"
    found = apm.read_elastic_apm((configuration("/etc/elastic-apm/elasticapm.properties", text),))
    assert found.environment == {"ELASTIC_APM_SERVER_URL": "https://apm:8200", "ELASTIC_APM_SERVICE_NAME": "zoo"}
    assert list(found.secret_environment) == ["ELASTIC_APM_SECRET_TOKEN"]
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("text", ["", "{", "a: [", "<", "\0", "[newrelic", "a: " + "[" * 5000])
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for path in ("/etc/x.yml", "/etc/x.ini", "/etc/controller-info.xml", "/etc/dd-agent/conf.d/nginx.yaml"):
        for read in (apm.read_newrelic, apm.read_appdynamics, apm.read_elastic_apm):
            assert read((configuration(path, text),)).environment == {}
        assert datadog.read((configuration(path, text),)).targets == []


# --- munin, ganglia, graphite


def test_munin() -> None:
    text = (
        "[nginx*]\nenv.url http://127.0.0.1:81/nginx_status\n[mysql*]\nuser root\nenv.mysqluser stats\nenv.mysqlpassword x\n"
        "[df*]\nenv.exclude none\n[elasticsearch*]\nuser root\n"
    )
    found = METRICS["munin"]((configuration("/etc/munin/plugin-conf.d/app", text),))
    assert found.targets == (
        Target(kind="nginx", address="http://127.0.0.1:81/nginx_status"),
        Target(kind="mysql", user="stats", password=True),
    )
    assert [(each.line, each.text) for each in found.untranslated] == [(9, "[elasticsearch*]")]


def test_ganglia() -> None:
    text = (
        'globals { daemonize = yes }\nudp_recv_channel { port = 8649 }\nmodules {\n  module { name = "core_metrics" }\n'
        '  /* module { name = "old" } */\n  module {\n    name = "redis-gmond"\n    language = "python"\n'
        '    param host { value = "127.0.0.1" }\n    param port { value = 6379 }\n    param auth { value = "x" }\n  }\n'
        '  module { name = "varnish" }\n}\n'
    )
    found = METRICS["ganglia"]((configuration("/etc/ganglia/gmond.conf", text),))
    assert found.targets == (Target(kind="redis", address="127.0.0.1:6379", password=True),)
    assert [(each.line, each.text) for each in found.untranslated] == [
        (13, "module varnish"),
        (2, "udp_recv_channel 8649"),
    ]


def test_carbon() -> None:
    relay = configuration(
        "/etc/carbon-c-relay.conf",
        "cluster far\n  forward g.example.com:2003;\nlisten\n  type linemode\n    2013 proto tcp;\n",
    )
    found = METRICS["carbon"]((relay,))
    assert found.inboxes == (Inbox(kind="graphite", port=2013),)
    assert [(each.line, each.text) for each in found.untranslated] == [(1, "cluster far")]
    conf = configuration(
        "/etc/carbon/carbon.conf", "[cache]\nLINE_RECEIVER_PORT = 2003\n[relay]\nLINE_RECEIVER_PORT = 2013\n"
    )
    assert METRICS["carbon"]((conf,)).inboxes == (Inbox(kind="graphite", port=2003),)


# --- logs that are rotated

STANZAS = """# comment /var/log/no.log {
compress
/var/log/app/*.log "/var/log/with blank.log"
/srv/app/log/production.log {
  daily
  postrotate
    kill -USR1 `cat /run/app.pid`
  endscript
}
/var/log/syslog { weekly }
/var/log/late.log
{
  weekly
}
"""


def test_rotated_logs_are_evidence() -> None:
    assert [(spot.line, spot.text) for spot in rotated(configuration("/etc/logrotate.d/app", STANZAS))] == [
        (3, "/var/log/app/*.log"),
        (3, "/var/log/with blank.log"),
        (4, "/srv/app/log/production.log"),
        (11, "/var/log/late.log"),
    ]


def test_a_rotated_log_that_nobody_ships_is_said_so() -> None:
    awslogs = "[app]\nfile = /var/log/app/*.log\nlog_group_name = app\n"
    plan = plan_of(
        step("file", "/etc/logrotate.d/app", content="/var/log/app/a.log\n/var/log/other.log {\n daily\n}\n"),
        step("file", "/var/awslogs/etc/awslogs.conf", content=awslogs),
        *app(),
    )
    placement = plan.placements[0]
    assert placement.place is Place.DROPPED
    assert placement.advice.startswith("/etc/logrotate.d/app:2: /var/log/other.log: nobody ships this log")
    assert "a.log" not in placement.advice


def test_an_agents_key_is_a_key_of_the_secret() -> None:
    plan = plan_of(step("file", "/etc/newrelic/newrelic.ini", content=INI), *app(), settings=Settings())
    (image,) = plan.images
    assert image.process is not None
    assert image.process.environment["NEW_RELIC_APP_NAME"] == "Zeebra (prod)"
    assert image.process.secret_environment["NEW_RELIC_LICENSE_KEY"] == "new_relic_license_key"
    assert "new_relic_license_key" in plan.secrets[0].keys
    assert places(plan)["file[/etc/newrelic/newrelic.ini]"] is Place.DROPPED
    written = repr((plan.images, plan.sidecars, plan.secrets, [(each.reason, each.advice) for each in plan.placements]))
    assert "0123456789" not in written
