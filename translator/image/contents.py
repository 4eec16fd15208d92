"""What an image must hold against what it holds: owners, modes, content, links, packages, in one look inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from translator.image.description import ExpectedFile, ImageInfo
from translator.image.results import Check
from translator.image.session import Session

# Prints "kind owner group mode sha256 target", tab-separated, for each argument.
_LOOK = r"""
for path in "$@"; do
  kind=absent sum=- target=-
  if [ -L "$path" ]; then kind=link target=$(readlink "$path")
  elif [ -d "$path" ]; then kind=directory
  elif [ -e "$path" ]; then kind=file sum=$(sha256sum <"$path" | cut -d ' ' -f 1)
  fi
  owner='- - -'
  [ $kind = absent ] || owner=$(stat -c '%U %G %a' "$path")
  printf '%s\t%s\t%s\t%s\n' "$kind" "$owner" "$sum" "$target"
done
"""
_PACKAGES = {
    "dpkg": r"""for name in "$@"; do dpkg-query -W -f '${db:Status-Status} ${Version}' "$name" 2>/dev/null; echo; done""",
    "rpm": r"""for name in "$@"; do rpm -q --queryformat 'installed %{VERSION}-%{RELEASE}' "$name" || :; echo; done""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What stands at a path in the image."""

    kind: str
    owner: str
    group: str
    mode: str
    sha256: str
    target: str


def check_contents(session: Session, image: ImageInfo) -> Iterator[Check]:
    """Yield one check for every file, directory, link and package of the report."""
    paths = [expected.path for expected in image.files]
    for expected, seen in zip(image.files, look(session, image.tag, paths), strict=True):
        yield _file(image, expected, seen)
    yield from _packages(session, image)


def look(session: Session, tag: str, paths: list[str]) -> list[Seen]:
    """Return what stands at each path of an image."""
    if not paths:
        return []
    lines = session.output(tag, ["sh", "-c"], [_LOOK, "sh", *paths]).splitlines()
    return [_seen(line) for line in lines]


def _seen(line: str) -> Seen:
    kind, owner, sum_, target = line.split("\t")
    user, group, mode = owner.split(" ")
    return Seen(kind=kind, owner=user, group=group, mode=mode, sha256=sum_, target=target)


def _file(image: ImageInfo, expected: ExpectedFile, seen: Seen) -> Check:
    wrong = list(_differences(expected, seen))
    what = " ".join(part for part in (seen.owner, seen.group, seen.mode) if part != "-")
    detail = "; ".join(wrong) + (f", from {expected.source}" if wrong and expected.source else "")
    name = f"{expected.kind} {expected.path}"
    return Check(name=name, passed=not wrong, detail=detail or what, image=image.name)


def _differences(expected: ExpectedFile, seen: Seen) -> Iterator[str]:
    if expected.kind != seen.kind:
        yield f"is {seen.kind}"
        return
    if expected.kind == "absent":
        return
    if expected.kind == "link":
        if expected.target and expected.target != seen.target:
            yield f"leads to {seen.target} instead of {expected.target}"
        return
    for word, wanted, found in (
        ("owner", expected.owner, seen.owner),
        ("group", expected.group, seen.group),
        ("mode", expected.mode.lstrip("0"), seen.mode),
        ("content (SHA-256)", expected.sha256, seen.sha256),
    ):
        if wanted and wanted != found:
            yield f"{word} is {found} instead of {wanted}"


def _packages(session: Session, image: ImageInfo) -> Iterator[Check]:
    if not image.packages:
        return
    names = [name for name, _ in image.packages]
    for (name, version), line in zip(image.packages, _asked(session, image, names), strict=True):
        passed = line.startswith("installed") and version in line
        yield Check(name=f"package {name}", passed=passed, detail=line or "not installed", image=image.name)


def _asked(session: Session, image: ImageInfo, names: Iterable[str]) -> list[str]:
    """Return "installed VERSION" or something else for each name."""
    manager = "dpkg" if image.base.startswith(("debian", "ubuntu")) else "rpm"
    return session.output(image.tag, ["sh", "-c"], [_PACKAGES[manager], "sh", *names]).splitlines()


def packages_in(session: Session, image: ImageInfo, names: Sequence[str]) -> dict[str, str]:
    """Return the version of each package in a built image, "" for one that is not there."""
    lines = _asked(session, image, names) if names else []
    states = (line.partition(" ") for line in lines)
    return {name: state[2] if state[0] == "installed" else "" for name, state in zip(names, states, strict=True)}
