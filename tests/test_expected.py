"""Each fixture converts to the reviewed files beside it, byte for byte, and twice to the same bytes."""

from pathlib import Path

import pytest

from tests.trees import tree_of
from tests.update import Case, cases, with_excerpts
from translator.emit.artifacts import Artifact
from translator.pipeline import translate

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def in_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def converted(case: Case) -> dict[str, bytes]:
    return {artifact.path: bytes_of(artifact) for artifact in translate(case.request).artifacts}


def bytes_of(artifact: Artifact) -> bytes:
    if artifact.link_target:
        return b"-> " + artifact.link_target.encode()
    return artifact.content.encode() if isinstance(artifact.content, str) else artifact.content


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_output_is_what_was_reviewed(case: Case) -> None:
    now, reviewed = converted(case), tree_of(case.expected)
    assert sorted(now) == sorted(reviewed)
    changed = [path for path in now if now[path] != reviewed[path]]
    assert not changed, f"`make update` and review the diff of {changed}"


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_converting_twice_gives_the_same_bytes(case: Case) -> None:
    assert converted(case) == converted(case)


def test_the_readme_shows_what_comes_out() -> None:
    readme = Path("README.md").read_text()
    assert "FROM debian:bookworm-slim" in readme
    assert with_excerpts(readme) == readme
