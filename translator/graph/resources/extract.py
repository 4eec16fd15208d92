"""Archives that are unpacked: archive_file, tar_extract, Puppet's Archive."""

from __future__ import annotations

import posixpath
import re
import shlex

from translator.graph.checksums import checksum
from translator.graph.nodes import Command, Extract, Fetch, File, Node, String
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("archive_file")
def archive_file(reader: Reader) -> Node:
    """An archive that is already on the machine."""
    return Extract(
        **reader.base(),
        archive=reader.named("path"),
        destination=reader.text("destination"),
        strip=reader.number("strip_components"),
        owner=reader.text("owner"),
        group=reader.text("group"),
        mode=reader.mode(),
    )


@RESOURCES.register("tar_extract")
def tar_extract(reader: Reader) -> Node:
    """An archive that is fetched and unpacked in one go."""
    flags = " ".join(reader.names("tar_flags"))
    strip = flags.partition("--strip-components")[2].strip("= ").split(" ")[0]
    return Extract(
        **reader.base(),
        url=reader.string("source") or reader.name,
        destination=reader.text("target_dir"),
        checksum=checksum(reader.text("checksum")),
        strip=int(strip) if strip.isdigit() else 0,
        owner=reader.text("user"),
        group=reader.text("group"),
        creates=reader.text("creates"),
    )


@RESOURCES.register("Archive")
def archive(reader: Reader) -> Node | tuple[Node, ...]:
    """A download, unpacked when it says so; a command of its own for unpacking stays a command."""
    path, source = reader.named("path"), reader.string("source")
    if reader.text("ensure", "present") == "absent":
        return File(**reader.base(), path=path, content=None, present=False)
    if _said(reader, "extract") and (not reader.text("extract_command") or PLAIN_TAR.fullmatch(_command_of(reader))):
        return _unpacked(reader, path, source)
    fetch = _download(reader, path, source)
    return (*fetch, _by_command(reader, path)) if _said(reader, "extract") else fetch


PLAIN_TAR = re.compile(r"(?:/bin/|/usr/bin/)?tar -{0,2}x[zjJvf]+ %s(?: --strip(?:-components)?[= ]\d+)?")
"""An unpacking command that says no more than how many folders to leave out."""


def _command_of(reader: Reader) -> str:
    return " ".join(reader.text("extract_command").split())


def _said(reader: Reader, name: str) -> bool:
    return reader.text(name).lower() in ("true", "yes")


def _checksum(reader: Reader) -> str:
    """Return the digest of the download, "" where the resource asks for no check."""
    unwanted = reader.text("checksum_verify") in ("false", "no") or reader.text("checksum_type") == "none"
    return "" if unwanted else checksum(reader.text("checksum"))


def _download(reader: Reader, path: str, source: String) -> tuple[Node, ...]:
    """A Fetch, nothing for a file that is on the machine."""
    local = source.removeprefix("file://") if isinstance(source, str) else ""
    if not source or local == path:
        return ()
    if local.startswith("/"):
        return (Command(**reader.base(), code=f"cp {shlex.quote(local)} {shlex.quote(path)}", creates=path),)
    owner, group = reader.text("user"), reader.text("group")
    return (Fetch(**reader.base(), url=source, path=path, checksum=_checksum(reader), owner=owner, group=group),)


def _unpacked(reader: Reader, path: str, source: String) -> tuple[Node, ...]:
    kept = reader.text("cleanup", "true") not in ("true", "yes")
    fetch = _download(reader, path, source)
    own = not kept and bool(fetch) and isinstance(fetch[0], Fetch)
    flags = f"{reader.text('extract_flags')} {reader.text('extract_command')}"
    strip = re.search(r"--strip(?:-components)?[= ](\d+)", flags)
    extract = Extract(
        **reader.base(),
        destination=reader.text("extract_path") or posixpath.dirname(path),
        archive="" if own else path,
        url=source if own else "",
        checksum=_checksum(reader) if own else "",
        strip=int(strip[1]) if strip else 0,
        owner=reader.text("user"),
        group=reader.text("group"),
        creates=reader.text("creates"),
    )
    return (extract,) if own else (*fetch, extract)


def _by_command(reader: Reader, path: str) -> Command:
    code = reader.text("extract_command").replace("%s", path)
    creates = reader.text("creates")
    if reader.text("cleanup", "true") in ("true", "yes"):
        code = f"{code} && rm {path}"
    return Command(
        **reader.base(), code=code, cwd=reader.text("extract_path"), user=reader.text("user"), creates=creates
    )
