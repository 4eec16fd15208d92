#!/bin/sh
# Make a Docker Engine answer, and give it the Debian base images that generated Dockerfiles name.
#
# usage: tools/docker-setup.sh [SUITE ...]        suites: bookworm (default), bullseye, trixie
#
# Harmless when an engine answers already and the images are there. Needs root only for what is missing.
# DOCKERD_LOG is where a daemon started here writes (default /var/log/dockerd.log).
set -eu

log=${DOCKERD_LOG:-/var/log/dockerd.log}

say() { printf 'docker-setup: %s\n' "$*"; }
die() { printf 'docker-setup: %s\n' "$*" >&2; exit 1; }
answers() { docker version >/dev/null 2>&1; }

need_root() {
    [ "$(id -u)" -eq 0 ] || die "$1 needs root; run it as root, or do it by hand"
}

install() {
    need_root "installing $*"
    command -v apt-get >/dev/null || die "no apt-get here; install $* by hand"
    say "installing $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

start_engine() {
    command -v dockerd >/dev/null || install docker.io iptables
    need_root "starting dockerd"
    say "starting dockerd, log in $log"
    setsid nohup dockerd >"$log" 2>&1 </dev/null &
    tries=0
    until answers; do
        tries=$((tries + 1))
        [ "$tries" -le 60 ] || { tail -n 20 "$log" >&2; die "dockerd does not answer after 60 s"; }
        sleep 1
    done
}

# Documentation, manuals and locales are left out and no package cache is kept, as in the official slim images.
customize() {
    root=$1
    cat >"$root/etc/apt/apt.conf.d/docker-clean" <<'EOF'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
EOF
    cat >"$root/etc/apt/apt.conf.d/docker-no-languages" <<'EOF'
Acquire::Languages "none";
EOF
    cat >"$root/etc/apt/apt.conf.d/docker-gzip-indexes" <<'EOF'
Acquire::GzipIndexes "true";
EOF
    cat >"$root/etc/apt/apt.conf.d/docker-autoremove-suggests" <<'EOF'
Apt::AutoRemove::SuggestsImportant "false";
EOF
    printf 'force-unsafe-io\n' >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
    rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root/etc/resolv.conf" "$root/etc/hostname"
    : >"$root/etc/machine-id"
    find "$root/var/log" -type f -exec truncate -s 0 {} +
}

make_base() {
    suite=$1
    tag=debian:$suite-slim
    if docker image inspect "$tag" >/dev/null 2>&1; then
        say "$tag is there"
        return
    fi
    command -v mmdebstrap >/dev/null || install mmdebstrap
    need_root "making $tag"
    say "making $tag"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mmdebstrap --quiet --variant=minbase --include=ca-certificates --skip=cleanup/apt \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/groff/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        --dpkgopt='path-exclude=/usr/share/lintian/*' --dpkgopt='path-exclude=/usr/share/linda/*' \
        --customize-hook="$0 --customize \"\$1\"" "$suite" "$work/base.tar"
    docker import --change 'CMD ["bash"]' "$work/base.tar" "$tag" >/dev/null
    rm -rf "$work"
    trap - EXIT
}

if [ "${1:-}" = --customize ]; then
    customize "$2"
    exit 0
fi
answers || start_engine
[ "$#" -gt 0 ] || set -- bookworm
for suite in "$@"; do
    make_base "$suite"
done
say "ready: engine $(docker version --format '{{.Server.Version}}')"
