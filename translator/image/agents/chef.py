"""Real Chef out of an image that the user names: mounted, never installed; its run list is asked with --why-run.

The image must have Chef under one of PREFIXES, as the images of Chef Infra Client and of Cinc Client do.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Severity
from translator.emit.packages import manager_of
from translator.image.agents.base import AGENTS, WORK, Agent, Packing, Refused, Run
from translator.image.agents.chef_lines import Reader
from translator.image.agents.chef_repository import CLIENT_FILE, missing, needed, repository_files, run_list

if TYPE_CHECKING:
    from translator.image.session import Session

PREFIXES = {"/opt/chef": "bin/chef-client", "/opt/cinc": "bin/cinc-client"}
HANDLER = Path(__file__).with_name("chef_handler.rb")
LICENCE = "CHEF_LICENSE"
"""The variable by which Chef's licence is accepted: handed on when the user has it set, never set by us."""
MACHINE = ("mkdir -p " + " ".join(f"/usr/share/man/man{section}" for section in range(1, 9)), "apt-get update")
"""What a machine has and a slim image lacks: lists of packages, and the folders of manuals, which packages link into."""
_ACTIONS = frozenset({"enable", "disable", "start", "stop", "restart", "reload", "mask", "unmask"})


@AGENTS.register("chef")
class Chef(Agent):
    """chef-client in local mode, with --why-run unless it converges."""

    run_states: Mapping[str, frozenset[str]] = {
        "service": _ACTIONS | {"enabled", "running", "masked"},
        "runit_service": _ACTIONS | {"enabled", "running"},
        "log": frozenset({"write", "message"}),
    }
    _program = ""

    @property
    def report(self) -> str:
        return f"{WORK}/report.jsonl"

    def problem(self) -> str:
        project = self.inputs.project
        if project is None:
            return "name the cookbook, role or repository that was converted with --repository"
        wrong = [each.message for each in project.diagnostics if each.severity is Severity.ERROR]
        if wrong:
            return "; ".join(wrong)
        if not run_list(project):
            return "name what to run with --run-list"
        return "" if self.inputs.agent_image else "name an image that has Chef with --agent-image"

    def install(self, base: str, converge: bool) -> tuple[str, ...]:
        """Return what makes a machine of a slim image; Chef itself is mounted."""
        return MACHINE if converge and manager_of(base) == "apt" else ()

    def attach(self, session: Session) -> dict[str, Any]:
        """Copy the image's Chef into a volume of the run, at first use."""
        import docker.errors

        image = self.inputs.agent_image
        try:
            prefix, program = _found(session, image)
        except docker.errors.ImageNotFound as error:
            raise Refused(f"there is no image {image} here; pull or build it first") from error
        if not program:
            raise Refused(f"the image {image} has no Chef: there is none of {', '.join(_programs())}")
        self._program = program
        volume = session.volume("chef")
        session.create(image, command=["true"], entrypoint=[], volumes={volume: {"bind": prefix, "mode": "rw"}})
        accepted = {LICENCE: os.environ[LICENCE]} if os.environ.get(LICENCE) else {}
        place = {"bind": prefix, "mode": "ro"}
        return {"volumes": {volume: place}, "environment": accepted, "hostname": self._hostname()}

    def _hostname(self) -> str:
        """Return what commands of the cookbooks say of the host, as the conversion has it."""
        facts = self.inputs.project.facts.data if self.inputs.project else {}
        return str(facts.get("hostname") or "machine").partition(".")[0]

    def remark(self) -> str:
        """Return what Chef is asked without."""
        absent = missing(self.inputs.project) if self.inputs.project else {}
        return f"without the cookbooks {', '.join(sorted(absent))}, which the repository lacks" if absent else ""

    def archive(self) -> bytes:
        assert self.inputs.project is not None
        files = {**repository_files(self.inputs.project), "handler.rb": HANDLER.read_bytes()}
        return Packing(files=files).bytes()

    def command(self, converge: bool) -> list[str]:
        words = [self._program or _programs()[0], "-c", CLIENT_FILE, *([] if converge else ["--why-run"])]
        return ["sh", "-c", f"{shlex.join(words)} 2>&1"]

    def read(self, report: bytes, log: str) -> Run:
        """Return the statuses that our handler wrote."""
        assert self.inputs.project is not None
        if not report and "license" in log.lower():
            return Run(problem=f"Chef asks for its licence: if you accept it, set {LICENCE}=accept-no-persist")
        places = {name: book.path for name, book in needed(self.inputs.project).items()}
        return Reader(places, self.inputs.secrets).read(report)


def _programs() -> list[str]:
    return [f"{prefix}/{program}" for prefix, program in PREFIXES.items()]


def _found(session: Session, image: str) -> tuple[str, str]:
    """Return where the image has Chef, and its program; "" when it has none."""
    import docker.errors

    container = session.create(image, command=["true"], entrypoint=[])
    try:
        for prefix, program in PREFIXES.items():
            try:
                container.get_archive(f"{prefix}/{program}")
            except docker.errors.NotFound:
                continue
            return prefix, f"{prefix}/{program}"
        return "", ""
    finally:
        container.remove(force=True, v=True)
