"""Classes, modules, singleton classes and methods come into being."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby import blocks, constants
from translator.evaluate.ruby.calls import answer_missing
from translator.evaluate.ruby.dispatch import EVAL, evaluates
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.inspection import class_name
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RHashObject,
    RListObject,
    RObject,
    RProc,
    RString,
    RStringObject,
    RubyMethod,
    Symbol,
    Value,
)
from translator.evaluate.values import Unknown
from translator.parse.ruby import ast

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_PLAIN_INTEGER = frozenset({"+", "-", "<", ">", "<=", ">=", "==", "!="})
_HAS_SINGLETON = (RObject, RHashObject, RListObject, RStringObject)


@evaluates(ast.ClassDef)
def class_node(interp: Interpreter, node: ast.ClassDef, frame: Frame) -> Value:
    """`class A < B`: opens the class, made when it is new."""
    superclass = None if node.superclass is None else EVAL[type(node.superclass)](interp, node.superclass, frame)
    interp.span = node.path.span
    if isinstance(superclass, Unknown):
        superclass = interp.object
    if node.superclass is not None and (not isinstance(superclass, RClass) or superclass.is_module):
        kind = interp.real_class_of(superclass).name
        raise interp.error("TypeError", f"superclass must be an instance of Class (given an instance of {kind})")
    scope = _scope(interp, node.path, frame)
    found = _existing(interp, scope, node.path, frame)
    if found is None:
        found = make_class(interp, None, superclass or interp.object)
        constants.assign(interp, scope, node.path.name, found)
        interp.call(superclass or interp.object, "inherited", [found])
    elif not isinstance(found, RClass):
        raise interp.error("TypeError", f"{node.path.name} is not a class")
    elif (mismatch := _mismatch(found, superclass, node.path.name)) and not _reopens(interp, found):
        raise interp.error("TypeError", mismatch)
    return open_class(interp, found, node.body, frame)


def _mismatch(found: RClass, superclass: RClass | None, name: str) -> str:
    """Return why `class name < superclass` cannot open what is there; empty when it can."""
    if found.is_module:
        return f"{name} is not a class"
    return f"superclass mismatch for class {name}" if superclass not in (None, found.superclass) else ""


def _reopens(interp: Interpreter, found: RClass) -> bool:
    return interp.absence is not None and interp.absence.reopens(found)


@evaluates(ast.ModuleDef)
def module_node(interp: Interpreter, node: ast.ModuleDef, frame: Frame) -> Value:
    """`module A`: opens the module, made when it is new."""
    interp.span = node.path.span
    scope = _scope(interp, node.path, frame)
    found = _existing(interp, scope, node.path, frame)
    if found is None:
        found = make_class(interp, None, is_module=True)
        constants.assign(interp, scope, node.path.name, found)
    elif not isinstance(found, RClass) or not found.is_module:
        raise interp.error("TypeError", f"{node.path.name} is not a module")
    return open_class(interp, found, node.body, frame)


@evaluates(ast.SingletonClass)
def singleton_node(interp: Interpreter, node: ast.SingletonClass, frame: Frame) -> Value:
    """`class << target`."""
    target = EVAL[type(node.target)](interp, node.target, frame)
    interp.span = node.span
    return open_class(interp, singleton_class(interp, target), node.body, frame)


@evaluates(ast.Def)
def def_node(interp: Interpreter, node: ast.Def, frame: Frame) -> Value:
    """`def name` and `def target.name`."""
    interp.span = node.span
    if node.singleton is not None:
        target = EVAL[type(node.singleton)](interp, node.singleton, frame)
        if isinstance(target, Unknown):
            return Symbol.of(node.name)
        add_method(interp, singleton_class(interp, target), node.name, _method(node, frame), "public")
        return Symbol.of(node.name)
    owner = definee(interp, frame)
    scope = frame
    private = node.name in ("initialize", "initialize_copy", "respond_to_missing?")
    add_method(interp, owner, node.name, _method(node, frame), "private" if private else scope.visibility)
    if scope.module_function:
        add_method(interp, singleton_class(interp, owner), node.name, _method(node, frame), "public")
    return Symbol.of(node.name)


@evaluates(ast.Alias)
def alias_node(interp: Interpreter, node: ast.Alias, frame: Frame) -> Value:
    """`alias new old`; of global variables too."""
    interp.span = node.span
    if node.new.startswith("$"):
        interp.globals[node.new[1:]] = interp.globals.get(node.old[1:])
        return None
    alias(interp, definee(interp, frame), node.new, node.old)
    return None


@evaluates(ast.Undef)
def undef_node(interp: Interpreter, node: ast.Undef, frame: Frame) -> Value:
    """`undef a, b`."""
    for name in node.names:
        definee(interp, frame).methods[name] = None
    interp.table.changed()
    return None


# --- classes


def open_class(interp: Interpreter, cls: RClass, body: ast.Node, frame: Frame) -> Value:
    """Evaluate a class body."""
    inner = Frame(cls, (*frame.lexical, cls), interp.frame, interp.span)
    return interp.run_frame(inner, body)


def make_class(
    interp: Interpreter, name: str | None, superclass: RClass | None = None, is_module: bool = False
) -> RClass:
    """Make a class or module with its metaclass; hooks and constants are the caller's."""
    cls = RClass(name, None if is_module else superclass, is_module)
    ensure_meta(interp, cls)
    return cls


def ensure_meta(interp: Interpreter, cls: RClass) -> RClass:
    """Return the metaclass of a class or module, made when it is new."""
    if cls.meta is not None:
        return cls.meta
    if cls.attached is not None:
        parent = interp.class_class
    elif cls.is_module:
        parent = interp.module
    elif cls.superclass is None:
        parent = interp.class_class
    else:
        parent = ensure_meta(interp, cls.superclass)
    meta = RClass(None, parent)
    meta.attached = cls
    cls.meta = meta
    return meta


def singleton_class(interp: Interpreter, value: Value) -> RClass:
    """Return the singleton class of an object; nil, true and false have their own class."""
    if isinstance(value, RClass):
        return ensure_meta(interp, value)
    if isinstance(value, _HAS_SINGLETON):
        if value.singleton is None:
            single = RClass(None, value.cls)
            single.attached = value
            value.singleton = single
        return value.singleton
    if value is None or isinstance(value, bool):
        return interp.class_of(value)
    if isinstance(value, (RString, RHash, list)):
        if id(value) not in interp.singletons:
            single = RClass(None, interp.class_of(value))
            single.attached = value
            interp.singletons[id(value)] = (value, single)
        return interp.singletons[id(value)][1]
    raise interp.error("TypeError", "can't define singleton")


def include_module(interp: Interpreter, cls: RClass, module: RClass) -> None:
    """Put a module behind the class; hooks are the caller's."""
    if cls in interp.table.ancestors(module):
        raise interp.error("ArgumentError", "cyclic include detected")
    if module not in cls.includes:
        cls.includes.append(module)
        interp.table.changed()


def prepend_module(interp: Interpreter, cls: RClass, module: RClass) -> None:
    """Put a module before the class; hooks are the caller's."""
    if cls in interp.table.ancestors(module):
        raise interp.error("ArgumentError", "cyclic prepend detected")
    if module not in cls.prepends:
        cls.prepends.append(module)
        interp.table.changed()


def _scope(interp: Interpreter, path: ast.Const, frame: Frame) -> RClass:
    if path.top:
        return interp.object
    if path.scope is None:
        return frame.lexical[-1] if frame.lexical else interp.object
    scope = EVAL[type(path.scope)](interp, path.scope, frame)
    if isinstance(scope, Unknown):
        return make_class(interp, None, is_module=True)
    if not isinstance(scope, RClass):
        raise interp.error("TypeError", f"{interp.shown(scope)} is not a class/module")
    return scope


def _existing(interp: Interpreter, scope: RClass, path: ast.Const, frame: Frame) -> Value:
    if path.name in scope.consts:
        return scope.consts[path.name]
    found = constants.find_in(interp, scope, path.name) if scope is interp.object else constants.MISSING
    if found is constants.MISSING and path.scope is not None:
        found = constants.find_in(interp, scope, path.name)
        if found is not constants.MISSING and path.name not in scope.consts:
            return None
    return None if found is constants.MISSING else found


# --- methods


def definee(interp: Interpreter, frame: Frame) -> RClass:
    """Return the class that `def` in this frame adds to."""
    wanted = frame.definee
    if isinstance(wanted, blocks.Singleton):
        return singleton_class(interp, wanted.value)
    if isinstance(wanted, RClass):
        return wanted
    return frame.lexical[-1] if frame.lexical else interp.object


def add_method(interp: Interpreter, cls: RClass, name: str, method: RubyMethod, visibility: str) -> None:
    """Give a class a method, and call method_added or singleton_method_added."""
    method.owner = cls
    cls.methods[name] = method
    cls.visibility[name] = visibility
    if name == "hash":
        cls.hasher = lambda value: interp.call(value, "hash")
    if cls is interp.class_by_type.get(int) and name in _PLAIN_INTEGER:
        interp.integers_are_plain = False
    interp.table.methods_changed()
    on_singleton = cls.attached is not None
    hook, target = ("singleton_method_added", cls.attached) if on_singleton else ("method_added", cls)
    entry = interp.table.find(interp.class_of(target), hook)
    if entry is not None and entry.is_ruby:
        interp.call(target, hook, [Symbol.of(name)])


def alias(interp: Interpreter, cls: RClass, new: str, old: str) -> None:
    """Give the method `old` a second name; it stays what it is when `old` is redefined."""
    entry = interp.table.find(cls, old)
    if entry is None and cls.is_module:
        entry = interp.table.find(interp.object, old)
    if entry is None:
        _alias_of_nothing(interp, cls, new, old)
        return
    method = entry.method
    if isinstance(method, RubyMethod):
        method = copy_method(method)
    cls.methods[new] = method
    cls.visibility[new] = entry.visibility
    interp.table.methods_changed()


def _alias_of_nothing(interp: Interpreter, cls: RClass, new: str, old: str) -> None:
    """Give a name to a method that is not there: NameError, unless something may stand for it."""
    if interp.absence is None or not interp.absence.aliases(cls, old):
        kind = "module" if cls.is_module else "class"
        text = f"undefined method `{old}' for {kind} `{class_name(interp, cls)}'"
        raise interp.name_error("NameError", text, old, cls)

    def missing(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
        return answer_missing(interp, self, old, args, block, "")

    cls.methods[new] = missing
    interp.table.methods_changed()


def copy_method(method: RubyMethod) -> RubyMethod:
    """Return a method that keeps its own name and owner (super goes on from there) under another name."""
    copied = RubyMethod(method.name, method.params, method.body, method.owner, method.lexical)
    copied.proc = method.proc
    return copied


def _method(node: ast.Def, frame: Frame) -> RubyMethod:
    owner = frame.lexical[-1] if frame.lexical else None
    return RubyMethod(node.name, node.params, node.body, owner, frame.lexical)  # type: ignore[arg-type]
