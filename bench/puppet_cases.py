"""Write what real Puppet says of the parser's test cases: tests/parse/puppet/*.txt in, expected.json out.

    python -m bench.puppet_cases

Cases are separated by lines "----"; those of cases.epp.txt are templates. Needs Ruby and Puppet.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from bench.parse_puppet import SCRIPT

FOLDER: Final = Path(__file__).parent.parent / "tests" / "parse" / "puppet"


def cases(name: str) -> list[str]:
    """Return the texts of a file of cases."""
    return (FOLDER / name).read_text(encoding="utf-8").removesuffix("\n").split("\n----\n")


def answers(name: str, folder: Path) -> list[dict[str, Any]]:
    """Return what Puppet says of each case."""
    suffix = "epp" if "epp" in name else "pp"
    paths = [folder / f"{number}.{suffix}" for number, _ in enumerate(cases(name))]
    for path, text in zip(paths, cases(name), strict=True):
        path.write_text(text, encoding="utf-8")
    lines = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(["ruby", str(SCRIPT)], input=lines, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [{"facts": answer["facts"], "error": answer.get("error")} for answer in found]


def main() -> None:
    """Write expected.json."""
    with tempfile.TemporaryDirectory() as folder:
        expected = {path.name: answers(path.name, Path(folder)) for path in sorted(FOLDER.glob("*.txt"))}
    text = ",\n".join(
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(answer) for answer in found) + "\n]"
        for name, found in expected.items()
    )
    (FOLDER / "expected.json").write_text("{\n" + text + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
