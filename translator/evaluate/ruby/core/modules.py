"""Module and Class: making, naming, hierarchy, constants, class variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby import assignment, constants
from translator.evaluate.ruby.absence import NOTHING
from translator.evaluate.ruby.core.reflection import name_of
from translator.evaluate.ruby.definitions import include_module, prepend_module
from translator.evaluate.ruby.inspection import class_name
from translator.evaluate.ruby.native import ALLOCATORS, method, singleton
from translator.evaluate.ruby.objects import (
    RClass,
    RHashObject,
    RListObject,
    RObject,
    RProc,
    RString,
    RStringObject,
    Symbol,
    Value,
)
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_VALUE_CLASSES = ("Integer", "Float", "Symbol", "NilClass", "TrueClass", "FalseClass")


# --- making


@method("Class", "new", taint=True)
def new(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    """Make an instance: allocate, then initialize."""
    made = allocate(interp, self)
    interp.call(made, "initialize", args, block)
    return made


@method("Class", "allocate", argc=0, taint=True)
def allocate_(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return allocate(interp, self)


def allocate(interp: Interpreter, cls: RClass) -> Value:
    """Return an empty instance, in the Python representation of the nearest class that has one."""
    for ancestor in interp.table.ancestors(cls):
        maker = ALLOCATORS.get(ancestor.name or "")
        if maker is not None:
            return maker(interp, cls)
        if ancestor.name in _BUILT_IN:
            return _BUILT_IN[ancestor.name](cls)
    if cls.name in _VALUE_CLASSES:
        raise interp.name_error("NoMethodError", f"undefined method `new' for {cls.name}:Class", "new", cls)
    if cls.attached is not None:
        raise interp.error("TypeError", "can't create instance of singleton class")
    return RObject(cls)


_BUILT_IN = {"Hash": RHashObject, "Array": RListObject, "String": RStringObject}


@singleton("Class", "new", taint=True)
def class_new(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    """Class.new(superclass) { body }."""
    superclass = args[0] if args else interp.object
    if not isinstance(superclass, RClass) or superclass.is_module:
        raise interp.error("TypeError", "superclass must be a Class")
    made = interp.make_class(None, superclass)
    interp.call(superclass, "inherited", [made])
    if block is not None:
        interp.yield_block(block, [made], self_value=made, definee=made)
    return made


@singleton("Module", "new", taint=True)
def module_new(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    made = interp.make_class(None, is_module=True)
    if block is not None:
        interp.yield_block(block, [made], self_value=made, definee=made)
    return made


@singleton("Module", "nesting", taint=True)
def nesting(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return list(reversed(interp.frame.lexical))


@method("Class", "superclass", argc=0)
def superclass(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return self.superclass


@method("Class", "inherited", argc=1, private=True)
@method("Module", "included", argc=1, private=True)
@method("Module", "extended", argc=1, private=True)
@method("Module", "prepended", argc=1, private=True)
@method("Module", "method_added", argc=1, private=True)
@method("Module", "method_removed", argc=1, private=True)
@method("Module", "const_added", argc=1, private=True)
def hook(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return None


# --- names and hierarchy


@method("Module", "name", argc=0)
def name(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return None if self.name is None else RString(self.name)


@method("Module", "to_s", "inspect", argc=0)
def to_s(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return RString(class_name(interp, self))


@method("Module", "===", argc=1, taint=True)
def case_equal(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return args[0] if isinstance(args[0], Unknown) else interp.is_a(args[0], self)


@method("Module", "<", argc=1)
def below(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _order(interp, self, args[0], False)


@method("Module", "<=", argc=1)
def below_or_same(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _order(interp, self, args[0], True)


@method("Module", ">", argc=1)
def above(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _order(interp, args[0], self, False)


@method("Module", ">=", argc=1)
def above_or_same(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return _order(interp, args[0], self, True)


def _order(interp: Interpreter, low: Value, high: Value, same: bool) -> bool | None:
    if not isinstance(low, RClass) or not isinstance(high, RClass):
        raise interp.error("TypeError", "compared with non class/module")
    if low is high:
        return same
    if interp.inherits(low, high):
        return True
    return False if interp.inherits(high, low) else None


@method("Module", "<=>", argc=1)
def spaceship(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    other = args[0]
    if self is other:
        return 0
    if not isinstance(other, RClass):
        return None
    return -1 if interp.inherits(self, other) else 1 if interp.inherits(other, self) else None


@method("Module", "ancestors", argc=0)
def ancestors(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return list(interp.table.ancestors(self))


@method("Module", "included_modules", argc=0)
def included_modules(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return [cls for cls in interp.table.ancestors(self) if cls.is_module and cls is not self]


@method("Module", "include?", argc=1)
def includes(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return args[0] is not self and args[0].is_module and interp.inherits(self, args[0])


@method("Module", "include", argc=(1, None), taint=True)
def include(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    for module in reversed(args):
        if _checked_module(interp, module):
            include_module(interp, self, module)
            interp.call(module, "included", [self])
    return self


@method("Module", "prepend", argc=(1, None), taint=True)
def prepend(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    for module in reversed(args):
        if _checked_module(interp, module):
            prepend_module(interp, self, module)
            interp.call(module, "prepended", [self])
    return self


@method("Module", "append_features", "extend_object", argc=1, private=True)
def append_features(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    include_module(interp, args[0], self)
    return self


def _checked_module(interp: Interpreter, module: Value) -> bool:
    if isinstance(module, Unknown):
        return False
    if not isinstance(module, RClass) or not module.is_module:
        raise interp.error("TypeError", f"wrong argument type {interp.real_class_of(module).name} (expected Module)")
    return True


@method("Module", "refine", taint=True)
def refine(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    """A refinement is taken as a plain reopening of the class."""
    return None if block is None else interp.class_eval(args[0], block)


@method("Module", "using", taint=True)
def using(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return self


@method("Module", "module_eval", "class_eval", taint=True)
def class_eval(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        return interp.refuse("class_eval of a string")
    return interp.class_eval(self, block, [self])


@method("Module", "module_exec", "class_exec", taint=True)
def class_exec(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("LocalJumpError", "no block given (yield)")
    return interp.class_eval(self, block, args)


# --- constants


@method("Module", "const_get", argc=(1, 2), taint=True)
def const_get(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    scope: Value = self
    for at, part in enumerate(name_of(interp, args[0]).split("::")):
        if not part and at == 0:
            scope = interp.object
            continue
        if not isinstance(scope, RClass):
            raise interp.error("TypeError", f"{interp.shown(scope)} does not refer to class/module")
        found = constants.find_in(interp, scope, part)
        if found is constants.MISSING and at == 0:
            found = constants.find_in(interp, interp.object, part)
        if found is constants.MISSING:
            found = interp.call(scope, "const_missing", [Symbol.of(part)])
        scope = found
    return scope


@method("Module", "const_set", argc=2, taint=True)
def const_set(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    constants.assign(interp, self, name_of(interp, args[0]), args[1])
    return args[1]


@method("Module", "const_defined?", argc=(1, 2))
def const_defined(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    inherit = len(args) < 2 or interp.truthy(args[1])
    scope: Value = self
    for part in name_of(interp, args[0]).removeprefix("::").split("::"):
        if not isinstance(scope, RClass):
            return False
        found = constants.find_in(interp, scope, part) if inherit else scope.consts.get(part, constants.MISSING)
        if found is constants.MISSING and scope is self and inherit:
            found = constants.find_in(interp, interp.object, part)
        if found is constants.MISSING:
            return False
        scope = found
    return True


@method("Module", "constants", argc=(0, 1))
def constant_names(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    chain = [self] if args and args[0] is False else interp.table.ancestors(self)
    found = {name: None for cls in chain if cls is not interp.object or cls is self for name in cls.consts}
    return [Symbol.of(name) for name in found]


@method("Module", "const_missing", argc=1)
def const_missing(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    found = NOTHING if interp.absence is None else interp.absence.constant(self, args[0].name)
    if found is not NOTHING:
        return found
    text = constants.missing_message(interp, self, args[0].name)
    raise interp.name_error("NameError", text, args[0].name, self)


@method("Module", "remove_const", argc=1, taint=True)
def remove_const(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    wanted = name_of(interp, args[0])
    if wanted not in self.consts:
        text = f"constant {class_name(interp, self)}::{wanted} not defined"
        raise interp.name_error("NameError", text, wanted, self)
    return self.consts.pop(wanted)


@method("Module", "private_constant", "public_constant", "deprecate_constant", "autoload")
def ignore(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return None


# --- class variables


@method("Module", "class_variable_get", argc=1, taint=True)
def class_variable_get(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    wanted = name_of(interp, args[0])
    owner = assignment.class_variable_owner(interp, self, wanted[2:])
    if owner is None:
        text = f"uninitialized class variable {wanted} in {class_name(interp, self)}"
        raise interp.name_error("NameError", text, wanted, self)
    return owner.class_vars[wanted[2:]]


@method("Module", "class_variable_set", argc=2, taint=True)
def class_variable_set(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    assignment.set_class_variable(interp, self, name_of(interp, args[0])[2:], args[1])
    return args[1]


@method("Module", "class_variable_defined?", argc=1)
def class_variable_defined(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return assignment.class_variable_owner(interp, self, name_of(interp, args[0])[2:]) is not None


@method("Module", "class_variables", argc=(0, 1))
def class_variables(interp: Interpreter, self: RClass, args: list[Value], block: RProc | None) -> Value:
    return [Symbol.of(f"@@{name}") for cls in interp.table.ancestors(self) for name in cls.class_vars]
