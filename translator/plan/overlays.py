"""Two plans of the same machine in two environments → what the second one changes."""

from __future__ import annotations

from translator.plan.model import Image, Overlay, Plan


def overlay(base: Plan, other: Plan, environment: str) -> Overlay:
    """Return the files and variables in which `other`, the plan of `environment`, differs from `base`.

    One image serves every environment, so only what can be mounted or set at run time is taken over: texts of baked
    and of rendered files, plain variables, and the application's version as the image's tag.
    """
    files: dict[str, str] = {}
    variables: dict[str, str] = {}
    known = {image.name: image for image in base.images}
    for image in other.images:
        before = known.get(image.name)
        if before is not None:
            files.update(_changed(_texts(before), _texts(image)))
            variables.update(_changed(_variables(before), _variables(image)))
    version = other.version if other.version != base.version else ""
    return Overlay(environment=environment, files=files, variables=variables, version=version)


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    return {name: after[name] for name in sorted(after) if before.get(name) != after[name]}


def _texts(image: Image) -> dict[str, str]:
    baked = {
        entry.path: entry.content for entry in image.rootfs if isinstance(entry.content, str) and entry.kind == "file"
    }
    return {**baked, **{file.path: file.text for file in image.runtime_files}}


def _variables(image: Image) -> dict[str, str]:
    return dict(image.process.environment) if image.process else {}
