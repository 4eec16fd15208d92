"""Native methods stop before they make something too large, nest too deep or search too long."""

from __future__ import annotations

import pytest

from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.interpreter import Interpreter
from translator.location import Source
from translator.parse.ruby.parser import parse

HOSTILE = {
    "large": [
        "('a' * 1_000_000).gsub('a', 'b' * 1_000_000)",
        "[('a' * 1_000_000)] * 100_000 * ''",
        "'a'.ljust(10**12)",
        "'%.999999999f' % 1.5",
        "9**9**9",
        "1 << 10**9",
        "s = +'ab'; 60.times { s << s }",
        "(1..30).to_a.permutation.to_a",
        "[1, 2].cycle.to_a",
        "Array.new(10**10)",
        "Rational(1, 3) ** 10**9",
        "a = []; loop { a << a.dup }",
    ],
    "nested too deep": [
        "a = []; 20_000.times { a = [a] }; a.flatten",
        "a = []; 20_000.times { a = [a] }; a.join",
        "a = []; 20_000.times { a = [a] }; a.to_yaml",
    ],
    "takes too long": [r"('ab' * 500) =~ /(.*)(.*)(.*)(.*)(.*)\d\1\2/"],
}


@pytest.mark.parametrize(("message", "code"), [(key, code) for key, codes in HOSTILE.items() for code in codes])
def test_stops(message: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translator.evaluate.ruby.methods.matching.LONGEST", 0.2)
    tree, problems = parse(Source("case.rb", code))
    assert not problems
    with pytest.raises(BudgetExceeded) as caught:
        Interpreter().evaluate_program(tree)
    assert message in caught.value.message
