"""What makes a service tell its state to its exporter: kept where it is told, added where not, reported where neither can be.

That what is added works is held by tests/test_pods.py, with the real services and Debian's exporters.
"""

import pytest

from tests.graph.builders import graph_of, step
from translator.evaluate.catalog import Step
from translator.plan.make import make_plan
from translator.plan.model import Place, Plan, Sidecar

COLLECTD = "/etc/collectd/collectd.conf"
SITE = "server {{ listen {listen}; location {path} {{ stub_status; }} }}\n"


def service(name: str) -> tuple[Step, ...]:
    return (step("package", name), step("service", name, "enable"), step("service", name, "start"))


def asks(plugin: str, url: str) -> tuple[Step, ...]:
    """Collectd, which asks one address."""
    text = f'LoadPlugin {plugin}\n<Plugin {plugin}>\n  URL "{url}"\n</Plugin>\n'
    return (step("file", COLLECTD, content=text), *service("collectd"))


def telegraf(plugin: str, settings: str) -> tuple[Step, ...]:
    text = f"[[inputs.{plugin}]]\n  {settings}\n"
    return (step("file", "/etc/telegraf/telegraf.conf", content=text), *service("telegraf"))


def planned(*steps: Step) -> Plan:
    return make_plan(graph_of(*steps))


def exporter(plan: Plan) -> Sidecar:
    (sidecar,) = plan.sidecars
    return sidecar


def added(plan: Plan) -> dict[str, tuple[str, str]]:
    """Path → (text, reason in the report) of what no resource of the input wrote."""
    texts = {entry.path: str(entry.content) for image in plan.images for entry in image.rootfs}
    own = [each for each in plan.placements if each.reason.startswith(("added: ", "with "))]
    return {each.origin.resource.name: (texts[each.origin.resource.name], each.reason) for each in own}


def advice(plan: Plan, path: str) -> str:
    return next(each.advice for each in plan.placements if each.origin.resource.name == path)


@pytest.mark.parametrize(
    ("asked", "listen", "path", "expected"),
    [
        ("http://localhost:81/up", "127.0.0.1:81", "/up", "http://localhost:81/up"),
        ("http://localhost/up", "127.0.0.1:81", "= /state", "http://127.0.0.1:81/state"),
        ("http://localhost:443/up", "443 ssl", "/up", "http://127.0.0.1:18080/stub_status"),
        ("", "18080", "/", "http://127.0.0.1:18080/"),
        ("http://[::1:x/", "80", "/a", "http://127.0.0.1:80/a"),
    ],
)
def test_an_exporter_asks_where_nginx_tells(asked: str, listen: str, path: str, expected: str) -> None:
    site = step("file", "/etc/nginx/conf.d/site.conf", content=SITE.format(listen=listen, path=path))
    plan = planned(*service("nginx"), site, *asks("nginx", asked))
    assert exporter(plan).arguments == (f"--nginx.scrape-uri={expected}",)
    assert bool(added(plan)) is expected.endswith("/stub_status")


def test_a_port_that_is_taken_is_not_added() -> None:
    site = step("file", "/etc/nginx/conf.d/site.conf", content="server { listen 18080; }\n")
    plan = planned(*service("nginx"), site, *asks("nginx", ""))
    ((path, (text, _)),) = added(plan).items()
    assert path == "/etc/nginx/conf.d/cook2image-status.conf"
    assert "listen 127.0.0.1:18081;" in text
    (image,) = plan.images
    assert image.process is not None
    assert image.process.local_ports == (18081,)


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("include sites-enabled/*;", "/etc/nginx/sites-enabled/cook2image-status.conf"),
        ("include /srv/nginx/*.vhost; include vhosts/*.conf;", "/etc/nginx/vhosts/cook2image-status.conf"),
        ("", ""),
    ],
)
def test_what_is_added_stands_where_the_main_file_includes_it(include: str, expected: str) -> None:
    main = step("file", "/etc/nginx/nginx.conf", content=f"events {{}}\nhttp {{ {include} }}\n")
    plan = planned(*service("nginx"), main, *asks("nginx", "http://localhost/nginx_status"))
    assert list(added(plan)) == ([expected] if expected else [])
    assert ("give a server of it a location with stub_status" in advice(plan, COLLECTD)) is not bool(expected)


def test_a_service_of_another_machine_is_left_alone() -> None:
    plan = planned(*service("memcached"), *asks("nginx", "http://web.example.com/nginx_status"))
    assert exporter(plan).arguments == ("--nginx.scrape-uri=http://web.example.com/nginx_status",)
    assert added(plan) == {}


def test_apache_as_packaged_shows_its_status_already() -> None:
    plan = planned(*service("apache2"), *asks("apache", "http://localhost/server-status?auto"))
    assert exporter(plan).arguments == ("--scrape_uri=http://localhost/server-status?auto",)
    assert added(plan) == {}


def test_a_site_that_shows_the_status_is_asked() -> None:
    text = '<VirtualHost *:80>\n<Location "/state">\n  SetHandler server-status\n</Location>\n</VirtualHost>\n'
    site = step("file", "/etc/apache2/sites-enabled/a.conf", content=text)
    plan = planned(*service("apache2"), site, *asks("apache", "http://localhost/state?auto"))
    assert exporter(plan).arguments == ("--scrape_uri=http://localhost/state?auto",)


def test_haproxy_s_own_frontend_is_scraped() -> None:
    text = "frontend stats\n  bind *:8404\n  http-request use-service prometheus-exporter if { path /metrics }\n"
    config = step("file", "/etc/haproxy/haproxy.cfg", content=text)
    plan = planned(*service("haproxy"), config, *telegraf("haproxy", 'servers = ["http://localhost:8404"]'))
    (image,) = plan.images
    assert image.process is not None
    assert (image.process.metrics, image.process.command[-1]) == (8404, "/etc/haproxy/haproxy.cfg")
    assert added(plan) == {}
    assert plan.sidecars == ()


def test_plugins_of_rabbitmq_stay_enabled() -> None:
    path = "/etc/rabbitmq/enabled_plugins"
    before = step("file", path, content="[rabbitmq_management, rabbitmq_shovel].\n")
    plan = planned(*service("rabbitmq-server"), before, *telegraf("rabbitmq", 'url = "http://localhost:15672"'))
    assert added(plan)[path][0] == "[rabbitmq_management,rabbitmq_shovel,rabbitmq_prometheus].\n"
    places = {each.origin.resource.name: each.place for each in plan.placements}
    assert places["/etc/telegraf/telegraf.conf"] is Place.DROPPED


def test_commands_that_enable_plugins_are_a_person_s_to_add_to() -> None:
    command = step("execute", "rabbitmq-plugins enable rabbitmq_management", "run")
    plan = planned(*service("rabbitmq-server"), command, *telegraf("rabbitmq", 'url = "http://localhost:15672"'))
    assert added(plan) == {}
    assert "let one enable rabbitmq_prometheus too" in advice(plan, "/etc/telegraf/telegraf.conf")


def test_a_pool_of_php_fpm_shows_its_status() -> None:
    """A section that comes twice is one pool: php-fpm -t says so, and its pages name pm.status_path."""
    folder = "/etc/php/8.2/fpm/pool.d"
    pool = step("file", f"{folder}/www.conf", content="[www]\nuser = www-data\nlisten = 127.0.0.1:9000\n")
    asked = telegraf("phpfpm", 'urls = ["fcgi://127.0.0.1:9000/status"]')
    plan = planned(*service("php8.2-fpm"), pool, *asked)
    text, _ = added(plan)[f"{folder}/zz-cook2image-status.conf"]
    assert text.endswith("[www]\npm.status_path = /status\n")
    assert exporter(plan).arguments == ("server", "--phpfpm.scrape-uri=tcp://127.0.0.1:9000/status")
