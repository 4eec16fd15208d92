"""Library files, custom resources, LWRP providers and definitions: files in, classes and DSL methods out.

before:  cookbook web with libraries/x.rb, resources/site.rb, resources/default.rb, providers/site.rb
after:   module X, and the resources `web_site` and `web` with their classes
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.chef.code import tree_of
from translator.evaluate.chef.dsl.declare import add_resource_dsl
from translator.evaluate.chef.dsl.resource_class import partial_name
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.objects import RClass, RObject, RubyError

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun
    from translator.load.project import Cookbook, InputFile


def load_libraries(run: ChefRun, cookbook: Cookbook) -> None:
    """Evaluate a cookbook's libraries, in alphabetical order."""
    for _name, file in sorted(cookbook.libraries.items(), key=lambda pair: pair[1].relative):
        run_library(run, file)


def run_library(run: ChefRun, file: InputFile) -> bool:
    """Evaluate one library at the top level, once; an error ends it and is diagnosed."""
    if file.path in run.loaded_files:
        return False
    run.loaded_files.add(file.path)
    program = tree_of(run.interp, file)
    if program is not None:
        guarded(run, lambda: run.interp.evaluate_program(program))
    return True


def guarded(run: ChefRun, body: Callable[[], object]) -> None:
    """Run `body`; a Ruby error or a used-up budget becomes a Diagnostic."""
    frame = run.interp.frame
    run.interp.refill()
    try:
        body()
    except RubyError as error:
        run.diagnose_error(error)
    except BudgetExceeded as error:
        run.diagnose_budget(error)
    except RecursionError:
        run.diagnose_recursion()
    run.interp.frame = frame


def lwrp_name(cookbook: str, file: str) -> str:
    """Return the name that Chef gives to resources/FILE.rb: "web_site", or "web" for default.rb."""
    base = posixpath.basename(file)
    prefix = cookbook.replace("-", "_")
    return prefix if base == "default" else f"{prefix}_{base.replace('-', '_')}"


def load_resources(run: ChefRun, cookbook: Cookbook) -> None:
    """Make a class of each file of resources/; those beginning with _ are partials."""
    for name, file in sorted(cookbook.resources.items(), key=lambda pair: pair[1].relative):
        if not posixpath.basename(name).startswith("_"):
            _load_resource(run, cookbook, name, file)


def _load_resource(run: ChefRun, cookbook: Cookbook, name: str, file: InputFile) -> None:
    program = tree_of(run.interp, file)
    if program is None:
        return
    interp = run.interp
    default_name = lwrp_name(cookbook.name, name)
    shown = f"Custom resource {default_name} from cookbook {cookbook.name}"
    cls = interp.make_class(shown, interp.const_class("Chef::Resource::LWRPBase"))
    info = run.info(cls)
    info.file, info.cookbook = file.relative, cookbook.name
    guarded(
        run,
        lambda: interp.evaluate_program(program, self_value=cls, lexical=(cls,), definee=cls),
    )
    _provide_by_file(run, cls, default_name)


def _provide_by_file(run: ChefRun, cls: RClass, name: str) -> None:
    """File a class under the name of its file, as Chef does whatever else it provides."""
    info = run.info(cls)
    if info.resource_name is None:
        info.resource_name = name
    run.resource_handlers.provides(name, cls, {})
    add_resource_dsl(run, name)


def load_providers(run: ChefRun, cookbook: Cookbook) -> None:
    """Make a provider class of each file of providers/."""
    for name, file in sorted(cookbook.providers.items(), key=lambda pair: pair[1].relative):
        _load_provider(run, cookbook, name, file)


def _load_provider(run: ChefRun, cookbook: Cookbook, name: str, file: InputFile) -> None:
    program = tree_of(run.interp, file)
    if program is None:
        return
    interp = run.interp
    provider_name = lwrp_name(cookbook.name, name)
    shown = f"LWRP provider {provider_name} from cookbook {cookbook.name}"
    cls = interp.make_class(shown, interp.const_class("Chef::Provider::LWRPBase"))
    run.provider_handlers.provides(provider_name, cls, {})
    guarded(
        run,
        lambda: interp.evaluate_program(program, self_value=cls, lexical=(cls,), definee=cls),
    )


def load_definitions(run: ChefRun, cookbook: Cookbook) -> None:
    """Evaluate the files of definitions/; each `define` becomes a method of the recipe DSL."""
    for _name, file in sorted(cookbook.definitions.items(), key=lambda pair: pair[1].relative):
        _load_definition(run, file)


def _load_definition(run: ChefRun, file: InputFile) -> None:
    program = tree_of(run.interp, file)
    if program is not None:
        owner = RObject(run.interp.const_class("Chef::ResourceDefinition"))
        guarded(run, lambda: run.interp.evaluate_program(program, self_value=owner))


def use_partial(run: ChefRun, cls: RClass, path: str) -> None:
    """`use 'partial'`: evaluate _partial.rb, beside the file that says it, in the class.

    A partial that uses another one may name it from the folder of the resource's own file.
    """
    interp = run.interp
    span = interp.span
    here = span.path if span is not None else ""
    folder = posixpath.dirname(here)
    wanted = posixpath.normpath(posixpath.join(folder, partial_name(path)))
    file = run.file_at(wanted) or _partial_of_class(run, cls, partial_name(path))
    if file is None:
        run.diagnose(Code.MISSING_FILE, f"the partial {partial_name(path)} is not there", span)
        raise interp.error("LoadError", f"cannot load such file -- {wanted}")
    program = tree_of(interp, file)
    if program is not None:
        interp.evaluate_program(program, self_value=cls, lexical=(cls,), definee=cls)


def _partial_of_class(run: ChefRun, cls: RClass, name: str) -> InputFile | None:
    info = run.info(cls)
    cookbook = run.cookbooks.get(info.cookbook)
    own = posixpath.normpath(posixpath.join(posixpath.dirname(info.file), name))
    return cookbook.folder.files.get(own) if cookbook is not None else None


def require_file(run: ChefRun, name: str) -> bool:
    """Load a library that `require` or `require_relative` names by path; False when no cookbook has it."""
    path = posixpath.normpath(name if name.endswith(".rb") else f"{name}.rb")
    file = run.file_at(path)
    if file is None:
        return False
    run_library(run, file)
    return True
