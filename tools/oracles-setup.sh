#!/bin/sh
# Installs the oracles that the tests compare with: Debian's ruby (with Ripper) and ruby-erubis.
set -eu

missing() { ! dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

wanted=""
for package in ruby ruby-erubis; do
    if missing "$package"; then wanted="$wanted $package"; fi
done
if [ -n "$wanted" ]; then
    apt-get update --quiet
    # shellcheck disable=SC2086  # a list of package names, split on purpose
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $wanted
fi
