"""cook2image.yaml: the README's example is valid and shows every key; what is wrong is told with its place."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from translator.diagnostics import Diagnostic
from translator.load.project import LOG_COLLECTORS, Folder, Settings
from translator.load.settings import read_settings

README = Path(__file__).parents[2] / "README.md"


def read(text: str) -> tuple[Settings, list[str]]:
    diagnostics: list[Diagnostic] = []
    settings = read_settings(Folder.of_texts("repo", {"cook2image.yaml": text}).files["cook2image.yaml"], diagnostics)
    return settings, [f"{item.span.line}: {item.message}" for item in diagnostics if item.span]


def test_the_example_of_the_readme_has_every_setting() -> None:
    (example,) = (
        text for text in re.findall(r"```yaml\n(.*?)```", README.read_text(), re.DOTALL) if "base_images" in text
    )
    settings, wrong = read(example)
    assert wrong == []
    assert set(yaml.safe_load(example)) == set(Settings.__slots__) - {"path"}
    assert settings.base_images == {"debian-12": "registry.example.com/base/debian:12"}


def test_what_is_wrong_is_told_and_the_rest_is_kept() -> None:
    settings, wrong = read("colectors: {}\nregistry: [a]\ncollectors: {logs: fluent}\nhelm: true\n")
    assert settings.helm
    assert [line.partition(":")[0] for line in wrong] == ["1", "2", "3"]
    assert "there is no setting 'colectors'; there are " in wrong[0]
    assert wrong[2].endswith(f"'fluent' is no log collector; it is {' or '.join(LOG_COLLECTORS)}")
