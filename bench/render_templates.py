"""Render a folder's templates with real Erubis and with ours: the bytes must be the same.

    python bench/render_templates.py FOLDER [--count 500] [--show 10]

Both sides set every @variable that a template names to a stand-in (stand_ins.rb) and answer every method with one;
each template is rendered once with stand-ins alone and twice with plain values of many classes. Renderings for which
real Ruby raises are left out and counted with the error's class. Exit 1 when any differ.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RString, RubyError, Value
from translator.location import Source
from translator.parse.erb import parse_erb
from translator.parse.ruby.parser import parse

HERE = Path(__file__).parent


class Rendering(NamedTuple):
    """What Ruby made of one template with one kind of variables: its bytes, or the class of what it raised."""

    path: str
    kind: str
    content: bytes | None
    error: str | None


def main() -> None:
    """Print the totals and the first differences."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("folder", type=Path)
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--show", type=int, default=10)
    arguments = options.parse_args()
    sys.exit(compare(sample(arguments.folder, arguments.count), arguments.show))


def sample(folder: Path, count: int) -> dict[str, str]:
    """Return the texts of `count` templates of different content by path, always the same ones."""
    found = sorted(path for path in folder.rglob("templates/**/*.erb") if path.is_file())
    different = {path.read_bytes().decode("utf-8", "surrogateescape"): str(path) for path in reversed(found)}
    chosen = random.Random(0).sample(sorted(different), min(count, len(different)))
    return {different[text]: text for text in sorted(chosen, key=lambda text: different[text])}


def compare(texts: dict[str, str], show: int) -> int:
    """Compare both sides over the templates and return the exit status."""
    counts: Counter[str] = Counter()
    rendered: set[str] = set()
    for ruby in ruby_renderings(texts):
        if ruby.content is None:
            counts[f"Ruby raises {ruby.error}"] += 1
            continue
        rendered.add(ruby.path)
        ours = our_rendering(ruby.path, texts[ruby.path], ruby.kind)
        counts["equal" if ours == ruby.content else "different"] += 1
        if ours != ruby.content and counts["different"] <= show:
            print(f"{ruby.path} with {ruby.kind}: {first_difference(ruby.content, ours)}")
    for name, number in sorted(counts.items()):
        print(f"{name:40} {number}")
    print(f"{len(texts)} templates, {len(rendered)} rendered")
    return int(counts["different"] > 0)


def ruby_renderings(texts: dict[str, str]) -> Iterator[Rendering]:
    """Yield what Ruby makes of every template and kind, all in one process."""
    lines = "".join(json.dumps([path, variables(text), as_bytes(text).hex()]) + "\n" for path, text in texts.items())
    command = ["ruby", str(HERE / "render_templates.rb")]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        path, kind, content, error = json.loads(line)
        yield Rendering(path, kind, None if content is None else bytes.fromhex(content), error)


def variables(text: str) -> list[str]:
    """Return the names of the instance variables that a template names."""
    return sorted(set(re.findall(r"(?<![@\w])@([a-z_]\w*)", text, re.ASCII)))


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def our_rendering(path: str, text: str, kind: str) -> bytes | str:
    """Return what ours makes of a template, or how it failed."""
    program, diagnostics = parse_erb(Source(path, text), style="erubis")
    if diagnostics:
        return diagnostics[0].render()
    interp = Interpreter()
    try:
        context = run(interp, (HERE / "stand_ins.rb").read_text() + context_code(variables(text), kind))
        result = interp.evaluate_program(program, self_value=context)
    except RubyError as error:
        return f"{error.value.cls.name}: {interp.message_of(error).text}"
    except BudgetExceeded as error:
        return f"budget: {error}"
    return as_bytes(result.text) if isinstance(result, RString) else repr(result)


def context_code(names: list[str], kind: str) -> str:
    return f"StandInContext.new(%w[{' '.join(names)}], '{kind}')"


def run(interp: Interpreter, code: str) -> Value:
    """Evaluate Ruby code."""
    program, diagnostics = parse(Source("stand_ins.rb", code))
    assert not diagnostics, diagnostics[0].render()
    return interp.evaluate_program(program)


def first_difference(ruby: bytes, ours: bytes | str) -> str:
    """Show both sides from shortly before the first byte that differs."""
    if isinstance(ours, str):
        return ours
    pairs = enumerate(zip(ruby, ours, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(ruby), len(ours)))
    start = max(0, at - 60)
    return f"at byte {at}\n  Ruby {ruby[start : at + 60]!r}\n  ours {ours[start : at + 60]!r}"


if __name__ == "__main__":
    main()
