"""What the user is told: a `Diagnostic` has a code, a place in the input, a message and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from translator.location import Span


class Severity(Enum):
    """How much a diagnostic matters: an error makes the exit code 1, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(Enum):
    """Every kind of diagnostic: identifier, severity and what the user can do about it."""

    SYNTAX = ("C001", Severity.ERROR, "correct the syntax; the rest of the cookbook is still converted")
    UNSUPPORTED_SYNTAX = ("C002", Severity.ERROR, "rewrite this construct in plainer Ruby")
    OLD_SYNTAX = ("C004", Severity.NOTE, "write `then` or a new line; Ruby since 1.9 refuses it")
    UNREADABLE = ("C003", Severity.ERROR, "save the file as UTF-8 text")
    MISSING_COOKBOOK = (
        "C101",
        Severity.ERROR,
        "add the cookbook to --cookbook-path, or vendor it (berks vendor, chef export)",
    )
    MISSING_RECIPE = ("C102", Severity.ERROR, "correct the run list or the include_recipe")
    MISSING_FILE = ("C103", Severity.ERROR, "add the file under files/ or templates/, or correct the source property")
    MISSING_DATA = ("C104", Severity.WARNING, "give the data with --data-bags, --roles or --environments")
    MISSING_DEFINITION = (
        "C106",
        Severity.ERROR,
        "add the cookbook that defines it with --cookbook-path, or write what it does by hand",
    )
    UNDECLARED_COOKBOOK = ("C107", Severity.NOTE, "name it with `depends` in the metadata of the cookbook that uses it")
    PRECONDITION = ("C108", Severity.WARNING, "give what the check asks for; real Chef would stop here")
    MISSING_MODULE = (
        "C109",
        Severity.ERROR,
        "add the module to --modulepath, or install it (r10k, puppet module install)",
    )
    BAD_PROJECT = ("C105", Severity.ERROR, "correct this file of the repository")
    RUBY_ERROR = ("C201", Severity.ERROR, "correct the recipe; real Chef would fail here too")
    UNKNOWN_METHOD = ("C202", Severity.ERROR, "correct the name, or add the cookbook that defines it")
    UNKNOWN_RESOURCE = ("C203", Severity.ERROR, "add the cookbook that defines this resource")
    INVALID_PROPERTY = ("C204", Severity.ERROR, "correct the property; real Chef would refuse it too")
    UNKNOWN_TARGET = ("C205", Severity.ERROR, "declare the resource that is notified, or correct its name")
    BUDGET = ("C206", Severity.ERROR, "the code does not end within its budget of steps, depth or memory; simplify it")
    REFUSED = (
        "C207",
        Severity.ERROR,
        "the input is never executed and cannot read this machine; give the value as an attribute",
    )
    UNKNOWN_VALUE = (
        "C208",
        Severity.WARNING,
        "give the value as an attribute or a fact, or finish this resource by hand",
    )
    BRANCH_ON_RUNTIME = ("C209", Severity.NOTE, "check that the branch holds on every node this image will run on")
    PUPPET_ERROR = ("C210", Severity.ERROR, "correct the manifest; real Puppet would fail here too")
    PUPPET_WARNING = ("C211", Severity.WARNING, "real Puppet warns of this too; the catalog is made all the same")
    MANUAL = ("C301", Severity.WARNING, "finish this by hand; the report says what is missing")
    ORDER_CYCLE = ("C302", Severity.ERROR, "break the cycle of notifications or requirements")
    NO_SERVICE = (
        "C303",
        Severity.WARNING,
        "name the command to run with cook2image.yaml, or enable a service in the recipe",
    )
    OUTPUT_CHANGED = ("C401", Severity.ERROR, "move your changes away, or use --force to overwrite them")
    NO_ENGINE = ("C501", Severity.ERROR, "start Docker, or run `make docker`")
    BUILD_FAILED = ("C502", Severity.ERROR, "read the command's output above and correct the resource named here")
    NO_DIGEST = ("C504", Severity.WARNING, "pull the base image from its registry, and build again")
    DIFFERS = ("C505", Severity.ERROR, "see each difference above, with its resource and line")
    VERIFY_FAILED = ("C506", Severity.ERROR, "read what the agent printed above")
    SMOKE_FAILED = ("C503", Severity.ERROR, "read the container's log above")

    def __init__(self, identifier: str, severity: Severity, hint: str) -> None:
        self.identifier = identifier
        self.severity = severity
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One message about one place of the input. `hint` overrules the code's own."""

    code: Code
    message: str
    span: Span | None
    hint: str = ""

    @property
    def severity(self) -> Severity:
        return self.code.severity

    def render(self) -> str:
        """Return the message as text: place, line shown, caret below, and what to do."""
        head = f"{self.severity.value}[{self.code.identifier}]: {self.message}"
        advice = f"  = help: {self.hint or self.code.hint}"
        if self.span is None:
            return f"{head}\n{advice}"
        line, column = self.span.source.position(self.span.start)
        shown = self.span.source.line_text(line)
        margin = " " * len(str(line))
        width = max(1, min(self.span.end - self.span.start, len(shown) - column + 1))
        caret = " " * (column - 1) + "^" * width
        place = f"{margin}--> {self.span.path}:{line}:{column}"
        return f"{head}\n{place}\n{margin} |\n{line} | {shown}\n{margin} | {caret}\n{advice}"

    def as_json(self) -> dict[str, object]:
        """Return the diagnostic as JSON data: code, severity, message, file, line, column, hint."""
        place: dict[str, object] = {"file": None, "line": None, "column": None}
        if self.span is not None:
            place = {"file": self.span.path, "line": self.span.line, "column": self.span.column}
        identity = {"code": self.code.identifier, "severity": self.severity.value, "message": self.message}
        return {**identity, **place, "hint": self.hint or self.code.hint}
