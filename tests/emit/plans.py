"""Plans made by hand, as the plan stage makes them: a memcached, and a Tomcat with all that a plan can hold."""

from __future__ import annotations

import hashlib

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.catalog import ResourceId
from translator.graph.nodes import Origin
from translator.location import Source, Span
from translator.plan.model import (
    Account,
    AddIdentities,
    CertificateRequest,
    CopyRootfs,
    CronJob,
    Difference,
    Expected,
    FetchArtifact,
    HealthCheck,
    Image,
    InstallPackages,
    Layer,
    LayerKind,
    NetworkRule,
    Overlay,
    Place,
    Placement,
    Plan,
    Process,
    RootfsEntry,
    RunShell,
    RuntimeFile,
    SecretStub,
    Sidecar,
    Volume,
)

RECIPE = Source("cookbooks/zoo/recipes/default.rb", "\n" * 99)
WAR_SHA256 = "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4"


def origin(kind: str, name: str, line: int, action: str = "create") -> Origin:
    """Return a resource on `line` of the recipe."""
    return Origin(resource=ResourceId(type=kind, name=name), action=action, span=Span(RECIPE, line - 1, line - 1))


def placed(
    node: int, kind: str, name: str, place: Place, detail: str, reason: str = "", advice: str = "", image: str = ""
) -> Placement:
    return Placement(
        node=node,
        origin=origin(kind, name, node + 3),
        place=place,
        detail=detail,
        reason=reason,
        advice=advice,
        image=image,
    )


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


CONFIG = "-d\nlogfile /var/log/memcached.log\n-m 64\n-p 11211\n-u memcache\n-l 0.0.0.0\n"


def memcached() -> Plan:
    """A plain Debian package with one configuration file; runs as the user that the package makes."""
    entry = RootfsEntry(kind="file", path="/etc/memcached.conf", node=1, content=CONFIG, mode="0644")
    process = Process(
        service="memcached",
        command=("memcached", "-u", "memcache", "-m", "64", "-p", "11211", "-l", "0.0.0.0"),
        user="memcache",
        ports=(11211,),
        health=HealthCheck(kind="tcp", port=11211),
        origin=origin("service", "memcached", 9),
    )
    image = Image(
        name="memcached",
        base="debian:bookworm-slim",
        layers=(
            Layer(
                kind=LayerKind.PACKAGES,
                steps=(InstallPackages(nodes=(0,), comment="", manager="apt", packages=("memcached",), pinned=False),),
            ),
            Layer(
                kind=LayerKind.CONFIGURATION,
                steps=(CopyRootfs(nodes=(1,), comment="", commands=("chmod 0644 /etc/memcached.conf",)),),
            ),
        ),
        rootfs=(entry,),
        process=process,
        runtime_files=(),
        expected=(
            Expected(
                kind="file",
                path="/etc/memcached.conf",
                owner="root",
                group="root",
                mode="0644",
                sha256=sha256(CONFIG),
                origin=origin("file", "/etc/memcached.conf", 4),
            ),
            Expected(kind="directory", path="/var/lib", owner="root", group="root", mode="0755"),
            Expected(kind="absent", path="/etc/memcached.old"),
        ),
        packages=(("memcached", ""),),
    )
    return Plan(
        name="memcached",
        version="",
        source="cookbooks/memcached",
        images=(image,),
        sidecars=(),
        account=Account(name="memcached"),
        secrets=(),
        certificates=(),
        jobs=(),
        rules=(),
        volumes=(),
        sysctls={},
        placements=(
            placed(0, "package", "memcached", Place.IMAGE, "packages", image="memcached"),
            placed(1, "file", "/etc/memcached.conf", Place.IMAGE, "configuration", image="memcached"),
            placed(2, "service", "memcached", Place.IMAGE, "process", image="memcached"),
            placed(3, "service", "ntp", Place.DROPPED, "", reason="the node keeps the time"),
        ),
    )


SERVER_XML = '<Server port="8005">\n <Connector address="${IPADDRESS}" maxThreads="${MAX_THREADS}" x="${catalina.base}|&\\"/>\n</Server>\n'
SETENV = 'CATALINA_OPTS="-Xmx512m"\n'


def _tomcat_image() -> Image:
    return Image(
        name="zeebra",
        base="debian:bookworm-slim",
        layers=(
            Layer(
                kind=LayerKind.IDENTITIES,
                steps=(
                    AddIdentities(
                        nodes=(0,),
                        comment="",
                        commands=(
                            "groupadd --gid 1500 tomcat",
                            "useradd --no-log-init --uid 1500 --gid tomcat --home-dir /opt/zeebra tomcat",
                        ),
                    ),
                ),
            ),
            Layer(
                kind=LayerKind.PACKAGES,
                steps=(
                    InstallPackages(
                        nodes=(1, 2), comment="", manager="apt", packages=("netcat-openbsd", "cron"), pinned=False
                    ),
                ),
            ),
            Layer(
                kind=LayerKind.COMMANDS,
                steps=(
                    RunShell(
                        nodes=(3,),
                        comment="",
                        commands=(),
                        script="cd /opt\n# not a Dockerfile comment\nif true; then\n  echo 'it''s done' | cat > /opt/done\nfi\n",
                        shell="/bin/bash",
                    ),
                    RunShell(nodes=(3,), comment="", commands=("test -e /opt/done || touch /opt/done",)),
                ),
            ),
            Layer(
                kind=LayerKind.CONFIGURATION,
                steps=(
                    CopyRootfs(
                        nodes=(4, 5),
                        comment="",
                        commands=(
                            "chown tomcat:tomcat /opt/zeebra /opt/zeebra/setenv.sh",
                            "chmod 0750 /opt/zeebra/setenv.sh",
                        ),
                    ),
                ),
            ),
            Layer(
                kind=LayerKind.APPLICATION,
                steps=(
                    FetchArtifact(
                        nodes=(6,),
                        comment="",
                        url="${ARTIFACT_STORE}/zeebra-${ZEEBRA_VERSION}.war",
                        path="/opt/zeebra/zeebra.war",
                        checksum=WAR_SHA256,
                        checksum_argument="ZEEBRA_SHA256",
                        arguments=(("ARTIFACT_STORE", "http://127.0.0.1:8099"), ("ZEEBRA_VERSION", "1234")),
                        owner="tomcat",
                        group="tomcat",
                        mode="0640",
                        application=True,
                    ),
                ),
            ),
        ),
        rootfs=(
            RootfsEntry(kind="directory", path="/opt/zeebra", node=4, owner="tomcat", group="tomcat", mode="0755"),
            RootfsEntry(
                kind="file",
                path="/opt/zeebra/setenv.sh",
                node=4,
                content=SETENV,
                owner="tomcat",
                group="tomcat",
                mode="0750",
            ),
            RootfsEntry(kind="file", path="/etc/logrotate.d/zeebra", node=5, content="weekly\n"),
            RootfsEntry(kind="link", path="/opt/current", node=5, target="/opt/zeebra"),
        ),
        process=Process(
            service="zeebra",
            command=("sh", "-c", "echo up >>/var/log/zeebra/app.log; exec nc -lk 8080"),
            user="tomcat",
            group="tomcat",
            workdir="/opt/zeebra",
            environment={"JAVA_HOME": "/usr/lib/jvm/default", "PRICE": 'a "$5" \\ note'},
            runtime_environment={"CPU_TOTAL": "cpu/total"},
            secret_environment={"DB_PASSWORD": "password"},
            ports=(8080,),
            stop_signal="SIGTERM",
            stop_timeout=45,
            logs=("/var/log/zeebra/app.log",),
            writable=("/var/log/zeebra",),
            memory="1Gi",
            open_files=4096,
            prepare=("umask 0027",),
            origin=origin("service", "zeebra", 30),
        ),
        runtime_files=(
            RuntimeFile(
                kind="template",
                path="/opt/zeebra/server.xml",
                node=7,
                owner="root",
                group="tomcat",
                mode="0640",
                text=SERVER_XML,
                variables={"IPADDRESS": "ipaddress", "CPU_TOTAL": "cpu/total"},
                expressions={"MAX_THREADS": "$((CPU_TOTAL * 50))"},
            ),
            RuntimeFile(
                kind="secret",
                path="/opt/zeebra/database.properties",
                node=8,
                owner="tomcat",
                group="tomcat",
                mode="0600",
                text="user=zeebra\npassword={{ .password }}\n",
                secret_name="zeebra",
                secret_key="database.properties",
                secrets=("password",),
            ),
        ),
        expected=(
            Expected(kind="directory", path="/opt/zeebra", owner="tomcat", group="tomcat", mode="0755"),
            Expected(
                kind="file",
                path="/opt/zeebra/setenv.sh",
                owner="tomcat",
                group="tomcat",
                mode="0750",
                sha256=sha256(SETENV),
            ),
            Expected(kind="link", path="/opt/current", target="/opt/zeebra"),
            Expected(kind="file", path="/opt/zeebra/zeebra.war", owner="tomcat", group="tomcat", mode="0640"),
        ),
        packages=(("netcat-openbsd", ""), ("cron", "")),
        labels={"org.opencontainers.image.description": "The zebra service"},
        arguments=(("ZEEBRA_VERSION", "1234"),),
    )


def _web_image() -> Image:
    return Image(
        name="nginx",
        base="debian:bookworm-slim",
        layers=(
            Layer(
                kind=LayerKind.PACKAGES,
                steps=(
                    InstallPackages(nodes=(9,), comment="", manager="apt", packages=("nginx-light",), pinned=False),
                ),
            ),
        ),
        rootfs=(),
        process=Process(
            service="nginx",
            command=("nginx", "-g", "daemon off;"),
            ports=(80,),
            stop_signal="SIGQUIT",
            health=HealthCheck(kind="http", port=80),
            logs=("/var/log/nginx/access.log", "/var/log/nginx/error.log"),
            stdout_links=(("/var/log/nginx/access.log", "/dev/stdout"), ("/var/log/nginx/error.log", "/dev/stderr")),
        ),
        runtime_files=(),
        expected=(Expected(kind="directory", path="/etc/nginx", owner="root", group="root", mode="0755"),),
        packages=(("nginx-light", ""),),
    )


def tomcat() -> Plan:
    """A service with everything beside it: nginx in front, sidecars, secrets, a job, a certificate, overlays."""
    return Plan(
        name="zeebra",
        version="1234",
        source="roles/zeebra.rb",
        images=(_tomcat_image(), _web_image()),
        sidecars=(
            Sidecar(
                name="log-shipper",
                kind="logs",
                image="cr.fluentbit.io/fluent/fluent-bit:5.1.1",
                command=("/fluent-bit/bin/fluent-bit", "-c", "/fluent-bit/etc/fluent-bit.yaml"),
                files=(
                    (
                        "/fluent-bit/etc/fluent-bit.yaml",
                        "pipeline:\n  inputs:\n    - name: tail\n      path: /var/log/zeebra/app.log\n",
                    ),
                ),
                shares=("/var/log/zeebra",),
                ports=(2020,),
                origins=(origin("package", "rsyslog", 40),),
                reason="rsyslog read the logs of the service",
            ),
            Sidecar(
                name="jmx",
                kind="metrics",
                image="prom/statsd-exporter:v0.30.0",
                ports=(9102,),
                udp_ports=(9125,),
                secret_environment={"TOKEN": "token"},
            ),
        ),
        account=Account(name="zeebra", provider="aws", role="arn:aws:iam::123456789012:role/zeebra"),
        secrets=(
            SecretStub(
                name="zeebra",
                keys={
                    "password": "data_bag/zeebra/database/password",
                    "database.properties": "template",
                    "token": "data_bag/x",
                },
            ),
        ),
        certificates=(
            CertificateRequest(
                name="zeebra-tls",
                certificate_path="/etc/ssl/certs/zeebra.pem",
                key_path="/etc/ssl/private/zeebra.key",
                names=("zeebra.example.com",),
            ),
        ),
        jobs=(
            CronJob(
                name="nightly report",
                schedule="15 3 * * *",
                command=("/usr/local/bin/report", "--all"),
                image="zeebra",
                user="tomcat",
            ),
        ),
        rules=(NetworkRule(ports=(("tcp", "8080"),), source="10.0.0.0/8"),),
        volumes=(Volume(name="zeebra-logs", path="/var/log/zeebra", kind="logs", images=("zeebra",)),),
        sysctls={"net.ipv4.ip_local_port_range": "1024 65000"},
        placements=(
            placed(0, "user", "tomcat", Place.IMAGE, "users and groups", image="zeebra"),
            placed(1, "package", "netcat-openbsd", Place.IMAGE, "packages", image="zeebra"),
            placed(2, "package", "cron", Place.IMAGE, "packages", image="zeebra"),
            placed(3, "bash", "make\nit", Place.IMAGE, "commands", image="zeebra"),
            placed(4, "template", "/opt/zeebra/setenv.sh", Place.IMAGE, "configuration", image="zeebra"),
            placed(5, "file", "/etc/logrotate.d/zeebra", Place.IMAGE, "configuration", image="zeebra"),
            placed(6, "remote_file", "/opt/zeebra/zeebra.war", Place.IMAGE, "application", image="zeebra"),
            placed(7, "template", "/opt/zeebra/server.xml", Place.RUNTIME, "/opt/zeebra/server.xml"),
            placed(8, "template", "/opt/zeebra/database.properties", Place.RUNTIME, "Secret zeebra"),
            placed(9, "package", "nginx-light", Place.IMAGE, "packages", image="nginx"),
            placed(10, "service", "rsyslog", Place.SIDECAR, "log-shipper"),
            placed(11, "service", "ntp", Place.DROPPED, "", reason="the node keeps the time"),
            placed(12, "ruby_block", "reload", Place.MANUAL, "", reason="Ruby code", advice="write a command instead"),
            placed(13, "cron", "nightly report", Place.PLATFORM, "CronJob nightly-report"),
        ),
        overlays=(
            Overlay(
                environment="production",
                images={"zeebra": Difference(variables={"JAVA_HOME": "/usr/lib/jvm/21"})},
                version="1235",
            ),
            Overlay(
                environment="staging",
                images={
                    "zeebra": Difference(files={"/opt/zeebra/setenv.sh": 'CATALINA_OPTS="-Xmx256m"\n'}, memory="512M")
                },
                sidecars={"log-shipper": Difference(files={"/fluent-bit/etc/fluent-bit.yaml": "a: staging\n"})},
            ),
        ),
        diagnostics=(
            Diagnostic(code=Code.MANUAL, message="ruby_block[reload] holds Ruby code", span=Span(RECIPE, 14, 15)),
        ),
    )
