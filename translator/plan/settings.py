"""What the user may decide about the plan; every field has a default."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of cook2image.yaml and of the command line.

    `base_images` are by "name-version" or "name" of the platform, `commands` by service name, `sidecar_images` by the
    name in tables/collectors.py. `source` is the address that the images' labels name, `tool_version` this program's.
    """

    name: str = ""
    version: str = ""
    source: str = ""
    base_images: dict[str, str] = field(default_factory=dict)
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sidecar_images: dict[str, str] = field(default_factory=dict)
    tool_version: str = "0.1.0"
