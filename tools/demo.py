"""`make demo`: zeebra from cookbook to a running, answering image, and everything cleaned up again.

In: nothing but this checkout and a Docker Engine. Out: progress on the terminal, build/zeebra to look at, exit code.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fixtures.artifact_store import ArtifactStore  # noqa: E402

REPOSITORY = Path("fixtures/chef")
OUTPUT = Path("build/zeebra")
ATTRIBUTES = Path("build/zeebra-attributes.json")
STEPS = 4


class DemoFailed(Exception):
    """A step said no; its own output says why."""


class Demo:
    """Says which step runs and how long each took."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._step = 0

    def step(self, what: str) -> None:
        self._step += 1
        elapsed = time.monotonic() - self._began
        print(f"\n[{self._step}/{STEPS}] {what}   ({elapsed:.0f} s)", flush=True)

    def finish(self) -> None:
        print(f"\nDone in {time.monotonic() - self._began:.0f} s.", flush=True)


def cook2image(*words: str | Path) -> None:
    """Run the command as a user would, with its output on the terminal."""
    argv = [str(Path(sys.executable).with_name("cook2image")), *(str(word) for word in words)]
    print("$ cook2image " + " ".join(argv[1:]), flush=True)
    if finished(subprocess.Popen(argv, cwd=ROOT)):
        raise DemoFailed(f"cook2image {words[0]} failed")


def finished(process: subprocess.Popen[bytes]) -> int:
    """Wait for the command; on Ctrl-C, which it gets too, let it put its containers away first."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait(timeout=60)
        raise


def convert(store: ArtifactStore) -> None:
    (ROOT / ATTRIBUTES).parent.mkdir(exist_ok=True)
    (ROOT / ATTRIBUTES).write_text(json.dumps({"zeebra": {"artifact_store": store.url}}, indent=2) + "\n")
    where = ("--run-list", "role[zeebra]", "--environment", "production")
    cook2image("convert", REPOSITORY / "cookbooks/zeebra", *where, "--attributes", ATTRIBUTES, "-o", OUTPUT, "--force")


def show_report() -> None:
    report: dict[str, Any] = json.loads((ROOT / OUTPUT / "report.json").read_text())
    places = Counter(str(row["place"]) for row in report["resources"])
    for place, count in places.most_common():
        print(f"  {count:4}  {place}")
    print("\nWhere to look:")
    for name, what in LOOK.items():
        if (ROOT / OUTPUT / name).exists():
            print(f"  {OUTPUT / name!s:34} {what}")


LOOK = {
    "report.md": "every resource of the cookbook, where it went and why",
    "Dockerfile": "the image",
    "rootfs": "the files that it gets",
    "compose.yaml": "the whole machine on this one, sidecars included",
    "k8s/base": "the same for Kubernetes",
    "k8s/overlays": "what differs between staging and production",
    "tests/structure.yaml": "what container-structure-test checks",
}


def run(demo: Demo) -> None:
    with ArtifactStore() as store:
        demo.step(f"the company's artifact store answers at {store.url}; convert the cookbook")
        convert(store)
        demo.step("build the images")
        cook2image("build", OUTPUT, "--host-network")
        served = sum(path.endswith(".war") for path in store.requests)
        print(f"  the build fetched the artifact {served} time(s)")
    demo.step("start them with their stand-ins and ask them")
    cook2image("smoke", OUTPUT)
    demo.step("what became of the cookbook's resources")
    show_report()


def main() -> int:
    """Return 0 when the application answered, 1 when a step failed, 130 after Ctrl-C."""
    demo = Demo()
    try:
        run(demo)
    except DemoFailed as failure:
        print(f"\ndemo: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndemo: interrupted", file=sys.stderr)
        return 130
    print(
        "\nContainers, networks and the store are gone; the image stays for a look: docker run --rm -it zeebra:1234 sh"
    )
    demo.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
