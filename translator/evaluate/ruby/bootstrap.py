"""Makes the classes of a new interpreter and hands them the native methods that were filed."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from translator.evaluate.ruby import core, methods
from translator.evaluate.ruby.native import AUTOLOADS, NATIVE_CLASSES, NativeClass
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RMatch,
    RMethod,
    RProc,
    RRange,
    RRegexp,
    RString,
    Symbol,
)
from translator.registry import import_folder

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_BY_TYPE: dict[type, str] = {
    type(None): "NilClass",
    int: "Integer",
    float: "Float",
    RString: "String",
    Symbol: "Symbol",
    list: "Array",
    RHash: "Hash",
    RRange: "Range",
    RRegexp: "Regexp",
    RMatch: "MatchData",
    RProc: "Proc",
    RMethod: "Method",
}


def build(interp: Interpreter) -> None:
    """Make the built-in classes of an interpreter."""
    import_natives()
    _make_roots(interp)
    install(interp)
    for kind, name in _BY_TYPE.items():
        interp.class_by_type[kind] = _class(interp, name)
    interp.true_class = _class(interp, "TrueClass")
    interp.false_class = _class(interp, "FalseClass")
    interp.unknown_class = _class(interp, "Unknown")
    interp.standard_error = _class(interp, "StandardError")


def import_natives() -> None:
    """Import the files of core/ and the always-needed ones of methods/."""
    import_folder(core)
    names: tuple[str, ...] | None = getattr(methods, "CORE", None)
    if names is None:
        import_folder(methods)
    for name in names or ():
        importlib.import_module(f"{methods.__name__}.{name}")
    for constant, module in getattr(methods, "AUTOLOAD", {}).items():
        AUTOLOADS.setdefault(constant, module if "." in module else f"{methods.__name__}.{module}")


def install(interp: Interpreter) -> None:
    """Give an interpreter every filed native class and method that it does not have yet."""
    changed = []
    for entry in list(NATIVE_CLASSES.values()):
        size = len(entry.methods) + len(entry.singletons) + len(entry.constants) + 1
        if interp.native_versions.get(entry.name) != size:
            interp.native_versions[entry.name] = size
            changed.append((_install_class(interp, entry), entry))
    for cls, entry in changed:  # last, for the maker of a constant may name any class
        for name, maker in entry.constants.items():
            if name not in cls.consts:
                cls.consts[name] = maker(interp)
    interp.table.changed()


def dress_main(interp: Interpreter) -> None:
    """Give main what it has of Module: include, public, private, define_method."""
    from translator.evaluate.ruby.core import module_methods

    meta = interp.singleton_class(interp.main)
    for word in ("public", "private", "define_method"):
        meta.methods[word] = module_methods.on_main(word)
    meta.methods["include"] = module_methods.main_include
    interp.globals["stdout"] = interp.object.consts["STDOUT"]
    interp.globals["stderr"] = interp.object.consts["STDERR"]
    interp.globals["0"] = RString("main")
    interp.globals["PROGRAM_NAME"] = RString("main")
    interp.globals["LOAD_PATH"] = interp.globals[":"] = []


def _make_roots(interp: Interpreter) -> None:
    basic = interp.basic_object = RClass("BasicObject", None)
    interp.object = RClass("Object", basic)
    interp.module = RClass("Module", interp.object)
    interp.class_class = RClass("Class", interp.module)
    roots = (basic, interp.object, interp.module, interp.class_class)
    parent = interp.class_class
    for cls in roots:
        meta = RClass(None, parent)
        meta.attached = cls
        cls.meta = parent = meta
        interp.object.consts[cls.name or ""] = cls
    interp.kernel = _class(interp, "Kernel", is_module=True)
    interp.comparable = _class(interp, "Comparable", is_module=True)
    _class(interp, "Enumerable", is_module=True)
    interp.object.includes.append(interp.kernel)


def _install_class(interp: Interpreter, entry: NativeClass) -> RClass:
    cls = _class(interp, entry.name, entry.superclass, entry.is_module)
    for name in entry.includes:
        module = _class(interp, name, is_module=True)
        if module not in cls.includes:
            cls.includes.append(module)
    for name, function in entry.methods.items():
        if name not in cls.methods:
            cls.methods[name] = function
    for name in entry.private:
        cls.visibility.setdefault(name, "private")
    meta = interp.singleton_class(cls)
    for name, function in entry.singletons.items():
        meta.methods.setdefault(name, function)
    return cls


def _class(interp: Interpreter, path: str, superclass: str = "Object", is_module: bool = False) -> RClass:
    scope = interp.object
    *around, name = path.split("::")
    for outer in around:
        scope = _one(interp, scope, outer, None, None)
    filed = NATIVE_CLASSES.get(path)
    parent = None if is_module else filed.superclass if filed is not None else superclass
    return _one(interp, scope, name, parent, filed)


def _one(interp: Interpreter, scope: RClass, name: str, superclass: str | None, filed: NativeClass | None) -> RClass:
    found = scope.consts.get(name)
    if isinstance(found, RClass):
        return found
    path = name if scope is interp.object else f"{scope.name}::{name}"
    filed = filed or NATIVE_CLASSES.get(path)
    if superclass is None and filed is not None and not filed.is_module:
        superclass = filed.superclass
    parent = None if superclass is None else _class(interp, superclass)
    made = interp.make_class(path, parent, is_module=parent is None)
    made.lexical_parent = scope
    scope.consts[name] = made
    return made
