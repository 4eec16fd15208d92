"""As whom services run, against what their programs can do without root."""

import pytest

from tests.graph.builders import ROCKY_9, step
from tests.plan.machines import app, image_of
from translator.plan.model import Process


def process_of(*steps, **options) -> Process:
    process = image_of(*steps, **options).process
    assert process is not None
    return process


def service(name: str, *files, **options) -> Process:
    return process_of(step("package", name), *files, step("service", name, "start"), **options)


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("nginx", "www-data"),
        ("apache2", "www-data"),
        ("named", "bind"),
        ("squid", "proxy"),
        ("vsftpd", ""),
        ("postfix", ""),
    ],
)
def test_a_service_that_starts_as_root_only_to_leave_it_does_not(name: str, user: str) -> None:
    assert service(name).user == user


def test_red_hat_s_users_have_other_names() -> None:
    assert service("nginx", platform=ROCKY_9).user == "nginx"


def test_options_that_change_the_user_are_for_root_only() -> None:
    assert service("named").command == ("named", "-g")


def test_the_configuration_names_the_workers() -> None:
    main = step("file", "/etc/nginx/nginx.conf", content="user deploy;\nhttp {}\n", mode="0644")
    assert service("nginx", main).user == "deploy"


def test_what_only_root_can_read_keeps_it_root() -> None:
    closed = step("file", "/etc/nginx/.htpasswd", content="x", owner="root", group="root", mode="0600")
    process = service("nginx", closed)
    assert process.user == ""
    assert process.notes == ("it stays root: /etc/nginx/.htpasswd can be read by no other user",)
    opened = step("file", "/etc/nginx/.htpasswd", content="x", owner="root", group="www-data", mode="0640")
    assert service("nginx", opened).user == "www-data"


def test_a_lock_into_a_folder_needs_root() -> None:
    path, text = "/etc/haproxy/haproxy.cfg", "global\n  chroot /var/lib/haproxy\nfrontend x\n  bind *:80\n"
    assert service("haproxy", step("file", path, content=text)).user == ""
    assert (
        service("haproxy", step("file", path, content=text.replace("  chroot /var/lib/haproxy\n", ""))).user
        == "haproxy"
    )


def test_pools_of_several_users_need_root() -> None:
    pools = [
        step("file", f"/etc/php/8.2/fpm/pool.d/{user}.conf", content=f"[{user}]\nuser = {user}\n")
        for user in ("a", "b")
    ]
    assert service("php8.2-fpm", *pools).user == ""
    assert service("php8.2-fpm", pools[0]).user == "a"


def test_the_unit_s_own_user_stays() -> None:
    assert process_of(*app("[Service]\nUser=web\nExecStart=/usr/sbin/nginx -g 'daemon off;'\n")).user == "web"


def test_low_ports_are_opened_without_root_and_the_report_says_how() -> None:
    notes = service("nginx").notes
    assert "www-data opens 80 itself" in notes[1]
    assert "ip_unprivileged_port_start" in notes[1]


def test_a_sentinel_writes_to_a_copy_of_its_configuration() -> None:
    unit = "[Service]\nUser=redis\nExecStart=/usr/bin/redis-server /etc/redis/s.conf --sentinel\n"
    process = process_of(step("file", "/etc/redis/s.conf", content="port 26380\n"), *app(unit, "guard"))
    assert process.command[:2] == ("/usr/bin/redis-server", "/run/guard.conf")
    assert process.prepare == ("cp /etc/redis/s.conf /run/guard.conf",)
    assert process.ports == (26380,)


def test_memcached_gets_the_options_of_its_file_without_the_wrapper_that_wants_root() -> None:
    text = "# -p 1\n-d\nlogfile /var/log/memcached.log\n-m 128\n-p 11311 # port\n-l 0.0.0.0\n-P /run/m.pid\n"
    process = service("memcached", step("file", "/etc/memcached.conf", content=text))
    assert process.command == ("/usr/bin/memcached", "-m", "128", "-p", "11311", "-l", "0.0.0.0")
    assert (process.user, process.ports) == ("memcache", (11311,))


def test_vsftpd_s_empty_folder_is_made_at_start_and_no_volume() -> None:
    process = service("vsftpd")
    assert process.prepare == ("mkdir -p -m 0755 /run/vsftpd/empty",)
    assert process.writable == ()
