"""The report and the structure test: nothing lost, nothing pointing nowhere."""

import json
from typing import Any

import pytest
import yaml

from tests.emit import plans
from translator.emit.convert import emit
from translator.emit.structure_test import permissions

PLAN = plans.tomcat()
FILES = {artifact.path: artifact.content for artifact in emit(PLAN)}
REPORT: dict[str, Any] = json.loads(FILES["report.json"])


def test_every_resource_is_listed_once_with_its_place_and_line() -> None:
    assert [(row["resource"], row["place"]) for row in REPORT["resources"]] == [
        (" ".join(str(placement.origin.resource).split()), placement.place.value) for placement in PLAN.placements
    ]
    assert sum(REPORT["summary"].values()) == len(PLAN.placements)
    text = str(FILES["report.md"])
    for row in REPORT["resources"]:
        assert f"| `{row['resource']}` | {row['action']} | {row['source']} |" in text


def test_what_is_left_to_do_comes_with_its_advice() -> None:
    text = str(FILES["report.md"])
    manual = text[text.index("## To do by hand (1)") : text.index("## In the images")]
    assert "Ruby code. write a command instead" in manual


def test_a_build_step_leads_to_the_resource_and_its_line() -> None:
    lines = str(FILES["Dockerfile"]).splitlines()
    for step in REPORT["images"][0]["steps"]:
        assert step["resources"]
        assert lines[step["line"] - 1].split(" ")[0] in ("RUN", "COPY", "ARG", "WORKDIR")
    war = [step for step in REPORT["images"][0]["steps"] if lines[step["line"] - 1].startswith("RUN curl")]
    assert war[0]["resources"] == [["remote_file[/opt/zeebra/zeebra.war]", "cookbooks/zoo/recipes/default.rb:9"]]


@pytest.mark.parametrize(
    ("kind", "mode", "shown"),
    [
        ("file", "0644", "-rw-r--r--"),
        ("directory", "0755", "drwxr-xr-x"),
        ("directory", "1777", "dtrwxrwxrwx"),
        ("file", "4755", "urwxr-xr-x"),
        ("file", "2750", "grwxr-x---"),
    ],
)
def test_modes_are_written_as_go_prints_them(kind: str, mode: str, shown: str) -> None:
    """Facts from Go's documentation of io/fs.FileMode: letters "dalTLDpSugct?" before the nine bits."""
    assert permissions(kind, mode) == shown


def test_the_structure_test_leaves_out_what_comes_at_run_time() -> None:
    paths = [one["path"] for one in yaml.safe_load(FILES["tests/structure.yaml"])["fileExistenceTests"]]
    assert "/opt/zeebra/setenv.sh" in paths
    assert "/opt/zeebra/server.xml" not in paths
    assert "/opt/zeebra/database.properties" not in paths
