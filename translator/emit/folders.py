"""Names → where an image's files lie in the output, its tag, and names that Kubernetes accepts."""

from __future__ import annotations

import re

from translator.plan.model import Image, Plan


def folder_of(plan: Plan, image: Image) -> str:
    """Return "" for the main image, "NAME/" for the others."""
    return "" if image.name == plan.images[0].name else f"{label_name(image.name)}/"


def tag_of(plan: Plan, image: Image) -> str:
    """Return the tag under which an image is built and referred to: zeebra:1234, zeebra-nginx:1234."""
    main = label_name(plan.name)
    name = (
        main
        if image.name == plan.images[0].name or label_name(image.name) == main
        else f"{main}-{label_name(image.name)}"
    )
    return f"{name}:{version_tag(plan.version)}"


def version_tag(version: str) -> str:
    """Return the version as an image tag may be written; "local" when there is none."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", version).strip("-.")[:128] or "local"


def label_name(text: str, limit: int = 63) -> str:
    """Return `text` as a DNS label: lower case, digits and dashes."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:limit].strip("-")
    return name or "x"
