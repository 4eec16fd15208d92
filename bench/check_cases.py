"""Refresh tests/parse/ruby_cases.txt: what each case means, written with every parenthesis, and checked by Ruby.

    python bench/check_cases.py tests/parse/ruby_cases.txt

A case is Ruby text, a line `---`, the same with parentheses, a line `===`. Nothing is written when Ruby reads
anything else in the second text than in the first.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.parse_chef import different_trees
from bench.unparse import unparse_program
from translator.location import Source
from translator.parse.ruby.parser import parse


def main() -> int:
    """Rewrite the file; exit code 1 when Ruby disagrees or a case does not parse."""
    path = Path(sys.argv[1])
    cases = [rewritten(case) for case in read_cases(path)]
    differences = list(different_trees([(original, original, text) for original, text in cases]))
    for name, *where in differences:
        print("\n  ".join((repr(name), *where)))
    if differences:
        return 1
    path.write_text("".join(f"{original}\n---\n{text}\n===\n" for original, text in cases), encoding="utf-8")
    return 0


def read_cases(path: Path) -> list[str]:
    """Return the originals."""
    blocks = path.read_text(encoding="utf-8").split("\n===\n")
    return [block.split("\n---\n")[0] for block in blocks if block.strip()]


def rewritten(case: str) -> tuple[str, str]:
    """Return the case and what our tree says it means."""
    program, diagnostics = parse(Source("case.rb", case))
    if diagnostics:
        sys.exit(diagnostics[0].render())
    return case, unparse_program(program)


if __name__ == "__main__":
    sys.exit(main())
