"""Legacy collectors become sidecars, probes or reasons: each against what its configuration said."""

import yaml

from tests.graph.builders import step
from tests.plan.machines import app, places, plan_of
from translator.plan.model import HealthCheck, Place
from translator.plan.reading.configuration import Configuration
from translator.plan.reading.sections import read
from translator.plan.renderers.fluent_bit import CONFIG


def fluent_bit(plan):
    sidecar = next(each for each in plan.sidecars if each.name == "fluent-bit")
    return sidecar, yaml.safe_load(dict(sidecar.files)[CONFIG])["pipeline"]


def test_rsyslog_in_both_syntaxes():
    modern = (
        'input(type="imfile"\n      File="/var/log/app/a.log"\n      Tag="app:" Facility="local4" Severity="warn")\n'
    )
    legacy = "$InputFileName /var/log/app/b.log\n$InputFileTag b:\n$InputRunFileMonitor\n*.* @@logs.example.com:1514\n# *.* @no\n"
    plan = plan_of(
        step("package", "rsyslog"),
        step("template", "/etc/rsyslog.d/a.conf", content=modern),
        step("template", "/etc/rsyslog.d/b.conf", content=legacy),
        step("service", "rsyslog", "start"),
        *app(),
    )
    sidecar, pipeline = fluent_bit(plan)
    assert [(each["path"], each["tag"]) for each in pipeline["inputs"]] == [
        ("/var/log/app/a.log", "app"),
        ("/var/log/app/b.log", "b"),
    ]
    assert [each["record"] for each in pipeline["filters"]] == [
        ["appname app", "facility 20", "severity 4"],
        ["appname b", "facility 16", "severity 5"],
    ]
    (output,) = pipeline["outputs"]
    assert (output["name"], output["host"], output["port"], output["mode"]) == (
        "syslog",
        "logs.example.com",
        1514,
        "tcp",
    )
    assert sidecar.shares == ("/var/log/app",)
    assert places(plan)["service[rsyslog]"] is Place.SIDECAR
    assert [image.name for image in plan.images] == ["app"]
    assert plan.images[0].process.logs == ("/var/log/app/a.log", "/var/log/app/b.log")
    assert {volume.path: volume.images for volume in plan.volumes} == {"/var/log/app": ("app", "fluent-bit")}


def test_td_agent_sections():
    text = (
        "<source>\n  @type tail\n  path /var/log/nginx/a.log,/var/log/nginx/b.log\n  tag web.nginx\n"
        "  <parse>\n    @type json\n  </parse>\n</source>\n"
        "<match web.**>\n  @type copy\n  <store>\n    @type forward\n    <server>\n      host logs\n      port 24224\n"
        "    </server>\n  </store>\n  <store>\n    @type s3\n    s3_bucket b\n    s3_region eu\n  </store>\n</match>\n"
    )
    plan = plan_of(
        step("template", "/etc/td-agent/td-agent.conf", content=text), step("service", "td-agent", "start"), *app()
    )
    _, pipeline = fluent_bit(plan)
    assert [(each["path"], each["parser"]) for each in pipeline["inputs"]] == [
        ("/var/log/nginx/a.log", "json"),
        ("/var/log/nginx/b.log", "json"),
    ]
    assert pipeline["outputs"] == [
        {"name": "forward", "match": "*", "host": "logs", "port": 24224},
        {"name": "s3", "match": "*", "bucket": "b", "region": "eu"},
    ]


def test_nested_sections_of_fluentd():
    text = "<a x>\n b 1\n <c>\n  d 2\n </c>\n</a>\n<e>\n</e>"
    top = read(Configuration(path="a.conf", text=text)).top
    assert [(section.name, section.argument) for section in top.sections] == [("a", "x"), ("e", "")]
    (setting,) = top.sections[0].sections[0].settings
    assert (setting.name, setting.value, setting.line) == ("d", "2", 4)


def test_filebeat_inputs():
    text = "filebeat.inputs:\n- type: log\n  paths: [/var/log/app/*.log]\n  fields: {team: zoo}\noutput.elasticsearch:\n  hosts: ['http://es:9200']\n"
    plan = plan_of(
        step("file", "/etc/filebeat/filebeat.yml", content=text), step("service", "filebeat", "start"), *app()
    )
    sidecar, pipeline = fluent_bit(plan)
    assert pipeline["inputs"][0]["path"] == "/var/log/app/*.log"
    assert pipeline["filters"][0]["record"] == ["fields.team zoo"]
    assert (pipeline["outputs"][0]["name"], pipeline["outputs"][0]["host"]) == ("es", "es")
    assert sidecar.shares == ("/var/log/app",)


def test_collectd_measures_the_application_and_not_the_host():
    host = "LoadPlugin cpu\nLoadPlugin df\n"
    web = 'LoadPlugin nginx\n<Plugin nginx>\n  URL "http://localhost:8081/nginx_status"\n</Plugin>\n'
    java = (
        'LoadPlugin java\n<Plugin java>\n  LoadPlugin "org.collectd.java.GenericJMX"\n  <Plugin "GenericJMX">\n'
        '    <MBean "m">\n      ObjectName "java.lang:type=Memory"\n    </MBean>\n    <Connection>\n'
        '      ServiceURL "service:jmx:rmi:///jndi/rmi://localhost:9010/jmxrmi"\n    </Connection>\n  </Plugin>\n</Plugin>\n'
    )
    plan = plan_of(
        step("file", "/etc/collectd/collectd.conf", content=host),
        step("file", "/etc/collectd/collectd.conf.d/web.conf", content=web),
        step("file", "/etc/collectd/collectd.conf.d/java.conf", content=java),
        step("service", "collectd", "start"),
        *app(),
    )
    found = {sidecar.name: sidecar for sidecar in plan.sidecars}
    assert found["nginx-exporter"].arguments == ("--nginx.scrape-uri=http://localhost:8081/nginx_status",)
    config = yaml.safe_load(found["jmx-exporter"].files[0][1])
    assert config["jmxUrl"] == "service:jmx:rmi:///jndi/rmi://localhost:9010/jmxrmi"
    assert config["includeObjectNames"] == ["java.lang:type=Memory"]
    assert places(plan)["file[/etc/collectd/collectd.conf]"] is Place.DROPPED
    assert places(plan)["file[/etc/collectd/collectd.conf.d/web.conf]"] is Place.SIDECAR


def test_statsd_keeps_its_port():
    plan = plan_of(
        step("template", "/etc/statsd/localConfig.js", content="{\n  port: 8126,\n}\n"),
        step("service", "statsd", "start"),
        *app(),
    )
    (sidecar,) = plan.sidecars
    assert sidecar.udp_ports == (8126,)
    assert sidecar.arguments[0] == "--statsd.listen-udp=:8126"


def test_a_check_becomes_the_probe_of_its_port():
    check = "command[check_app]=/usr/lib/nagios/plugins/check_http -H 127.0.0.1 -p 8080 -u /health -w 2 -c 5\n"
    plan = plan_of(step("file", "/etc/nagios/nrpe.d/app.cfg", content=check), *app())
    assert plan.images[0].process.health == HealthCheck(kind="http", port=8080, path="/health")
    assert places(plan)["file[/etc/nagios/nrpe.d/app.cfg]"] is Place.PLATFORM


def test_the_datadog_agent_is_the_nodes():
    plan = plan_of(
        step("apt_repository", "datadog", "add", uri="https://apt.example.com", file="company/recipes/datadog.rb"),
        step("package", "datadog-agent", file="company/recipes/datadog.rb"),
        step("service", "datadog-agent", "start"),
        *app(),
    )
    assert {
        places(plan)[name] for name in ("apt_repository[datadog]", "package[datadog-agent]", "service[datadog-agent]")
    } == {Place.DROPPED}
    assert "DD_AGENT_HOST" in plan.images[0].process.runtime_environment


def test_support_software_is_dropped_with_its_reason():
    plan = plan_of(
        step("package", "ntp"),
        step("template", "/etc/ntp.conf", content="server x\n"),
        step("service", "ntp", "start"),
        step("file", "/etc/logrotate.d/app", content="x"),
        step("file", "/etc/motd", content="x"),
        *app(),
    )
    for placement in plan.placements[:5]:
        assert placement.place is Place.DROPPED
        assert placement.reason


def test_what_the_machine_is_named_after_is_no_support_software():
    plan = plan_of(
        step("package", "rsyslog"), *app("[Service]\nExecStart=/usr/sbin/rsyslogd -n\n", "rsyslog"), name="rsyslog"
    )
    assert [image.name for image in plan.images] == ["rsyslog"]
    assert plan.images[0].packages == (("rsyslog", ""),)
