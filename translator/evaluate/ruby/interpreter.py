"""The Ruby interpreter: trees and native methods go in, Ruby values and Diagnostics come out. Nothing is executed.

The state lives here together with the operations that native methods use; how nodes are evaluated is in the files
beside this one, which register themselves in dispatch.EVAL.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.ruby import (
    assignment,
    blocks,
    bootstrap,
    calls,
    constants,
    control,
    definitions,
    errors,
    inspection,
    literals,
    taint,
)
from translator.evaluate.ruby.absence import Absence
from translator.evaluate.ruby.budget import MOST_BITS, SMALL, Budget, BudgetExceeded, share
from translator.evaluate.ruby.dispatch import EVAL
from translator.evaluate.ruby.frames import Frame, Signal
from translator.evaluate.ruby.machine import CommandResult, EmptyMachine, Machine
from translator.evaluate.ruby.methods import matching
from translator.evaluate.ruby.methods_table import MethodTable
from translator.evaluate.ruby.objects import (
    NativeMethod,
    RClass,
    REnumerator,
    RException,
    RHash,
    RObject,
    RProc,
    RRange,
    RString,
    RubyError,
    Symbol,
    Value,
)
from translator.evaluate.values import Hole, Origin, Tainted, Unknown
from translator.location import Span
from translator.parse.ruby.ast import Node, Program

_ = (assignment, control, definitions, literals)  # imported to register their nodes

Result = TypeVar("Result")
_UNSET: Any = object()


class Interpreter:
    """One Ruby world: its classes, globals, frames and budget, and what happened in it."""

    def __init__(self, machine: Machine | None = None, budget: Budget | None = None) -> None:
        self.machine: Machine = machine or EmptyMachine()
        self.budget = budget or Budget()
        self.budget.prepare_python()
        self.steps = self.budget.steps
        self.exhausted = 0  # how often the steps or the size of what is made were used up
        self.written = 0
        self.made = 0
        self.copied = 0
        self.diagnostics: list[Diagnostic] = []
        self.log: list[str] = []  # what puts, print, p and warn wrote
        self.secrets: dict[str, str] = {}  # secret texts seen → their names, for messages
        self.names: frozenset[str] = frozenset()  # of the input itself, which hide nothing when a secret is one of them
        self.absence: Absence | None = None
        self.require_hook: Callable[[str, bool, Span | None], bool | None] | None = None
        self.table = MethodTable()
        self.globals: dict[str, Value] = {}
        self.span: Span | None = None  # of the call being evaluated
        self.missing_reason = ""
        self.doubts: list[str] = []  # why conditions could not be decided, one after the other
        self.undecided: Span | None = None  # the last condition that was not known
        self.integers_are_plain = True  # until Ruby code redefines an Integer operator
        self.regexps: dict[int, tuple[Node, Value]] = {}  # compiled literals, by their node's id
        self.inspecting: set[int] = set()  # objects whose inspect is under way
        self.catch_tags: list[Value] = []
        self.extra_ivars: dict[int, tuple[Value, dict[str, Value]]] = {}  # of strings, arrays and hashes
        self.autoloaded: set[str] = set()
        self.frozen_lists: dict[int, list[Value]] = {}  # by id; kept alive so that the id stays theirs
        self._noted: set[tuple[Code, str, int]] = set()
        self.slow_searches = 0  # how many regular expressions took too long
        self.unknown_uses = 0  # how often code did something with an unknown value that had no effect
        self._object_ids: dict[int, tuple[Value, int]] = {}
        self.class_by_type: dict[type, RClass] = {}
        self.singletons: dict[int, tuple[Value, RClass]] = {}  # of strings, arrays and hashes, by id
        self.native_versions: dict[str, int] = {}
        self.attached: dict[str, Any] = {}  # what the language on top of Ruby keeps with its interpreter
        bootstrap.build(self)
        self.main = RObject(self.object)
        self.frame = Frame(self.main, (), None, None)
        bootstrap.dress_main(self)

    # --- well-known classes, set by bootstrap

    basic_object: RClass
    object: RClass
    module: RClass
    class_class: RClass
    kernel: RClass
    comparable: RClass
    true_class: RClass
    false_class: RClass
    unknown_class: RClass
    standard_error: RClass

    # --- running code

    def evaluate_program(
        self,
        program: Program,
        self_value: Value = _UNSET,
        lexical: tuple[RClass, ...] = (),
        local_values: dict[str, Value] | None = None,
        definee: Value = None,
    ) -> Value:
        """Evaluate a file with `self_value` as self (main without), inside the modules `lexical`.

        `local_values` are local variables it starts with; `definee` is where its `def` puts methods.
        """
        frame = Frame(self.main if self_value is _UNSET else self_value, lexical, self.frame, self.span)
        frame.locals.update(local_values or {})
        frame.definee = definee
        if self_value is _UNSET and definee is None:
            frame.visibility = "private"
        try:
            return self.run_frame(frame, program.body)
        except RecursionError:
            raise BudgetExceeded("stack level too deep", self.span) from None

    def run_frame(self, frame: Frame, body: Node) -> Value:
        """Evaluate `body` in a frame of its own; a `return` in it ends it."""
        caller, self.frame = self.frame, frame
        try:
            return EVAL[type(body)](self, body, frame)
        except Signal as signal:
            if signal.frame is frame:
                return signal.value
            raise
        finally:
            self.frame = caller

    def call(self, receiver: Value, name: str, args: list[Value] | None = None, block: RProc | None = None) -> Value:
        """Call a Ruby method with full dispatch; private ones too."""
        return calls.send(self, receiver, name, args if args is not None else [], block, True, self.span, False)

    def call_public(
        self, receiver: Value, name: str, args: list[Value] | None = None, block: RProc | None = None
    ) -> Value:
        """Call a Ruby method as from outside: a private one is a NoMethodError."""
        return calls.send(self, receiver, name, args if args is not None else [], block, False, self.span, False)

    def yield_block(
        self,
        block: RProc,
        args: list[Value],
        self_value: Value = _UNSET,
        block_arg: RProc | None = None,
        definee: Any = None,
        lexical: tuple[RClass, ...] | None = None,
    ) -> Value:
        """Run a block or proc with `args`, and `block_arg` as its own block.

        `self_value` replaces the self it closed over, `definee` where its `def` goes, `lexical` the modules around it.
        """
        return blocks.run(self, block, args, self_value is not _UNSET, self_value, block_arg, definee, lexical)

    def instance_eval(self, value: Value, block: RProc, args: list[Value] | None = None) -> Value:
        """Run a block with `value` as self; `def` in it makes singleton methods."""
        return blocks.run(self, block, args or [], True, value, None, definee=blocks.Singleton(value))

    def class_eval(self, cls: RClass, block: RProc, args: list[Value] | None = None) -> Value:
        """Run a block with the class as self; `def` in it makes instance methods."""
        return blocks.run(self, block, args or [], True, cls, None, definee=cls)

    def to_proc(self, value: Value) -> RProc | None:
        """Return what `&value` passes as a block."""
        return calls.to_proc(self, value)

    def native_proc(self, function: Callable[[list[Value]], Value], arity: int = -1) -> RProc:
        """Return a lambda that runs a Python function on its arguments."""
        proc = RProc(None, None, None, is_lambda=True)
        proc.native = function
        proc.arity = arity
        return proc

    def guard(self, action: Callable[[], Result]) -> Result | None:
        """Run `action`; a Ruby error, a used-up budget or a stray jump becomes a Diagnostic and None."""
        return errors.guard(self, action)

    def refill(self) -> None:
        """Start a new unit of evaluation: the budget's steps are whole again, fewer for code that used them up before."""
        self.steps = self.budget.steps // share(self.exhausted)
        self.made = 0
        self.copied = 0

    # --- classes

    def class_of(self, value: Value) -> RClass:
        """Return the class that a value's methods are looked up in; its singleton class when it has one."""
        found = self.class_by_type.get(type(value))
        if found is None:
            return self._class_of_other(value)
        if self.singletons and id(value) in self.singletons:
            return self.singletons[id(value)][1]
        return found

    def _class_of_other(self, value: Value) -> RClass:
        if value is True:
            return self.true_class
        if value is False:
            return self.false_class
        if isinstance(value, RObject):
            return value.singleton or value.cls
        if isinstance(value, RClass):
            return value.meta or definitions.ensure_meta(self, value)
        if isinstance(value, Tainted):
            return self.class_of(value.sample)
        if isinstance(value, Unknown):
            return self.unknown_class
        cls = getattr(value, "singleton", None) or getattr(value, "cls", None)
        if isinstance(cls, RClass):
            return cls
        name = getattr(value, "ruby_class", None)  # a Python subclass of RHash, list … may name its Ruby class
        if name is not None:
            return self.const_class(name)
        for kind in type(value).__mro__:
            if kind in self.class_by_type:
                return self.class_by_type[kind]
        return self.object

    def real_class_of(self, value: Value) -> RClass:
        """Return what `value.class` answers: never a singleton class."""
        cls = self.class_of(value)
        while cls.attached is not None and cls.superclass is not None:
            if isinstance(value, RClass):
                return self.module if value.is_module else self.class_class
            cls = cls.superclass
        return cls

    def is_a(self, value: Value, cls: RClass | str) -> bool:
        """Tell whether a value is a kind of a class or module."""
        wanted = self.const_class(cls) if isinstance(cls, str) else cls
        if isinstance(value, Tainted):
            value = value.sample
        return wanted in self.table.ancestors(self.class_of(value))

    def inherits(self, cls: RClass, ancestor: RClass) -> bool:
        """Tell whether a class is, or descends from or includes, another."""
        return ancestor in self.table.ancestors(cls)

    def is_object(self, value: Value) -> bool:
        """Tell whether a value is an instance of a class without a Python representation of its own."""
        return isinstance(value, RObject)

    def responds_to(self, value: Value, name: str, private: bool = False) -> bool:
        """Tell whether a value has a method, or answers respond_to_missing? with true."""
        if isinstance(value, Unknown):
            return False
        entry = self.table.find(self.class_of(value), name)
        if entry is not None:
            return private or entry.visibility != "private"
        missing = self.table.find(self.class_of(value), "respond_to_missing?")
        if missing is None or missing.owner is self.object or missing.owner is self.kernel:
            return False
        return self.truthy(calls.invoke(self, value, missing, [Symbol.of(name), private], None))

    def const(self, path: str) -> Value:
        """Return the constant at a path such as "Chef::Resource"; NameError when there is none."""
        scope = self.object
        for name in path.split("::"):
            scope = constants.lookup_in(self, scope, name, self.object is scope)
        return scope

    def const_class(self, path: str) -> RClass:
        """Return the class or module at a path."""
        found = self.const(path)
        assert isinstance(found, RClass), path
        return found

    def has_const(self, path: str) -> bool:
        """Tell whether a constant is defined; autoloads count."""
        scope: Value = self.object
        for name in path.split("::"):
            if not isinstance(scope, RClass):
                return False
            found = constants.find_in(self, scope, name)
            if found is constants.MISSING:
                return False
            scope = found
        return True

    def set_const(self, path: str, value: Value) -> None:
        """Define a constant; the modules around it must exist."""
        scope, _, name = path.rpartition("::")
        constants.assign(self, self.const_class(scope) if scope else self.object, name, value)

    def make_class(self, name: str | None, superclass: RClass | None = None, is_module: bool = False) -> RClass:
        """Make a class or module object, without a constant for it."""
        return definitions.make_class(self, name, superclass or self.object, is_module)

    def include_module(self, cls: RClass, module: RClass) -> None:
        """Include a module, without its `included` hook."""
        definitions.include_module(self, cls, module)

    def singleton_class(self, value: Value) -> RClass:
        """Return the singleton class of an object, made when it is new."""
        return definitions.singleton_class(self, value)

    def define_native(self, cls: RClass, name: str, function: NativeMethod, visibility: str = "public") -> None:
        """Give one class of this interpreter a native method (its metaclass for a class method)."""
        cls.methods[name] = function
        cls.visibility[name] = visibility
        self.table.changed()

    def install_natives(self) -> None:
        """Take over native methods that were filed since this interpreter was made."""
        bootstrap.install(self)

    def load_native_module(self, module: str) -> None:
        """Import a Python module that files native methods, and take them over."""
        importlib.import_module(module)
        bootstrap.install(self)

    # --- conversions and comparisons

    def truthy(self, value: Value) -> bool:
        """Tell whether a condition holds; one on an unknown or runtime value is diagnosed."""
        if value is True:
            return True
        if value is None or value is False:
            return False
        kind = type(value)
        if kind is Tainted or kind is Unknown:
            return errors.branch(self, value, self.span)
        return True

    def to_s(self, value: Value) -> RString:
        """Return `value.to_s`; holes are kept."""
        return inspection.to_s(self, value)

    def inspect(self, value: Value) -> str:
        """Return `value.inspect` as text, secrets included: for results. Messages use `describe` or `shown`."""
        return inspection.inspect(self, value).text

    def inspect_string(self, value: Value) -> RString:
        """Return `value.inspect` with its holes."""
        return inspection.inspect(self, value)

    def shown(self, value: Value) -> str:
        """Return `value.inspect` for a message: secrets are left out."""
        return errors.redacted(self, inspection.inspect(self, value))

    def describe(self, value: Value) -> str:
        """Return how NoMethodError names a receiver: "nil:NilClass", "main:Object", "#<Foo …>"."""
        return inspection.describe(self, value)

    def str_of(self, value: Value) -> RString:
        """Return a string argument: a string, or what its to_str gives; TypeError else."""
        if isinstance(value, RString):
            return value
        if isinstance(value, RObject) and self.responds_to(value, "to_str"):
            found = self.call(value, "to_str")
            if isinstance(found, RString):
                return found
        if isinstance(value, Unknown):
            return RString("", (Hole(value, ""),))
        raise self.error("TypeError", f"no implicit conversion of {inspection.kind_name(self, value)} into String")

    def equal(self, left: Value, right: Value) -> bool:
        """Tell whether `left == right`."""
        return inspection.equal(self, left, right)

    def case_equal(self, pattern: Value, value: Value) -> bool:
        """Tell whether `pattern === value`."""
        return self.truthy(self.call(pattern, "===", [value]))

    def compare(self, left: Value, right: Value) -> int:
        """Return -1, 0 or 1 as `left <=> right`; ArgumentError when they do not compare."""
        result = taint.unwrap(self.call(left, "<=>", [right]))
        if isinstance(result, (int, float)):
            return (result > 0) - (result < 0)
        special = right is None or isinstance(right, (bool, int, float))
        shown = self.shown(right) if special else self.real_class_of(right).name
        raise self.error("ArgumentError", f"comparison of {self.real_class_of(left).name} with {shown} failed")

    def splat(self, value: Value) -> list[Value]:
        """Return the values of `*value`."""
        if isinstance(value, list):
            return value
        if value is None:
            return []
        if isinstance(value, (RHash, RRange, RObject)) and self.responds_to(value, "to_a"):
            found = self.call(value, "to_a", [])
            if isinstance(found, list):
                return found
        return [value]

    def each(self, value: Value) -> list[Value]:
        """Return the items that `value.each` yields, several at once as an array."""
        if isinstance(value, list):
            return value
        items: list[Value] = []

        def collect(args: list[Value]) -> Value:
            self.step()
            items.append(args[0] if len(args) == 1 else list(args))
            self.check_size(len(items))

        self.call(value, "each", [], self.native_proc(collect))
        return items

    def enumerator(self, receiver: Value, name: str, args: list[Value] | None = None) -> REnumerator:
        """Return the Enumerator of a method called without its block."""
        return REnumerator(self.const_class("Enumerator"), receiver, name, args or [])

    def object_id(self, value: Value) -> int:
        """Return a number for an object, the same in every run of the same program."""
        found = self._object_ids.get(id(value))
        if found is None:
            found = self._object_ids[id(value)] = (value, 8 * (len(self._object_ids) + 1))
        return found[1]

    # --- errors, diagnostics, budget

    def error(self, cls: str | RClass, message: str | RString = "") -> RubyError:
        """Return a Ruby exception to raise: `raise interp.error("ArgumentError", "…")`."""
        return errors.make(self, cls, message)

    def raise_error(self, cls: str | RClass, message: str | RString = "") -> NoReturn:
        """Raise a Ruby exception."""
        raise errors.make(self, cls, message)

    def name_error(self, cls: str, message: str, name: str, receiver: Value) -> RubyError:
        """Return a NameError or NoMethodError that knows its name and receiver."""
        error = errors.make(self, cls, message)
        error.value.ivars["__name"] = Symbol.of(name)
        error.value.ivars["__receiver"] = receiver
        return error

    def frozen_error(self, value: Value) -> RubyError:
        """Return the FrozenError of changing `value`."""
        return self.error("FrozenError", f"can't modify frozen {self.real_class_of(value).name}: {self.shown(value)}")

    def message_of(self, error: RubyError | RException) -> RString:
        """Return an exception's message."""
        value = error.value if isinstance(error, RubyError) else error
        return self.to_s(self.call(value, "message"))

    def diagnose(self, code: Code, message: str, span: Span | None = None, hint: str = "") -> None:
        """Tell the user something, once per place; without `span` it is about the call being evaluated."""
        errors.diagnose(self, code, message, span or self.span, hint)

    def diagnose_error(self, error: RubyError) -> Diagnostic:
        """File a Ruby exception that nobody rescued as a Diagnostic, and return it."""
        return errors.diagnose_error(self, error)

    def refuse(self, what: str) -> Unknown:
        """Diagnose that `what` is never executed or read; the value is unknown."""
        self.diagnose(Code.REFUSED, f"{what} is not executed here")
        return Unknown(f"{what} is not executed", self.span)

    def unknown_call(
        self, receiver: Unknown, name: str, args: list[Value], span: Span | None, block: RProc | None = None
    ) -> Value:
        """Answer a method call on an unknown value: unknown again, but what it is can be asked."""
        entry = self.table.find(self.unknown_class, name)
        if entry is not None and entry.owner is self.unknown_class:
            return calls.invoke(self, receiver, entry, args, None)
        self.unknown_uses += 1
        if block is not None and self.absence is not None:
            self.absence.follow(receiver, block)
        return receiver

    def native_failure(self, error: Exception, name: str, receiver: Value, args: list[Value]) -> NoReturn:
        """Turn a Python error inside a native method into a Ruby one."""
        raise errors.from_python(self, error, name, receiver, args) from error

    @contextmanager
    def watched(self) -> Iterator[list[Diagnostic]]:
        """Collect what is said meanwhile, also what was said of the same place before; it is filed at the end."""
        before, noted, said = self.diagnostics, self._noted, list[Diagnostic]()
        self.diagnostics, self._noted = said, set()
        try:
            yield said
        finally:
            self.diagnostics, self._noted = before, noted | self._noted
            before.extend(found for found in said if found not in before)

    def condition_is_unknown(self, span: Span) -> bool:
        """Tell whether the condition at `span`, decided just now, was not known."""
        return self.undecided is not None and self.undecided.source is span.source and _within(self.undecided, span)

    def note_once(self, code: Code, span: Span | None) -> bool:
        """Tell whether this is the first time for `code` on that line."""
        key = (code, span.path if span else "", span.line if span else 0)
        if key in self._noted:
            return False
        self._noted.add(key)
        return True

    def step(self) -> None:
        """Count one step; native loops that call no Ruby code do it themselves."""
        self.steps -= 1
        if self.steps < 0:
            self.out_of_steps()

    def out_of_steps(self) -> NoReturn:
        """Stop the evaluation: the steps are used up."""
        self.exhausted += 1
        raise BudgetExceeded(f"more than {self.budget.steps} steps: this looks like an endless loop", self.span)

    def check_size(self, size: int) -> None:
        """Stop the evaluation when a string or collection of `size` would be too large."""
        if size > self.budget.size:
            raise BudgetExceeded(f"a value of {size} elements is too large", self.span)
        if size > SMALL:
            self.made += size
            if self.made > self.budget.total:
                self.exhausted += 1
                raise BudgetExceeded("the values that the program makes are too large", self.span)

    def check_depth(self, depth: int) -> None:
        """Stop the evaluation when a native method goes too deep into nested values."""
        if depth > self.budget.depth:
            raise BudgetExceeded("values are nested too deep", self.span)

    def check_growth(self, size: int, in_place: bool) -> None:
        """Check the size of a method's result; what only grew is not made again, but a growing string is copied."""
        if not in_place or size > self.budget.size:
            self.check_size(size)
        self.copied += size
        if self.copied > self.budget.copied:
            raise BudgetExceeded("the program copies too much", self.span)

    def check_number(self, number: int) -> None:
        """Stop the evaluation when a number has too many digits."""
        if number.bit_length() > MOST_BITS:
            raise BudgetExceeded(f"a number of {number.bit_length()} bits is too large", self.span)

    def write(self, text: RString) -> None:
        """Take what the program prints."""
        self.written += len(text.text)
        if self.written > self.budget.output:
            raise BudgetExceeded("the program prints too much", self.span)
        self.log.append(errors.redacted(self, text))

    # --- for the files beside this one

    def evaluate_args(self, nodes: tuple[Node, ...], frame: Frame) -> list[Value]:
        """Return the values of argument nodes: splats spread, a braceless hash marked as keywords."""
        return calls.evaluate_args(self, nodes, frame)

    def make_regexp(self, source: str, flags: str) -> Value:
        """Return the Regexp of a literal."""
        return matching.make_regexp(self, source, flags)

    def shell_out(self, command: RString) -> CommandResult | Unknown:
        """Ask the simulated machine what a command prints; what it does not know is refused."""
        result = self.machine.shell_out(command.text)
        if isinstance(result, Unknown):
            self.diagnose(Code.REFUSED, f"the command `{errors.redacted(self, command)}` is not executed here")
            return Unknown(result.reason, self.span)
        return result

    # --- state that natives reach

    @property
    def last_match(self) -> Any:
        """`$~` of the running method: an RMatch or None."""
        return self.frame.home.match

    @last_match.setter
    def last_match(self, match: Any) -> None:
        self.frame.home.match = match

    def origins_in(self, values: Iterable[Value]) -> list[Origin]:
        """Return the origins in values and the collections below them."""
        return [origin for value in values for origin in taint.origins_within(value)]

    def frozen(self, value: Value) -> bool:
        """Tell whether a value must not change."""
        if isinstance(value, (RString, RHash, RObject)):
            return value.frozen
        return id(value) in self.frozen_lists if isinstance(value, list) else not isinstance(value, RClass)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
