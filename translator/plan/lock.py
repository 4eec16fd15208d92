"""A lock file beside the output → a plan with the digests and versions that an earlier build found.

before:  base "debian:bookworm-slim", packages ("nginx",), lock {"base_images": {"debian:bookworm-slim": "sha256:1f…"},
         "packages": {"web": {"nginx": "1.22.1-9"}}}
after:   base "debian:bookworm-slim@sha256:1f…", packages ("nginx=1.22.1-9",)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from translator.plan.layers import SEPARATORS
from translator.plan.model import Image, InstallPackages, Layer, Plan, Step

NAME = "cook2image.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Base image → digest, and image → package → version, as a build found them."""

    base_images: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def parse_lock(text: str) -> Lock:
    """Return the lock of a file's text; ValueError when it is none."""
    try:
        data = json.loads(text)
        packages = {image: dict(versions) for image, versions in data["packages"].items()}
        return Lock(base_images=dict(data["base_images"]), packages=packages)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{NAME} is not what `build --lock` writes: {error}") from error


def lock_text(lock: Lock) -> str:
    """Return the file's text, the same for the same lock."""
    data = {
        "base_images": dict(lock.base_images),
        "packages": {name: dict(each) for name, each in lock.packages.items()},
    }
    return json.dumps(data, indent=1, sort_keys=True) + "\n"


def locked(plan: Plan, lock: Lock) -> Plan:
    """Return the plan with what the lock knows; versions that the recipe names itself stay."""
    return replace(plan, images=tuple(_image(image, lock) for image in plan.images))


def _image(image: Image, lock: Lock) -> Image:
    versions = lock.packages.get(image.name, {})
    digest = lock.base_images.get(image.base, "")
    return replace(
        image,
        base=f"{image.base}@{digest}" if digest else image.base,
        layers=tuple(_layer(layer, versions) for layer in image.layers),
        packages=tuple((name, version or versions.get(name, "")) for name, version in image.packages),
    )


def _layer(layer: Layer, versions: Mapping[str, str]) -> Layer:
    return replace(layer, steps=tuple(_step(step, versions) for step in layer.steps))


def _step(step: Step, versions: Mapping[str, str]) -> Step:
    if not isinstance(step, InstallPackages) or step.manager not in ("apt", "yum", "dnf", "zypper", "apk"):
        return step
    separator = SEPARATORS[step.manager]
    named = tuple(f"{name}{separator}{versions[name]}" if name in versions else name for name in step.packages)
    whole = all(name in versions or separator in name for name in step.packages)
    return replace(step, packages=named, pinned=step.pinned or whole)
