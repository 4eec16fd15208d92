"""Two plans of the same machine in two environments → what the second one changes."""

from __future__ import annotations

from collections.abc import Iterator

from translator.plan.model import Difference, Image, Overlay, Plan, Sidecar


def overlay(base: Plan, other: Plan, environment: str) -> Overlay:
    """Return that in which `other`, the plan of `environment`, differs from `base`.

    One image serves every environment, so only what can be mounted or set at run time is taken over: texts of baked
    and of rendered files, variables and limits of images and sidecars, and the application's version as the image's tag.
    """
    return Overlay(
        environment=environment,
        images=_differences({x.name: _of_image(x) for x in base.images}, {x.name: _of_image(x) for x in other.images}),
        sidecars=_differences(
            {x.name: _of_sidecar(x) for x in base.sidecars}, {x.name: _of_sidecar(x) for x in other.sidecars}
        ),
        sources={name: changed for name, changed in _sources(base, other) if changed},
        version=other.version if other.version != base.version else "",
    )


def _sources(base: Plan, other: Plan) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield which keys of each stub of the base come from elsewhere."""
    after = {stub.name: stub.keys for stub in other.secrets}
    for stub in base.secrets:
        keys = {key: source for key, source in after.get(stub.name, {}).items() if key in stub.keys}
        yield stub.name, _changed(stub.keys, keys)


def _differences(before: dict[str, Difference], after: dict[str, Difference]) -> dict[str, Difference]:
    found = {name: _difference(before[name], after[name]) for name in after if name in before}
    return {name: each for name, each in found.items() if each != Difference()}


def _difference(before: Difference, after: Difference) -> Difference:
    return Difference(
        files=_changed(before.files, after.files),
        variables=_changed(before.variables, after.variables),
        memory=after.memory if after.memory != before.memory else "",
    )


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    return {name: after[name] for name in sorted(after) if before.get(name) != after[name]}


def _of_image(image: Image) -> Difference:
    """Return all of an image that can be set at run time."""
    baked = {
        entry.path: entry.content for entry in image.rootfs if isinstance(entry.content, str) and entry.kind == "file"
    }
    rendered = {file.path: file.text for file in image.runtime_files}
    process = image.process
    return Difference(
        files={**baked, **rendered},
        variables=dict(process.environment) if process else {},
        memory=process.memory if process else "",
    )


def _of_sidecar(sidecar: Sidecar) -> Difference:
    return Difference(files=dict(sidecar.files), variables=dict(sidecar.environment))
