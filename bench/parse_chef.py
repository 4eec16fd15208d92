"""Measure the Ruby front end over a folder: how much parses, how fast, and whether it says what Ruby says.

    python bench/parse_chef.py FOLDER [--show N]

Ruby (Ripper) reads every .rb file in one process; for each that it accepts, the multisets of called methods with
their lines, of assigned names with theirs, and of string literals must equal those of our tree. Then our tree is
written back as Ruby text, every call with its parentheses, and Ruby must read the same tree in it as in the file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from bench.unparse import unparse_program
from translator.location import Source
from translator.parse.lalr import tables
from translator.parse.ruby import ast
from translator.parse.ruby.parser import parse

Facts = dict[str, Counter[Any]]


def main() -> None:
    """Print the shares, the differences (at most N a kind) and the speed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("folder", type=Path)
    options.add_argument("--show", type=int, default=10)
    arguments = options.parse_args()
    tables("chef.lark")
    report = Report(arguments.show)
    for facts in ruby_facts(arguments.folder):
        report.add(Path(facts["path"]), facts)
    report.compare_trees()
    report.print()


def ruby_facts(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what Ruby says of every file."""
    paths = sorted(str(path) for path in folder.rglob("*.rb") if path.is_file())
    script = Path(__file__).with_name("ripper_facts.rb")
    done = subprocess.run(
        ["ruby", str(script)], input="\n".join(paths), capture_output=True, text=True, encoding="utf-8", check=True
    )
    for line in done.stdout.splitlines():
        yield json.loads(line)


def different_trees(texts: list[tuple[str, str, str]]) -> Iterator[list[str]]:
    """Yield those (name, original, rewritten) in which Ruby reads two trees: name, path, one and the other."""
    lines = "\n".join(json.dumps([part.encode("utf-8", "replace").decode() for part in text]) for text in texts)
    script = Path(__file__).with_name("same_tree.rb")
    done = subprocess.run(["ruby", str(script)], input=lines, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        yield json.loads(line)


class Report:
    """What was counted."""

    def __init__(self, show: int) -> None:
        self.show = show
        self.counts: Counter[str] = Counter()
        self.shown: Counter[str] = Counter()
        self.lines = 0
        self.seconds = 0.0
        self.rewritten: list[tuple[str, str, str]] = []

    def add(self, path: Path, facts: dict[str, Any]) -> None:
        """Parse one file and compare."""
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        source = Source(str(path), text)
        before = time.perf_counter()
        program, diagnostics = parse(source)
        self.seconds += time.perf_counter() - before
        self.lines += text.count("\n")
        self.counts["files"] += 1
        if facts["calls"] is None:
            self.counts["Ruby rejects"] += 1
            self.counts["Ruby rejects, we accept"] += not diagnostics
            return
        self.counts["Ruby accepts"] += 1
        if diagnostics:
            self._show("does not parse", diagnostics[0].render())
            return
        self.counts["parsed"] += 1
        self._compare(path, facts, our_facts(program))
        self.rewritten.append((str(path), text, unparse_program(program)))

    def _compare(self, path: Path, ruby: dict[str, Any], ours: Facts) -> None:
        same = True
        for kind in ("calls", "assigned", "strings"):
            theirs = Counter(tuple(fact) if isinstance(fact, list) else fact for fact in ruby[kind])
            missing, extra = theirs - ours[kind], ours[kind] - theirs
            if missing or extra:
                same = False
                self._show(f"{kind} differ", f"{path}\n  Ruby only {list(missing)[:6]}\n  ours only {list(extra)[:6]}")
        self.counts["equal"] += same

    def compare_trees(self) -> None:
        """Let Ruby compare each file with what our tree says it is."""
        for name, *where in different_trees(self.rewritten):
            self._show("trees differ", "\n  ".join((name, *where)))

    def _show(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        if self.shown[kind] < self.show:
            self.shown[kind] += 1
            print(f"{kind}: {text}")

    def print(self) -> None:
        """Print the counts and the speed."""
        for kind, count in self.counts.items():
            print(f"{kind:24} {count}")
        accepted = max(1, self.counts["Ruby accepts"])
        print(
            f"parse {100 * self.counts['parsed'] / accepted:.2f} %, equal {100 * self.counts['equal'] / accepted:.2f} %"
        )
        print(f"{self.lines} lines in {self.seconds:.1f} s: {self.lines / max(self.seconds, 1e-9):.0f} lines/s")


def our_facts(program: ast.Program) -> Facts:
    """Return the same facts of our tree."""
    facts: Facts = {"calls": Counter(), "assigned": Counter(), "strings": Counter()}
    _visit(program.body, facts)
    return facts


def _visit(node: Any, facts: Facts) -> None:
    if isinstance(node, tuple):
        for child in node:
            _visit(child, facts)
        return None
    if not is_dataclass(node):
        return None
    if isinstance(node, ast.Call) and _written(node):
        facts["calls"][(node.name, node.span.line)] += 1
    elif isinstance(node, ast.Assign | ast.OpAssign | ast.For | ast.Rescue):
        return _visit_assignment(node, facts)
    elif isinstance(node, ast.Str):
        facts["strings"][_text(node.value)] += 1
    elif isinstance(node, ast.DStr | ast.XStr | ast.DSym | ast.Regex):
        return _visit_parts(node, facts)
    elif isinstance(node, ast.Hash):
        return _visit_pairs(node, facts)
    elif isinstance(node, ast.MagicConst):
        _visit_magic(node, facts)
    elif isinstance(node, ast.Param):
        _target(node.targets, facts)
        return _visit(node.default, facts)
    _children(node, facts)
    return None


def _children(node: Any, facts: Facts, *without: str) -> None:
    for field in fields(node):
        if field.name not in ("span", *without):
            _visit(getattr(node, field.name), facts)


def _written(node: ast.Call) -> bool:
    """Whether the method's name stands in the source: not an operator, nor `.()`."""
    return (node.name[0].isalpha() or node.name[0] == "_") and node.span.text == node.name


def _visit_assignment(node: Any, facts: Facts) -> None:
    target = node.target
    _target(target, facts)
    _children(node, facts, "target")


def _target(node: Any, facts: Facts) -> None:
    if isinstance(node, ast.Targets):
        for item in node.items:
            _target(item, facts)
    elif isinstance(node, ast.Splat):
        _target(node.value, facts)
    elif isinstance(node, ast.Index):
        _visit(node, facts)
    elif isinstance(node, ast.Call):
        facts["assigned"][(node.name, node.span.line)] += 1
        _visit(node.receiver, facts)
    elif isinstance(node, ast.Const):
        facts["assigned"][(node.name, node.span.source.position(node.span.end - 1)[0])] += 1
        _visit(node.scope, facts)
    elif node is not None:
        facts["assigned"][(node.name, node.span.line)] += 1


def _visit_magic(node: ast.MagicConst, facts: Facts) -> None:
    """Ruby's side has no file name, and takes `__dir__` for the method that it is."""
    if node.name == "__FILE__":
        facts["strings"][""] += 1
    elif node.name == "__dir__":
        facts["calls"][(node.name, node.span.line)] += 1


def _visit_pairs(node: ast.Hash, facts: Facts) -> None:
    """Ruby's compiler drops a pair of literals whose key stands again further on in the same hash."""
    keys = [_literal(pair.key) for pair in node.pairs]
    for at, pair in enumerate(node.pairs):
        if keys[at] is None or keys[at] not in keys[at + 1 :] or not isinstance(pair.value, _PLAIN):
            _children(pair, facts)


_PLAIN = (ast.Str, ast.Sym, ast.Int, ast.FloatLit, ast.TrueLit, ast.FalseLit, ast.Nil)


def _literal(key: Any) -> tuple[str, Any] | None:
    value = getattr(key, "value", getattr(key, "name", None))
    return (type(key).__name__, value) if isinstance(key, ast.Str | ast.Sym | ast.Int) else None


def _visit_parts(node: Any, facts: Facts) -> None:
    """Ruby's compiler joins a literal in an interpolation, `#{' '}` or `#{__FILE__}`, with the text around it."""
    embedded = [part for part in node.parts if not isinstance(part, ast.Str) and _folded(part) is None]
    if isinstance(node, ast.DStr | ast.XStr):
        text = "".join(_folded(part) or "" for part in node.parts)
        facts["strings"][_text(text)] += 1
    for part in embedded:
        _visit(part, facts)


def _folded(part: Any) -> str | None:
    """Return the text of a part that is a literal; Ruby's side has no file name."""
    if isinstance(part, ast.Body) and len(part.statements) == 1:
        part = part.statements[0]
    if isinstance(part, ast.MagicConst) and part.name == "__FILE__":
        return ""
    return part.value if isinstance(part, ast.Str) else None


def _text(value: str) -> str:
    """Show bytes that are not UTF-8 as Ruby's side does."""
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in value)


if __name__ == "__main__":
    main()
