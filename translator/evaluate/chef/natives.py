"""Chef's native classes: imported before the interpreter is made, finished once the run's core classes are there."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from translator.evaluate.chef.dsl.core_resources import define_core_methods
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.frames import StopWaiting
from translator.evaluate.ruby.objects import RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_MOST_WAITS = 60
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}

MODULES = (
    "exceptions",
    "mash_methods",
    "node",
    "dsl.hierarchy",
    "dsl.resource_class",
    "dsl.resource_methods",
    "dsl.resource_properties",
    "dsl.property_objects",
    "dsl.provider_methods",
    "dsl.declare",
    "dsl.recipe",
    "dsl.run_context",
    "dsl.platform",
    "dsl.shell_out",
    "dsl.constants",
    "dsl.file_edit",
    "dsl.ohai",
    "dsl.cookbook_version",
    "dsl.version_constraint",
    "dsl.helpers",
    "dsl.data_query",
    "templates",
)


def load() -> None:
    """File every native class and method of Chef."""
    for name in MODULES:
        try:
            importlib.import_module(f"translator.evaluate.chef.{name}")
        except ModuleNotFoundError:
            continue


def prepare(run: ChefRun) -> None:
    """Finish the classes of a run: methods of core resources, and which provider classes are Chef's own."""
    interp = run.interp
    define_core_methods(run)
    for name in ("Fixnum", "Bignum"):  # Ruby 3.1 still has them
        if not interp.has_const(name):
            interp.set_const(name, interp.const("Integer"))
    base = interp.const_class("Chef::Provider")
    _collect_providers(run, base)
    _fill_environment(interp)
    interp.define_native(interp.kernel, "sleep", _sleep, "private")
    run.install_hooks()


def _fill_environment(interp: Interpreter) -> None:
    """Give ENV what a chef-client started by the system has; nothing of this machine's environment is seen."""
    environment = interp.const("ENV")
    for name, value in ENVIRONMENT.items():
        interp.call(environment, "[]=", [RString(name), RString(value)])


def _sleep(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    """No time passes here: code that goes on waiting in a loop is stopped."""
    run = run_of(interp)
    run.waits += 1
    if run.waits > _MOST_WAITS:
        run.waits = 0
        text = "this waits for something that does not happen in a simulation"
        raise StopWaiting(interp.error("RuntimeError", text).value)
    return 0


def _collect_providers(run: ChefRun, cls: object) -> None:
    from translator.evaluate.ruby.objects import RClass

    assert isinstance(cls, RClass)
    run.core_providers.add(cls)
    for value in cls.consts.values():
        if isinstance(value, RClass) and value not in run.core_providers and not value.is_module:
            _collect_providers(run, value)
