"""The version that the output names is the package's."""

import tomllib
from pathlib import Path

from translator.emit.version import own_version


def test_it_is_the_version_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert own_version() == project["version"]
