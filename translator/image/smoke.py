"""A converted folder whose images are built → do they start, run as they should, and hold what the report says?

Everything runs on a private network with made-up secrets, and is removed at the end, also after Ctrl-C.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code, Diagnostic
from translator.image.contents import check_contents
from translator.image.context import is_built
from translator.image.description import Described, ImageInfo, MountedFile, NotConverted, SidecarInfo, describe
from translator.image.engine import NoEngine, connect, has_image, reason_of
from translator.image.results import Check, SmokeResult
from translator.image.running import Running
from translator.image.session import Session, put_file
from translator.image.stand_ins import Pair, StandIns, from_this_machine, openssl_script, parse_pair

if TYPE_CHECKING:
    import docker
    from docker.models.containers import Container

Progress = Callable[[str], None]
PATIENCE = 90.0
"""Seconds that a service may take until it listens."""


def smoke(folder: Path, progress: Progress | None = None, patience: float = PATIENCE) -> SmokeResult:
    """Test the built images of `folder`; KeyboardInterrupt passes through after the clean-up."""
    say = progress or (lambda line: None)
    try:
        described = describe(folder)
        client = connect()
    except NoEngine as error:
        return SmokeResult(checks=(), diagnostics=(error.diagnostic,))
    except NotConverted as error:
        return _failed(str(error))
    with closing(client):
        missing = [image.tag for image in described.images if not is_built(client, described, image)]
        if missing:
            message = f"not built yet from what stands here: {', '.join(missing)}"
            return _failed(message, hint=f"run `cook2image build {folder}` first")
        return _run(client, described, say, patience)


def _failed(message: str, hint: str = "") -> SmokeResult:
    return SmokeResult(
        checks=(), diagnostics=(Diagnostic(code=Code.SMOKE_FAILED, message=message, span=None, hint=hint),)
    )


def _run(client: docker.DockerClient, described: Described, say: Progress, patience: float) -> SmokeResult:
    import docker.errors
    import requests
    import urllib3.exceptions

    checks: list[Check] = []
    diagnostics: list[Diagnostic] = []
    session: AbstractContextManager[Session] = Session(client)
    with session as opened:
        test = Test(opened, described, say, patience)
        try:
            for check in test.checks():
                say(_line(check))
                checks.append(check)
        except docker.errors.APIError as error:
            diagnostics.append(_diagnostic(f"the engine refused: {error.explanation or error}"))
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            return SmokeResult(checks=tuple(checks), diagnostics=(NoEngine(reason_of(error)).diagnostic,))
        diagnostics += test.diagnostics(checks)
    return SmokeResult(checks=tuple(checks), diagnostics=tuple(diagnostics))


def _line(check: Check) -> str:
    word = "ok    " if check.passed and check.ran else ("not run" if check.passed else "FAILED")
    return f"  {word} {check.image}: {check.name}  {check.detail}"


def _diagnostic(message: str) -> Diagnostic:
    return Diagnostic(code=Code.SMOKE_FAILED, message=message, span=None)


class Test:
    """One folder's test within one session."""

    __test__ = False

    def __init__(self, session: Session, described: Described, say: Progress, patience: float) -> None:
        self.session = session
        self.described = described
        self.say = say
        self.patience = patience
        self.stand_ins = StandIns(described, self._certificate)
        self.running: list[Running] = []

    def checks(self) -> Iterator[Check]:
        """Yield every check: first what the images hold, then what they do."""
        for image in self.described.images:
            self.say(f"looking into {image.tag}")
            yield from check_contents(self.session, image)
        services = [image for image in self.described.images if image.process]
        for image in services:
            self.say(f"starting {image.tag}")
            yield from self._start(image)
        for running in self.running:
            yield from running.checks()
        for sidecar in self.described.sidecars:
            yield self._sidecar(sidecar)

    def diagnostics(self, checks: list[Check]) -> list[Diagnostic]:
        """Return one diagnostic for each image with a failed check, with the end of its container's log."""
        made = []
        for image in self.described.images:
            failed = [check for check in checks if check.image == image.name and not check.passed]
            if failed:
                names = "; ".join(f"{check.name}: {check.detail}" for check in failed)
                made.append(_diagnostic(f"{image.name}: {names}{self._log(image)}"))
        others = [
            check for check in checks if not check.passed and check.image not in {i.name for i in self.described.images}
        ]
        return made + [_diagnostic(f"{check.name}: {check.detail}") for check in others]

    def _log(self, image: ImageInfo) -> str:
        tails = [running.log_tail() for running in self.running if running.image is image]
        text = "\n".join(f"    {line}" for tail in tails for line in tail.splitlines())
        return f"\n  its log ends with:\n{text}" if text else "\n  its log is empty"

    def _start(self, image: ImageInfo) -> Iterator[Check]:
        """Start the container of an image as its manifest does; yields a check for what could not be made up."""
        import docker.errors

        assert image.process is not None
        texts = {file: self.stand_ins.text(file) for file in image.mounted}
        yield from (_not_made(image, file) for file, text in texts.items() if text is None)
        main = self.running[0].container if self.running else None
        tag = self._with_files(image, {file: text for file, text in texts.items() if text is not None})
        try:
            container = self.session.create(tag, **self._options(image, main))
            container.start()
        except docker.errors.APIError as error:
            yield Check(name="starts", passed=False, detail=str(error.explanation or error), image=image.name)
            return
        self.running.append(Running(image, image.process, container, main or container, self.patience))

    def _with_files(self, image: ImageInfo, texts: dict[MountedFile, str]) -> str:
        """Return an image with the mounted files in it: a root file system that is read-only takes none later."""
        assert image.process is not None
        if not texts:
            return image.tag
        container = self.session.create(image.tag)
        for file, text in texts.items():
            mode = int(file.mode or "0440", 8) | 0o400
            put_file(container, file.path, text, image.process.uid, image.process.gid, mode)
        return self.session.commit(container)

    def _options(self, image: ImageInfo, main: Container | None) -> dict[str, Any]:
        made: dict[str, Any] = {"environment": self.stand_ins.environment(image), "detach": True, **_confined(image)}
        made["volumes"] = self._volumes(image)
        if main is not None:
            return {**made, "network_mode": f"container:{main.id}"}
        services = [found.process for found in self.described.images if found.process]
        ports = {f"{port}/tcp": ("127.0.0.1", None) for service in services for port in service.ports}
        return {**made, "network": self.session.network, "ports": ports, "hostname": self.described.name[:60]}

    def _volumes(self, image: ImageInfo) -> dict[str, dict[str, str]]:
        """Return the mounts as the pod has them: empty directories, and kept state with what the image put there."""
        own = [(f"{image.name}-scratch-{at}", path, "scratch") for at, path in enumerate(image.scratch)]
        mounts = {}
        for name, path, kind in (*image.volumes, *own):
            mode = "rw" if kind == "state" else "rw,nocopy"
            mounts[self.session.volume(name, empty=kind != "state")] = {"bind": path, "mode": mode}
        return mounts

    def _certificate(self, name: str) -> Pair | None:
        tag = self.described.images[0].tag
        printed = self.session.output(tag, ["sh", "-c"], [f"command -v openssl >/dev/null && {openssl_script(name)}"])
        return parse_pair(printed) or from_this_machine(name)

    def _sidecar(self, sidecar: SidecarInfo) -> Check:
        """Start a sidecar when its image is here; nothing is pulled."""
        name = f"sidecar {sidecar.name}"
        if not self.running:
            return Check(name=name, passed=True, ran=False, detail="not run: no service runs")
        if not has_image(self.session.client, sidecar.image):
            return Check(name=name, passed=True, ran=False, detail=f"not run: {sidecar.image} is not on this machine")
        container = self.session.create(sidecar.image, **self._sidecar_options(sidecar))
        for path in sidecar.files:
            text = (self.described.folder / "sidecars" / sidecar.name / path.lstrip("/")).read_text()
            put_file(container, path, text, 0, 0, 0o644)
        container.start()
        code = _exit_code(container, seconds=3)
        return Check(name=name, passed=code is None, detail="runs" if code is None else f"ended with exit code {code}")

    def _sidecar_options(self, sidecar: SidecarInfo) -> dict[str, Any]:
        secrets = {name: self.stand_ins.value(key.rpartition("/")[2]) for name, key in sidecar.secret_variables.items()}
        shared = {path: name for image in self.described.images for name, path, _ in image.volumes}
        found = [path for path in sidecar.shares if path in shared]
        return {
            "entrypoint": list(sidecar.command) or None,
            "command": list(sidecar.arguments) or None,
            "environment": {**sidecar.environment, **secrets},
            "network_mode": f"container:{self.running[0].container.id}",
            "volumes": {self.session.volume(shared[path]): {"bind": path, "mode": "ro"} for path in found},
        }


def _confined(image: ImageInfo) -> dict[str, Any]:
    """Return how the Kubernetes manifest confines the container: read-only but for its own directories, no privileges."""
    return {
        "read_only": True,
        "cap_drop": ["ALL"],
        "cap_add": list(image.process.capabilities) if image.process else [],
        "security_opt": ["no-new-privileges"],
    }


def _not_made(image: ImageInfo, file: MountedFile) -> Check:
    detail = "not run: no openssl here or in the image to make a certificate"
    return Check(name=f"stand-in for {file.path}", passed=True, ran=False, detail=detail, image=image.name)


def _exit_code(container: Container, seconds: float) -> int | None:
    """Return the exit code of a container that ends within `seconds`, None when it goes on."""
    import docker.errors
    import requests

    try:
        return int(container.wait(timeout=seconds)["StatusCode"])
    except (requests.exceptions.RequestException, docker.errors.APIError):
        return None
