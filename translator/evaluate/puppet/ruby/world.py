"""The Ruby of one compilation: an interpreter made when it is first needed, and how Puppet goes in and out of it.

`World.run(call, action)` runs Ruby for a call from Puppet code: what Ruby raises becomes a PuppetError, what our
interpreter does not have becomes Unknown, and its diagnostics go to the compilation.
"""

from __future__ import annotations

import importlib
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from translator.diagnostics import Code, Diagnostic, Severity
from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import LeaveIteration, PuppetError
from translator.evaluate.puppet.functions.host import Host, host
from translator.evaluate.puppet.ruby.machine import ModuleMachine
from translator.evaluate.puppet.ruby.values import ANY_TYPE, type_key
from translator.evaluate.puppet.values import Value as PuppetValue
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.frames import Signal
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RClass, RException, RObject, RString, RubyError, Value
from translator.evaluate.values import Unknown
from translator.location import Source, Span
from translator.parse.ruby.stored import parse_stored

if TYPE_CHECKING:
    from translator.evaluate.puppet.calls import Scope
    from translator.load.project import InputFile
    from translator.load.puppet_project import Module, Place
    from translator.parse.ruby.ast import Program

NATIVES: Final = (
    "classes",
    "logging",
    "util",
    "types",
    "definitions",
    "legacy",
    "scope_object",
    "templates",
    "catalog",
    "type_definitions",
    "type_instances",
    "lookup_context",
    "facter",
)
ENVIRONMENT: Final = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
_ORIGIN = "__puppet_error"
_MISSING = "NameError"
_MISMATCH: Final = re.compile(r"'[\w:]+' (?:expects|parameter|block|does not expect)|The function '|Unknown function")


class Jump(Signal):
    """`break()`, `next()` or `return()` of Puppet code, or the end of a look-up, on its way through Ruby."""

    def __init__(self, inner: Exception) -> None:
        super().__init__(None)
        self.inner = inner


def world_of(interp: Interpreter) -> World:
    """Return the world that an interpreter belongs to."""
    found: World = interp.attached["puppet"]
    return found


class World:
    """Ruby for one compilation; `modules` by name, in the order of the module path; `places` hold the data."""

    def __init__(self, modules: Mapping[str, Module], places: Sequence[Place] = ()) -> None:
        self.modules = modules
        self.places = places
        self.calls: list[Call] = []
        self.loaded: set[str] = set()
        self._interp: Interpreter | None = None

    @property
    def interp(self) -> Interpreter:
        """The interpreter, with Puppet's own classes in it."""
        if self._interp is None:
            self._interp = self._make()
        return self._interp

    @property
    def started(self) -> bool:
        """Whether Ruby has been needed by now."""
        return self._interp is not None

    def _make(self) -> Interpreter:
        for name in NATIVES:
            importlib.import_module(f"translator.evaluate.puppet.ruby.{name}")
        interp = Interpreter(machine=ModuleMachine(self.modules, self.places))
        interp.attached["puppet"] = self
        interp.install_natives()
        interp.require_hook = self._require
        interp.set_const("PSON", interp.const("JSON"))
        interp.const_class(ANY_TYPE).hasher = type_key
        environment = interp.const("ENV")
        for name, value in ENVIRONMENT.items():
            interp.call(environment, "[]=", [RString(name), RString(value)])
        return interp

    # --- where Ruby stands

    @property
    def call(self) -> Call:
        """The call from Puppet code that is under way."""
        return self.calls[-1]

    @property
    def host(self) -> Host:
        return host(self.call)

    @property
    def scope(self) -> Scope:
        return self.call.scope

    # --- running

    def run(self, call: Call, action: Callable[[Interpreter], PuppetValue]) -> PuppetValue:
        """Run `action`, which answers a Puppet value, for a call from Puppet code."""
        interp = self.interp
        if not self.calls:
            interp.refill()
        frame, span = interp.frame, interp.span
        self.calls.append(call)
        try:
            return action(interp)
        except RubyError as error:
            return self._failed(error)
        except Jump as jump:
            raise jump.inner from None
        except BudgetExceeded as error:
            raise PuppetError(error.message, error.span, Code.BUDGET) from None
        except RecursionError:
            raise PuppetError("stack level too deep", interp.span, Code.BUDGET) from None
        except Signal:
            raise PuppetError("break or return out of a method that has ended") from None
        finally:
            interp.frame, interp.span = frame, span
            self._tell(interp)
            self.calls.pop()

    def _failed(self, error: RubyError) -> PuppetValue:
        """Raise what real Puppet would raise; Unknown when the reason is that something is missing here."""
        interp = self.interp
        original = error.value.ivars.get(_ORIGIN)
        if isinstance(original, PuppetError):
            raise original from None
        message = _message(interp, error.value)
        if self._guessed(interp) or not fails_in_ruby_too(interp, error.value):
            place = error.backtrace[0] if error.backtrace else self.call.span
            reason = f"{self.call.name or 'this'} is written in Ruby and cannot be worked out: {message}"
            self.host.report(Diagnostic(code=Code.UNKNOWN_VALUE, message=reason, span=place))
            return Unknown(reason, place)
        raise PuppetError(message) from None

    @staticmethod
    def _guessed(interp: Interpreter) -> bool:
        """Tell whether the code went a way that depends on an unknown value: then its errors prove nothing."""
        return any(
            item.code in (Code.UNKNOWN_VALUE, Code.REFUSED, Code.BRANCH_ON_RUNTIME) for item in interp.diagnostics
        )

    def _tell(self, interp: Interpreter) -> None:
        said, interp.diagnostics = interp.diagnostics, []
        for diagnostic in said:
            self.host.report(diagnostic)

    def outward(self, action: Callable[[], PuppetValue]) -> PuppetValue:
        """Run Puppet code for Ruby: what it raises goes on as a Ruby exception that can be rescued."""
        interp = self.interp
        try:
            return action()
        except PuppetError as error:
            raised = interp.error(_class_of(error), error.message)
            raised.value.ivars[_ORIGIN] = error
            raise raised from None
        except LeaveIteration as jump:
            raise Jump(jump) from None

    # --- files

    def evaluate_file(self, file: InputFile) -> Value:
        """Evaluate a Ruby file at the top level, once more each time; a syntax error is raised as Ruby does."""
        return self.interp.evaluate_program(self.tree(file.source))

    def tree(self, source: Source) -> Program:
        """Return the tree of Ruby code; a SyntaxError when it has none."""
        program, diagnostics = parse_stored(source)
        for diagnostic in diagnostics:
            if diagnostic.severity is Severity.ERROR:
                raise self.interp.error("SyntaxError", f"{diagnostic.span}: {diagnostic.message}")
        return program

    def library(self, relative: str) -> InputFile | None:
        """Return a file that `require` finds: lib/RELATIVE of the first module that has it."""
        for module in self.modules.values():
            found = module.folder.find(f"lib/{relative}")
            if found is not None:
                return found
        return None

    def file_at(self, path: str) -> InputFile | None:
        """Return the file of a module at a path as the user sees it."""
        for module in self.modules.values():
            if path.startswith(module.path + "/"):
                return module.folder.find(path[len(module.path) + 1 :])
        return None

    def _require(self, name: str, relative: bool, span: Span | None) -> bool | None:
        wanted = name if name.endswith(".rb") else name + ".rb"
        if wanted.startswith("/") or relative:
            folder = posixpath.dirname(span.path) if span is not None else ""
            file = self.file_at(posixpath.normpath(posixpath.join(folder, wanted)))
        else:
            file = self.library(wanted)
        if file is None:
            return None
        if file.path in self.loaded:
            return False
        self.loaded.add(file.path)
        self.evaluate_file(file)
        return True


def _class_of(error: PuppetError) -> str:
    """Return the Ruby class that an error of Puppet code has."""
    if error.message.startswith("Error while evaluating"):
        return "Puppet::PreformattedError"
    return "ArgumentError" if _MISMATCH.match(error.message) else "Puppet::ParseError"


def _message(interp: Interpreter, error: RException) -> str:
    try:
        return interp.message_of(error).text
    except (RubyError, Signal):
        return error.cls.name or "error"


def fails_in_ruby_too(interp: Interpreter, error: RException) -> bool:
    """Tell whether real Ruby fails as well: a name that is missing may be missing only here.

    Ruby's own strings, numbers and collections have all their methods here, so what they lack they lack there too; so
    does the self of a template.
    """
    if not interp.is_a(error, _MISSING):
        return True
    receiver = error.ivars.get("__receiver", interp.main)
    is_template = isinstance(receiver, RObject) and receiver.cls.name == "Puppet::Parser::TemplateWrapper"
    return is_template or not isinstance(receiver, (RObject, RClass))
