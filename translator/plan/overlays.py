"""Two plans of the same machine in two environments → what the second one changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from translator.plan.model import CronJob, Difference, Image, NetworkRule, Overlay, Plan, Sidecar


def overlay(base: Plan, other: Plan, environment: str) -> Overlay:
    """Return that in which `other`, the plan of `environment`, differs from `base`.

    One image serves every environment, so only what can be mounted or set at run time is taken over: texts of baked
    and of rendered files, variables and limits of images and sidecars, the application's version as the image's tag, and
    what stands around the pods: names, certificates, rules, jobs, the cloud role.
    """
    return Overlay(
        environment=environment,
        images=_differences({x.name: _of_image(x) for x in base.images}, {x.name: _of_image(x) for x in other.images}),
        sidecars=_differences(
            {x.name: _of_sidecar(x) for x in base.sidecars}, {x.name: _of_sidecar(x) for x in other.sidecars}
        ),
        sources={name: changed for name, changed in _sources(base, other) if changed},
        version=other.version if other.version != base.version else "",
        fronts=_own(base.fronts, other.fronts),
        certificates=_own(base.certificates, other.certificates),
        rules=_own(_known(base.rules), _known(other.rules)),
        jobs=_own(_known(base.jobs), _known(other.jobs)),
        account=_own(replace(base.account, origin=None), replace(other.account, origin=None)),
    )


_Thing = TypeVar("_Thing")
_Known = TypeVar("_Known", NetworkRule, CronJob)


def _own(before: _Thing, after: _Thing) -> _Thing | None:
    return after if after != before else None


def _known(things: tuple[_Known, ...]) -> tuple[_Known, ...]:
    """Return the things without the lines that they come from, which may be others in each environment."""
    return tuple(replace(each, origin=None) for each in things)


def in_environment(base: Plan, differs: Overlay) -> Plan:
    """Return the plan with what an environment has of its own around the pods."""
    own = {name: value for name in _AROUND if (value := getattr(differs, name)) is not None}
    return replace(base, **own)


_AROUND = ("fronts", "certificates", "rules", "jobs", "account")


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
        cpu=after.cpu if after.cpu != before.cpu else "",
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
        cpu=process.cpu if process else "",
    )


def _of_sidecar(sidecar: Sidecar) -> Difference:
    return Difference(files=dict(sidecar.files), variables=dict(sidecar.environment))
