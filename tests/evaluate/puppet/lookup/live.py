"""The look-up cases and real Puppet's answers to them; `python -m tests.evaluate.puppet.lookup.live` asks it anew."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ANSWERS = HERE / "answers.json"
FACTS: dict[str, Any] = {
    "os": {"name": "Debian", "family": "Debian"},
    "fact_one": "one",
    "number": 5,
    "flag": True,
    "list": ["one", "two"],
    "networking": {},
}
NODE = "node.example.org"
HIERARCHY = """
version: 5
hierarchy:
  - {name: node, path: "%{trusted.certname}.yaml"}
  - {name: os, path: "%{facts.os.name}.yaml"}
  - {name: common, path: common.yaml}
"""


def cases() -> dict[str, dict[str, Any]]:
    """Every case by name."""
    found = yaml.safe_load((HERE / "cases.yaml").read_text())
    return {case["name"]: case for case in found}


def lay_out(case: dict[str, Any], folder: Path) -> None:
    """Write a case's files into a folder; GLOBAL in them is the folder of the global hiera.yaml."""
    files = {"hiera.yaml": HIERARCHY, **case["files"]}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("GLOBAL", str(folder / "global")))


def question(case: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what live_puppet.rb is asked for a case that is laid out."""
    hiera = folder / "global" / "hiera.yaml"
    return {
        "expression": f"{case['code']}\n$r",
        "facts": FACTS,
        "modulepath": [str(folder / "modules")],
        "environment": str(folder),
        **({"hiera": str(hiera)} if hiera.exists() else {}),
    }


def ask() -> dict[str, Any]:
    """Return real Puppet's answer to every case, its folder named /ENV."""
    with tempfile.TemporaryDirectory() as place:
        questions = {}
        for number, (name, case) in enumerate(cases().items()):
            folder = Path(place) / str(number)
            lay_out(case, folder)
            questions[name] = question(case, folder)
        text = "".join(f"{json.dumps(each)}\n" for each in questions.values())
        run = subprocess.run(
            ["ruby", str(HERE.parent / "live_puppet.rb")], input=text, capture_output=True, text=True, check=True
        )
        answers = {}
        for number, (name, line) in enumerate(zip(questions, run.stdout.splitlines(), strict=True)):
            answers[name] = json.loads(line.replace(f"{place}/{number}", "/ENV"))
        return answers


if __name__ == "__main__":
    ANSWERS.write_text(json.dumps(ask(), indent=1, ensure_ascii=False) + "\n")
