"""Expressions, functions and type checks: live Puppet's answer beside ours, values and error messages alike.

The expressions are in expressions/*.yaml; nothing there says what they give, real Puppet is asked in the same run.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.evaluate.puppet.live import LivePuppet, alike, live_answer, our_answer

FOLDER = Path(__file__).parent / "expressions"
CASES = [
    (path.stem, expression)
    for path in sorted(FOLDER.glob("*.yaml"))
    for expression in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
]


@pytest.mark.parametrize(("table", "expression"), CASES)
def test_answers_as_live_puppet_does(live: LivePuppet, table: str, expression: str) -> None:
    theirs = live_answer(live, expression)
    assert alike(our_answer(expression), theirs) == theirs


def test_the_tables_are_long_enough() -> None:
    assert len(CASES) > 300
