"""Measure the Puppet front end over folders: how much parses, how fast, and whether it says what Puppet says.

    python -m bench.parse_puppet FOLDER... [--show N]

Real Puppet parses every .pp and .epp file in one process. For each that it accepts, the number of nodes of each kind,
with its value, name or operator, and the place of each must equal those of our tree; for each that it rejects, the
message, line and column must.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from translator.diagnostics import Diagnostic
from translator.location import Source
from translator.parse.lalr import tables
from translator.parse.puppet import ast
from translator.parse.puppet.parser import parse, parse_epp
from translator.parse.store import TreeStore

SCRIPT: Final = Path(__file__).with_name("puppet_facts.rb")

Fact = tuple[str, int, tuple[str, ...]]


def main() -> None:
    """Print the shares, the differences (at most N a kind) and the speeds."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--show", type=int, default=10)
    arguments = options.parse_args()
    tables("puppet.lark")
    gc.set_threshold(100_000, 50, 50)  # as the command line sets it
    with tempfile.TemporaryDirectory() as trees:
        report = Report(arguments.show, Path(trees))
        for facts in puppet_facts(arguments.folders):
            report.add(Path(facts["path"]), facts)
    report.print()


def puppet_facts(folders: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield what Puppet says of every file."""
    paths = sorted(str(path) for folder in folders for path in _files(folder))
    lines = "\n".join(paths) + "\n"
    done = subprocess.run(["ruby", str(SCRIPT)], input=lines, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        yield json.loads(line)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    for path in folder.rglob("*"):
        if path.suffix in (".pp", ".epp") and path.is_file() and not path.is_symlink():
            yield path


# --- our tree as Puppet's facts: kind, offset, details

_NAMES: Final[dict[type[ast.Node], str]] = {
    ast.TextExpression: "Text",
    ast.TypeAliasDefinition: "TypeAlias",
    ast.RenderString: "RenderString",
    ast.Heredoc: "Heredoc",
    ast.ResourceExpression: "Resource",
}
# Kinds that Puppet gives no place of their own, and strings within heredocs and pieces of strings.
UNPLACED: Final = frozenset(
    ("Text", "ResourceBody", "ConcatenatedString", "LiteralString", "Epp", "KeyedEntry", "Block")
)


def our_facts(node: Any) -> Iterator[Fact]:
    """Yield the facts of a tree."""
    special = _SPECIAL.get(node.__class__)
    yield from special(node) if special else _plain(node, node.__class__.__name__)
    for field in fields(node):
        if not (field.name == "name" and isinstance(node, ast.CallMethod)):
            yield from _below(getattr(node, field.name))


def _below(value: Any) -> Iterator[Fact]:
    if isinstance(value, tuple) and not hasattr(value, "source"):
        for item in value:
            yield from _below(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from our_facts(value)


def _plain(node: Any, kind: str, *details: str) -> Iterator[Fact]:
    yield _NAMES.get(node.__class__, kind), node.span.start, details


def _variable(node: ast.Variable) -> Iterator[Fact]:
    yield "Variable", node.span.start, ()
    yield "QualifiedName", node.span.start + 1, (node.name,)


def _method(node: ast.CallMethod) -> Iterator[Fact]:
    yield "CallMethod", node.span.start, ("true",)
    dot = node.span.source.text.rfind(".", 0, node.name.span.start)
    yield "NamedAccess", dot, ()
    yield "QualifiedName", dot, (node.name.value,)


def _valued(kind: str, *names: str) -> Callable[[Any], Iterator[Fact]]:
    def facts(node: Any) -> Iterator[Fact]:
        values = (getattr(node, name) for name in names)
        yield kind, node.span.start, tuple(_text(value) for value in values if value is not None)

    return facts


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameter(node: ast.Parameter) -> Iterator[Fact]:
    yield "Parameter", node.span.start, (node.name, *(("true",) if node.captures_rest else ()))


_SPECIAL: Final[dict[type[Any], Callable[[Any], Iterator[Fact]]]] = {
    ast.Variable: _variable,
    ast.CallMethod: _method,
    ast.Parameter: _parameter,
    ast.LiteralBoolean: _valued("LiteralBoolean", "value"),
    ast.LiteralInteger: _valued("LiteralInteger", "value", "radix"),
    ast.LiteralFloat: _valued("LiteralFloat"),
    ast.LiteralString: _valued("LiteralString", "value"),
    ast.RenderString: _valued("RenderString", "value"),
    ast.QualifiedName: _valued("QualifiedName", "value"),
    ast.LiteralRegex: _valued("LiteralRegular", "pattern"),
    ast.QualifiedReference: _valued("QualifiedReference", "value", "cased_value"),
    ast.ReservedWord: _valued("ReservedWord", "word"),
    ast.Heredoc: _valued("Heredoc", "syntax"),
    ast.Assignment: _valued("Assignment", "operator"),
    ast.Arithmetic: _valued("Arithmetic", "operator"),
    ast.Comparison: _valued("Comparison", "operator"),
    ast.Match: _valued("Match", "operator"),
    ast.Relationship: _valued("Relationship", "operator"),
    ast.AttributeOperation: _valued("AttributeOperation", "operator", "name"),
    ast.CallNamedFunction: _valued("CallNamedFunction", "rval_required"),
    ast.ResourceExpression: _valued("Resource", "form"),
    ast.ResourceDefaults: _valued("ResourceDefaults", "form"),
    ast.ResourceOverride: _valued("ResourceOverride", "form"),
    ast.HostClassDefinition: _valued("HostClassDefinition", "name", "parent_class"),
    ast.ResourceTypeDefinition: _valued("ResourceTypeDefinition", "name"),
    ast.FunctionDefinition: _valued("FunctionDefinition", "name"),
    ast.TypeAliasDefinition: _valued("TypeAlias", "name"),
    ast.TypeDefinition: _valued("TypeDefinition", "name", "parent"),
    ast.Epp: _valued("Epp", "parameters_specified"),
}


def their_facts(facts: list[list[Any]], text: bytes) -> Iterator[Fact]:
    """Yield Puppet's facts with offsets in characters."""
    if not text.isascii():
        facts = [[kind, len(text[:at].decode("utf-8", "replace")), details] for kind, at, details in facts]
    for kind, offset, details in facts:
        if kind == "LiteralRegular":
            details = [details[0][1:-1].replace("\\/", "/")]
        yield kind, offset, () if kind == "LiteralFloat" else tuple(details)


class Report:
    """What was counted."""

    def __init__(self, show: int, trees: Path) -> None:
        self.show = show
        self.counts: Counter[str] = Counter()
        self.shown: Counter[str] = Counter()
        self.lines = 0
        self.seconds = 0.0
        self.their_seconds = 0.0
        self.kept_lines = 0
        self.kept_seconds = 0.0
        self.trees = TreeStore("puppet.lark", ast, trees)

    def add(self, path: Path, facts: dict[str, Any]) -> None:
        """Parse one file and compare."""
        text = path.read_bytes().decode("utf-8", "replace")
        source = Source(str(path), text)
        before = time.process_time()
        program, diagnostics = (parse_epp if path.suffix == ".epp" else parse)(source)
        spent = time.process_time() - before
        self.counts["files"] += 1
        if facts["facts"] is None:
            self._compare_errors(path, facts["error"], diagnostics)
            return
        self.counts["Puppet accepts"] += 1
        self.lines += text.count("\n")
        self.seconds += spent
        self.their_seconds += facts["seconds"]
        if diagnostics:
            self._show("does not parse", diagnostics[0].render())
            return
        self.counts["parsed"] += 1
        self._load_kept(source, program)
        self._compare(path, list(their_facts(facts["facts"], path.read_bytes())), list(our_facts(program.body)))

    def _load_kept(self, source: Source, program: ast.Program) -> None:
        """Keep the tree, and time how long the next run would take to load it."""
        self.trees.put(source, program)
        before = time.process_time()
        kept = self.trees.get(source)
        self.kept_seconds += time.process_time() - before
        self.kept_lines += source.text.count("\n")
        if kept != program:
            self._show("kept tree differs", source.path)

    def _compare_errors(self, path: Path, error: list[Any], diagnostics: tuple[Diagnostic, ...]) -> None:
        self.counts["Puppet rejects"] += 1
        if not diagnostics:
            self._show("Puppet rejects, we accept", f"{path}: {error}")
            return
        ours = diagnostics[0]
        assert ours.span
        place = [ours.span.line, ours.span.column]
        if ours.message == error[0] and (error[1] is None or place == error[1:]):
            self.counts["same complaint"] += 1
        else:
            self._show("complaints differ", f"{path}: Puppet {error}, we {ours.message} {place}")

    def _compare(self, path: Path, theirs: list[Fact], ours: list[Fact]) -> None:
        if self._differ("kinds differ", path, Counter(f[::2] for f in theirs), Counter(f[::2] for f in ours)):
            return
        self.counts["same nodes"] += 1
        places = [Counter(f[:2] for f in facts if f[0] not in UNPLACED) for facts in (theirs, ours)]
        self.counts["same places"] += not self._differ("places differ", path, *places)

    def _differ(self, what: str, path: Path, theirs: Counter[Any], ours: Counter[Any]) -> bool:
        missing, extra = theirs - ours, ours - theirs
        if missing or extra:
            self._show(what, f"{path}\n  Puppet only {list(missing)[:5]}\n  ours only {list(extra)[:5]}")
        return bool(missing or extra)

    def _show(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        if self.shown[kind] < self.show:
            self.shown[kind] += 1
            print(f"{kind}: {text}")

    def print(self) -> None:
        """Print the counts and the speeds."""
        for kind, count in self.counts.items():
            print(f"{kind}: {count}")
        print(f"{self.lines} lines: {self.lines / self.seconds:.0f}/s, Puppet {self.lines / self.their_seconds:.0f}/s")
        print(f"from the cache: {self.kept_lines / self.kept_seconds:.0f} lines/s")


if __name__ == "__main__":
    main()
