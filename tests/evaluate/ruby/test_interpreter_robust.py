"""Properties of the interpreter: broken programs end in Diagnostics, and no native method lets a secret out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluate.ruby.test_differential import programs
from translator.evaluate.ruby.budget import Budget, BudgetExceeded
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.native import NATIVE_CLASSES
from translator.evaluate.ruby.objects import RHash, RString, RubyError, Symbol, Value
from translator.evaluate.values import Hole, Secret
from translator.location import Source
from translator.parse.ruby.parser import parse

TOKENS = [re.findall(r"\w+[?!]?|\s+|[^\w\s]", code) for code in programs().values()]
WORDS = sorted({token for tokens in TOKENS for token in tokens if not token.isspace()})
SMALL = Budget(steps=5_000, size=100_000, total=1_000_000)
SMALL.prepare_python()  # before hypothesis notes the recursion limit


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(0, 2**32))
def test_a_damaged_program_gives_a_value_or_diagnostics(seed: int) -> None:
    random = Random(seed)
    tokens = list(random.choice(TOKENS))
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(tokens))
        tokens[at : at + random.randrange(2)] = random.choices(WORDS, k=random.randrange(2))
    program, _ = parse(Source("damaged.rb", "".join(tokens)))
    interp = Interpreter(budget=SMALL)
    interp.guard(lambda: interp.evaluate_program(program))
    assert all(item.message for item in interp.diagnostics)


# --- secrets

TEXT = "s3cr3tpw"
RECEIVERS: dict[str, Callable[[], Value]] = {
    "String": lambda: secret(),
    "Array": lambda: [secret(), RString("b")],
    "Hash": lambda: RHash([(Symbol.of("a"), secret())]),
    "Enumerable": lambda: [secret()],
    "Kernel": lambda: secret(),
}
UNCALLED = {"loop", "exit", "exit!", "abort", "sleep"}  # they end the program, or never end


def secret() -> RString:
    return RString(TEXT, (Hole(Secret("db"), TEXT),))


def arguments(interp: Interpreter) -> Iterator[list[Value]]:
    yield []
    for value in (RString("3"), 2, interp.make_regexp("c(r)", ""), secret(), [secret()], Symbol.of("a"), "%s"):
        yield [RString(value) if isinstance(value, str) else value]
    yield [RString("3"), secret()]
    yield [1, 3]


def plain_texts(value: Value, depth: int = 0) -> Iterator[str]:
    """Yield every text in a value that would be written as it is."""
    if isinstance(value, RString):
        yield from (part for part in value.parts if isinstance(part, str))
        assert "".join(part if isinstance(part, str) else part.sample for part in value.parts) == value.text
    elif isinstance(value, (list, RHash)) and depth < 4:
        items = value if isinstance(value, list) else [item for pair in value.items() for item in pair]
        for item in items[:50]:
            yield from plain_texts(item, depth + 1)


@pytest.mark.parametrize("kind", list(RECEIVERS))
def test_no_native_method_lets_a_secret_out(kind: str) -> None:
    interp = Interpreter(budget=SMALL)
    block = interp.native_proc(lambda args: args[0] if args else None)
    for name in sorted(set(NATIVE_CLASSES[kind].methods) - UNCALLED):
        for number in range(len(list(arguments(interp)))):
            for given_block in (None, block):
                receiver, args = RECEIVERS[kind](), list(arguments(interp))[number]
                interp.refill()
                assert not leaks(interp, receiver, name, args, given_block), f"{kind}#{name}, arguments {number}"


def leaks(interp: Interpreter, receiver: Value, name: str, args: list[Value], block: Value) -> bool:
    """Tell whether a call leaves the secret as plain text in its result, receiver or message."""
    interp.diagnostics.clear()
    frame, found = interp.frame, None
    try:
        found = interp.call(receiver, name, args, block)
    except RubyError as error:
        interp.frame = frame
        return TEXT in interp.diagnose_error(error).message
    except BudgetExceeded:
        return False
    return any(TEXT in text for value in (found, receiver) for text in plain_texts(value))


EARLY = """
from translator.evaluate.chef import natives
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.native import AUTOLOADS, NATIVE_CLASSES
natives.load()
Interpreter()
scopes = {path.rpartition("::")[0] for path in NATIVE_CLASSES} | set(NATIVE_CLASSES)
print(*sorted(scopes & set(AUTOLOADS)))
"""


def test_nothing_files_a_constant_before_the_file_that_it_is_loaded_from() -> None:
    """A constant that is there already loads nothing, and lacks its methods until other code happens to load them."""
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
