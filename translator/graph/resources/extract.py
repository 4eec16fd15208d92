"""Archives that are unpacked: archive_file, tar_extract."""

from __future__ import annotations

from translator.graph.nodes import Extract, Node
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
        checksum=reader.text("checksum"),
        strip=int(strip) if strip.isdigit() else 0,
        owner=reader.text("user"),
        group=reader.text("group"),
        creates=reader.text("creates"),
    )
