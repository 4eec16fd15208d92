"""Module: defining, aliasing, removing methods, accessors, visibility, and asking about methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.assignment import get_instance_variable, set_instance_variable
from translator.evaluate.ruby.core.reflection import method_from, name_of
from translator.evaluate.ruby.definitions import add_method, alias, copy_method
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.inspection import class_name
from translator.evaluate.ruby.native import NATIVE_ARGC, TAINT_AWARE, method
from translator.evaluate.ruby.objects import NativeMethod, RClass, RMethod, RProc, RubyMethod, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.evaluate.ruby.methods_table import MethodEntry

_VISIBILITIES = ("public", "private", "protected")


# --- accessors


def reader(name: str) -> NativeMethod:
    """Return the method of `attr_reader :name`."""

    def read(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
        return get_instance_variable(interp, self, name)

    NATIVE_ARGC[read] = (0, 0)
    TAINT_AWARE.add(read)
    return read


def writer(name: str) -> NativeMethod:
    """Return the method of `attr_writer :name`."""

    def write(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
        set_instance_variable(interp, self, name, args[0])
        return args[0]

    NATIVE_ARGC[write] = (1, 1)
    TAINT_AWARE.add(write)
    return write


def _accessors(interp: Interpreter, cls: RClass, names: list[Value], reads: bool, writes: bool) -> list[Value]:
    made: list[Value] = []
    for value in names:
        name = name_of(interp, value)
        pairs = [(name, reader(name))] if reads else []
        pairs += [(f"{name}=", writer(name))] if writes else []
        for method_name, function in pairs:
            cls.methods[method_name] = function
            cls.visibility[method_name] = _current_visibility(interp, cls)
            made.append(Symbol.of(method_name))
    interp.table.changed()
    return made


def _current_visibility(interp: Interpreter, cls: RClass) -> str:
    return interp.frame.visibility if interp.frame.self_value is cls else "public"


@method("Module", "attr_reader", "attr", taint=True)
def attr_reader(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _accessors(interp, self, args, True, False)


@method("Module", "attr_writer", taint=True)
def attr_writer(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _accessors(interp, self, args, False, True)


@method("Module", "attr_accessor", taint=True)
def attr_accessor(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _accessors(interp, self, args, True, True)


# --- defining and removing


@method("Module", "define_method", argc=(1, 2), taint=True)
def define_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    name = name_of(interp, args[0])
    body = args[1] if len(args) > 1 else block
    if isinstance(body, RMethod) and body.method is not None and not body.method.is_ruby:
        self.methods[name] = body.method.method
        interp.table.changed()
        return Symbol.of(name)
    visibility = _current_visibility(interp, self)
    add_method(interp, self, name, method_from(interp, name, body), visibility)
    return Symbol.of(name)


@method("Module", "alias_method", argc=2, taint=True)
def alias_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    alias(interp, self, name_of(interp, args[0]), name_of(interp, args[1]))
    return Symbol.of(name_of(interp, args[0]))


@method("Module", "remove_method", taint=True)
def remove_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    for value in args:
        name = name_of(interp, value)
        if name not in self.methods:
            text = f"method `{name}' not defined in {class_name(interp, self)}"
            raise interp.name_error("NameError", text, name, self)
        del self.methods[name]
    interp.table.changed()
    return self


@method("Module", "undef_method", taint=True)
def undef_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    for value in args:
        self.methods[_existing(interp, self, value).name] = None
    interp.table.changed()
    return self


# --- visibility


def _visibility_setter(word: str) -> None:
    @method("Module", word, taint=True)
    def set_visibility(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
        if not args:
            scope = interp.frame
            scope.visibility, scope.module_function = word, False
            return None
        for name in _names(interp, args):
            change_visibility(interp, self, name, word)
        return args[0] if len(args) == 1 else args


for _word in _VISIBILITIES:
    _visibility_setter(_word)


def change_visibility(interp: Interpreter, cls: RClass, name: str, visibility: str) -> None:
    """Set who may call a method; an inherited one is copied into the class."""
    entry = _existing(interp, cls, Symbol.of(name))
    if entry.owner is not cls:
        found = entry.method
        cls.methods[name] = copy_method(found) if isinstance(found, RubyMethod) else found
    cls.visibility[name] = visibility
    interp.table.changed()


def _names(interp: Interpreter, args: list[Value]) -> list[str]:
    flat = [item for arg in args for item in (arg if isinstance(arg, list) else [arg])]
    return [name_of(interp, item) for item in flat]


def _existing(interp: Interpreter, cls: RClass, value: Value) -> MethodEntry:
    name = name_of(interp, value)
    entry = interp.table.find(cls, name)
    if entry is None and cls.is_module:
        entry = interp.table.find(interp.object, name)
    if entry is None:
        kind = "module" if cls.is_module else "class"
        text = f"undefined method `{name}' for {kind} `{class_name(interp, cls)}'"
        raise interp.name_error("NameError", text, name, cls)
    return entry


@method("Module", "module_function", taint=True)
def module_function(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    if not args:
        scope: Frame = interp.frame
        scope.module_function, scope.visibility = True, "private"
        return None
    for name in _names(interp, args):
        entry = _existing(interp, self, Symbol.of(name))
        found = entry.method
        interp.singleton_class(self).methods[name] = copy_method(found) if isinstance(found, RubyMethod) else found
        change_visibility(interp, self, name, "private")
    interp.table.changed()
    return None


@method("Module", "private_class_method", taint=True)
def private_class_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    for name in _names(interp, args):
        change_visibility(interp, interp.singleton_class(self), name, "private")


@method("Module", "public_class_method", taint=True)
def public_class_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    for name in _names(interp, args):
        change_visibility(interp, interp.singleton_class(self), name, "public")


# --- main


def on_main(word: str) -> NativeMethod:
    """Return `public` or `private` as called at the top level of a file: about methods of Object."""

    def set_visibility(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
        return interp.call(interp.object, word, args)

    TAINT_AWARE.add(set_visibility)
    return set_visibility


def main_include(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """`include` at the top level of a file."""
    return interp.call(interp.object, "include", args)


TAINT_AWARE.add(main_include)


# --- questions


def _listed(interp: Interpreter, cls: RClass, args: list[Value], wanted: tuple[str, ...]) -> list[Value]:
    chain = [cls] if args and args[0] is False else interp.table.ancestors(cls)
    names: dict[str, None] = {}
    for owner in chain:
        for name, body in owner.methods.items():
            if body is not None and owner.visibility.get(name, "public") in wanted:
                names.setdefault(name)
    return [Symbol.of(name) for name in names]


def _lister(names: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    @method("Module", *names, argc=(0, 1))
    def listed(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
        return _listed(interp, self, args, wanted)


_lister(("instance_methods",), ("public", "protected"))
for _word in _VISIBILITIES:
    _lister((f"{_word}_instance_methods",), (_word,))


def _asker(name: str, wanted: tuple[str, ...]) -> None:
    @method("Module", name, argc=(1, 2))
    def defined(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
        entry = interp.table.find(self, name_of(interp, args[0]))
        own = len(args) > 1 and args[1] is False
        return entry is not None and entry.visibility in wanted and (not own or entry.owner is self)


_asker("method_defined?", ("public", "protected"))
for _word in _VISIBILITIES:
    _asker(f"{_word}_method_defined?", (_word,))


@method("Module", "instance_method", "public_instance_method", argc=1)
def instance_method(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    entry = _existing(interp, self, args[0])
    return RMethod(self, entry.name, entry, bound=False)
