"""Addresses that programs bind, out of their configuration, against the servers' manuals and packages."""

import pytest

from tests.graph.builders import ROCKY_9, step
from tests.plan.machines import app, image_of
from translator.plan.listen.base import Bind, binds
from translator.plan.model import Process


def process_of(*steps, **options) -> Process:
    process = image_of(*steps, **options).process
    assert process is not None
    return process


def ports_of(service: str, path: str = "", content: str = "", **options) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ports of a distribution's service with one managed file: those for all, those for the machine itself."""
    files = (step("file", path, content=content),) if path else ()
    process = process_of(step("package", service), *files, step("service", service, "start"), **options)
    return process.ports, process.local_ports


@pytest.mark.parametrize(
    ("text", "bind"),
    [
        ("80", Bind(80)),
        (":80", Bind(80)),
        ("*:80", Bind(80)),
        ("[::]:80", Bind(80)),
        ("[::1]:80", Bind(80, "::1")),
        ("10.1.2.3:80", Bind(80, "10.1.2.3")),
        ("tcp://127.0.0.1:9292", Bind(9292, "127.0.0.1")),
        ("ssl://0.0.0.0:443?key=/k", Bind(443, "", True)),
    ],
)
def test_an_address_is_host_and_port(text: str, bind: Bind) -> None:
    assert list(binds(text)) == [bind]


@pytest.mark.parametrize("text", ["unix:///run/x.sock", "unix:/run/x.sock:80", "/run/x.sock", "0", "65536", "host"])
def test_a_socket_is_no_address(text: str) -> None:
    assert list(binds(text)) == []


SITE = "/etc/nginx/sites-enabled/default"
HAPROXY = """global
  stats socket /run/haproxy/admin.sock
frontend web
  bind *:80,:8080
  bind 0.0.0.0:443 ssl crt /etc/ssl/x.pem
  bind /run/haproxy/web.sock
listen stats
  bind 127.0.0.1:9000
listen old 127.0.0.1:9001
"""
SERVER_XML = """<Server port="8005"><!-- <Connector port="1" /> -->
<Connector port="8080" protocol="HTTP/1.1"/>
<Connector port="8443" SSLEnabled="true"/>
<Connector port="8009" protocol="AJP/1.3" />
<Connector port="8081" address="127.0.0.1" /></Server>"""


@pytest.mark.parametrize(
    ("service", "path", "content", "outside", "local"),
    [
        ("nginx", "", "", (80,), ()),
        ("nginx", SITE, "server { listen 127.0.0.1:81; }", (), (81,)),
        ("nginx", SITE, "server { # listen 1;\n listen [::]:82 ssl; listen 83; }", (82, 83), ()),
        ("nginx", SITE, "server { server_name x; }", (80,), ()),
        ("nginx", SITE, "server { listen localhost:84; } server { listen 84; }", (84,), ()),
        ("nginx", SITE, 'server { log_format x "listen 9;"; listen unix:/run/n.sock; }', (80,), ()),
        ("nginx", "/etc/nginx/nginx.conf", "http { include /etc/nginx/conf.d/*.conf; server { listen 85; } }", (85,), ()),
        ("apache2", "", "", (80,), ()),
        ("apache2", "/etc/apache2/ports.conf", "Listen 127.0.0.1:8080\nListen 443 https\n# Listen 1\n", (443,), (8080,)),
        ("haproxy", "/etc/haproxy/haproxy.cfg", HAPROXY, (80, 8080, 443), (9000, 9001)),
        ("redis-server", "", "", (), (6379,)),
        ("redis-server", "/etc/redis/redis.conf", "port 6380\nbind 127.0.0.1 -::1\n", (), (6380,)),
        ("redis-server", "/etc/redis/redis.conf", "port 6380\nbind 127.0.0.1 10.0.0.1\n", (6380,), ()),
        ("redis-server", "/etc/redis/redis.conf", "port 0\ntls-port 6390\n", (6390,), ()),
        ("mariadb", "", "", (), (3306,)),
        ("mariadb", "/etc/mysql/mariadb.conf.d/60-x.cnf", "[mysqld]\nbind-address = 0.0.0.0\nport=3307\n", (3307,), ()),
        ("mariadb", "/etc/mysql/conf.d/c.cnf", "[client]\nport = 1\n[mysqld]\nskip-networking\n", (), ()),
        ("postgresql", "", "", (), (5432,)),
        ("postgresql", "/etc/postgresql/15/main/conf.d/a.conf", "listen_addresses = '*'\nport = 5433\n", (5433,), ()),
        ("tomcat10", "/etc/tomcat10/server.xml", SERVER_XML, (8080, 8443), (8009, 8081)),
    ],
)  # fmt: skip
def test_the_configuration_says_who_can_connect(service, path, content, outside, local) -> None:
    assert ports_of(service, path, content) == (outside, local)


def test_an_included_site_is_followed_through_its_link() -> None:
    process = process_of(
        step("package", "nginx"),
        step("file", "/etc/nginx/sites-available/a", content="server { listen 81; }"),
        step("file", "/etc/nginx/sites-available/b", content="server { listen 82; }"),
        step("link", "/etc/nginx/sites-enabled/a", to="../sites-available/a"),
        step("file", SITE, "delete"),
        step("service", "nginx", "start"),
    )
    assert process.ports == (81,)


def test_red_hat_s_nginx_serves_its_own_site() -> None:
    assert ports_of("nginx", platform=ROCKY_9) == ((80,), ())


def test_a_port_of_the_loopback_is_neither_exposed_nor_probed_from_outside() -> None:
    from translator.emit.health import probe

    image = image_of(*app("[Service]\nExecStart=/usr/bin/app --host 127.0.0.1 --port 9292\n"))
    assert image.process is not None
    assert (image.process.ports, image.process.local_ports) == ((), (9292,))
    assert probe(image) == {"exec": {"command": ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9292"]}}


def test_a_file_that_a_command_copies_is_read_by_its_source() -> None:
    conf = "bind 0.0.0.0\nport 6380\n"
    process = process_of(
        step("package", "redis-server"),
        step("file", "/etc/redis/redis.conf.puppet", content=conf),
        step("execute", "copy", command="cp -p /etc/redis/redis.conf.puppet /etc/redis/redis.conf"),
        step("service", "redis-server", "start"),
    )
    assert (process.ports, process.local_ports) == ((6380,), ())


def test_collectd_takes_in_datagrams_where_its_network_plugin_listens() -> None:
    """collectd.conf(5): Listen in the network plugin, port 25826 where none is named."""
    text = (
        '<Plugin "network">\n  Server "10.0.0.1"\n  Listen "0.0.0.0"\n  <Listen "::" "25827">\n  </Listen>\n</Plugin>\n'
    )
    steps = (step("package", "collectd"), step("service", "collectd", "start"))
    plain = image_of(*steps, name="collectd").process
    told = image_of(step("file", "/etc/collectd/collectd.conf", content=text), *steps, name="collectd").process
    assert plain is not None
    assert told is not None
    assert (plain.udp_ports, told.udp_ports) == ((), (25826, 25827))
