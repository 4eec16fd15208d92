"""How methods written in Python reach Ruby classes: decorators file them here, each Interpreter takes them over.

before:  @method("String", "upcase")
         def upcase(interp: Interpreter, self: RString, args: list[Value], block: RProc | None) -> Value: ...
after:   "a".upcase in Ruby calls it

Rules for every native method
- The signature is always (interp, self, args, block); keyword arguments arrive as a last RHash with `keyword` True
  (`take_keywords(args)` takes it off).
- `argc=1`, `argc=(1, 2)`, `argc=(0, None)` lets the dispatcher raise Ruby's "wrong number of arguments".
- Errors: `raise interp.error("ArgumentError", "message")`. A Python TypeError, ValueError, IndexError … that escapes
  becomes a Ruby TypeError or ArgumentError, never a traceback; do not rely on it for messages.
- Tainted receivers and arguments never arrive (the dispatcher takes the sample and wraps the result again) unless the
  method says `taint=True`; Unknown never arrives as receiver. Strings with holes do arrive: use `self.derived(text)`.
- Collections in loops: `interp.yield_block(block, [item])`; big results: `interp.check_size(count)` first.

Which modules of methods/ are imported is said by methods/__init__.py: `CORE` (a tuple of module names, imported when
an interpreter is first made) and `AUTOLOAD` (constant name → module name, imported when Ruby names the constant).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.ruby.objects import NativeMethod, RClass, RHash, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Argc: TypeAlias = "int | tuple[int, int | None] | None"
ConstantMaker: TypeAlias = "Callable[[Interpreter], Value]"


@dataclass(slots=True)
class NativeClass:
    """What is filed for one Ruby class or module, by its full name."""

    name: str
    superclass: str = "Object"
    is_module: bool = False
    methods: dict[str, NativeMethod] = field(default_factory=dict)
    singletons: dict[str, NativeMethod] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    constants: dict[str, ConstantMaker] = field(default_factory=dict)
    includes: tuple[str, ...] = ()


NATIVE_CLASSES: dict[str, NativeClass] = {}
NATIVE_ARGC: dict[NativeMethod, tuple[int, int | None]] = {}
TAINT_AWARE: set[NativeMethod] = set()
AUTOLOADS: dict[str, str] = {}


def native_class(name: str) -> NativeClass:
    """Return the entry of a class, made when it is new."""
    found = NATIVE_CLASSES.get(name)
    if found is None:
        found = NATIVE_CLASSES[name] = NativeClass(name)
    return found


def define_class(
    name: str, superclass: str = "Object", is_module: bool = False, includes: tuple[str, ...] = ()
) -> NativeClass:
    """Say what a class is: "Chef::Resource" makes the modules around it when they are not defined."""
    entry = native_class(name)
    entry.superclass, entry.is_module, entry.includes = superclass, is_module, includes
    return entry


def define_module(name: str, includes: tuple[str, ...] = ()) -> NativeClass:
    """Say that `name` is a module."""
    return define_class(name, is_module=True, includes=includes)


def method(
    cls: str, *names: str, argc: Argc = None, private: bool = False, taint: bool = False
) -> Callable[[NativeMethod], NativeMethod]:
    """File a function as the instance method `names` of the class `cls`."""

    def decorate(function: NativeMethod) -> NativeMethod:
        entry = native_class(cls)
        _file(entry.methods, cls + "#", names, function)
        if private:
            entry.private.update(names)
        return _remember(function, argc, taint)

    return decorate


def singleton(cls: str, *names: str, argc: Argc = None, taint: bool = False) -> Callable[[NativeMethod], NativeMethod]:
    """File a function as a method of the class or module itself, `File.join`."""

    def decorate(function: NativeMethod) -> NativeMethod:
        _file(native_class(cls).singletons, cls + ".", names, function)
        return _remember(function, argc, taint)

    return decorate


def module_function(
    module: str, *names: str, argc: Argc = None, taint: bool = False
) -> Callable[[NativeMethod], NativeMethod]:
    """File a function both ways, as `Kernel#format` and `Kernel.format`."""

    def decorate(function: NativeMethod) -> NativeMethod:
        singleton(module, *names)(function)
        return method(module, *names, argc=argc, private=True, taint=taint)(function)

    return decorate


def constant(cls: str, name: str) -> Callable[[ConstantMaker], ConstantMaker]:
    """File a function that makes the value of the constant `cls::name` for an interpreter."""

    def decorate(maker: ConstantMaker) -> ConstantMaker:
        native_class(cls).constants[name] = maker
        return maker

    return decorate


def autoload(constant_name: str, module: str) -> None:
    """Import the Python module `module` when Ruby code first names the constant ("JSON", "Digest")."""
    AUTOLOADS[constant_name] = module


def take_keywords(args: list[Value]) -> RHash:
    """Take the keyword arguments off the end of `args`; an empty hash when there are none."""
    if args and isinstance(args[-1], RHash) and args[-1].keyword:
        return args.pop()  # type: ignore[no-any-return]
    return RHash()


def _file(table: dict[str, NativeMethod], prefix: str, names: tuple[str, ...], function: NativeMethod) -> None:
    for name in names:
        if name in table and table[name] is not function:
            raise ValueError(f"the native method {prefix}{name} is registered twice")
        table[name] = function


def _remember(function: NativeMethod, argc: Argc, taint: bool) -> NativeMethod:
    if argc is not None:
        NATIVE_ARGC[function] = argc if isinstance(argc, tuple) else (argc, argc)
    if taint:
        TAINT_AWARE.add(function)
    return function


Allocator: TypeAlias = "Callable[[Interpreter, RClass], Value]"
ALLOCATORS: dict[str, Allocator] = {}


def allocator(cls: str) -> Callable[[Allocator], Allocator]:
    """File a function that makes the empty instance for `new` of a class and its subclasses."""

    def decorate(function: Allocator) -> Allocator:
        ALLOCATORS[cls] = function
        return function

    return decorate
