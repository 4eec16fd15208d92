#!/bin/sh
# Installs the oracles that the tests compare with: Debian's ruby (with Ripper), ruby-erubis, Puppet, and Puppet
# modules as Debian packages them; and what checks the configuration written for log collectors: rsyslog itself, LuaJIT,
# which Fluent Bit runs, and Vector's own language as a library for Node.js.
set -eu

modules="
    aboe-chrony arioch-redis camptocamp-postfix camptocamp-systemd deric-zookeeper duritong-sysctl
    puppet-archive puppetlabs-apache puppetlabs-apt puppetlabs-concat puppetlabs-cron-core puppetlabs-haproxy
    puppetlabs-host-core puppetlabs-inifile puppetlabs-mount-core puppetlabs-mysql puppetlabs-ntp puppetlabs-postgresql
    puppetlabs-rabbitmq puppetlabs-rsync puppetlabs-stdlib puppetlabs-tftp puppetlabs-xinetd rodjek-logrotate
    saz-memcached saz-ssh sbitio-monit voxpupuli-collectd
"

missing() { ! dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

wanted=""
for package in ruby ruby-erubis puppet-agent rsyslog rsyslog-elasticsearch luajit; do
    if missing "$package"; then wanted="$wanted $package"; fi
done
for module in $modules; do
    if missing "puppet-module-$module"; then wanted="$wanted puppet-module-$module"; fi
done
if [ -n "$wanted" ]; then
    apt-get update --quiet
    # shellcheck disable=SC2086  # a list of package names, split on purpose
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $wanted
fi

# Every Puppet module that Debian packages, unpacked only: the parser reads them beside real Puppet's.
unpacked=.oracles/puppet-modules
if [ ! -e "$unpacked/complete" ]; then
    apt-get update --quiet
    packages=$(mktemp -d)
    mkdir -p "$unpacked"
    # shellcheck disable=SC2046  # a list of package names, split on purpose
    (cd "$packages" && apt-get -o APT::Sandbox::User=root download --quiet $(apt-cache pkgnames puppet-module-))
    for package in "$packages"/*.deb; do dpkg-deb --extract "$package" "$unpacked"; done
    rm -r "$packages"
    touch "$unpacked/complete"
fi

if [ ! -e .oracles/vrl/node_modules/@bpinternal/verel ]; then
    if ! command -v npm >/dev/null; then
        apt-get update --quiet
        DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends nodejs npm
    fi
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix .oracles/vrl @bpinternal/verel@0.2.0
fi
