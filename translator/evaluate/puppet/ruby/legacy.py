"""Puppet::Parser::Functions: `newfunction` of the 3.x API, and how such functions reach each other.

before:  newfunction(:add, type: :rvalue, arity: 2) { |args| args[0] + args[1] }
after:   function_add([1, 2]) on a scope answers 3
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.methods.base import Args, Blk, name_of
from translator.evaluate.ruby.native import define_class, method, singleton, take_keywords
from translator.evaluate.ruby.objects import RHash, RObject, RProc, RString, RubyMethod, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

FUNCTIONS: Final = "Puppet::Parser::Functions"
SCOPE: Final = "Puppet::Parser::Scope"
_AUTOLOADER: Final = "Puppet::Parser::Functions::Autoloader"
define_class(_AUTOLOADER)


CORE_NAMES: Final = frozenset(
    [
        "alert",
        "contain",
        "create_resources",
        "crit",
        "debug",
        "defined",
        "digest",
        "dig",
        "emerg",
        "err",
        "fail",
        "file",
        "fqdn_rand",
        "generate",
        "hiera",
        "hiera_array",
        "hiera_hash",
        "hiera_include",
        "include",
        "info",
        "inline_template",
        "lookup",
        "md5",
        "notice",
        "realize",
        "regsubst",
        "require",
        "scanf",
        "sha1",
        "sha256",
        "shellquote",
        "split",
        "sprintf",
        "tag",
        "tagged",
        "template",
        "versioncmp",
        "warning",
    ]
)


@dataclass(frozen=True, slots=True)
class Legacy:
    """One 3.x function; `arity` as Ruby counts it, negative when more may follow."""

    name: str
    arity: int
    is_rvalue: bool


def defined(interp: Interpreter) -> dict[str, Legacy]:
    """Return the 3.x functions that have been defined."""
    found: dict[str, Legacy] = interp.attached.setdefault("puppet_legacy", {})
    return found


def call(interp: Interpreter, scope: Value, name: str, arguments: list[Value]) -> Value:
    """Run a 3.x function with the scope as self, as `function_x([…])` does."""
    function = defined(interp)[name]
    _check_arity(interp, function, len(arguments))
    answer = interp.call(scope, f"real_function_{name}", [arguments])
    return answer if function.is_rvalue else None


def _check_arity(interp: Interpreter, function: Legacy, given: int) -> None:
    if function.arity >= 0 and given != function.arity:
        wanted = str(function.arity)
    elif function.arity < 0 and given < abs(function.arity + 1):
        wanted = f"minimum {abs(function.arity + 1)}"
    else:
        return
    message = f"{function.name}(): Wrong number of arguments given ({given} for {wanted})"
    raise interp.error("ArgumentError", message)


@singleton(FUNCTIONS, "newfunction", argc=(1, 2))
def newfunction(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    given = list(args)
    options = take_keywords(given)
    if len(given) > 1 and isinstance(given[1], RHash):
        options = given[1]
    name = name_of(interp, given[0])
    arity = options.get(Symbol.of("arity"))
    rvalue = options.get(Symbol.of("type")) is Symbol.of("rvalue")
    defined(interp)[name] = Legacy(name, arity if isinstance(arity, int) else -1, rvalue)
    if block is not None:
        _install(interp, name, block)
    return RHash([(Symbol.of("name"), RString(f"function_{name}")), (Symbol.of("arity"), arity)])


def _install(interp: Interpreter, name: str, block: RProc) -> None:
    cls = interp.const_class(SCOPE)
    made = RubyMethod(f"real_function_{name}", (), None, cls, block.frame.lexical)
    made.proc = block
    cls.methods[made.name] = made

    def function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return call(interp, self, name, arguments_of(interp, name, args))

    interp.define_native(cls, f"function_{name}", function)


def arguments_of(interp: Interpreter, name: str, args: Args) -> list[Value]:
    """Return the one array that a 3.x function is called with."""
    if len(args) == 1 and isinstance(args[0], list):
        return args[0]
    raise interp.error(
        "ArgumentError",
        "custom functions must be called with a single array that contains the arguments. "
        f"For example, function_example([1]) instead of function_example(1) ({name})",
    )


@singleton(FUNCTIONS, "function", argc=(1, 2))
def function(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Load a function; answer the name of its method, false when there is none."""
    name = name_of(interp, args[0])
    file = None if name in defined(interp) else world_of(interp).library(f"puppet/parser/functions/{name}.rb")
    if file is not None:
        world_of(interp).evaluate_file(file)
    return RString(f"function_{name}") if is_known(interp, name) else False


def is_known(interp: Interpreter, name: str) -> bool:
    """Tell whether there is a 3.x function of that name, loaded or not."""
    if name in CORE_NAMES or name in defined(interp):
        return True
    return world_of(interp).library(f"puppet/parser/functions/{name}.rb") is not None


@singleton(FUNCTIONS, "rvalue?", argc=(1, 2))
def is_rvalue(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    found = defined(interp).get(name_of(interp, args[0]))
    return found is not None and found.is_rvalue


@singleton(FUNCTIONS, "autoloader", argc=0)
def autoloader(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RObject(interp.const_class(_AUTOLOADER))


@method(_AUTOLOADER, "load", "loadall")
def load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return function(interp, self, args[:1], None) if args else None


@method(_AUTOLOADER, "loaded?", argc=(1, 2))
def is_loaded(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return name_of(interp, args[0]) in defined(interp)


@method(_AUTOLOADER, "delegatee", argc=0)
def delegatee(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return self
