"""ERB templates of Puppet: a template's text and a scope in, the text that Puppet would write out.

before:  listen <%= @port -%>\\n        and $port = 80 in the scope
after:   "listen 80"
Every variable that can be read in the scope is an instance variable; `scope` is the scope itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from translator.diagnostics import Code, Severity
from translator.evaluate.puppet.calls import Call, Scope
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.ruby.scope_object import ScopeObject, scope_object
from translator.evaluate.puppet.ruby.values import from_ruby, to_ruby
from translator.evaluate.puppet.ruby.world import fails_in_ruby_too, world_of
from translator.evaluate.puppet.values import TracedStr, derived
from translator.evaluate.puppet.values import Value as PuppetValue
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, RubyError, Value
from translator.location import Source, Span
from translator.parse.ruby.stored import parse_template_stored

if TYPE_CHECKING:
    from translator.evaluate.puppet.ruby.world import World
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.parse.ruby.ast import Program

WRAPPER: Final = "Puppet::Parser::TemplateWrapper"
define_class(WRAPPER, includes=("Puppet::Util::Logging",))


class TemplateWrapper(RObject):
    """The self of a template."""

    __slots__ = ("path", "scope")

    def __init__(self, cls: RClass, scope: ScopeObject, path: str) -> None:
        super().__init__(cls)
        self.scope = scope
        self.path = path


class Variables(dict[str, Value]):
    """A scope's variables as instance variables: each becomes a Ruby value when it is first read."""

    def __init__(self, interp: Interpreter, values: dict[str, PuppetValue]) -> None:
        super().__init__(dict.fromkeys(values))
        self._interp = interp
        self._values = values
        self._read: dict[str, PuppetValue] = {}

    def __getitem__(self, name: str) -> Value:
        if name in self._values:
            self._read[name] = self._values[name]
            self[name] = to_ruby(self._interp, self._values[name])
        return super().__getitem__(name)

    def get(self, name: str, default: Value = None) -> Value:
        return self[name] if name in self else default  # noqa: SIM401 - reading is what converts

    def __setitem__(self, name: str, value: Value) -> None:
        self._values.pop(name, None)
        super().__setitem__(name, value)

    def grown(self) -> Iterator[tuple[str, PuppetValue]]:
        """Yield the arrays and hashes that the template has put into or taken out of, by their names."""
        for name, before in self._read.items():
            now = self[name]
            if isinstance(before, (tuple, dict)) and isinstance(now, (list, RHash)) and len(now) != len(before):
                yield name, from_ruby(self._interp, now)


def render(world: World, path: str, text: str, scope: Scope, span: Span | None) -> PuppetValue:
    """Return the rendered text; `path` is "" for an inline template."""
    call = Call(scope=scope, span=span, name="template" if path else "inline_template")
    rendered = world.run(call, lambda interp: _rendered(interp, path, text, scope))
    return derived(rendered, text) if isinstance(text, TracedStr) else rendered


def _rendered(interp: Interpreter, path: str, text: str, scope: Scope) -> PuppetValue:
    program = _tree(path, text)
    wrapper = TemplateWrapper(interp.const_class(WRAPPER), scope_object(interp, scope), path)
    wrapper.ivars = variables = Variables(interp, {_variable(name): value for name, value in scope.to_hash().items()})
    wrapper.ivars["__scope__"] = wrapper.scope
    try:
        text = from_ruby(interp, interp.to_s(interp.evaluate_program(program, self_value=wrapper)))
        for name, value in variables.grown():
            scope.exchange(name, value)
        return text
    except RubyError as error:
        if not interp.is_a(error.value, "StandardError") or _is_ours(interp, error):
            raise
        raise _failure(interp, path, error) from None


def _variable(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in name)


def _is_ours(interp: Interpreter, error: RubyError) -> bool:
    """Tell whether a NameError is for World to make an unknown value of."""
    return not fails_in_ruby_too(interp, error.value)


def _failure(interp: Interpreter, path: str, error: RubyError) -> PuppetError:
    message = interp.message_of(error).text
    if not path:
        return PuppetError(f"Failed to parse inline template: {message}")
    place = next((span for span in error.backtrace if span.path == path), None)
    where = f"  Filepath: {path}\n  Line: {place.line if place is not None else ''}"
    return PuppetError(f"Failed to parse template {_reference(interp, path)}:\n{where}\n  Detail: {message}\n")


def _reference(interp: Interpreter, path: str) -> str:
    """Return the name that a manifest has for a template: "ntp/ntp.conf.erb"."""
    for module in world_of(interp).modules.values():
        prefix = f"{module.path}/templates/"
        if path.startswith(prefix):
            return f"{module.name}/{path[len(prefix) :]}"
    return path


_TREES: dict[tuple[str, str], Program] = {}
_MOST: Final = 500


def _tree(path: str, text: str) -> Program:
    """Return a template's tree, parsed once a process; PuppetError when it has none."""
    key = (path, text)
    found = _TREES.get(key)
    if found is not None:
        return found
    program, problems = parse_template_stored(Source(path or "inline template", text))
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise PuppetError(problem.message, problem.span, Code.SYNTAX)
    if len(_TREES) >= _MOST:
        _TREES.clear()
    _TREES[key] = program
    return program


# --- what templates call


@method(WRAPPER, "scope", argc=0)
def scope_of(interp: Interpreter, self: TemplateWrapper, args: Args, block: Blk) -> Value:
    return self.scope


@method(WRAPPER, "file", argc=0)
def file(interp: Interpreter, self: TemplateWrapper, args: Args, block: Blk) -> Value:
    return RString(self.path) if self.path else None


@method(WRAPPER, "has_variable?", argc=1)
def has_variable(interp: Interpreter, self: TemplateWrapper, args: Args, block: Blk) -> Value:
    return self.scope.scope.exists(name_of(interp, args[0]))


@method(WRAPPER, "to_s", argc=0)
def to_s(interp: Interpreter, self: TemplateWrapper, args: Args, block: Blk) -> Value:
    return RString(f"template[{self.path or 'inline'}]")
