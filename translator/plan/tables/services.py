"""How a distribution's service runs in the foreground: one row a service.

Source: the Dockerfiles of Docker's official images and the vendors' own, the units of Debian 12 and Rocky 9, and the
programs' manuals; July 2026. `{name}` is the service's own name, `{version}` the digits in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

STDOUT, STDERR = "/dev/stdout", "/dev/stderr"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One row. Names and packages are shell patterns; `config` and `data` are trees that the service owns.

    `binaries` recognise the program in a unit's ExecStart; `port_flags` stand before its addresses; `foreground` are the arguments that keep it there,
    `instead` words that send it to the background with those that do not.
    `http` says that it answers HTTP; `scan` names the reader of its addresses in translator/plan/listen/, and `whole`
    says that this reader knows the command line too. `local`: as packaged, it binds the loopback only.
    `unprivileged`: the users (Debian's first) as which it can run from its start although its unit starts it as root,
    `user_flags` the options with which it would change to them. `libraries`: Debian packages that its package only recommends and its packaged configuration cannot do without. `packaged`: the command of the package's own unit, where it is known, comes before the row's.
    """

    names: tuple[str, ...]
    command: tuple[str, ...]
    stop_signal: str = "SIGTERM"
    ports: tuple[int, ...] = ()
    udp_ports: tuple[int, ...] = ()
    user: str = ""
    http: bool = False
    scan: str = ""
    whole: bool = False
    local: bool = False
    packaged: bool = False
    unprivileged: tuple[str, ...] = ()
    user_flags: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    prepare: tuple[str, ...] = ()
    binaries: tuple[str, ...] = ()
    port_flags: tuple[str, ...] = ()
    foreground: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    libraries: tuple[str, ...] = ()


ROWS = (
    ServiceRow(
        names=("nginx",),
        command=("nginx", "-g", "daemon off;"),
        stop_signal="SIGQUIT",
        ports=(80,),
        http=True,
        scan="nginx",
        packages=("nginx*", "libnginx-mod-*"),
        config=("/etc/nginx",),
        data=("/var/log/nginx", "/var/lib/nginx", "/var/cache/nginx"),
        runtime=("/run",),
        links=(("/var/log/nginx/access.log", STDOUT), ("/var/log/nginx/error.log", STDERR)),
        binaries=("nginx", "openresty"),
        foreground=("-g", "daemon off;"),
        unprivileged=("www-data", "nginx"),
    ),
    ServiceRow(
        names=("apache2",),
        command=("apache2ctl", "-DFOREGROUND"),
        stop_signal="SIGWINCH",
        ports=(80,),
        http=True,
        scan="apache",
        packages=("apache2*", "libapache2-mod-*"),
        config=("/etc/apache2",),
        data=("/var/log/apache2", "/var/cache/apache2"),
        runtime=("/run/apache2", "/run/lock/apache2"),
        links=(
            ("/var/log/apache2/access.log", STDOUT),
            ("/var/log/apache2/other_vhosts_access.log", STDOUT),
            ("/var/log/apache2/error.log", STDERR),
        ),
        prepare=("rm -f /run/apache2/apache2.pid",),
        binaries=("apache2ctl", "apache2"),
        foreground=("-DFOREGROUND",),
        unprivileged=("www-data",),
    ),
    ServiceRow(
        names=("httpd",),
        command=("httpd", "-DFOREGROUND"),
        stop_signal="SIGWINCH",
        ports=(80,),
        http=True,
        scan="apache",
        packages=("httpd*", "mod_*"),
        config=("/etc/httpd",),
        data=("/var/log/httpd",),
        runtime=("/run/httpd",),
        links=(("/var/log/httpd/access_log", STDOUT), ("/var/log/httpd/error_log", STDERR)),
        prepare=("rm -f /run/httpd/httpd.pid",),
        binaries=("httpd",),
        foreground=("-DFOREGROUND",),
        unprivileged=("apache",),
    ),
    ServiceRow(
        names=("php*-fpm", "php-fpm"),
        command=("php-fpm{version}", "--nodaemonize"),
        stop_signal="SIGQUIT",
        scan="php-fpm",
        packages=("php*",),
        config=("/etc/php", "/etc/php-fpm.d", "/etc/php-fpm.conf", "/etc/php.ini"),
        runtime=("/run/php",),
        links=(("/var/log/{name}.log", STDERR),),
        binaries=("php-fpm",),
        foreground=("--nodaemonize",),
        unprivileged=("www-data", "apache"),
    ),
    ServiceRow(
        names=("postgresql", "postgresql-*", "postgresql@*"),
        command=(
            "/usr/lib/postgresql/{version}/bin/postgres",
            "-D",
            "/var/lib/postgresql/{version}/main",
            "-c",
            "config_file=/etc/postgresql/{version}/main/postgresql.conf",
        ),
        stop_signal="SIGINT",
        ports=(5432,),
        user="postgres",
        scan="postgresql",
        whole=True,
        packages=("postgresql*",),
        config=("/etc/postgresql", "/etc/postgresql-common", "/var/lib/pgsql"),
        data=("/var/lib/postgresql",),
        runtime=("/run/postgresql",),
        binaries=("postgres",),
    ),
    ServiceRow(
        names=("mysql", "mysqld"),
        command=("mysqld",),
        ports=(3306,),
        user="mysql",
        scan="mysql",
        whole=True,
        packages=("mysql-*", "default-mysql-server"),
        config=("/etc/mysql", "/etc/my.cnf", "/etc/my.cnf.d"),
        data=("/var/lib/mysql", "/var/log/mysql"),
        runtime=("/run/mysqld",),
        binaries=("mysqld",),
    ),
    ServiceRow(
        names=("mariadb",),
        command=("mariadbd",),
        ports=(3306,),
        user="mysql",
        scan="mysql",
        whole=True,
        packages=("mariadb-*",),
        config=("/etc/mysql", "/etc/my.cnf", "/etc/my.cnf.d"),
        data=("/var/lib/mysql", "/var/log/mysql"),
        runtime=("/run/mysqld",),
        binaries=("mariadbd",),
    ),
    ServiceRow(
        names=("redis", "redis-server", "redis[0-9]*"),
        command=("redis-server", "/etc/redis/redis.conf", "--daemonize", "no", "--logfile", ""),
        ports=(6379,),
        user="redis",
        scan="redis",
        whole=True,
        packages=("redis*",),
        config=("/etc/redis", "/etc/redis.conf"),
        data=("/var/lib/redis", "/var/log/redis"),
        runtime=("/run/redis",),
        binaries=("redis-server",),
        foreground=("--daemonize", "no"),
    ),
    ServiceRow(
        names=("redis-sentinel", "redis-sentinel*"),
        command=("redis-sentinel", "/etc/redis/sentinel.conf", "--daemonize", "no", "--logfile", ""),
        ports=(26379,),
        user="redis",
        scan="redis",
        whole=True,
        packages=("redis-sentinel",),
        config=("/etc/redis",),
        data=("/var/lib/redis", "/var/log/redis"),
        runtime=("/run", "/run/sentinel"),
        binaries=("redis-sentinel",),
        foreground=("--daemonize", "no"),
    ),
    ServiceRow(
        names=("memcached", "memcached_*"),
        command=("memcached", "-u", "memcache"),
        ports=(11211,),
        user="memcache",
        scan="memcached",
        whole=True,
        packaged=True,
        packages=("memcached",),
        config=("/etc/memcached.conf", "/etc/sysconfig/memcached", "/etc/default/memcached"),
        data=("/var/log/memcached",),
        binaries=("memcached", "systemd-memcached-wrapper"),
    ),
    ServiceRow(
        names=("haproxy",),
        command=("haproxy", "-W", "-db", "-f", "/etc/haproxy/haproxy.cfg"),
        stop_signal="SIGUSR1",
        scan="haproxy",
        packages=("haproxy",),
        config=("/etc/haproxy",),
        data=("/var/lib/haproxy",),
        runtime=("/run/haproxy",),
        binaries=("haproxy",),
        foreground=("-db",),
        unprivileged=("haproxy",),
    ),
    ServiceRow(
        names=("rabbitmq-server",),
        command=("rabbitmq-server",),
        ports=(5672,),
        user="rabbitmq",
        packages=("rabbitmq-server", "erlang*"),
        config=("/etc/rabbitmq",),
        data=("/var/lib/rabbitmq", "/var/log/rabbitmq"),
        binaries=("rabbitmq-server",),
    ),
    ServiceRow(
        names=("tomcat[0-9]*", "tomcat"),
        command=("/usr/share/{name}/bin/catalina.sh", "run"),
        ports=(8080,),
        user="tomcat",
        http=True,
        scan="tomcat",
        packages=("tomcat*", "libtomcat*"),
        config=("/etc/{name}", "/var/lib/{name}"),
        data=("/var/log/{name}", "/var/cache/{name}"),
        environment=(("CATALINA_HOME", "/usr/share/{name}"), ("CATALINA_BASE", "/var/lib/{name}")),
        binaries=("catalina.sh",),
        instead=(("start", "run"),),
    ),
    ServiceRow(
        names=("puma",),
        command=("puma", "-C", "/etc/puma.rb"),
        ports=(9292,),
        http=True,
        scan="puma",
        packages=("puma",),
        binaries=("puma",),
    ),
    ServiceRow(
        names=("mongod", "mongodb", "mongodb-server"),
        command=("mongod", "--config", "/etc/mongod.conf"),
        stop_signal="SIGINT",
        ports=(27017,),
        user="mongodb",
        local=True,
        packages=("mongodb*",),
        config=("/etc/mongod.conf", "/etc/mongodb.conf"),
        data=("/var/lib/mongodb", "/var/log/mongodb"),
        binaries=("mongod",),
    ),
    ServiceRow(
        names=("named", "bind9"),
        command=("named", "-g", "-u", "bind"),
        ports=(53,),
        udp_ports=(53,),
        packages=("bind9*", "bind"),
        config=("/etc/bind", "/etc/named.conf", "/etc/named"),
        data=("/var/cache/bind", "/var/lib/bind"),
        runtime=("/run/named",),
        binaries=("named",),
        foreground=("-g",),
        unprivileged=("bind", "named"),
        user_flags=("-u",),
    ),
    ServiceRow(
        names=("postfix",),
        command=("postfix", "start-fg"),
        prepare=(
            "chown postfix: /var/lib/postfix",
            "[ ! -x /usr/lib/postfix/configure-instance.sh ] || /usr/lib/postfix/configure-instance.sh -",
        ),
        ports=(25,),
        packages=("postfix*",),
        config=("/etc/postfix",),
        data=("/var/spool/postfix", "/var/lib/postfix"),
        binaries=("postfix",),
    ),
    ServiceRow(
        names=("squid", "squid3"),
        command=("squid", "-NYC", "-d", "1"),
        ports=(3128,),
        packages=("squid*",),
        config=("/etc/squid", "/etc/squid3"),
        data=("/var/log/squid", "/var/spool/squid"),
        runtime=("/run",),
        binaries=("squid",),
        foreground=("-N",),
        unprivileged=("proxy", "squid"),
    ),
    ServiceRow(
        names=("varnish",),
        command=("varnishd", "-F", "-a", ":80", "-f", "/etc/varnish/default.vcl"),
        ports=(80,),
        packages=("varnish*",),
        config=("/etc/varnish",),
        data=("/var/lib/varnish",),
        binaries=("varnishd",),
        port_flags=("-a",),
        foreground=("-F",),
        packaged=True,
    ),
    ServiceRow(
        names=("vsftpd",),
        command=("vsftpd", "-obackground=NO"),
        ports=(21,),
        packages=("vsftpd",),
        config=("/etc/vsftpd.conf", "/etc/vsftpd"),
        binaries=("vsftpd",),
        links=(("/var/log/vsftpd.log", "/proc/1/fd/1"),),
    ),
    ServiceRow(
        names=("proftpd",),
        command=("proftpd", "--nodaemon", "--config", "/etc/proftpd/proftpd.conf"),
        ports=(21,),
        packages=("proftpd*",),
        config=("/etc/proftpd",),
        runtime=("/run/proftpd",),
        binaries=("proftpd",),
        foreground=("--nodaemon",),
    ),
    ServiceRow(
        names=("prometheus",),
        command=("prometheus", "--config.file=/etc/prometheus/prometheus.yml"),
        ports=(9090,),
        http=True,
        packages=("prometheus",),
        config=("/etc/prometheus", "/etc/default/prometheus"),
        data=("/var/lib/prometheus",),
        binaries=("prometheus",),
    ),
    ServiceRow(
        names=("grafana-server", "grafana"),
        command=("grafana-server", "--config=/etc/grafana/grafana.ini", "--homepath=/usr/share/grafana"),
        ports=(3000,),
        user="grafana",
        http=True,
        packages=("grafana*",),
        config=("/etc/grafana", "/etc/default/grafana-server"),
        data=("/var/lib/grafana", "/var/log/grafana"),
        binaries=("grafana-server",),
    ),
    ServiceRow(
        names=("slapd",),
        command=("slapd", "-d", "0", "-u", "openldap", "-g", "openldap", "-h", "ldap:///", "-F", "/etc/ldap/slapd.d"),
        ports=(389,),
        packages=("slapd", "ldap-utils"),
        config=("/etc/ldap",),
        data=("/var/lib/ldap",),
        binaries=("slapd",),
        unprivileged=("openldap", "ldap"),
        user_flags=("-u", "-g"),
        runtime=("/run/slapd",),
    ),
    ServiceRow(
        names=("dnsmasq",),
        command=("dnsmasq", "--keep-in-foreground", "--log-facility=-"),
        ports=(53,),
        udp_ports=(53,),
        packages=("dnsmasq*",),
        config=("/etc/dnsmasq.conf", "/etc/dnsmasq.d"),
        binaries=("dnsmasq",),
        unprivileged=("dnsmasq",),
        runtime=("/run/dnsmasq",),
        data=("/var/lib/misc",),
    ),
    ServiceRow(
        names=("jenkins",),
        command=("java", "-Djava.awt.headless=true", "-jar", "/usr/share/java/jenkins.war"),
        ports=(8080,),
        user="jenkins",
        http=True,
        packages=("jenkins",),
        config=("/etc/default/jenkins",),
        data=("/var/lib/jenkins", "/var/cache/jenkins", "/var/log/jenkins"),
        environment=(("JENKINS_HOME", "/var/lib/jenkins"),),
    ),
    ServiceRow(
        names=("rsyslog",),
        command=("rsyslogd", "-n"),
        ports=(514,),
        udp_ports=(514,),
        packages=("rsyslog*",),
        config=("/etc/rsyslog.conf", "/etc/rsyslog.d"),
        data=("/var/spool/rsyslog",),
        binaries=("rsyslogd",),
        foreground=("-n",),
    ),
    ServiceRow(
        names=("syslog-ng",),
        command=("syslog-ng", "--foreground"),
        packages=("syslog-ng*",),
        config=("/etc/syslog-ng",),
        data=("/var/lib/syslog-ng",),
        binaries=("syslog-ng",),
        foreground=("--foreground",),
    ),
    ServiceRow(
        names=("td-agent", "fluentd"),
        command=("td-agent", "-c", "/etc/td-agent/td-agent.conf"),
        ports=(24224,),
        user="td-agent",
        packages=("td-agent*", "fluent-package"),
        config=("/etc/td-agent",),
        data=("/var/log/td-agent",),
        binaries=("td-agent", "fluentd"),
    ),
    ServiceRow(
        names=("filebeat",),
        command=("filebeat", "-e", "-c", "/etc/filebeat/filebeat.yml"),
        packages=("filebeat",),
        config=("/etc/filebeat",),
        data=("/var/lib/filebeat",),
        binaries=("filebeat",),
    ),
    ServiceRow(
        names=("telegraf",),
        command=(
            "telegraf",
            "--config",
            "/etc/telegraf/telegraf.conf",
            "--config-directory",
            "/etc/telegraf/telegraf.d",
        ),
        user="telegraf",
        packages=("telegraf",),
        config=("/etc/telegraf",),
        binaries=("telegraf",),
    ),
    ServiceRow(
        names=("collectd",),
        command=("collectd", "-f"),
        scan="collectd",
        packages=("collectd*",),
        config=("/etc/collectd",),
        data=("/var/lib/collectd",),
        libraries=("libmnl0",),
        binaries=("collectd",),
        foreground=("-f",),
    ),
    ServiceRow(
        names=("openvpn", "openvpn@*", "openvpn-server@*"),
        command=("openvpn", "--config", "/etc/openvpn/server.conf"),
        udp_ports=(1194,),
        packages=("openvpn",),
        config=("/etc/openvpn",),
        binaries=("openvpn",),
    ),
    ServiceRow(
        names=("twemproxy", "nutcracker"),
        command=("nutcracker", "-c", "/etc/nutcracker/nutcracker.yml"),
        ports=(22121,),
        packages=("twemproxy", "nutcracker"),
        config=("/etc/nutcracker",),
        binaries=("nutcracker",),
    ),
    ServiceRow(
        names=("keepalived",),
        command=("keepalived", "--dont-fork", "--log-console"),
        packages=("keepalived",),
        config=("/etc/keepalived",),
        binaries=("keepalived",),
        foreground=("--dont-fork",),
    ),
    ServiceRow(
        names=("ssh", "sshd"),
        command=("/usr/sbin/sshd", "-D", "-e"),
        ports=(22,),
        packages=("openssh-server",),
        config=("/etc/ssh",),
        runtime=("/run/sshd",),
        prepare=("chmod 0755 /run/sshd",),
        binaries=("sshd",),
        foreground=("-D", "-e"),
    ),
    ServiceRow(
        names=("ntp", "ntpd", "ntpsec"),
        command=("ntpd", "-n", "-N", "-g"),
        udp_ports=(123,),
        packages=("ntp", "ntpsec"),
        config=("/etc/ntp.conf", "/etc/ntpsec"),
        data=("/var/lib/ntp", "/var/lib/ntpsec", "/var/log/ntpsec"),
        binaries=("ntpd", "ntp-systemd-wrapper"),
    ),
    ServiceRow(
        names=("chrony", "chronyd"),
        command=("chronyd", "-d", "-x"),
        packages=("chrony",),
        config=("/etc/chrony", "/etc/chrony.conf"),
        data=("/var/lib/chrony", "/var/log/chrony"),
        runtime=("/run/chrony",),
        binaries=("chronyd",),
        foreground=("-d", "-x"),
    ),
    ServiceRow(
        names=("xinetd",),
        command=("xinetd", "-dontfork"),
        packages=("xinetd",),
        config=("/etc/xinetd.conf", "/etc/xinetd.d"),
        binaries=("xinetd",),
        foreground=("-dontfork",),
    ),
    ServiceRow(
        names=("unbound",),
        command=("unbound", "-d", "-d"),
        packages=("unbound",),
        config=("/etc/unbound",),
        data=("/var/lib/unbound",),
        binaries=("unbound",),
        packaged=True,
        libraries=("dns-root-data",),  # the packaged configuration names the trust anchor that a start copies from it
    ),
    ServiceRow(
        names=("etcd",),
        command=("etcd",),
        ports=(2379, 2380),
        packages=("etcd*",),
        config=("/etc/etcd", "/etc/default/etcd"),
        data=("/var/lib/etcd",),
        binaries=("etcd",),
        packaged=True,
    ),
    ServiceRow(
        names=("consul",),
        command=("consul", "agent", "-config-dir=/etc/consul.d"),
        ports=(8500,),
        packages=("consul",),
        config=("/etc/consul", "/etc/consul.d"),
        data=("/var/lib/consul",),
        binaries=("consul",),
    ),
    ServiceRow(
        names=("zookeeper",),
        command=("/usr/share/zookeeper/bin/zkServer.sh", "start-foreground"),
        ports=(2181,),
        user="zookeeper",
        packages=("zookeeper*",),
        config=("/etc/zookeeper",),
        data=("/var/lib/zookeeper", "/var/log/zookeeper"),
        binaries=("zkServer.sh",),
        instead=(("start", "start-foreground"),),
    ),
    ServiceRow(
        names=("elasticsearch",),
        command=("/usr/share/elasticsearch/bin/elasticsearch",),
        ports=(9200, 9300),
        user="elasticsearch",
        http=True,
        packages=("elasticsearch*",),
        config=("/etc/elasticsearch", "/etc/default/elasticsearch"),
        data=("/var/lib/elasticsearch", "/var/log/elasticsearch"),
    ),
)


def service_row(name: str) -> ServiceRow | None:
    """Return the row of a service by its name on any distribution."""
    return next((row for row in ROWS if any(fnmatchcase(name, pattern) for pattern in row.names)), None)


def package_trees(packages: Iterable[str]) -> tuple[str, ...]:
    """Return the directories that the services among `packages` bring along, whose modes only the package knows."""
    names = tuple(packages)
    rows = [row for row in ROWS if any(fnmatchcase(name, pattern) for name in names for pattern in row.packages)]
    return tuple(path for row in rows for path in (*row.config, *row.data) if "{" not in path)


def libraries_of(packages: Iterable[str]) -> tuple[str, ...]:
    """Return the recommended packages that the services among `packages` cannot do without."""
    names = tuple(packages)
    rows = [row for row in ROWS if any(fnmatchcase(name, pattern) for name in names for pattern in row.packages)]
    return tuple(dict.fromkeys(name for row in rows for name in row.libraries))


def row_of_program(program: str) -> ServiceRow | None:
    """Return the row of a program by the file name of its executable."""
    bare = re.sub(r"[\d.]+$", "", program)
    return next((row for row in ROWS if program in row.binaries or bare in row.binaries), None)


def fill(text: str, name: str, version: str) -> str:
    """Return a text of a row with the service's own name and version put in."""
    return text.replace("{name}", name).replace("{version}", version)
