"""No credential of a log output, licence key or secret of a data bag comes out of collectors' files, in any renderer."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from translator.load.project import LOG_COLLECTORS

ROOT = Path(__file__).parent.parent
BAG = {"password": "not-a-real-bag-11aa", "token": "not-a-real-bag-22bb"}
PLAIN = "not-a-real-plain-33cc"
FILES = {
    "/etc/td-agent/td-agent.conf": (
        "<source>\n  @type tail\n  path /var/log/app/app.log\n  tag app\n</source>\n"
        "<filter app>\n  @type record_transformer\n  <record>\n    logzio_token PLAIN\n    note BAG_TOKEN\n  </record>\n</filter>\n"
        "<match app>\n  @type copy\n  <store>\n    @type elasticsearch\n    hosts https://u:PLAIN@es.example.com:9243\n    user u\n"
        "    password BAG_PASSWORD\n  </store>\n  <store>\n    @type http\n    endpoint https://in.example.com/v1?api_key=PLAIN\n"
        "  </store>\n  <store>\n    @type s3\n    s3_bucket b\n    aws_key_id PLAIN\n    aws_sec_key BAG_PASSWORD\n  </store>\n"
        "  <store>\n    @type sumologic\n    endpoint https://c.example.com/BAG_TOKEN\n  </store>\n</match>\n"
    ),
    "/etc/fluent-bit/fluent-bit.conf": (
        "[INPUT]\n    Name tail\n    Path /var/log/app/sixth.log\n    Tag sixth\n[FILTER]\n    Name record_modifier\n"
        "    Match *\n    Record api_key PLAIN\n[OUTPUT]\n    Name es\n    Host es\n    Match *\n    HTTP_Passwd BAG_PASSWORD\n"
    ),
    "/etc/rsyslog.d/app.conf": (
        'template(name="T" type="string" string="<%pri%>1 %timestamp% [PLAIN@41058 tag=\\"BAG_TOKEN\\"] %msg%\\n")\n'
        'input(type="imfile" File="/var/log/app/other.log" Tag="other")\n'
        'action(type="omfwd" target="logs.example.com" port="514" protocol="tcp" template="T")\n'
        'action(type="omelasticsearch" server="es" uid="u" pwd="PLAIN" searchIndex="i")\n'
    ),
    "/etc/filebeat/filebeat.yml": (
        "filebeat.inputs: [{type: log, paths: [/var/log/app/third.log], fields: {token: PLAIN}}]\n"
        "output.elasticsearch: {hosts: ['https://u:PLAIN@es:9200'], username: u, password: PLAIN}\n"
    ),
    "/etc/logstash/conf.d/app.conf": (
        'input { file { path => "/var/log/app/fourth.log" add_field => { "api_key" => "PLAIN" } } }\n'
        'filter { mutate { add_field => { "secret" => "BAG_PASSWORD" } } }\n'
        'output { redis { host => "r" password => "PLAIN" key => "k" }\n'
        '  http { url => "https://h.example.com/in" headers => { "Authorization" => "Bearer PLAIN" } } }\n'
    ),
    "/opt/splunkforwarder/etc/system/local/inputs.conf": "[monitor:///var/log/app/fifth.log]\ntoken = PLAIN\n",
    "/opt/splunkforwarder/etc/system/local/outputs.conf": "[tcpout:g]\nserver = s:9997\nsslPassword = PLAIN\n",
    "/etc/collectd/collectd.conf": (
        'LoadPlugin mysql\n<Plugin mysql>\n  <Database app>\n    Host "localhost"\n    User "stats"\n    Password "PLAIN"\n'
        "  </Database>\n</Plugin>\n"
    ),
    "/etc/telegraf/telegraf.conf": '[[inputs.postgresql]]\naddress = "postgres://u:PLAIN@localhost/app"\n',
    "/etc/dd-agent/conf.d/redisdb.yaml": "instances:\n  - {host: localhost, port: 6379, password: PLAIN}\n",
    "/etc/dd-agent/datadog.conf": "[Main]\napi_key: PLAIN\n",
    "/etc/newrelic/newrelic.ini": "[newrelic]\nlicense_key = PLAIN\napp_name = app\n",
    "/etc/newrelic/nrsysmond.cfg": "license_key=BAG_TOKEN\n",
    "/etc/elastic-apm/elasticapm.properties": "service_name=app\nsecret_token=PLAIN\n",
    "/opt/appdynamics/app/conf/controller-info.xml": (
        "<controller-info><controller-host>c</controller-host><account-access-key>PLAIN</account-access-key></controller-info>\n"
    ),
    "/etc/munin/plugin-conf.d/app": "[mysql*]\nenv.mysqluser u\nenv.mysqlpassword PLAIN\n",
}
UNIT = "[Service]\nUser=app\nExecStart=/usr/bin/app --port 8080\n"


def repository(folder: Path) -> Path:
    """A Chef repository of one cookbook that writes all of the files, BAG_… from its data bag."""
    cookbook = folder / "cookbooks" / "app"
    (cookbook / "recipes").mkdir(parents=True)
    (cookbook / "metadata.rb").write_text("name 'app'\nversion '1.0.0'\n")
    (folder / "data_bags" / "app").mkdir(parents=True)
    (folder / "data_bags" / "app" / "main.json").write_text(json.dumps({"id": "main", **BAG}))
    lines = ["bag = data_bag_item('app', 'main')"]
    for path, text in FILES.items():
        ruby = json.dumps(text.replace("PLAIN", PLAIN)).replace("#", "\\#")
        for name in BAG:
            ruby = ruby.replace(f"BAG_{name.upper()}", f"#{{bag['{name}']}}")
        lines.append(f"file '{path}' do\n  content {ruby}\nend")
    unit = json.dumps(UNIT)
    lines.append(f"systemd_unit 'app.service' do\n  content {unit}\n  action [:create, :enable, :start]\nend")
    (cookbook / "recipes" / "default.rb").write_text("\n".join(lines) + "\n")
    return cookbook


def forms(value: str) -> list[bytes]:
    return [value.encode(), base64.b64encode(value.encode()).rstrip(b"=")[:-1], quote(value, safe="").encode()]


NEEDLES = [form for value in (*BAG.values(), PLAIN) for form in forms(value)]


@pytest.mark.parametrize("collector", LOG_COLLECTORS)
def test_no_renderer_writes_a_credential(collector: str, tmp_path: Path) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"collectors: {{logs: {collector}}}\nhelm: true\n")
    words = ["convert", repository(tmp_path), "--settings", settings, "-o", tmp_path / "out"]
    argv = [sys.executable, "-m", "translator.cli", *map(str, words)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = (done.stdout + done.stderr).encode()
    assert [needle for needle in NEEDLES if needle in said] == []
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    held = {
        str(path.relative_to(tmp_path / "out")) for path in written for needle in NEEDLES if needle in path.read_bytes()
    }
    assert held == set()
    deployment = (tmp_path / "out" / "k8s" / "base" / "deployment.yaml").read_text()
    assert "NEW_RELIC_LICENSE_KEY" in deployment
    assert "ELASTIC_APM_SECRET_TOKEN" in deployment
