"""What modules define: a qualified name in; the class, define, function or type alias of that name out.

A module's manifests are parsed when a name in them is first asked for, as Puppet's autoloader does: `a::b::c` is looked
for in b/c.pp, then b.pp, then init.pp of module a; whatever else the file defines is known from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet import definitions
from translator.evaluate.puppet.calls import CORE, Function
from translator.evaluate.puppet.definitions import Definition
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.resources import error_location
from translator.load.project import InputFile
from translator.load.puppet_project import Module
from translator.location import Source
from translator.parse.puppet import ast
from translator.parse.puppet.parser import parse_epp
from translator.parse.puppet.stored import parse_stored

if TYPE_CHECKING:
    from translator.evaluate.puppet.compiler import Compilation

_REDEFINED: Final = {
    ("class", "class"): "Class '{0}' is already defined{1}; cannot redefine",
    ("class", "define"): "Definition '{0}' is already defined{1}; cannot be redefined as a class",
    ("define", "class"): "'{0}' is already defined{1} as a class; cannot redefine as a definition",
    ("define", "define"): "Definition '{0}' is already defined{1}; cannot be redefined",
}


class Loaders:
    """Everything that is defined by name, loaded when it is first asked for."""

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        self.project = compilation.project
        self.classes: dict[str, Definition] = {}
        self.defines: dict[str, Definition] = {}
        self.nodes: list[Definition] = []
        self._aliases: dict[str, Any] = {}
        self._functions: dict[str, Function] = {}
        self._native_types: dict[str, Any] = {}
        self._module_of: dict[str, str | None] = {}
        self._loaded: set[str] = set()
        self._missing: set[tuple[str, str]] = set()

    # --- manifests

    def find_class(self, name: str) -> Definition | None:
        """Return the class of that name, loaded from its module if it is not known yet."""
        return self._find(name, "class", self.classes)

    def find_define(self, name: str) -> Definition | None:
        """Return the define of that name."""
        return self._find(name, "define", self.defines)

    def find_node(self, name: str) -> Definition | None:
        """Return the node definition for a machine of that name; else the one for `default`."""
        return self._node(name.lower()) or next((node for node in self.nodes if node.name == "default"), None)

    def _node(self, name: str) -> Definition | None:
        exact = next((node for node in self.nodes if node.pattern is None and node.name == name), None)
        return exact or next((node for node in self.nodes if self._matches(node, name)), None)

    def _matches(self, node: Definition, name: str) -> bool:
        from translator.evaluate.puppet.patterns import compiled

        return node.pattern is not None and compiled(node.pattern).search(name) is not None

    def _find(self, name: str, kind: str, table: dict[str, Definition]) -> Definition | None:
        name = name.removeprefix("::").lower()
        if name in table or (kind, name) in self._missing or not name:
            return table.get(name)
        for file, module in self._files_for(name):
            self.load_manifest(file, module)
            if name in table:
                return table[name]
        self._missing.add((kind, name))
        return None

    def _files_for(self, name: str) -> Iterator[tuple[InputFile, str]]:
        first, *rest = name.split("::")
        module = self.project.modules.get(first)
        if module is None:
            return
        for count in range(len(rest), 0, -1):
            yield from self._existing(module, f"manifests/{'/'.join(rest[:count])}.pp")
        yield from self._existing(module, "manifests/init.pp")

    @staticmethod
    def _existing(module: Module, path: str) -> Iterator[tuple[InputFile, str]]:
        file = module.folder.find(path)
        if file is not None:
            yield file, module.name

    def load_manifest(self, file: InputFile, module: str | None) -> ast.Program | None:
        """Parse a manifest once and take what it defines; PuppetError when it does not parse."""
        if file.path in self._loaded:
            return None
        self._loaded.add(file.path)
        self._module_of[file.path] = module
        program, problems = parse_stored(file.source)
        self._check(program, problems, module, file.relative)
        self._take(program, module)
        return program

    def program_of_text(self, source: Source) -> ast.Program:
        """Parse a text that is no file of a module and take what it defines."""
        self._module_of[source.path] = None
        program, problems = parse_stored(source)
        self._check(program, problems)
        self._take(program, None)
        return program

    def _check(
        self, program: ast.Program, problems: tuple[Diagnostic, ...], module: str | None = None, relative: str = ""
    ) -> None:
        """Stop at what does not parse, and at what Puppet's validation refuses."""
        from translator.evaluate.puppet.validate import validated

        for problem in problems:
            raise PuppetError(problem.message, problem.span, problem.code)
        refused = []
        for problem in validated(program, module, relative):
            if problem.code is Code.PUPPET_ERROR:
                refused.append(problem)
            else:
                self.compilation.report(problem)
        for problem in refused[1:]:
            self.compilation.report(problem)
        for problem in refused[:1]:
            raise PlainError(problem.message, problem.span)

    def template(self, file: InputFile, module: str | None) -> ast.Program:
        """Parse an EPP template."""
        self._module_of[file.path] = module
        return self.template_of_text(file.source)

    def template_of_text(self, source: Source) -> ast.Program:
        program, problems = parse_epp(source)
        self._check(program, problems)
        return program

    def module_of(self, path: str) -> str | None:
        """Return the module that a file belongs to."""
        return self._module_of.get(path)

    def _take(self, program: ast.Program, module: str | None) -> None:
        for node in program.definitions:
            _TAKERS[type(node)](self, node, module)

    def take_class(self, node: ast.HostClassDefinition, module: str | None) -> None:
        self._add(definitions.class_definition(node, module), self.classes)

    def take_define(self, node: ast.ResourceTypeDefinition, module: str | None) -> None:
        self._add(definitions.define_definition(node, module), self.defines)

    def take_node(self, node: ast.NodeDefinition, module: str | None) -> None:
        for made in definitions.node_definitions(node):
            same = next((other for other in self.nodes if other.name == made.name), None)
            if same is not None:
                message = f"Node '{made.name}' is already defined {error_location(same.span)}; cannot redefine"
                raise PlainError(message, node.span)
            self.nodes.append(made)

    def take_function(self, node: ast.FunctionDefinition, module: str | None) -> None:
        from translator.evaluate.puppet.evaluator.closures import PuppetFunction

        self._functions[node.name.lower()] = PuppetFunction(node, self.compilation)

    def take_alias(self, node: ast.TypeAliasDefinition, module: str | None) -> None:
        from translator.evaluate.puppet.types.model import AliasType

        make: Callable[[], Any] = lambda: self.compilation.static_type(node.type_expr)  # noqa: E731
        self._aliases[node.name.lower()] = AliasType(node.name, make)

    def take_nothing(self, node: ast.Node, module: str | None) -> None:
        """Type mappings and object types say nothing that a catalog needs."""

    def _add(self, made: Definition, table: dict[str, Definition]) -> None:
        for kind, known in (("class", self.classes), ("define", self.defines)):
            if made.name in known:
                place = f" {error_location(known[made.name].span)}"
                raise PlainError(_REDEFINED[made.kind, kind].format(made.name, place), made.span)
        table[made.name] = made
        self.compilation.check_parameter_types(made)

    # --- types

    def find_alias(self, name: str) -> Any | None:
        """Return the type alias of that name ("Stdlib::Port"), else None."""
        name = name.removeprefix("::").lower()
        if name not in self._aliases:
            self._aliases[name] = None
            self._load_alias(name)
        return self._aliases[name]

    def _load_alias(self, name: str) -> None:
        first, *rest = name.split("::")
        file = self._definition_file(first, f"types/{'/'.join(rest) or 'init'}.pp")
        if file is not None:
            self.load_manifest(file, first if first in self.project.modules else None)

    def _definition_file(self, first: str, path: str) -> InputFile | None:
        module = self.project.modules.get(first)
        if module is not None:
            return module.folder.find(path)
        environment = self.project.environment
        return environment.file(path) if first == "environment" and environment is not None else None

    def find_native_type(self, name: str) -> Any | None:
        """Return what is known of a resource type that is written in Ruby, else None."""
        from translator.evaluate.puppet import resource_types

        name = name.removeprefix("::").lower()
        if "::" in name:
            return None
        if name not in self._native_types:
            self._native_types[name] = resource_types.find(name, self.compilation)
        return self._native_types[name]

    def find_resource_type(self, name: str) -> Any | None:
        """Return a native type or a define."""
        return self.find_native_type(name) or self.find_define(name)

    # --- functions

    def find_function(self, name: str) -> Function | None:
        """Return the function of that name: the core's, one in Puppet's language or one in Ruby."""
        name = name.removeprefix("::").lower()
        found = self._functions.get(name)
        if found is None:
            found = self._load_function(name)
            if found is not None:
                self._functions[name] = found
        return found

    def _load_function(self, name: str) -> Function | None:
        core = _core_function(name)
        if core is not None:
            return core
        first, *rest = name.split("::")
        file = self._definition_file(first, f"functions/{'/'.join(rest) or 'init'}.pp")
        if file is not None:
            self.load_manifest(file, first if first in self.project.modules else None)
        found = self._functions.get(name)
        return found if found is not None else self._ruby_function(name)

    def _ruby_function(self, name: str) -> Function | None:
        from translator.evaluate.puppet.ruby.functions import find

        found: Function | None = find(name, self.compilation)
        return found


def _core_function(name: str) -> Function | None:
    from translator.evaluate.puppet.functions import import_functions

    found = CORE.get(name)
    if found is None:
        import_functions()
        found = CORE.get(name)
    return found


_TAKERS: Final[dict[type, Callable[[Loaders, Any, str | None], None]]] = {
    ast.HostClassDefinition: Loaders.take_class,
    ast.ResourceTypeDefinition: Loaders.take_define,
    ast.NodeDefinition: Loaders.take_node,
    ast.FunctionDefinition: Loaders.take_function,
    ast.TypeAliasDefinition: Loaders.take_alias,
    ast.TypeMapping: Loaders.take_nothing,
    ast.TypeDefinition: Loaders.take_nothing,
}
