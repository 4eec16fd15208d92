"""Definitions of services in every dialect, against what their manuals say they start."""

import pytest

from tests.graph.builders import step
from tests.plan.machines import app, image_of, places, plan_of
from translator.evaluate.values import Hole, Runtime, Text
from translator.load.known_units import KnownUnit, KnownUnits, facts_of, parse_table, table_text
from translator.plan.model import Place, Process
from translator.plan.starts.wrappers import unwrap
from translator.plan.systemd import parse_exec, specifiers_of, split_words


def process_of(*steps, **options) -> Process:
    process = image_of(*steps, **options).process
    assert process is not None
    return process


def service(path: str, content: str, *more) -> Process:
    """The process of a service "app" whose definition stands at `path`."""
    return process_of(step("template", path, content=content), *more, step("service", "app", "start"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"a\x41 'b  c' \101", ("aA", "b  c", "A")),
        (r'"say \"x\"" it\'s', ('say "x"', "it's")),
        (r"\u00e4 \d+ a\;", ("ä", r"\d+", "a;")),
        ("'' x", ("", "x")),
    ],
)
def test_words_are_split_as_systemd_does(text: str, words: tuple[str, ...]) -> None:
    assert split_words(text) == words


def test_specifiers_of_an_instance() -> None:
    found = specifiers_of(r"web-app@data-my\x2ddisk.service")
    assert {key: found[key] for key in "piIjf"} == {
        "p": "web-app",
        "i": r"data-my\x2ddisk",
        "I": "data/my-disk",
        "j": "app",
        "f": "/data/my-disk",
    }


def test_an_exec_line_s_prefixes() -> None:
    line = parse_exec("-@/usr/bin/app shown -p 80")
    assert (line.words, line.may_fail) == (("/usr/bin/app", "-p", "80"), True)


def test_drop_ins_follow_each_other_by_name_whatever_their_folder() -> None:
    unit = "[Service]\nExecStart=/usr/bin/app\nEnvironment=A=unit\n"
    process = process_of(
        step("file", "/usr/lib/systemd/system/app.service.d/20-b.conf", content="[Service]\nEnvironment=A=20\n"),
        step("file", "/etc/systemd/system/app.service.d/10-a.conf", content="[Service]\nEnvironment=A=10 B=1\n"),
        step("file", "/etc/systemd/system/service.d/05.conf", content="[Service]\nUser=all\n"),
        step("file", "/etc/systemd/system/app.service.d/README", content="[Service]\nUser=none\n"),
        *app(unit),
    )
    assert (process.environment, process.user) == ({"A": "20", "B": "1"}, "all")


def test_an_empty_exec_start_resets_the_list() -> None:
    process = process_of(
        step("file", "/etc/systemd/system/app.service.d/x.conf", content="[Service]\nExecStart=\nExecStart=/opt/b\n"),
        *app("[Service]\nExecStart=/opt/a\n"),
    )
    assert process.command == ("/opt/b",)


def test_an_instance_of_a_template_knows_its_name() -> None:
    unit = "[Service]\nUser=%p\nExecStart=/usr/bin/app --name %i --file /etc/%p/%I.conf\n"
    process = process_of(
        step("systemd_unit", "app@.service", "create", content=unit), step("service", "app@a-b", "start")
    )
    assert process.command == ("/usr/bin/app", "--name", "a-b", "--file", "/etc/app/a/b.conf")
    assert process.user == "app"


def test_the_machine_s_name_is_asked_for_when_the_container_starts() -> None:
    process = process_of(*app('[Service]\nEnvironment=NAME=%H-1 "COST=5$"\nExecStart=/usr/bin/app\n'))
    assert process.environment == {"COST": "5$"}
    assert process.prepare == ('export NAME="$(cat /etc/hostname)-1"',)


def test_a_link_is_an_alias() -> None:
    process = process_of(
        step("file", "/lib/systemd/system/real.service", content="[Service]\nExecStart=/usr/bin/app\n"),
        step("link", "/etc/systemd/system/app.service", to="/lib/systemd/system/real.service"),
        step("service", "app", "start"),
    )
    assert process.command == ("/usr/bin/app",)


def test_what_only_a_shell_would_read_stays_and_is_said() -> None:
    process = process_of(*app("[Service]\nExecStart=/usr/bin/app --fast >> /var/log/app.log 2>&1\n"))
    assert process.command == ("/usr/bin/app", "--fast", ">>", "/var/log/app.log", "2>&1")
    (note,) = process.notes
    assert "`>>`, `2>&1`" in note
    assert "ExecStart of app.service" in note


SYSV = """#!/bin/sh
### BEGIN INIT INFO
# Provides: app
### END INIT INFO
NAME=app
DAEMON=/usr/bin/$NAME
PORT=80
[ -r /etc/default/$NAME ] && . /etc/default/$NAME
DAEMON_ARGS="-p ${PORT} --home ${APP_HOME:-/srv}"
case "$1" in
start)
  log_daemon_msg "Starting $NAME"
  start-stop-daemon --start --quiet --background --make-pidfile --pidfile /run/$NAME.pid \\
     --chuid app:web --chdir /srv --exec $DAEMON -- $DAEMON_ARGS || exit 2
  ;;
stop)
  start-stop-daemon --stop --pidfile /run/$NAME.pid --exec $DAEMON ;;
esac
"""


def test_an_init_script_is_read_at_its_start_line() -> None:
    process = service("/etc/init.d/app", SYSV, step("file", "/etc/default/app", content="PORT=8080\n"))
    assert process.command == ("/usr/bin/app", "-p", "8080", "--home", "/srv")
    assert (process.user, process.group, process.workdir) == ("app", "web", "/srv")


def test_an_init_script_of_red_hat() -> None:
    text = 'prog=/usr/bin/app\nstart() {\n  daemon --user app "$prog -p 80 >/dev/null 2>&1 &"\n}\n'
    process = service("/etc/init.d/app", text)
    assert (process.command, process.user) == (("/usr/bin/app", "-p", "80"), "app")


def test_a_script_whose_program_leaves_by_itself_is_for_a_person() -> None:
    text = "start-stop-daemon --start --exec /usr/bin/app\n"
    plan = plan_of(step("file", "/etc/init.d/app", content=text), step("service", "app", "start"))
    assert places(plan)["service[app]"] is Place.MANUAL


def test_an_upstart_job() -> None:
    text = (
        "start on runlevel [2345]\nrespawn\nenv PORT=80\nsetuid app\nsetgid web\nchdir /srv\numask 027\n"
        "kill signal INT\nkill timeout 20\nlimit nofile 4096 8192\n"
        "pre-start script\n  mkdir -p /run/app\nend script\n"
        "exec /usr/bin/app -p $PORT \\\n   --fast >> /var/log/app.log 2>&1\n"
    )
    process = service("/etc/init/app.conf", text)
    assert process.command == ("/bin/sh", "-c", "exec /usr/bin/app -p $PORT --fast")
    assert (process.user, process.group, process.workdir) == ("app", "web", "/srv")
    assert process.environment == {"PORT": "80"}
    assert process.prepare == ("umask 027", "mkdir -p /run/app")
    assert (process.stop_signal, process.stop_timeout, process.open_files) == ("SIGINT", 20, 4096)


def test_an_upstart_script_ends_in_its_program() -> None:
    text = "script\n  . /etc/default/app\n  exec start-stop-daemon --start --chuid app --exec /usr/bin/app -- -p 80\nend script\n"
    process = service("/etc/init/app.conf", text)
    assert (process.command, process.user) == (("/usr/bin/app", "-p", "80"), "app")
    assert process.prepare == (". /etc/default/app",)


def test_a_service_of_daemontools_has_its_environment_in_a_folder() -> None:
    run = "#!/bin/sh\nexec 2>&1\nexec envdir ./env softlimit -o 512 setuidgid app /usr/bin/app\n"
    process = process_of(
        step("file", "/service/app/run", content=run),
        step("file", "/service/app/env/COLOUR", content="blue\nsecond line\n"),
        step("file", "/service/app/log/run", content="exec multilog t ./main\n"),
    )
    assert (process.command, process.user) == (("/usr/bin/app",), "app")
    assert (process.environment, process.open_files) == ({"COLOUR": "blue"}, 512)


@pytest.mark.parametrize(
    ("line", "command", "user"),
    [
        ("chpst -u :app:web /x -u", ("/x", "-u"), "app"),
        ("sudo -u app A=1 /x", ("/x",), "app"),
        ("su - app -c '/x -a >/dev/null 2>&1 &'", ("/x", "-a"), "app"),
        ("runuser -u app -- /x", ("/x",), "app"),
        ("nice -n 5 env A=1 /x", ("/x",), ""),
        ("gosu app /x", ("/x",), "app"),
    ],
)
def test_what_only_prepares_the_start_is_taken_off(line: str, command: tuple[str, ...], user: str) -> None:
    found = unwrap(split_words(line))
    assert (found.command, found.user) == (command, user)


def test_a_package_s_own_unit_is_known_without_a_row() -> None:
    """chrony and mosquitto have no row: what Debian 12's packages start stands in the shipped table."""
    process = process_of(step("package", "mosquitto"), step("service", "mosquitto", "start"))
    assert process.command == ("/usr/sbin/mosquitto", "-c", "/etc/mosquitto/mosquitto.conf")
    assert {"/run/mosquitto", "/var/log/mosquitto"} <= set(process.writable)


def test_what_a_build_learnt_is_known_next_time() -> None:
    settings = (("Service", "ExecStart", "/usr/bin/odd --serve"), ("Service", "User", "odd"))
    learnt = {"odd.service": facts_of("odd", "1.2", settings, "d /run/odd 0750 odd odd -\nf /run/x\n")}
    assert parse_table(table_text(learnt)) == learnt
    assert learnt["odd.service"].directories == (("/run/odd", "0750", "odd", "odd"),)
    steps = (step("package", "odd"), step("service", "odd", "start"))
    assert places(plan_of(*steps))["service[odd]"] is Place.MANUAL
    plan = plan_of(*steps, learnt=learnt)
    assert plan.images[0].process is not None
    assert plan.images[0].process.command == ("/usr/bin/odd", "--serve")
    assert plan.images[0].process.writable == ("/run/odd",)


def test_an_alias_names_the_same_unit() -> None:
    unit = KnownUnit(package="bind9", settings=(("Install", "Alias", "bind9.service old.service"),))
    assert KnownUnits({"named.service": unit}, {}).get("old.service") is unit


@pytest.mark.parametrize(
    ("line", "command", "user", "environment"),
    [
        (
            "su -s /bin/bash -c 'CATALINA_HOME=/opt/t CATALINA_BASE=/opt/b /opt/t/bin/catalina.sh start' tomcat",
            ("/opt/t/bin/catalina.sh", "run"),
            "tomcat",
            {"CATALINA_HOME": "/opt/t", "CATALINA_BASE": "/opt/b"},
        ),
        (
            "cd /; export H=/opt/z; $H/bin/zkServer.sh start",
            ("/opt/z/bin/zkServer.sh", "start-foreground"),
            "",
            {"H": "/opt/z"},
        ),
        ("nohup /usr/bin/app -p 80 >/dev/null 2>&1 &", ("/usr/bin/app", "-p", "80"), "", {}),
    ],
)
def test_a_service_that_says_how_it_is_started_runs_so_in_the_foreground(
    line: str, command: tuple[str, ...], user: str, environment: dict[str, str]
) -> None:
    """tomcat.apache.org's and zookeeper.apache.org's own scripts: run and start-foreground are start's other way."""
    process = image_of(step("service", "mine", "start", start_command=line)).process
    assert process is not None
    assert (process.command, process.user, process.environment) == (command, user, environment)


def test_a_start_command_that_asks_the_init_system_says_nothing() -> None:
    plan = plan_of(step("service", "mine", "start", start_command="systemctl start mine"))
    assert places(plan) == {"service[mine]": Place.MANUAL}


def test_what_an_environment_file_says_of_no_running_container_is_known_now() -> None:
    """Found with a varnish whose instance is named like its host: the command had lost every other variable too."""
    parts = ("OPTS=-p 8080 -x\nPLACE=/srv/a\nNAME=", Hole(Runtime("hostname"), "web1"), "\n")
    unit = "[Service]\nEnvironmentFile=/etc/default/app\nExecStart=/usr/bin/app $OPTS --in=${PLACE} -n $NAME\n"
    process = process_of(step("file", "/etc/default/app", content=Text(parts)), *app(unit))
    assert process.command == ("/bin/sh", "-c", "exec /usr/bin/app -p 8080 -x --in=/srv/a -n $NAME")
    assert process.ports == (8080,)
    assert process.prepare == ("set -a; . /etc/default/app; set +a",)


def test_a_program_that_goes_to_the_background_stays_with_variables_of_start() -> None:
    unit = "[Service]\nType=forking\nEnvironmentFile=/etc/default/v\nExecStart=/usr/sbin/varnishd $OPTS\n"
    assert process_of(*app(unit, "varnish")).command == ("/bin/sh", "-c", "exec /usr/sbin/varnishd $OPTS -F")
