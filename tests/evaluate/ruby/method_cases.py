"""Method cases: files of one-line Ruby expressions, each followed by `=> ` and what real Ruby 3.1 answers.

`python -m tests.evaluate.ruby.method_cases` asks Ruby again and writes the answers into the files.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "programs"
ORACLE = """
require 'json'; require 'yaml'; require 'set'; require 'time'; require 'date'; require 'uri'; require 'cgi'; require 'erb'
require 'digest'; require 'base64'; require 'ostruct'; require 'shellwords'; require 'ipaddr'; require 'pathname'
require 'forwardable'; require 'singleton'; require 'zlib'; require 'timeout'; require 'bigdecimal'; require 'English'
require 'openssl'; require 'observer'; require 'logger'; require 'stringio'; require 'tempfile'; require 'securerandom'
ENV['TZ'] = 'UTC'
answers = JSON.parse(STDIN.read).map do |code|
  begin
    eval(code, TOPLEVEL_BINDING.dup).inspect
  rescue Exception => error
    "#{error.class}: #{error.message.lines.first.to_s.chomp}"
  end
end
puts JSON.generate(answers)
"""


class Case(NamedTuple):
    """One expression, where it stands, and the answer expected."""

    file: str
    line: int
    code: str
    expected: str


def read_cases() -> list[Case]:
    """Return every case of every methods_*.txt."""
    return [case for path in sorted(FOLDER.glob("methods_*.txt")) for case in _of_file(path)]


def _of_file(path: Path) -> list[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    cases = []
    for number, line in enumerate(lines):
        if line and not line.startswith(("# ", "=> ")):
            following = lines[number + 1] if number + 1 < len(lines) else ""
            cases.append(Case(path.name, number + 1, line, following.removeprefix("=> ")))
    return cases


def ask_ruby(codes: list[str]) -> list[str]:
    """Return real Ruby's answers to expressions, all in one process."""
    asked = subprocess.run(["ruby", "-e", ORACLE], input=json.dumps(codes), capture_output=True, text=True, check=True)
    return [str(answer) for answer in json.loads(asked.stdout)]


def refresh() -> None:
    """Write Ruby's answers below every expression."""
    for path in sorted(FOLDER.glob("methods_*.txt")):
        kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("=> ")]
        answers = iter(ask_ruby([line for line in kept if line and not line.startswith("# ")]))
        out: list[str] = []
        for line in kept:
            out.append(line)
            if line and not line.startswith("# "):
                out.append(f"=> {next(answers)}")
        path.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh()
