"""Does the image equal the machine? The real agent is asked, over each built image, without changing it; or it converges
a container of the same base, and the two file systems are compared.

Everything made for it is thrown away: the layer with the agent, containers and volumes.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code, Diagnostic
from translator.image import agents
from translator.image.agents.base import AGENTS, WORK, Agent, Inputs, Refused, Run
from translator.image.context import is_built
from translator.image.converged import Trees, compare, together, united
from translator.image.description import Described, ImageInfo, NotConverted, describe
from translator.image.engine import RUN_LABEL, NoEngine, connect, reason_of
from translator.image.left_out import LeftOut
from translator.image.machine_tree import NONE, Difference, Tree, read_tree
from translator.image.places import span_at
from translator.image.results import Row, Verdict, VerifyResult
from translator.image.session import Session
from translator.image.verdicts import COMMENT, Placements, differs_in_comments, judged
from translator.registry import import_folder

if TYPE_CHECKING:
    import docker
    from docker.models.containers import Container

import_folder(agents)

Progress = Callable[[str], None]
PATIENCE = 1800


def verify(
    folder: Path, against: str, inputs: Inputs, converge: bool = False, progress: Progress | None = None
) -> VerifyResult:
    """Hold the built images of `folder` against the agent named `against`; any unexplained difference is an error."""
    say = progress or (lambda line: None)
    kind = AGENTS.get(against)
    if kind is None:
        return _failed(f"there is no agent {against!r}; there are {', '.join(sorted(AGENTS))}")
    agent = kind(inputs)
    try:
        described = describe(folder)
        if agent.problem():
            return _failed(agent.problem())
        with closing(connect()) as client:
            rows = _rows(client, described, agent, converge, say)
    except NoEngine as error:
        return VerifyResult(rows=(), diagnostics=(error.diagnostic,))
    except (NotConverted, Refused) as error:
        return _failed(str(error))
    return VerifyResult(rows=rows, diagnostics=tuple(_diagnostics(rows)))


def _failed(message: str) -> VerifyResult:
    return VerifyResult(rows=(), diagnostics=(Diagnostic(code=Code.VERIFY_FAILED, message=message, span=None),))


def _diagnostics(rows: tuple[Row, ...]) -> Iterator[Diagnostic]:
    for row in rows:
        if row.verdict is Verdict.DIFFERENT:
            yield Diagnostic(code=Code.DIFFERS, message=f"{row.subject}: {row.detail}", span=span_at(row.place))


def _rows(
    client: docker.DockerClient, described: Described, agent: Agent, converge: bool, say: Progress
) -> tuple[Row, ...]:
    import docker.errors
    import urllib3.exceptions

    missing = [image.tag for image in described.images if not is_built(client, described, image)]
    if missing:
        raise Refused(f"not built yet from what stands here: {', '.join(missing)}")
    with Session(client) as session:
        if agent.remark():
            say(agent.remark())
        verification = Verification(session, described, agent, say)
        try:
            return tuple(verification.converged() if converge else verification.asked())
        except docker.errors.APIError as error:
            raise Refused(f"the engine refused: {error.explanation or error}") from error
        except urllib3.exceptions.HTTPError as error:
            raise NoEngine(reason_of(error)) from error
        except docker.errors.BuildError as error:
            raise Refused(f"the agent cannot be put over the image: {_tail(error)}") from error


def _tail(error: Any) -> str:
    said = [str(entry["stream"]).rstrip() for entry in error.build_log if str(entry.get("stream", "")).strip()]
    return "\n".join([str(error), *said[-15:]])


class Verification:
    """One folder held against one agent, within one session."""

    def __init__(self, session: Session, described: Described, agent: Agent, say: Progress) -> None:
        self.session = session
        self.described = described
        self.agent = agent
        self.held = {image.tag: str(session.client.images.get(image.tag).id) for image in described.images}
        """Which image a tag is now: another build may take the tag while the agent runs."""
        self.say = say

    def asked(self) -> Iterator[Row]:
        """Yield a row for each resource: the agent is run over every image, and changes nothing."""
        runs: dict[str, Run] = {}
        for image in self.described.images:
            self.say(f"putting the agent over {image.tag}")
            tag = self.over(image.tag, image.base)
            self.say(f"asking it about {image.tag}")
            container, run, log = self.run(tag, converge=False)
            container.remove(force=True)
            if run.problem:
                raise Refused(f"{image.tag}: {run.problem}\n{_last(log)}")
            runs[image.name] = run
        report = json.loads((self.described.folder / "report.json").read_text(encoding="utf-8"))
        yield from judged(runs, report["resources"], self.agent.run_states)

    def converged(self) -> Iterator[Row]:
        """Yield a row for each difference between a container that the agent converged and our images together."""
        for image in (together(self.described.images),):
            self.say(f"converging a machine from {image.base}")
            tag = self.over(image.base, image.base, converge=True)
            alone = self._tree(tag)
            container, run, log = self.run(tag, converge=True)
            if run.problem:
                raise Refused(f"{run.problem}\n{_last(log)}")
            self.say("comparing it with the image")
            machine = read_tree(container)
            base = self._tree(image.base)
            ours = united(base, tuple(self._tree(each.tag) for each in self.described.images))
            trees = Trees(machine=machine, agent=alone, base=base, image=ours)
            report = json.loads((self.described.folder / "report.json").read_text(encoding="utf-8"))
            left_out = LeftOut(run.statuses, Placements(report["resources"]), trees)
            yield from (_failure(status) for status in run.statuses if status.failure and status.kind != "Service")
            differences = [self._read(container, image, left_out.explained(each)) for each in compare(trees, image)]
            container.remove(force=True)
            yield from (_row(image, each) for each in differences)

    def _read(self, machine: Container, image: ImageInfo, difference: Difference) -> Difference:
        """Return the difference, explained when both have a text and only comments that name the machine differ."""
        alike = difference.machine.rpartition(" ")[0] == difference.image.rpartition(" ")[0]
        if (
            difference.explanation
            or difference.what != "file"
            or NONE in (difference.machine, difference.image)
            or not alike
        ):
            return difference
        container = self.session.create(self.held.get(image.tag, image.tag), command=["true"], entrypoint=[])
        ours, theirs = (_file(each, difference.path).decode(errors="replace") for each in (container, machine))
        container.remove(force=True)
        return replace(difference, explanation=COMMENT) if differs_in_comments(ours, theirs) else difference

    def over(self, tag: str, base: str, converge: bool = False) -> str:
        """Return a throw-away image with the agent over `tag`."""
        lines = [f"FROM {self.held.get(tag, tag)}", "USER 0", "ENTRYPOINT []", 'CMD ["sleep", "infinity"]']
        lines += [f"RUN {command}" for command in self.agent.install(base, converge)]
        name = f"cook2image-{self.session.run}:agent-{len(self.session.images)}"
        self.session.images.append(name)
        self.session.client.images.build(
            fileobj=io.BytesIO("\n".join(lines).encode()),
            tag=name,
            rm=True,
            forcerm=True,
            labels={RUN_LABEL: self.session.run},
        )
        return name

    def run(self, tag: str, converge: bool) -> tuple[Container, Run, str]:
        """Run the agent in a container of `tag`; returns the ended container, what it reports, and its output."""
        attached = self.agent.attach(self.session)
        container = self.session.create(
            tag,
            command=self.agent.command(converge),
            user="0",
            network=self.session.network,
            **{"hostname": self.described.name[:60], **attached},
        )
        container.put_archive("/", self.agent.archive())
        container.start()
        container.wait(timeout=PATIENCE)
        log = container.logs().decode(errors="replace")
        return container, self.agent.read(_file(container, self.agent.report), log), log

    def _tree(self, tag: str) -> Tree:
        container = self.session.create(self.held.get(tag, tag), command=["true"], entrypoint=[])
        try:
            return read_tree(container)
        finally:
            container.remove(force=True)


def _last(log: str) -> str:
    lines = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines() if not line.startswith("Debug:")]
    return "\n".join(f"    {line}" for line in lines[-20:])


def _file(container: Container, path: str) -> bytes:
    """Return a file of a container, nothing when there is none."""
    import docker.errors

    try:
        chunks, _ = container.get_archive(path)
    except docker.errors.NotFound:
        return b""
    with tarfile.open(fileobj=io.BytesIO(b"".join(chunks))) as archive:
        content = archive.extractfile(archive.getmembers()[0])
        return content.read() if content is not None else b""


def _failure(status: Any) -> Row:
    return Row(
        subject=status.key, verdict=Verdict.NOT_APPLICABLE, detail=f"failed: {status.failure}", place=status.place
    )


def _row(image: ImageInfo, difference: Any) -> Row:
    verdict = Verdict.EXPLAINED if difference.explanation else Verdict.DIFFERENT
    detail = f"machine {difference.machine}, image {difference.image}"
    reason = difference.explanation
    return Row(
        subject=f"{difference.what} {difference.path}", verdict=verdict, detail=detail, reason=reason, image=image.name
    )


__all__ = ["WORK", "Inputs", "verify"]
