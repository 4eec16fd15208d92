"""How many lines of Ruby a second one core parses in a fresh process, with nothing of the files cached.

usage: python -m bench.parse [FOLDER]     default: the fixtures
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from translator.location import Source
from translator.parse.ruby.parser import parse

FIXTURES = Path(__file__).parent.parent / "fixtures" / "chef"


def sources(folder: Path) -> list[Source]:
    """Every .rb file below the folder, read in."""
    paths = sorted(path for path in folder.rglob("*.rb") if path.is_file())
    return [Source(str(path), path.read_text(encoding="utf-8", errors="replace")) for path in paths]


def main(folder: Path = FIXTURES) -> None:
    """Print files, lines and lines a second."""
    files = sources(folder)
    lines = sum(source.text.count("\n") for source in files)
    parse(Source("warm.rb", "package 'curl'\n"))  # the grammar's tables are loaded here
    began = time.process_time()
    for source in files:
        parse(source)
    seconds = time.process_time() - began
    print(f"{len(files)} files, {lines} lines in {seconds:.2f} s: {lines / seconds:.0f} lines/s")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
