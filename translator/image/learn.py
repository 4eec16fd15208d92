"""A built image → what its packages' unit files say, kept in the user's cache folder for the next conversion.

A slim image has no systemd, but its packages bring their units all the same. What a release's shipped table knows
already is not learnt again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translator.cache import cache_folder, save
from translator.image.session import Session
from translator.load.known_units import (
    FOLDER,
    KnownUnit,
    facts_of,
    platform_key,
    read_learnt,
    shipped_units,
    table_text,
)
from translator.plan.systemd import parse_unit

# Prints the release, then each unit and tmpfiles.d file: its kind, path, package and version, and text after a line feed.
_READ = r"""
. /etc/os-release; printf '%s\t%s\t%s\n' "$ID" "$VERSION_ID" "$ID_LIKE"
owner() {
  if command -v dpkg-query >/dev/null; then
    name=$(dpkg-query -S "$1" 2>/dev/null || dpkg-query -S "${1#/usr}" 2>/dev/null) && name=${name%%:*} &&
      printf '%s\t%s' "$name" "$(dpkg-query -W -f '${Version}' "$name")"
  else rpm -qf --queryformat '%{NAME}\t%{VERSION}-%{RELEASE}' "$1" 2>/dev/null; fi
}
for path in /usr/lib/systemd/system/*.service /usr/lib/systemd/system/*.socket /lib/systemd/system/*.service \
  /lib/systemd/system/*.socket /usr/lib/tmpfiles.d/*.conf; do
  [ -f "$path" ] && [ ! -L "$path" ] || continue
  printf '\036%s\t%s\n' "$path" "$(owner "$path" || :)"; cat "$path"
done
"""


@dataclass(frozen=True, slots=True)
class ReleaseOf:
    """The release that an image says it is."""

    name: str
    version: str
    family: str


def learn(session: Session, tag: str, folder: Path | None = None) -> tuple[str, ...]:
    """Keep what the image's units say; returns the names of those that were not known before."""
    first, *texts = session.output(tag, ["sh", "-c"], [_READ]).split("\x1e")
    release = _release(first)
    shipped, target = shipped_units(release), folder or cache_folder()
    known = dict(read_learnt(target, platform_key(release)))
    new = {name: unit for name, unit in _units(texts) if name not in shipped and known.get(name) != unit}
    if new:
        save(target / FOLDER / f"{platform_key(release)}.json", table_text({**known, **new}).encode())
    return tuple(sorted(new))


def _release(line: str) -> ReleaseOf:
    name, version, like = (*line.strip().split("\t"), "", "", "")[:3]
    return ReleaseOf(name, version, "debian" if "debian" in f"{name} {like}" else "rhel")


def _units(texts: list[str]) -> Iterator[tuple[str, KnownUnit]]:
    found = [(head.split("\t"), body) for head, _, body in (text.partition("\n") for text in texts)]
    tmpfiles: dict[str, str] = {}
    for (path, *owner), body in found:
        if path.endswith(".conf") and len(owner) == 2:
            tmpfiles[owner[0]] = tmpfiles.get(owner[0], "") + body
    for (path, *owner), body in found:
        if not path.endswith(".conf") and len(owner) == 2:
            name = path.rpartition("/")[2]
            yield name, facts_of(owner[0], owner[1], parse_unit(name, body).settings, tmpfiles.get(owner[0], ""))
