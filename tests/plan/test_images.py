"""From a machine to its images: processes, layers and files, against what one would write by hand."""

import pytest

from tests.graph.builders import ROCKY_9, shell_guard, step
from tests.plan.machines import UNIT, app, image_of, layer, layer_names, places, plan_of, shell
from translator.diagnostics import Code
from translator.evaluate.catalog import Step
from translator.load.project import Settings
from translator.plan.model import (
    AddIdentities,
    AddRepositories,
    CopyRootfs,
    FetchArtifact,
    HealthCheck,
    InstallPackages,
    Place,
)


def test_the_process_is_the_units():
    unit = (
        "[Service]\nUser=app\nGroup=web\nWorkingDirectory=/srv\nUMask=0027\nEnvironment=A=1\nKillSignal=SIGINT\n"
        "TimeoutStopSec=30\nLimitNOFILE=1024\nExecStartPre=-/bin/warm up\nExecStart=/usr/bin/app --port 8080\n"
    )
    process = image_of(*app(unit)).process
    assert process is not None
    assert process.command == ("/usr/bin/app", "--port", "8080")
    assert (process.user, process.group, process.workdir) == ("app", "web", "/srv")
    assert process.environment == {"A": "1"}
    assert process.prepare == ("umask 0027", "/bin/warm up || true")
    assert (process.stop_signal, process.stop_timeout, process.open_files) == ("SIGINT", 30, 1024)
    assert process.ports == (8080,)
    assert process.health == HealthCheck(kind="tcp", port=8080)


@pytest.mark.parametrize(
    ("service", "command", "port", "signal"),
    [
        ("nginx", ("nginx", "-g", "daemon off;"), 80, "SIGQUIT"),
        ("apache2", ("apache2ctl", "-DFOREGROUND"), 80, "SIGWINCH"),
        (
            "memcached",
            ("/usr/bin/memcached", "-m", "64", "-p", "11211", "-u", "memcache", "-l", "127.0.0.1"),
            11211,
            "SIGTERM",
        ),
        ("tomcat10", ("/usr/share/tomcat10/bin/catalina.sh", "run"), 8080, "SIGTERM"),
        ("mariadb", ("mariadbd",), 3306, "SIGTERM"),
        (
            "redis-server",
            ("redis-server", "/etc/redis/redis.conf", "--daemonize", "no", "--logfile", ""),
            6379,
            "SIGTERM",
        ),
    ],
)
def test_a_distributions_service_runs_as_the_table_says(service, command, port, signal):
    process = image_of(step("package", service), step("service", service, "start")).process
    assert process is not None
    assert (process.command, (*process.ports, *process.local_ports), process.stop_signal) == (command, (port,), signal)


def test_postgresql_is_the_distributions_version():
    process = image_of(step("package", "postgresql"), step("service", "postgresql", "start")).process
    assert process is not None
    assert process.command[0] == "/usr/lib/postgresql/15/bin/postgres"


def test_the_users_command_comes_first():
    settings = Settings(commands={"app": "/usr/bin/app --foreground"})
    process = image_of(*app(), settings=settings).process
    assert process is not None
    assert process.command == ("/usr/bin/app", "--foreground")


def test_a_unit_that_goes_to_the_background_is_for_a_person():
    plan = plan_of(*app("[Service]\nType=forking\nExecStart=/opt/daemon\n"))
    assert places(plan)["service[app]"] is Place.MANUAL
    assert plan.images[0].process is None
    assert [said.code for said in plan.diagnostics] == [Code.NO_SERVICE]


def test_a_service_that_is_stopped_and_disabled_is_no_image():
    plan = plan_of(*app(), step("service", "nginx", "stop"), step("service", "nginx", "disable"))
    assert [image.name for image in plan.images] == ["app"]


def test_a_run_script_of_runit_is_a_process():
    run = "#!/bin/sh\nexec 2>&1\ncd /srv/app\nexec chpst -u app:web /usr/bin/app -p 8080\n"
    process = image_of(step("template", "/etc/sv/app/run", content=run)).process
    assert process is not None
    assert process.command == ("/usr/bin/app", "-p", "8080")
    assert (process.user, process.group, process.workdir) == ("app", "web", "/srv/app")


def test_a_program_of_supervisor_is_a_process():
    text = '[program:app]\ncommand=/usr/bin/app\nuser=app\nenvironment=A="1",B=2\nstopsignal=INT\n'
    process = image_of(step("template", "/etc/supervisor/conf.d/app.conf", content=text)).process
    assert process is not None
    assert (process.command, process.environment) == (("/usr/bin/app",), {"A": "1", "B": "2"})
    assert process.stop_signal == "SIGINT"


def test_layers_stand_from_slow_to_fast():
    image = image_of(
        step("template", "/etc/app/a.conf", content="1", owner="app", group="app", mode="0640"),
        step("execute", "make", command="make -C /usr/src/x"),
        step("execute", "check", command="app check /etc/app/a.conf"),
        step("remote_file", "/srv/app-1.2.war", source=("http://h/1.2/app-1.2.war",), checksum="a" * 64),
        step("apt_repository", "h", "add", uri="https://h/apt", components=("main",), key="https://h/key.asc"),
        step("package", "b"),
        step("package", "a"),
        step("user", "app", uid=890),
        *app(),
    )
    assert layer_names(image) == [
        "users and groups",
        "package repositories",
        "packages",
        "commands",
        "configuration",
        "commands after configuration",
        "application",
    ]
    (packages,) = layer(image, "packages").steps
    assert isinstance(packages, InstallPackages)
    assert packages.packages == ("a", "b")
    (repositories,) = layer(image, "package repositories").steps
    assert isinstance(repositories, AddRepositories)
    line = "deb [signed-by=/etc/apt/keyrings/h.asc] https://h/apt bookworm main\n"
    assert repositories.files == (("/etc/apt/sources.list.d/h.list", line),)
    assert repositories.needs == ("ca-certificates", "curl")


def test_the_applications_version_is_an_argument():
    fetch = step(
        "remote_file", "/srv/r/app-1.2.war", source=("http://h/1.2/app-1.2.war",), checksum="a" * 64, owner="app"
    )
    link = step("link", "/srv/app/ROOT.war", to="/srv/r/app-1.2.war")
    plan = plan_of(fetch, link, *app())
    artifact, ln = layer(plan.images[0], "application").steps
    assert isinstance(artifact, FetchArtifact)
    assert artifact.url == "http://h/${APP_VERSION}/app-${APP_VERSION}.war"
    assert artifact.path == "/srv/r/app-${APP_VERSION}.war"
    assert (artifact.arguments, artifact.checksum_argument) == ((("APP_VERSION", "1.2"),), "APP_SHA256")
    assert ln.commands == ("ln -sfn /srv/r/app-${APP_VERSION}.war /srv/app/ROOT.war",)
    assert plan.version == "1.2"


def test_a_version_in_the_command_is_the_argument_too():
    fetch = step("remote_file", "/srv/app-1.2.jar", source=("http://h/app-1.2.jar",))
    unit = "[Service]\nWorkingDirectory=/srv/app-1.2\nEnvironment=HOME=/srv/app-1.2 LEVEL=1.2\nExecStart=/usr/bin/java -jar /srv/app-1.2.jar 1.2\n"
    process = image_of(fetch, *app(unit)).process
    assert process is not None
    assert process.command == ("/bin/sh", "-c", "exec /usr/bin/java -jar /srv/app-${APP_VERSION}.jar 1.2")
    assert process.workdir == "/srv/app-${APP_VERSION}"
    assert process.environment == {"HOME": "/srv/app-${APP_VERSION}", "LEVEL": "1.2"}
    assert process.version_argument == "APP_VERSION"


def test_a_source_that_comes_after_packages_serves_only_later_ones():
    image = image_of(
        step("package", "a"),
        step("apt_repository", "h", "add", uri="http://h/apt", components=("main",)),
        step("package", "c"),
        step("package", "b"),
        step("apt_preference", "late", "add", pin="release o=x", pin_priority="1", package_name="*"),
        *app(),
    )
    steps = [
        each for layer in image.layers for each in layer.steps if isinstance(each, InstallPackages | AddRepositories)
    ]
    assert [each.packages if isinstance(each, InstallPackages) else len(each.files) for each in steps] == [
        ("a",),
        1,
        ("b", "c"),
        1,
    ]


def test_an_archive_is_unpacked_where_it_is_fetched():
    image = image_of(
        step("remote_file", "/tmp/tool.tgz", source=("http://h/tool.tgz",)),
        step("execute", "unpack", command="tar xzf /tmp/tool.tgz --strip-components=1", cwd="/opt/tool"),
        *app(),
    )
    (artifact,) = layer(image, "artifacts").steps
    assert isinstance(artifact, FetchArtifact)
    assert (artifact.extract_to, artifact.strip, artifact.path) == ("/opt/tool", 1, "")
    assert shell(image) == ()


def test_files_get_their_owners_and_modes_in_few_commands():
    image = image_of(
        step("directory", "/etc/app", owner="root", group="app", mode="0750"),
        step("file", "/etc/app/a", content="1", owner="root", group="app", mode="0640"),
        step("file", "/etc/app/b", content="2", owner="root", group="app", mode="0640"),
        step("file", "/etc/plain", content="3", owner="root", group="root", mode="0644"),
        step("file", "/etc/old", "delete"),
        *app(),
    )
    (copy,) = layer(image, "configuration").steps
    assert isinstance(copy, CopyRootfs)
    (folders,) = layer(image, "folders").steps
    assert folders.commands == ("rm -f /etc/old",)
    assert copy.commands == (
        "chown root:app /etc/app /etc/app/a /etc/app/b",
        "chmod 0640 /etc/app/a /etc/app/b",
        "chmod 0750 /etc/app",
    )
    assert {each.path: each.kind for each in image.expected} == {
        "/etc/app": "directory",
        "/etc/app/a": "file",
        "/etc/app/b": "file",
        "/etc/old": "absent",
        "/etc/plain": "file",
    }


def test_the_last_text_of_a_file_counts():
    image = image_of(step("file", "/a", content="1", mode="0600"), step("template", "/a", content="2"), *app())
    (entry,) = image.rootfs
    assert (entry.content, entry.mode) == ("2", "0600")


def test_a_path_through_a_link_of_the_distribution_is_followed():
    image = image_of(step("file", "/lib/app/a", content="1"), step("file", "/var/run/b", content="2"), *app())
    assert [entry.path for entry in image.rootfs] == ["/run/b", "/usr/lib/app/a"]


def test_commands_carry_their_conditions():
    guards = (shell_guard("only_if", "test -d /x"), shell_guard("not_if", "grep -q a /y"))
    image = image_of(
        step("execute", "one", command="make", creates="/usr/bin/x"),
        step("bash", "two", code="a\nb\n", guards=(shell_guard("not_if", "test -e /z"),)),
        step("execute", "three", command="c", guards=guards),
        step("bash", "four", code="for x in 1 2; do\n  echo $x\ndone\n"),
        *app(),
    )
    assert shell(image) == (
        "test -e /usr/bin/x || make",
        "if ! test -e /z; then { a && b; }; fi",
        "if test -d /x && ! grep -q a /y; then c; fi",
        "for x in 1 2; do\n  echo $x\ndone\n",
    )


def test_commands_for_an_init_system_are_dropped():
    plan = plan_of(
        step("execute", "reload", command="systemctl daemon-reload"),
        step("execute", "update", command="apt-get update"),
        step("execute", "host", command='echo "127.0.0.1 x" >> /etc/hosts'),
        step("execute", "sql", command="mysql -e 'create database x'"),
        *app(),
    )
    found = places(plan)
    assert found["execute[reload]"] is Place.DROPPED
    assert found["execute[update]"] is Place.DROPPED
    assert found["execute[host]"] is Place.PLATFORM
    assert found["execute[sql]"] is Place.MANUAL


def test_an_account_stands_before_the_package_that_would_make_it():
    guard = shell_guard("not_if", "getent passwd memcache")
    image = image_of(
        step("package", "memcached"),
        step("group", "memcache", system=True, guards=(guard,)),
        step("user", "memcache", system=True, gid="memcache", shell="/bin/false", guards=(guard,)),
        step("group", "adm", "modify", members=("memcache",), append=True),
        step("service", "memcached", "start"),
    )
    (identities,) = layer(image, "users and groups").steps
    assert isinstance(identities, AddIdentities)
    assert identities.commands == (
        "groupadd --system memcache",
        "useradd --no-log-init --system --gid memcache --shell /bin/false --no-create-home memcache",
        "usermod --append --groups adm memcache",
    )


def test_a_user_brings_the_group_of_its_own_name_that_nobody_declares() -> None:
    """On the machine the package had made it; before the packages `--gid postfix` would end the build."""
    user = step("user", "postfix", "create", gid="postfix", home="/var/spool/postfix", shell="/bin/false")
    image = image_of(*app(), step("package", "postfix", "install"), user)
    made = next(each for each in image.layers[0].steps).commands
    assert made == (
        "useradd --no-log-init --system --user-group --home-dir /var/spool/postfix --shell /bin/false --no-create-home postfix",
    )


def test_people_are_dropped_with_their_homes():
    plan = plan_of(
        step("group", "staff2", gid=2001),
        step("user", "ada", uid=2002, gid="staff2", shell="/bin/bash", home="/home/ada"),
        step("directory", "/home/ada/bin", owner="ada", mode="0755"),
        step("user", "app", shell="/bin/bash"),
        *app(),
    )
    found = places(plan)
    assert [found[name] for name in ("group[staff2]", "user[ada]", "directory[/home/ada/bin]")] == [Place.DROPPED] * 3
    assert found["user[app]"] is Place.IMAGE


def test_two_services_are_two_images():
    plan = plan_of(
        step("package", "ruby"),
        step("file", "/opt/app/app.rb", content="1"),
        step("file", "/etc/ssl/site.pem", content="certificates"),
        step("package", "nginx"),
        step(
            "template",
            "/etc/nginx/conf.d/a.conf",
            content="server { listen 8443 ssl; ssl_certificate /etc/ssl/site.pem; }",
        ),
        step("service", "nginx", "start"),
        *app(),
    )
    main, web = plan.images
    assert (main.name, web.name) == ("app", "nginx")
    assert main.packages == (("ruby", ""),)
    assert web.packages == (("nginx", ""),)
    assert [entry.path for entry in web.rootfs] == ["/etc/nginx/conf.d/a.conf", "/etc/ssl/site.pem"]
    assert [entry.path for entry in main.rootfs] == ["/etc/ssl/site.pem", "/opt/app/app.rb"]
    assert web.process is not None
    assert web.process.ports == (8443, 80)  # the package's own site is enabled still


def test_a_timer_is_a_cron_job_and_its_service_no_image():
    timer = "[Timer]\nOnCalendar=*-*-* 02:30:00\n"
    plan = plan_of(
        step("systemd_unit", "backup.timer", "create", content=timer),
        step("systemd_unit", "backup.service", "create", content="[Service]\nType=oneshot\nExecStart=/bin/backup\n"),
        step("systemd_unit", "backup.timer", "start"),
        *app(),
    )
    (job,) = plan.jobs
    assert (job.name, job.schedule, job.command, job.image) == ("backup", "30 2 * * *", ("/bin/backup",), "app")
    assert [image.name for image in plan.images] == ["app"]


def test_a_crontab_file_is_jobs():
    text = "PATH=/bin\n# c\n*/5 * * * * app /bin/a --now\n@daily root /bin/b\n"
    plan = plan_of(step("file", "/etc/cron.d/app", content=text), *app())
    found = [(job.name, job.schedule, job.user, job.command[-1]) for job in plan.jobs]
    assert found == [("app", "*/5 * * * *", "app", "/bin/a --now"), ("app-2", "@daily", "root", "/bin/b")]


def test_the_base_image_is_the_platforms():
    assert image_of(*app()).base == "debian:bookworm-slim"
    assert image_of(*app(), platform=ROCKY_9).base == "rockylinux:9"
    assert image_of(*app(), settings=Settings(base_images={"debian-12": "corp/debian:1"})).base == "corp/debian:1"


def test_the_cloud_role_is_the_pods_account():
    attributes = {"company": {"cloud": {"iam_role": "arn:aws:iam::1:role/app"}}}
    account = plan_of(*app(), attributes=attributes).account
    assert (account.provider, account.role) == ("aws", "arn:aws:iam::1:role/app")


def test_only_sysctls_of_a_pod_are_set_by_it():
    plan = plan_of(
        step("sysctl", "net.core.somaxconn", "apply", value=1024),
        step("sysctl", "vm.swappiness", "apply", value=10),
        *app(),
    )
    assert plan.sysctls == {"net.core.somaxconn": "1024"}
    assert places(plan)["sysctl[vm.swappiness]"] is Place.PLATFORM


def test_a_firewall_rule_is_a_network_rule_for_what_is_served():
    plan = plan_of(
        step("firewall_rule", "ssh", port=(22,)),
        step("firewall_rule", "web", port=(8080,), source="10.0.0.0/8"),
        *app(UNIT),
    )
    assert [(rule.ports, rule.source) for rule in plan.rules] == [((("8080", "tcp"),), "10.0.0.0/8")]


def test_an_environment_file_that_is_not_managed_is_read_at_start():
    unit = (
        "[Service]\nEnvironment=A=1\nEnvironmentFile=-/etc/default/app\nExecStart=/usr/bin/app $OPTS --a=${A} 'b c'\n"
    )
    process = image_of(*app(unit)).process
    assert process is not None
    assert process.command == ("/bin/sh", "-c", 'exec /usr/bin/app $OPTS "--a=${A}" "b c"')
    assert process.prepare == ("if [ -e /etc/default/app ]; then set -a; . /etc/default/app; set +a; fi",)


def test_a_managed_environment_file_is_read_now():
    unit = "[Service]\nEnvironmentFile=/etc/default/app\nExecStart=/usr/bin/app $OPTS\n"
    process = image_of(step("file", "/etc/default/app", content='OPTS="-p 8080 -x"\n'), *app(unit)).process
    assert process is not None
    assert process.command == ("/usr/bin/app", "-p", "8080", "-x")
    assert process.ports == (8080,)
    assert process.prepare == ()


def test_memcached_listens_on_udp_only_when_asked():
    both = image_of(*app("[Service]\nExecStart=/usr/bin/memcached -p 11211 -U 11211\n", "memcached")).process
    one = image_of(*app("[Service]\nExecStart=/usr/bin/memcached -p 11211 -U 0\n", "memcached")).process
    assert both is not None
    assert one is not None
    assert (both.ports, both.udp_ports, one.udp_ports) == ((11211,), (11211,), ())


def test_configuration_inside_an_unpacked_application_comes_after_it():
    image = image_of(
        step("remote_file", "/tmp/app-1.2.tgz", source=("http://h/app-1.2.tgz",)),
        step("execute", "unpack", command="tar xzf /tmp/app-1.2.tgz", cwd="/opt/app"),
        step("template", "/opt/app/app.conf", content="1"),
        *app(),
    )
    names = layer_names(image)
    assert names.index("artifacts") < names.index("configuration")


def test_what_needs_the_application_comes_behind_it():
    image = image_of(
        step("remote_file", "/srv/app-1.2.war", source=("http://h/app-1.2.war",)),
        step("execute", "unzip", command="unzip -o /srv/app-1.2.war WEB-INF/web.xml -d /srv/x"),
        *app(),
    )
    _, command = layer(image, "application").steps
    assert command.commands == ("unzip -o /srv/app-${APP_VERSION}.war WEB-INF/web.xml -d /srv/x",)


def test_a_script_that_unpacks_the_application_by_its_bare_name_comes_behind_it():
    """Its folder and the file's name make the path; the version in it is the argument, which the shell expands."""
    image = image_of(
        step("remote_file", "/usr/local/src/app-1.2.tgz", source=("http://h/app-1.2.tgz",)),
        step("bash", "unpack", code="set -x\ncd /opt\ntar xf /usr/local/src/app-1.2.tgz\n"),
        step("bash", "inside", code="cd app-1.2\nmake\ntar xf app-1.2.tgz\n", cwd="/usr/local/src"),
        step("package", "libssl-dev"),
        *app(),
    )
    _, first, second = layer(image, "application").steps
    assert "tar xf /usr/local/src/app-${APP_VERSION}.tgz" in first.script
    assert "cd app-${APP_VERSION}\nmake\ntar xf app-${APP_VERSION}.tgz" in second.script


def test_directories_that_only_the_program_fills_are_writable():
    unit = "[Service]\nUser=app\nStateDirectory=app\nExecStart=/usr/bin/app\n"
    process = image_of(
        step("directory", "/srv/app/temp", owner="app", group="app", mode="0755"),
        step("directory", "/srv/app/conf", owner="app", group="app", mode="0755"),
        step("file", "/srv/app/conf/a", content="1"),
        *app(unit),
    ).process
    assert process is not None
    assert process.writable == ("/srv/app/temp", "/var/lib/app")


def test_a_directory_that_a_package_made_loses_its_set_group_bit():
    image = image_of(
        step("package", "redis-server"),
        step("directory", "/var/log/redis", owner="redis", group="redis", mode="0755"),
        step("directory", "/etc/redis", mode="755"),
        step("template", "/etc/redis/redis.conf", content="port 6379\n"),
        step("service", "redis-server", "start"),
    )
    (folders,) = layer(image, "folders").steps
    assert folders.commands == (
        "install -d -m 00755 /etc/redis",
        "install -d -o redis -g redis -m 00755 /var/log/redis",
    )
    (copy,) = layer(image, "configuration").steps
    assert copy.commands == ()


def test_a_folder_that_a_package_may_have_made_is_given_its_owner_before_the_copy():
    """BuildKit's COPY leaves a folder that is there as it is; the classic builder makes it root's."""
    folder = step("directory", "/etc/gadget", owner="root", group="root", mode="0755")
    image = image_of(step("package", "gadget-server"), folder, step("file", "/etc/gadget/a.conf", content="1"), *app())
    assert layer(image, "folders").steps[0].commands == ("install -d -o root -g root -m 00755 /etc/gadget",)
    assert layer(image, "configuration").steps[0].commands == ()


def tree(*extra: Step, mode: str = "0640") -> tuple[str, ...]:
    """What follows the copy where /opt/app and all in it is the application's."""
    own = {"owner": "root", "group": "app"}
    image = image_of(
        step("directory", "/opt/app", mode="0750", **own),
        step("directory", "/opt/app/conf", mode="0750", **own),
        step("directory", "/opt/app/empty", mode="0750", **own),
        step("file", "/opt/app/conf/a", content="1", mode="0640", **own),
        step("file", "/opt/app/conf/b", content="1", mode=mode, **own),
        *extra,
        *app(),
    )
    return layer(image, "configuration").steps[0].commands


def test_a_tree_of_one_owner_is_given_at_its_top():
    """X gives the folders, and no file here, the right to execute: as 0750 and 0640 say."""
    assert tree() == ("chown -R root:app /opt/app", "chmod -R u=rwX,g=rX,o= /opt/app")
    assert tree(mode="0600") == (
        "chown -R root:app /opt/app",
        "chmod 0600 /opt/app/conf/b",
        "chmod 0640 /opt/app/conf/a",
        "chmod 0750 /opt/app /opt/app/conf",
    )


@pytest.mark.parametrize(
    ("other", "deeper"),
    [
        (step("file", "/opt/app/conf/c", content="1", mode="0644", owner="root", group="root"), []),
        (step("link", "/opt/app/conf/c", to="/etc/x"), []),
        (step("execute", "make", command="make -C /opt/app install"), []),
        (step("file", "/opt/app/nobodys/c", content="1", mode="0640", owner="root", group="app"), ["/opt/app/conf"]),
        (step("remote_file", "/opt/app/c.jar", source=("http://h/c.jar",)), ["/opt/app/conf"]),
    ],
    ids=["a file of root", "a link", "a command", "in a folder that nobody declares", "a download"],
)
def test_a_tree_with_something_else_in_it_is_not(other: Step, deeper: list[str]):
    """The folder below it that is still whole may be."""
    lines = [line for line in tree(other) if line.startswith("chown -R")]
    assert lines == [f"chown -R root:app {path}" for path in deeper]


def test_folders_without_files_and_removals_come_before_the_copy():
    """So that a changed file does not make them again."""
    image = image_of(
        step("directory", "/var/log/app", owner="app", group="adm", mode="2750"),
        step("directory", "/srv/app", owner="root", group="root", mode="0755"),
        step("file", "/srv/app/a", content="1"),
        step("file", "/etc/old", "delete"),
        *app(),
    )
    (folders,) = layer(image, "folders").steps
    assert folders.commands == ("rm -f /etc/old", "install -d -o app -g adm -m 2750 /var/log/app")
    assert layer(image, "configuration").steps[0].commands == ()


def test_a_folder_is_cleared_before_its_files_are_copied():
    """Of a and b one is copied and one is nobody's but spared; old is to go anyway, sub stays as a folder."""
    spared = "! -path /etc/app.d/a ! -path /etc/app.d/b ! -path /etc/app.d/old ! -path /etc/app.d/sub"
    image = image_of(
        step("directory", "/etc/app.d", owner="root", group="root", mode="0755"),
        step("directory", "/etc/app.d/sub"),
        step("file", "/etc/app.d/a", content="1"),
        step("file", "/etc/app.d/old", "delete"),
        step("execute", "clear", command=f"find /etc/app.d -mindepth 1 ! -type d {spared} -delete"),
        step("execute", "other", command="test -e /etc/app.d/c && rm /etc/app.d/c"),
        *app(),
    )
    assert shell(image) == (
        "find /etc/app.d -mindepth 1 ! -type d ! -path /etc/app.d/b -delete",
        "test -e /etc/app.d/c && rm /etc/app.d/c",
    )
    assert layer_names(image) == ["commands", "folders", "configuration"]
    first = layer(image, "commands").steps[0]
    assert first.commands == ("install -d -o root -g root -m 0755 /etc/app.d",)


def test_a_socket_between_two_services_is_a_shared_volume():
    site = "server { listen 80; location ~ .php$ { fastcgi_pass unix:/var/run/php/php8.2-fpm.sock; } }"
    plan = plan_of(
        step("package", "php8.2-fpm"),
        step("service", "php8.2-fpm", "start"),
        step("package", "nginx"),
        step("template", "/etc/nginx/conf.d/a.conf", content=site),
        step("service", "nginx", "start"),
    )
    (volume,) = plan.volumes
    assert (volume.kind, volume.path, volume.images) == ("socket", "/run/php", ("php8.2-fpm", "nginx"))
    assert plan.images[0].process is not None
    assert plan.images[0].process.ports == ()


def test_a_command_that_only_edits_units_is_dropped_with_its_tool():
    """Without an init system nobody reads them; a command that names another file too is kept."""
    unit = "/etc/systemd/system/app.service.d/limits.conf"
    plan = plan_of(
        step("execute", "limits", command=f"sed -i s/1/2/ {unit}"),
        step("execute", "both", command=f"cp {unit} /srv/limits.conf"),
        *app(),
    )
    found = places(plan)
    assert (found["execute[limits]"], found["execute[both]"]) == (Place.DROPPED, Place.IMAGE)
