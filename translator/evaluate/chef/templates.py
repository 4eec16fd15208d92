"""Templates: a template resource in, the text that Chef would write out (secrets and runtime facts as holes in it).

before:  template "/etc/x.conf" { variables(port: 80) }     x.conf.erb: listen <%= @port %>
after:   "listen 80\\n"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.diagnostics import Severity
from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.code import Parsed, parsed
from translator.evaluate.chef.contents import cookbook_of, require_file, sources_of
from translator.evaluate.chef.objects import Lazy, ResourceObject
from translator.evaluate.chef.property import evaluate_lazy
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.ruby.native import define_class, define_module, method, take_keywords
from translator.evaluate.ruby.objects import (
    RClass,
    RHash,
    RObject,
    RProc,
    RString,
    RubyError,
    RubyMethod,
    Symbol,
    Value,
)
from translator.evaluate.values import Unknown
from translator.location import Source, Span
from translator.parse.erb import parse_erb
from translator.parse.ruby.ast import Program

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter
    from translator.load.project import InputFile

CONTEXT = "Chef::Mixin::Template::TemplateContext"
define_module("Chef::Mixin::Template::ChefContext", ("Chef::DSL::Universal",))
define_class(CONTEXT, includes=("Chef::Mixin::Template::ChefContext",))


class TemplateContext(RObject):
    """The self of a template: its variables are instance variables, its helpers singleton methods."""

    __slots__ = ("cookbook", "modules", "resource")

    def __init__(self, cls: RClass, resource: ResourceObject, cookbook: str) -> None:
        super().__init__(cls)
        self.resource = resource
        self.cookbook = cookbook
        self.modules: list[RClass] = []


def render_template(run: ChefRun, resource: ResourceObject) -> tuple[RString | None, Span | None]:
    """Return the rendered text and where the template stands."""
    cookbook = cookbook_of(run, resource)
    source = sources_of(run, resource)
    if run.interp.truthy(run.interp.call(resource, "local")):
        return _local(run, source), None
    file = require_file(run, cookbook, "templates", source)
    context = TemplateContext(run.interp.const_class(CONTEXT), resource, cookbook)
    _fill(run, context, source, file)
    for module in helper_modules(run, resource):
        extend(run.interp, context, module)
    return render(run.interp, file, context), file.span


def _local(run: ChefRun, source: str | list[str]) -> RString | None:
    path = source if isinstance(source, str) else source[0]
    content = run.machine.read(path)
    if isinstance(content, RString):
        return content
    from translator.evaluate.chef.bridge import unknown_text

    reason = content if isinstance(content, Unknown) else Unknown(f"the local template {path} is not known", None)
    return unknown_text(reason)


def _fill(run: ChefRun, context: TemplateContext, source: str | list[str], file: InputFile) -> None:
    resource = context.resource
    variables = run.interp.call(resource, "variables")
    if isinstance(variables, RHash):
        for key, value in variables.items():
            context.ivars[name_of(key)] = worked_out(run, resource, value)
    context.ivars["node"] = run.node
    span = resource.span
    known: dict[str, Value] = {
        "cookbook_name": resource.ivars.get("cookbook_name"),
        "recipe_name": resource.ivars.get("recipe_name"),
        "recipe_line_string": RString(f"{span}:in `from_file'"),
        "recipe_path": RString(span.path if span is not None else ""),
        "recipe_line": RString(str(span.line) if span is not None else ""),
        "template_name": run.ruby(source),
        "template_path": RString(file.path),
    }
    for name, value in known.items():
        context.ivars.setdefault(name, value)


def worked_out(run: ChefRun, resource: ResourceObject, value: Value) -> Value:
    """Return a variable with the lazy values in it worked out."""
    if isinstance(value, Lazy):
        return evaluate_lazy(run, resource, value)
    if type(value) is list:
        return [worked_out(run, resource, item) for item in value]
    if type(value) is RHash:
        return RHash((key, worked_out(run, resource, item)) for key, item in value.items())
    return value


def helper_modules(run: ChefRun, resource: ResourceObject) -> list[RClass]:
    """Return the modules of `helper`, `helpers do` and `helpers(Module)`, in Chef's order."""
    interp = run.interp
    found: list[RClass] = []
    blocks = resource.ivars.get("inline_helper_blocks")
    if isinstance(blocks, RHash) and len(blocks):
        module = interp.make_class(None, None, is_module=True)
        for key, body in blocks.items():
            made = RubyMethod(name_of(key), (), None, module, body.frame.lexical)
            made.proc = body
            module.methods[name_of(key)] = made
        found.append(module)
    for body in resource.ivars.get("inline_helper_modules") or []:
        module = interp.make_class(None, None, is_module=True)
        interp.class_eval(module, body)
        found.append(module)
    return [*found, *(resource.ivars.get("helper_modules") or [])]


def extend(interp: Interpreter, context: TemplateContext, module: RClass) -> None:
    """Give the context the methods of a module."""
    interp.call(context, "extend", [module])
    context.modules.append(module)


def render(interp: Interpreter, file: InputFile, context: TemplateContext) -> RString:
    """Evaluate a template's tree with the context as self."""
    program = tree_of_template(interp, file)
    result = interp.evaluate_program(program, self_value=context, lexical=(interp.const_class(CONTEXT),))
    return result if isinstance(result, RString) else interp.to_s(result)


def tree_of_template(interp: Interpreter, file: InputFile) -> Program:
    """Return the tree of a template, parsed once a run; a SyntaxError when it has none."""
    run = run_of(interp)
    found = run.templates.get(file.path)
    if found is None:
        program, diagnostics = parsed(file, _parse_template)
        interp.diagnostics.extend(item for item in diagnostics if item not in interp.diagnostics)
        if any(item.severity is Severity.ERROR for item in diagnostics):
            raise syntax_error(interp, file)
        found = run.templates[file.path] = program
    return found


def _parse_template(source: Source) -> Parsed:
    return parse_erb(source, style="erubis")


def syntax_error(interp: Interpreter, file: InputFile) -> RubyError:
    return interp.error("SyntaxError", f"the template {file.path} cannot be parsed")


# --- what templates call


@method(CONTEXT, "node")
def node(interp: Interpreter, self: TemplateContext, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get("node", run_of(interp).node)


def _reader(name: str) -> None:
    @method(CONTEXT, name)
    def read(interp: Interpreter, self: TemplateContext, args: list[Value], block: RProc | None) -> Value:
        return self.ivars.get(name)


for _name in [
    "cookbook_name",
    "recipe_name",
    "recipe_line_string",
    "recipe_path",
    "recipe_line",
    "template_name",
    "template_path",
]:
    _reader(_name)


@method(CONTEXT, "run_context")
def run_context(interp: Interpreter, self: TemplateContext, args: list[Value], block: RProc | None) -> Value:
    return run_of(interp).root


@method(CONTEXT, "[]")
def read_variable(interp: Interpreter, self: TemplateContext, args: list[Value], block: RProc | None) -> Value:
    return self.ivars.get(name_of(args[0]))


@method(CONTEXT, "render", taint=True)
def render_partial(interp: Interpreter, self: TemplateContext, args: list[Value], block: RProc | None) -> Value:
    """`render "part.erb", variables: {…}, cookbook: "x"`."""
    run = run_of(interp)
    options = take_keywords(args)
    if len(args) > 1 and isinstance(args[1], RHash):
        options = args[1]
    given = options.get(Symbol.of("cookbook"))
    name = name_of(given) if given is not None else name_of(self.resource.ivars.get("cookbook_name"))
    source = options.get(Symbol.of("source"))
    file = require_file(run, name, "templates", name_of(source if source is not None else args[0]))
    partial = TemplateContext(self.cls, self.resource, name)
    variables = options.get(Symbol.of("variables"))
    if isinstance(variables, RHash):
        partial.ivars = {name_of(key): value for key, value in variables.items()}
    else:
        partial.ivars = dict(self.ivars)
    for module in self.modules:
        extend(interp, partial, module)
    return render(interp, file, partial)
