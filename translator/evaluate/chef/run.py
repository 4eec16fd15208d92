"""The state of one Chef run: interpreter, node, classes, handler maps, run contexts and what happened so far."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.chef.bridge import name_of, to_ruby
from translator.evaluate.chef.collection import ResourceCollection
from translator.evaluate.chef.handlers import HandlerMap, PlatformData
from translator.evaluate.chef.lookup import Place
from translator.evaluate.chef.machine import SimulatedMachine
from translator.evaluate.chef.objects import ClassInfo, Lazy, ResourceObject, RunContext
from translator.evaluate.chef.property import Accessor, Property
from translator.evaluate.chef.recorder import Recorder
from translator.evaluate.ruby.binding import shape_of
from translator.evaluate.ruby.blocks import Singleton
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.calls import method_arity
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, RubyError, Symbol, Value
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.chef.absent import Absent
    from translator.load.project import Cookbook, InputFile, Project
    from translator.parse.ruby.ast import Program

VERSION = "18.11.21"
FILE_CACHE_PATH = "/var/chef/cache"


def run_of(interp: Interpreter) -> ChefRun:
    """Return the Chef run that an interpreter belongs to."""
    run: ChefRun = interp.attached["run"]
    return run


class ChefRun:
    """One run. `node` is the Ruby node object; `infos` has what each resource class says of itself."""

    def __init__(
        self, interp: Interpreter, project: Project, machine: SimulatedMachine, platform: PlatformData
    ) -> None:
        interp.attached["run"] = self
        self.interp = interp
        self.project = project
        self.machine = machine
        self.platform = platform
        self.node: Value = None
        self.infos: dict[RClass, ClassInfo] = {}
        self.resource_handlers = HandlerMap(platform)
        self.provider_handlers = HandlerMap(platform)
        self.definitions: dict[str, tuple[RHash, RProc]] = {}
        self.loaded_recipes: dict[str, None] = {}
        self.cookbooks: dict[str, Cookbook] = {}
        self.recorder = Recorder()
        self.config: Value = None
        self.converging = False
        self.core_classes: set[RClass] = set()
        self.core_providers: set[RClass] = set()
        self.stand_ins: dict[str, RClass] = {}  # the classes of undefined resource types, by name
        self.place = Place()
        self.absent: Absent
        self.strict = False
        self._regexps: dict[str, Value] = {}
        self.waits = 0  # how often the running action has slept
        self.templates: dict[str, Program] = {}
        self.loaded_files: set[str] = set()
        self.recipes: list[RObject] = []
        self.stack: list[ResourceObject] = []
        self._properties: dict[RClass, tuple[int, dict[str, Property]]] = {}
        self._epoch = 0
        self.root: RunContext = self.new_context(None)

    # --- classes

    def new_context(self, parent: RunContext | None) -> RunContext:
        """Return a run context with an empty collection."""
        name = "Chef::RunContext" if parent is None else "Chef::RunContext::ChildRunContext"
        return RunContext(self.interp.const_class(name), parent, ResourceCollection())

    def info(self, cls: RClass) -> ClassInfo:
        """Return what is known of a resource class, made when it is new."""
        found = self.infos.get(cls)
        if found is None:
            found = self.infos[cls] = ClassInfo()
        return found

    def lineage(self, cls: RClass) -> list[ClassInfo]:
        """Return what the class and its superclasses say, the class first."""
        return [self.infos[item] for item in self.interp.table.ancestors(cls) if item in self.infos]

    def properties_of(self, cls: RClass) -> dict[str, Property]:
        """Return every property of a class, inherited ones first."""
        cached = self._properties.get(cls)
        if cached is not None and cached[0] == self._epoch + self.interp.table.epoch:
            return cached[1]
        found: dict[str, Property] = {}
        for info in reversed(self.lineage(cls)):
            found.update(info.properties)
        self._properties[cls] = (self._epoch + self.interp.table.epoch, found)
        return found

    def property_of(self, cls: RClass, name: str) -> Property | None:
        return self.properties_of(cls).get(name)

    def add_property(self, cls: RClass, prop: Property) -> None:
        """Give a class a property and the methods that read and set it."""
        self.info(cls).properties[prop.name] = prop
        self._epoch += 1
        if prop.ivar is None:
            return
        cls.methods[prop.name] = Accessor(prop.name, False)
        cls.methods[prop.name + "="] = Accessor(prop.name, True)
        cls.visibility.pop(prop.name, None)
        self.interp.table.methods_changed()

    def resource_name(self, cls: RClass) -> str | None:
        """Return the name of a class itself; it is not inherited."""
        info = self.infos.get(cls)
        return info.resource_name if info else None

    def allowed_actions(self, cls: RClass) -> list[str]:
        for info in self.lineage(cls):
            if info.allowed_actions is not None:
                return info.allowed_actions
        return ["nothing"]

    def default_action(self, cls: RClass) -> list[str]:
        for info in self.lineage(cls):
            if info.default_action is not None:
                return info.default_action
        return ["nothing"]

    def is_custom(self, cls: RClass) -> bool:
        """Tell whether a resource class comes from a cookbook."""
        return cls not in self.core_classes

    def resource_class(self, name: str) -> RClass | None:
        return self.resource_handlers.resolve(name)

    # --- resources

    def actions_of(self, resource: RObject) -> list[str] | None:
        actions = resource.ivars.get("action")
        if actions is None:
            return None
        return [name_of(item) for item in (actions if isinstance(actions, list) else [actions])]

    def name_of(self, resource: RObject) -> Value:
        """Return the name of a resource, which a Ruby class may have redefined."""
        return resource.ivars.get("name")

    def type_of(self, resource: ResourceObject) -> str:
        """Return what `resource_name` answers."""
        own = resource.ivars.get("resource_name")
        if own is not None:
            return name_of(own)
        return self.resource_name(resource.cls) or ""

    def to_s(self, resource: ResourceObject) -> str:
        return f"{self.type_of(resource)}[{self.text(self.name_of(resource))}]"

    def declared_key(self, resource: ResourceObject) -> str:
        if resource.declared_type is None:
            return self.to_s(resource)
        return f"{resource.declared_type}[{self.text(self.name_of(resource))}]"

    def value_of(self, resource: ResourceObject, name: str) -> Value:
        """Read a property without storing its default; an error of a lazy one is the caller's affair."""
        prop = self.property_of(resource.cls, name)
        if prop is None:
            return resource.ivars.get(name)
        return prop.get(self, resource, store=False)

    def context_of(self, resource: RObject) -> RunContext:
        found = resource.ivars.get("run_context")
        return found if isinstance(found, RunContext) else self.root

    # --- files

    def install_hooks(self) -> None:
        """Let `require` find the libraries of cookbooks."""
        from translator.evaluate.chef.libraries import require_file

        interp = self.interp

        def hook(name: str, relative: bool, span: Span | None) -> bool | None:
            folder = posixpath.dirname(span.path) if span is not None else ""
            path = posixpath.normpath(posixpath.join(folder, name)) if relative else name
            return True if require_file(self, path) else None

        interp.require_hook = hook

    def file_at(self, path: str) -> InputFile | None:
        """Return the file of a cookbook at a path as shown to the user."""
        for cookbook in self.cookbooks.values():
            if path.startswith(cookbook.path + "/"):
                return cookbook.folder.files.get(path[len(cookbook.path) + 1 :])
        return None

    def exec_in(self, value: RObject, block: RProc, args: list[Value] | None = None) -> Value:
        """Run a block with `value` as self, as instance_exec does: `def` in it makes singleton methods."""
        return self.interp.yield_block(block, args or [], self_value=value, definee=Singleton(value))

    # --- small conversions

    def text(self, value: Value) -> str:
        """Return `value.to_s` as plain text."""
        return value.text if isinstance(value, RString) else self.interp.to_s(value).text

    def name(self, value: Value) -> str:
        return name_of(value)

    def describe(self, value: Value) -> str:
        return self.to_s(value) if isinstance(value, ResourceObject) else self.interp.describe(value)

    def arity(self, proc: RProc) -> int:
        """Return how many arguments a block wants, as `arity > n` asks."""
        if proc.block is None:
            return proc.arity
        return shape_of(proc.block.params).arity

    def lazy(self, proc: RProc) -> Lazy:
        return Lazy(self.interp.const_class("Chef::DelayedEvaluator"), proc)

    def native_lazy(self, function: Callable[[ChefRun, RObject], Value]) -> Lazy:
        """Return a lazy value worked out in Python."""
        return Lazy(self.interp.const_class("Chef::DelayedEvaluator"), None, function)

    def regexp(self, source: str) -> Value:
        """Return a Ruby regular expression; each is made once a run."""
        if source not in self._regexps:
            self._regexps[source] = self.interp.call(self.interp.const("Regexp"), "new", [RString(source)])
        return self._regexps[source]

    def ruby(self, data: Any) -> Value:
        return to_ruby(data)

    # --- what goes wrong

    def diagnose(self, code: Code, message: str, span: Span | None) -> None:
        self.interp.diagnose(code, message, span)

    def diagnose_error(self, error: RubyError, context: str = "") -> Diagnostic:
        """File an exception, at the innermost line that belongs to a cookbook; `context` says what failed."""
        interp = self.interp
        cls = error.value.cls
        message = interp.message_of(error)
        kinds = (
            ("Chef::Exceptions::ValidationFailed", Code.INVALID_PROPERTY),
            ("Chef::Exceptions::ResourceNotFound", Code.UNKNOWN_TARGET),
            ("Chef::Exceptions::NoSuchResourceType", Code.UNKNOWN_RESOURCE),
            ("Chef::Exceptions::CookbookNotFound", Code.MISSING_COOKBOOK),
            ("Chef::Exceptions::RecipeNotFound", Code.MISSING_RECIPE),
            ("Chef::Exceptions::FileNotFound", Code.MISSING_FILE),
            ("NameError", Code.UNKNOWN_METHOD),
        )
        code = next((code for name, code in kinds if interp.is_a(error.value, name)), Code.RUBY_ERROR)
        span = error.backtrace[0] if error.backtrace else interp.span
        text = f"{cls.name}: {message.text}"
        outer = next((item for item in error.backtrace if "/recipes/" in item.path), None)
        where = f" (from {outer})" if outer is not None and outer != span else ""
        interp.diagnose(code, f"{context}{text}{where}", span)
        return interp.diagnostics[-1]

    def diagnose_budget(self, error: BudgetExceeded) -> None:
        self.interp.diagnose(Code.BUDGET, error.message, error.span)
        self.interp.refill()

    def diagnose_recursion(self) -> None:
        self.interp.diagnose(Code.BUDGET, "stack level too deep", self.interp.span)

    def diagnose_block(self, error: RubyError, what: str) -> None:
        """Say that code of a ruby_block could not be simulated."""
        message = self.interp.message_of(error).text
        span = error.backtrace[0] if error.backtrace else self.interp.span
        self.interp.diagnose(Code.UNKNOWN_VALUE, f"{what}: {error.value.cls.name}: {message}", span)

    def symbol(self, name: str) -> Symbol:
        return Symbol.of(name)


__all__ = ["FILE_CACHE_PATH", "VERSION", "ChefRun", "method_arity", "run_of"]
