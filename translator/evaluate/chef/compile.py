"""The compile phase: libraries, attributes, resources, providers, definitions, then the recipes of the run list.

An error in a recipe ends the statement it is in: the rest of the recipe still runs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from translator.diagnostics import Code
from translator.evaluate.chef import data_recipes, libraries
from translator.evaluate.chef.code import tree_of
from translator.evaluate.chef.dsl.recipe import make_recipe
from translator.evaluate.chef.objects import RunContext
from translator.evaluate.chef.stand_ins import include_stand_in
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.dispatch import EVAL
from translator.evaluate.ruby.frames import Frame, ReturnSignal, Signal
from translator.evaluate.ruby.objects import RObject, RubyError
from translator.evaluate.values import Unknown
from translator.location import Source, Span
from translator.parse.ruby.ast import Assign, LocalVar, Node, Program

if TYPE_CHECKING:
    from translator.evaluate.chef.build_node import Prepared
    from translator.evaluate.chef.run import ChefRun
    from translator.evaluate.chef.run_list import RunListItem
    from translator.load.project import Cookbook, InputFile


def compile_cookbooks(run: ChefRun, prepared: Prepared) -> None:
    """Load everything but recipes, each kind for all cookbooks before the next, as Chef does."""
    from translator.evaluate.chef.build_node import load_attribute_files

    order = prepared.cookbooks.order
    for cookbook in order:
        run.cookbooks[cookbook.name] = cookbook
    for name in run.project.cookbooks:
        found = run.project.cookbook(name)
        if found is not None:
            run.cookbooks.setdefault(name, found)
    for load in (libraries.load_libraries,):
        for cookbook in order:
            load(run, cookbook)
    run.interp.refill()
    load_attribute_files(run.interp, prepared)
    for cookbook in order:
        libraries.load_resources(run, cookbook)
        libraries.load_providers(run, cookbook)
    for cookbook in order:
        libraries.load_definitions(run, cookbook)


def load_recipe(run: ChefRun, cookbook_name: str, recipe: str, context: RunContext, span: Span | None) -> None:
    """Run a recipe unless it ran before; one that is not there is diagnosed and the code that wants it goes on."""
    key = f"{cookbook_name}::{recipe}"
    if key in run.loaded_recipes:
        return
    run.loaded_recipes[key] = None
    run.node.adopt(cookbook_name)
    cookbook = run.cookbooks.get(cookbook_name)
    if cookbook is None:
        _report_missing(run, key, cookbook_name, span)
        return
    file = cookbook.recipes.get(recipe)
    if file is None:
        message = f"could not find recipe {recipe} for cookbook {cookbook_name}"
        run.diagnose(Code.MISSING_RECIPE, message, span)
        if span is not None:
            include_stand_in(run, run.interp.main, key, message, span)
        return
    if file.relative.endswith(data_recipes.ENDINGS):
        run_data_recipe(run, cookbook, recipe, file, context)
        return
    program = tree_of(run.interp, file)
    if program is not None:
        run_recipe(run, cookbook, recipe, program, context)


def _report_missing(run: ChefRun, key: str, cookbook: str, span: Span | None) -> None:
    if cookbook not in run.absent.lacking:
        run.absent.lacking.add(cookbook)
        run.diagnose(Code.MISSING_COOKBOOK, f"the cookbook {cookbook} is not there; its recipe {key} is wanted", span)
    if span is not None:
        include_stand_in(run, run.interp.main, key, f"the cookbook {cookbook} is not in the repository", span)


def run_recipe(run: ChefRun, cookbook: Cookbook, recipe: str, program: Program, context: RunContext) -> None:
    """Run a recipe's statements one by one."""
    interp = run.interp
    frame, caller = _recipe_frame(run, cookbook, recipe, context), interp.frame
    for statement in program.body.statements:
        interp.frame = frame
        if not run_statement(run, statement, frame):
            break
    interp.frame = caller


def run_data_recipe(run: ChefRun, cookbook: Cookbook, recipe: str, file: InputFile, context: RunContext) -> None:
    """Declare the resources of a recipe in YAML or JSON one by one."""
    interp = run.interp
    frame, caller = _recipe_frame(run, cookbook, recipe, context), interp.frame
    owner = cast("RObject", frame.self_value)
    found: list[data_recipes.Declaration] = []
    interp.frame = frame
    libraries.guarded(run, lambda: found.extend(data_recipes.declarations(run, owner, file)))
    for span, declare in found:
        interp.frame, interp.span = frame, span
        libraries.guarded(run, declare)
    interp.frame = caller


def _recipe_frame(run: ChefRun, cookbook: Cookbook, recipe: str, context: RunContext) -> Frame:
    interp = run.interp
    owner = make_recipe(run, cookbook.name, recipe, context)
    run.recipes.append(owner)
    return Frame(owner, (interp.singleton_class(owner),), interp.frame, interp.span)


def run_statement(run: ChefRun, statement: Node, frame: Frame) -> bool:
    """Run one statement; False when the recipe ends here. An error is diagnosed and skips the statement."""
    interp = run.interp
    if frame.caller is not None and frame.caller.caller is None:
        interp.refill()
    try:
        EVAL[type(statement)](interp, statement, frame)
    except ReturnSignal as signal:
        if signal.frame is frame:
            return False
        raise
    except RubyError as error:
        if run.strict:
            raise
        run.diagnose_error(error)
        forget(statement, frame)
    except BudgetExceeded as error:
        run.diagnose_budget(error)
        forget(statement, frame)
    except RecursionError:
        run.diagnose_recursion()
        forget(statement, frame)
    except Signal:
        run.diagnose(Code.RUBY_ERROR, "break or next outside of a block", statement.span)
    interp.frame = frame
    return True


def forget(statement: Node, frame: Frame) -> None:
    """Make a local variable unknown whose assignment failed: what is built on it must not be taken for nil."""
    if isinstance(statement, Assign) and isinstance(statement.target, LocalVar):
        name = statement.target.name
        frame.set(name, Unknown(f"{name} was not set: its assignment failed", statement.span))


def compile_recipes(run: ChefRun, prepared: Prepared) -> None:
    """Run the recipes of the run list."""
    for item in prepared.recipes:
        span = prepared.places.get(item.name) or _in_run_list(item)
        libraries.guarded(run, partial(load_recipe, run, item.cookbook, item.recipe, run.root, span))


def _in_run_list(item: RunListItem) -> Span:
    """Return the place of an item that the command line or a node's own run list names."""
    return Span(Source("the run list", str(item)), 0, len(str(item)))
