"""What Ruby text means: each case of ruby_cases.txt, written back with every parenthesis, is what Ruby reads in it."""

from pathlib import Path

import pytest

from bench.unparse import unparse_program
from translator.location import Source
from translator.parse.ruby.parser import parse

BLOCKS = Path(__file__).with_name("ruby_cases.txt").read_text(encoding="utf-8").split("\n===\n")
CASES = [block.split("\n---\n") for block in BLOCKS if block]


@pytest.mark.parametrize(("text", "meaning"), CASES)
def test_means_what_ruby_reads(text: str, meaning: str) -> None:
    program, diagnostics = parse(Source("case.rb", text))
    assert [problem.render() for problem in diagnostics] == []
    assert unparse_program(program) == meaning
