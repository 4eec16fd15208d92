"""Links from log files to the standard streams, below a folder that is mounted → made when the container starts.

before:  stdout_links (/var/log/nginx/access.log → /dev/stdout), and a volume at /var/log/nginx that would hide it
after:   the same link as a line of the entrypoint
"""

from __future__ import annotations

from dataclasses import replace

from translator.emit.quoting import shell_word
from translator.plan.model import Image, Plan


def with_late_links(plan: Plan) -> Plan:
    """Return the plan with such links among what its processes do first."""
    return replace(plan, images=tuple(_image(plan, image) for image in plan.images))


def _image(plan: Plan, image: Image) -> Image:
    if image.process is None:
        return image
    folders = [v.path.rstrip("/") + "/" for v in plan.volumes if not v.images or image.name in v.images]
    late = [link for link in image.process.stdout_links if link[0].startswith(tuple(folders))]
    if not late:
        return image
    lines = tuple(f"ln -sf {shell_word(target)} {shell_word(path)}" for path, target in late)
    return replace(image, process=replace(image.process, prepare=(*lines, *image.process.prepare)))
