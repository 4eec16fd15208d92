"""A converted folder → its images, built by the engine's classic builder.

A failing step is named by the resource of the recipe that it came from, with its output.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code, Diagnostic
from translator.image.context import LABEL, fingerprint
from translator.image.description import Described, ImageInfo, NotConverted, describe
from translator.image.engine import NoEngine, connect, interruptible, quietly, reason_of
from translator.image.history import layer_sizes, step_sizes
from translator.image.learn import learn
from translator.image.lock import Keep, write_lock
from translator.image.places import span_at
from translator.image.reproducible import VARIABLE, epoch_of, stamp
from translator.image.results import BuildResult, BuiltImage
from translator.image.session import Session

if TYPE_CHECKING:
    import docker

Progress = Callable[[str], None]
_STEP = re.compile(r"Step (\d+)/(\d+) : (.*)", re.DOTALL)
_MADE = re.compile(r"---> ([0-9a-f]{12})$")
KEPT_LINES = 30


@dataclass(slots=True)
class Log:
    """What the engine's stream said so far about one image."""

    steps: int = 0
    step: int = 0
    instruction: str = ""
    cached: int = 0
    identifier: str = ""
    error: str = ""
    output: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    from_cache: bool = False


def build(
    folder: Path,
    progress: Progress | None = None,
    host_network: bool = False,
    no_cache: bool = False,
    arguments: dict[str, str] | None = None,
    keep: Keep | None = None,
) -> BuildResult:
    """Build every image of `folder` under the tag of its report; stops at the first that fails.

    `arguments` are build arguments for all images (an application's version, say); `keep` says what goes to the lock.
    With SOURCE_DATE_EPOCH in the environment the images hold no later time, and two builds give the same.
    """
    given = dict(arguments or {})
    epoch = epoch_of()
    if epoch is not None:
        given[VARIABLE] = str(epoch)
    options = {"network_mode": "host" if host_network else None, "nocache": no_cache, "buildargs": given}
    said: tuple[Diagnostic, ...] = ()
    built: list[BuiltImage] = []
    try:
        described = describe(folder)
        with interruptible(), closing(connect()) as client:
            for image in described.images:
                built.append(_build_one(client, described, image, progress or _silent, options))
                built[-1] = _stamped(client, image, built[-1], epoch)
            if keep is not None and (keep.versions or keep.digests):
                said = write_lock(client, described, keep)
            if described.asks_for_units:
                _learn(client, built, progress or _silent)
    except NoEngine as error:
        return BuildResult(images=tuple(built), diagnostics=(error.diagnostic,))
    except NotConverted as error:
        return BuildResult(images=(), diagnostics=(Diagnostic(code=Code.BUILD_FAILED, message=str(error), span=None),))
    except BuildFailed as error:
        return BuildResult(images=tuple(built), diagnostics=error.diagnostics)
    return BuildResult(images=tuple(built), diagnostics=said)


def _stamped(client: docker.DockerClient, image: ImageInfo, built: BuiltImage, epoch: int | None) -> BuiltImage:
    if epoch is None:
        return built
    return replace(built, identifier=stamp(client, image.tag, image.base, epoch))


def _learn(client: docker.DockerClient, built: list[BuiltImage], progress: Progress) -> None:
    """Keep how the packages' services start, for the next conversion; what an image does not tell is no failure."""
    import docker.errors
    import requests

    try:
        with Session(client, connected=False) as session:
            for image in built:
                installed = any("install" in step for step in image.ran)
                for name in learn(session, image.tag) if installed else ():
                    progress(f"  learnt how {name} starts")
    except (docker.errors.DockerException, requests.exceptions.RequestException, OSError, ValueError):
        return


class BuildFailed(Exception):
    """A step of an image failed; `diagnostics` name the resources behind it."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics[0].message)
        self.diagnostics = diagnostics


def _silent(line: str) -> None:
    return


def _build_one(
    client: docker.DockerClient, described: Described, image: ImageInfo, progress: Progress, options: dict[str, Any]
) -> BuiltImage:
    import docker.errors
    import urllib3.exceptions

    progress(f"building {image.tag}")
    log = Log()
    path = described.folder / image.folder
    try:
        labels = {LABEL: fingerprint(described, image)}
        events = client.api.build(
            path=str(path), tag=image.tag, labels=labels, decode=True, rm=True, forcerm=True, **options
        )
        for line in _lines(events, log):
            _follow(line, log, progress)
    except (docker.errors.DockerException, OSError) as error:
        log.error = reason_of(error)
    except urllib3.exceptions.HTTPError as error:
        raise NoEngine(f"it went away at step {log.step} of {image.name}: {reason_of(error)}") from error
    except KeyboardInterrupt:
        _forget(client, log)
        raise
    if log.error:
        _forget(client, log)
        raise BuildFailed(_explained(image, log))
    return _built(client, described, image, log)


def _lines(events: Iterable[dict[str, Any]], log: Log) -> Iterator[str]:
    """Yield the stream's lines; the events come in pieces that end anywhere."""
    rest = ""
    for event in events:
        if "error" in event:
            log.error = str(event["error"]).strip()
        if isinstance(event.get("aux"), dict):
            log.identifier = str(event["aux"].get("ID", log.identifier))
        text = rest + str(event.get("stream", ""))
        *whole, rest = text.split("\n")
        yield from whole
    if rest:
        yield rest


def _follow(line: str, log: Log, progress: Progress) -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip()
    step = _STEP.match(plain)
    made = _MADE.search(plain)
    if step:
        log.step, log.steps, log.instruction = int(step[1]), int(step[2]), step[3].strip()
        log.output, log.from_cache = [], False
        progress(f"  step {step[1]}/{step[2]}: {_shortened(log.instruction)}")
    elif plain.strip() == "---> Using cache":
        log.cached, log.from_cache = log.cached + 1, True
    elif made and not plain.startswith("Successfully"):
        _note_made(log, made[1])
    elif plain.strip() and not plain.lstrip().startswith("---> Running in"):
        log.output = [*log.output, plain][-KEPT_LINES:]


def _note_made(log: Log, identifier: str) -> None:
    if not log.from_cache and not log.instruction.startswith("FROM "):
        log.made.append(identifier)
        log.ran.append(log.instruction)


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else flat[:99] + "…"


def _built(client: docker.DockerClient, described: Described, image: ImageInfo, log: Log) -> BuiltImage:
    attributes = client.images.get(image.tag).attrs
    return BuiltImage(
        name=image.name,
        tag=image.tag,
        identifier=attributes["Id"],
        steps=log.steps,
        cached=log.cached,
        megabytes=round(attributes["Size"] / 1e6, 1),
        ran=tuple(log.ran),
        layers=tuple(layer_sizes(image, step_sizes(client, described, image))),
    )


def _forget(client: docker.DockerClient, log: Log) -> None:
    """Remove the layers that the failed build itself made, so that no nameless image stays."""
    for identifier in reversed(log.made):
        quietly(client.api.remove_image, identifier, noprune=True)


def _explained(image: ImageInfo, log: Log) -> tuple[Diagnostic, ...]:
    """Return one diagnostic for each resource behind the failed step, the step's own output in the first."""
    record = image.steps.get(log.step, {})
    where = f"{image.folder}/Dockerfile".lstrip("/") + (f":{record['line']}" if record else "")
    if not log.step:
        message = f"{image.name}: its build could not start: {log.error}"
        return (Diagnostic(code=Code.BUILD_FAILED, message=message, span=None),)
    said = "\n".join(f"    {line}" for line in log.output)
    message = (
        f"{image.name}: step {log.step} ({where}) failed: {_shortened(log.instruction)}\n{said}\n    {_last(log.error)}"
    )
    resources = record.get("resources", [])
    if not resources:
        return (Diagnostic(code=Code.BUILD_FAILED, message=message, span=None),)
    name, source = resources[0]
    others = ", ".join(f"{other} ({place})" for other, place in resources[1:])
    hint = f"this step is {name} ({source})" + (f" and {others}" if others else "")
    return (Diagnostic(code=Code.BUILD_FAILED, message=message, span=span_at(source), hint=hint),)


def _last(error: str) -> str:
    found = re.search(r"returned a non-zero code: \d+", error)
    return found[0] if found else " ".join(error.split())
