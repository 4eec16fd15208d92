"""What stood around an application on its machine: data on disk, a front proxy, jobs on its files, neighbours, limits."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.graph.builders import step
from tests.plan.machines import app, plan_of
from translator.load.project import Settings
from translator.plan.crontab import shell_line
from translator.plan.memory import cache_memory
from translator.plan.model import Front, Plan
from translator.plan.x509 import names_in

TWO_NAMES = """MIIBwTCCAWegAwIBAgIUB4ztTZNEFi67MYLvE5I3iRPuWSgwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAeFw0yNjExMjIyMjE5MjVaFw0yNjExMjUyMjE5MjVaMBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT7j/nMs4s8SuAYDkd8nSslVdYLeQ2tcci7QG1FRZO0VR9EL1d1E9QylDVHwLKI6tTwWtKLx52jsxYEmyFOht68o4GIMIGFMB0GA1UdDgQWBBSGmLFghbi5jrkEN8EpfCMugqplBTAfBgNVHSMEGDAWgBSGmLFghbi5jrkEN8EpfCMugqplBTAPBgNVHRMBAf8EBTADAQH/MDIGA1UdEQQrMCmCEHNob3AuZXhhbXBsZS5jb22CD3d3dy5leGFtcGxlLmNvbYcECgAAATAKBggqhkjOPQQDAgNIADBFAiEAw59Z1ZKyfF4kFROZftEq1RQbP4HcnulLZh0l2jsZJogCICB8rYhMh3ISjSos+5v/5O64o+rcS1/WPPLEqPVN6m70"""
ONE_NAME = """MIIBoTCCAUegAwIBAgIUM3o7H3jEOwSRuWx28hn4NqNaLLMwCgYIKoZIzj0EAwIwJjEKMAgGA1UECgwBeDEYMBYGA1UEAwwPb2xkLmV4YW1wbGUuY29tMB4XDTI2MTEyMjIyMTkyNVoXDTI2MTEyNTIyMTkyNVowJjEKMAgGA1UECgwBeDEYMBYGA1UEAwwPb2xkLmV4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdX3JK09bKK1+Y/Wab5FZDxi3rQn2askQRULw2eWzdr7wIr4kNuITFshDksxrrh3kAncWHklV2nAYYQKAiAewF6NTMFEwHQYDVR0OBBYEFEsb4VF1J1ECvjs/P1L+CnY6DupMMB8GA1UdIwQYMBaAFEsb4VF1J1ECvjs/P1L+CnY6DupMMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAOwlzVjPIiYUAXUHBc9+FTen9Sw7cBwVbaxgLO6owPNrAiBlRc3BKArFExWxpgk5IVjHNNYA7IBt0EvUFzlXBIG/Kw=="""
"""Made by openssl req -x509: shop.example.com and www.example.com as alternative names; old.example.com as common name."""


def pem(body: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def kept(plan: Plan) -> list[str]:
    return [volume.path for volume in plan.volumes if volume.kind == "state"]


# --- data on disk


@pytest.mark.parametrize(
    ("service", "path", "text", "folders"),
    [
        ("mysql", "/etc/mysql/my.cnf", "[mysqld]\ndatadir = /data/mysql\n", ["/data/mysql"]),
        ("mysql", "/etc/mysql/my.cnf", "[mysqld]\nport = 3306\n", ["/var/lib/mysql"]),
        ("redis-server", "/etc/redis/redis.conf", "dir /srv/redis\nsave 900 1\n", ["/srv/redis"]),
        ("redis-server", "/etc/redis/redis.conf", 'save ""\nappendonly no\n', []),
        ("redis-server", "/etc/redis/redis.conf", 'save ""\nappendonly yes\n', ["/var/lib/redis"]),
        ("rabbitmq-server", "/etc/rabbitmq/rabbitmq-env.conf", "MNESIA_BASE=/data/mq\n", ["/data/mq"]),
        ("elasticsearch", "/etc/elasticsearch/elasticsearch.yml", "path.data: /data/es\n", ["/data/es"]),
        ("mongod", "/etc/mongod.conf", "storage:\n  dbPath: /data/mongo\n", ["/data/mongo"]),
        ("memcached", "/etc/memcached.conf", "-m 64\n", []),
        ("haproxy", "/etc/haproxy/haproxy.cfg", "listen a\n  bind *:80\n", []),
    ],
)
def test_a_services_settings_say_where_its_data_lies(service: str, path: str, text: str, folders: list[str]) -> None:
    plan = plan_of(step("file", path, content=text), step("service", service, "start"))
    assert kept(plan) == folders


def test_a_units_state_directory_is_kept() -> None:
    unit = "[Service]\nUser=app\nStateDirectory=app\nExecStart=/usr/bin/app\n"
    assert kept(plan_of(*app(unit))) == ["/var/lib/app"]


def test_a_disk_that_the_service_works_on_is_kept() -> None:
    disk = step("mount", "/data", "mount", device="/dev/xvdf", fstype="ext4")
    unit = "[Service]\nUser=app\nExecStart=/usr/bin/app --files /data/uploads\n"
    assert kept(plan_of(disk, *app(unit))) == ["/data"]
    assert kept(plan_of(disk, *app())) == []


def test_the_kernels_own_folders_are_no_volume() -> None:
    logs = step("file", "/etc/nginx/conf.d/a.conf", content="server { access_log syslog:server=unix:/dev/log; }\n")
    named = step("file", "/etc/app/app.conf", content="log = unix:/dev/log\n")
    plan = plan_of(logs, named, *app(), step("service", "nginx", "start"))
    assert [volume.path for volume in plan.volumes] == []


# --- limits


@pytest.mark.parametrize(
    ("program", "text", "memory"),
    [
        ("mysqld", "[mysqld]\ninnodb_buffer_pool_size = 2G\n", "3072M"),
        ("postgres", "shared_buffers = 256MB\n", "1024M"),
        ("postgres", "shared_buffers = 16384\n", "512M"),
        ("redis-server", "maxmemory 1gb\n", "1600M"),
        ("memcached", "-m 512 -p 11211", "704M"),
        ("nginx", "worker_processes 4;", ""),
    ],
)
def test_caches_say_how_much_memory_a_program_needs(program: str, text: str, memory: str) -> None:
    assert cache_memory(program, [text]) == memory


def test_a_units_quota_and_limit_reach_the_process() -> None:
    unit = "[Service]\nExecStart=/usr/bin/app\nCPUQuota=150%\nMemoryMax=infinity\nMemoryHigh=1G\n"
    process = plan_of(*app(unit)).images[0].process
    assert process is not None
    assert (process.cpu, process.memory) == ("150%", "1G")


def test_roots_own_lines_before_the_service_are_kept_apart() -> None:
    unit = (
        "[Service]\nUser=app\nExecStartPre=+/usr/bin/tune --once\nExecStartPre=+/bin/chown app /run/app\n"
        "ExecStartPre=/usr/bin/check\nExecStart=/usr/bin/app\n"
    )
    process = plan_of(*app(unit)).images[0].process
    assert process is not None
    assert [each.line for each in process.setup] == ["/usr/bin/tune --once"]
    assert process.prepare == ("/usr/bin/check",)


# --- front proxies


SITE = """
upstream app { server 127.0.0.1:8080; }
server { listen 80; server_name shop.example.com _; location / { proxy_pass http://app; } }
server {
  listen 443 ssl; server_name shop.example.com www.example.com;
  ssl_certificate /etc/ssl/shop.pem; ssl_certificate_key /etc/ssl/shop.key;
  location / { proxy_pass http://app; }
}
server { listen 80; server_name pages.example.com; root /var/www/html; }
server { listen 127.0.0.1:81; server_name admin.example.com; location / { proxy_pass http://app; } }
"""
KEY = step("file", "/etc/ssl/shop.key", content="-----BEGIN PRIVATE KEY-----\nx\n", sensitive=True)


def test_nginxs_proxied_names_are_fronts_and_its_own_pages_are_none() -> None:
    certificate = step("file", "/etc/ssl/shop.pem", content=pem("bm90LWEtcmVhbC1vbmU="))
    site = step("file", "/etc/nginx/conf.d/shop.conf", content=SITE)
    plan = plan_of(certificate, KEY, site, *app(), step("service", "nginx", "start"))
    assert plan.fronts == (
        Front(image="nginx", host="shop.example.com", port=443, tls=True, certificate="shop"),
        Front(image="nginx", host="www.example.com", port=443, tls=True, certificate="shop"),
    )
    assert plan.certificates[0].names == ("shop.example.com", "www.example.com")


def test_apaches_and_haproxys_names_are_fronts_too() -> None:
    vhost = "<VirtualHost *:80>\nServerName a.example.com\nServerAlias b.example.com\nProxyPass / http://10.0.0.9/\n</VirtualHost>\n"
    plan = plan_of(
        step("file", "/etc/apache2/ports.conf", content="Listen 80\n"),
        step("file", "/etc/apache2/sites-enabled/a.conf", content=vhost),
        step("service", "apache2", "start"),
    )
    assert [(each.host, each.port, each.tls) for each in plan.fronts] == [
        ("a.example.com", 80, False), ("b.example.com", 80, False),
    ]  # fmt: skip
    balancer = "frontend web\n  bind *:443 ssl crt /etc/haproxy/c.pem\n  acl shop hdr(host) -i shop.example.com\nbackend x\n  server a 10.0.0.1:80\n"
    plan = plan_of(step("file", "/etc/haproxy/haproxy.cfg", content=balancer), step("service", "haproxy", "start"))
    assert [(each.host, each.port, each.tls) for each in plan.fronts] == [("shop.example.com", 443, True)]


def test_an_old_certificate_says_its_names_itself() -> None:
    assert names_in(pem(TWO_NAMES)) == ("shop.example.com", "www.example.com")
    assert names_in(pem(ONE_NAME)) == ("old.example.com",)
    assert names_in(pem(TWO_NAMES[:40])) == ()
    assert names_in(pem("not base64")) == names_in("no certificate") == ()
    plan = plan_of(step("file", "/etc/ssl/shop.pem", content=pem(TWO_NAMES)), KEY, *app())
    assert plan.certificates[0].names == ("shop.example.com", "www.example.com")


def test_two_certificates_of_one_file_name_are_two() -> None:
    steps = [
        each
        for folder in ("/etc/a/ssl", "/etc/b/ssl")
        for each in (
            step("file", f"{folder}/cert.pem", content=pem("bm90LWEtcmVhbC1vbmU=")),
            step("file", f"{folder}/key.pem", content="-----BEGIN PRIVATE KEY-----\nx\n", sensitive=True),
        )
    ]
    plan = plan_of(*steps, *app())
    assert [(each.name, each.key_path) for each in plan.certificates] == [
        ("cert", "/etc/a/ssl/key.pem"), ("ssl-cert", "/etc/b/ssl/key.pem"),
    ]  # fmt: skip


def test_an_authoritys_certificate_is_no_certificate_of_ours() -> None:
    authority = step("file", "/etc/ssl/app/cacert.pem", content=pem(ONE_NAME))
    own = step("file", "/etc/ssl/app/cert.pem", content=pem(TWO_NAMES))
    key = step("file", "/etc/ssl/app/key.pem", content="-----BEGIN PRIVATE KEY-----\nx\n", sensitive=True)
    plan = plan_of(authority, own, key, *app())
    assert [each.certificate_path for each in plan.certificates] == ["/etc/ssl/app/cert.pem"]
    assert "/etc/ssl/app/cacert.pem" in [entry.path for entry in plan.images[0].rootfs]


# --- jobs


def test_a_job_that_reads_the_services_logs_runs_beside_it() -> None:
    unit = "[Service]\nUser=app\nLogsDirectory=app\nExecStart=/usr/bin/app --port 8080\n"
    script = step("file", "/usr/local/bin/report", content="#!/bin/sh\nsort /var/log/app/access.log\n", mode="0755")
    jobs = (
        step("cron", "report", minute="5", command="/usr/local/bin/report"),
        step("cron", "ping", minute="6", command="curl http://localhost:8080/tick"),
        step("cron", "mirror", minute="7", command="curl https://mirror.example.com/"),
    )
    plan = plan_of(script, *app(unit), *jobs)
    assert {job.name: job.beside for job in plan.jobs} == {
        "report": ("/var/log/app",), "ping": ("127.0.0.1",), "mirror": (),
    }  # fmt: skip
    details = {
        each.origin.resource.name: each.detail for each in plan.placements if each.origin.resource.type == "cron"
    }
    assert details == {
        "report": "container report of the pod", "ping": "container ping of the pod", "mirror": "CronJob mirror",
    }  # fmt: skip


def jobs_of(path: str, text: str, **options: Any) -> list[tuple[str, str, str, str]]:
    plan = plan_of(step("file", path, content=text, **options), *app())
    return [(job.name, job.schedule, job.user, job.command[-1]) for job in plan.jobs]


def test_a_users_own_crontab_names_no_user() -> None:
    text = "MAILTO=ops@example.com\n5 4 * * * /opt/app/tidy --all\n"
    assert jobs_of("/var/spool/cron/crontabs/app", text) == [("app", "5 4 * * *", "app", "/opt/app/tidy --all")]


@pytest.mark.parametrize(
    ("setting", "zone"),
    [
        (step("timezone", "Europe/Berlin"), "Europe/Berlin"),
        (step("link", "/etc/localtime", to="/usr/share/zoneinfo/America/New_York"), "America/New_York"),
        (step("file", "/etc/timezone", content="Asia/Tokyo\n"), "Asia/Tokyo"),
        (step("timezone", "Etc/UTC"), ""),
    ],
)
def test_jobs_keep_the_machines_clock(setting: Any, zone: str) -> None:
    assert plan_of(setting, *app()).timezone == zone


def test_scripts_of_cron_daily_run_when_debian_runs_them() -> None:
    assert jobs_of("/etc/cron.daily/tidy", "#!/bin/sh\n", mode="0755") == [
        ("tidy", "25 6 * * *", "root", "/etc/cron.daily/tidy")
    ]
    assert jobs_of("/etc/cron.daily/tidy.sh", "#!/bin/sh\n", mode="0755") == []


def test_a_percent_sign_begins_the_input_of_a_job() -> None:
    assert shell_line("date +\\%F >/tmp/a") == "date +%F >/tmp/a"
    script = shell_line("cat%first%second \\% half")
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "first\nsecond % half\n"


def test_variables_of_a_crontab_are_those_of_the_lines_below() -> None:
    text = "PATH=/opt/app/bin\n* * * * * app a\nHOME = '/srv/a b'\n* * * * * app b\n"
    plan = plan_of(step("file", "/etc/cron.d/app", content=text), *app())
    assert [job.environment for job in plan.jobs] == [
        {"PATH": "/opt/app/bin"}, {"PATH": "/opt/app/bin", "HOME": "/srv/a b"},
    ]  # fmt: skip


def test_what_runs_at_boot_or_at_no_time_is_for_a_person() -> None:
    text = "@reboot root /opt/warm\n0 1 * * * root /opt/app/tidy\n"
    plan = plan_of(step("file", "/etc/cron.d/app", content=text), *app())
    assert [job.schedule for job in plan.jobs] == ["0 1 * * *"]
    assert plan.placements[0].place.value == "manual"
    assert "(line 1)" in plan.placements[0].reason


# --- neighbours


def unit(name: str, more: str = "") -> str:
    return f"[Service]\nUser={name}\n{more}ExecStart=/opt/{name}/run\n"


def pods(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    return [(pod.name, pod.images) for pod in plan.pods]


def test_programs_that_nothing_ties_together_are_pods_of_their_own() -> None:
    plan = plan_of(*app(unit("web"), "web"), *app(unit("worker"), "worker"))
    assert pods(plan) == [("", ("web",)), ("worker", ("worker",))]


@pytest.mark.parametrize(
    "more",
    [
        step("file", "/etc/worker/worker.conf", content="upstream = http://127.0.0.1:8080/\n"),
        step("file", "/etc/worker/worker.yml", content="web:\n  host: localhost\n  port: 8080\n"),
    ],
)
def test_programs_that_speak_on_the_loopback_share_a_pod(more: object) -> None:
    web = "[Service]\nUser=web\nExecStart=/opt/web/run --port 8080\n"
    plan = plan_of(more, *app(web, "web"), *app(unit("worker"), "worker"))  # type: ignore[arg-type]
    assert pods(plan) == [("", ("web", "worker"))]


def test_programs_that_write_to_one_directory_share_it_and_their_pod() -> None:
    lines = "ReadWritePaths=/srv/uploads\n"
    plan = plan_of(*app(unit("web", lines), "web"), *app(unit("worker", lines), "worker"))
    assert pods(plan) == [("", ("web", "worker"))]
    assert [(each.path, each.kind, each.images) for each in plan.volumes] == [
        ("/srv/uploads", "shared", ("web", "worker"))
    ]


def test_a_distributions_service_stays_unless_the_settings_part_it() -> None:
    steps = (*app(unit("web"), "web"), step("service", "redis-server", "start"))
    assert pods(plan_of(*steps)) == [("", ("web", "redis-server"))]
    plan = plan_of(*steps, settings=Settings(pods={"redis-server": "cache"}, replicas={"web": "3"}))
    assert [(pod.name, pod.images, pod.replicas) for pod in plan.pods] == [
        ("", ("web",), 3), ("cache", ("redis-server",), 1),
    ]  # fmt: skip


# --- nodes and rules


def test_a_download_for_one_architecture_needs_its_nodes() -> None:
    fetch = step("remote_file", "/opt/app/tool", source="https://x.example.com/tool-1.2_linux_amd64", checksum="a" * 64)
    assert plan_of(fetch, *app()).scheduling.architecture == "amd64"
    other = step("remote_file", "/opt/app/b", source="https://x.example.com/b-aarch64.tar", checksum="a" * 64)
    assert plan_of(fetch, other, *app()).scheduling.architecture == ""
    assert plan_of(step("package", "nvidia-driver-535"), *app()).scheduling.device == "nvidia.com/gpu"


def test_what_may_go_out_counts_only_where_the_rest_may_not() -> None:
    database = step("firewall_rule", "db", direction="out", dest_port=5432, destination="10.1.0.0/16")
    refuse = step("firewall_rule", "rest", direction="out", firewall_action="deny")
    assert plan_of(database, *app()).rules == ()
    (rule,) = plan_of(database, refuse, *app()).rules
    assert (rule.outgoing, rule.source, rule.ports) == (True, "10.1.0.0/16", (("5432", "tcp"),))
