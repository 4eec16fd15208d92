"""Small projects in memory, and Ruby run on their node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from translator.evaluate.chef.bridge import to_data
from translator.evaluate.chef.build_node import Prepared, load_attribute_files, prepare_node
from translator.evaluate.chef.dsl import hierarchy
from translator.evaluate.ruby.interpreter import Interpreter
from translator.load.platforms import platform_facts
from translator.load.project import Cookbook, DataBagItem, Document, Folder, InputFile, Project
from translator.location import Source
from translator.parse.ruby.parser import parse


@dataclass
class World:
    """An interpreter with the prepared node of a project."""

    interp: Interpreter
    prepared: Prepared

    def ruby(self, code: str) -> Any:
        """Run code with the node as self and return the value as plain data; what goes wrong is an error."""
        value = self.value(code)
        assert not self.messages(), self.messages()
        return to_data(value)

    def value(self, code: str) -> Any:
        program, diagnostics = parse(Source("test.rb", code))
        assert diagnostics == ()
        node = self.prepared.node
        return self.interp.guard(lambda: self.interp.evaluate_program(program, self_value=node))

    def messages(self) -> list[str]:
        return [diagnostic.message for diagnostic in self.interp.diagnostics]


def cookbook(name: str, /, version: str = "1.0.0", **files: str) -> Cookbook:
    """Return a cookbook; keywords are files, with __ for / and .rb left out: attributes__default="..."."""
    texts: dict[str, str | bytes] = {key.replace("__", "/") + ".rb": text for key, text in files.items()}
    return Cookbook.of_texts(name, texts, version)


def document(name: str, text: str, data: Any = None) -> Document:
    return Document(name=name, file=file(f"{name}.rb", text), data=data)


def item(bag: str, data: dict[str, Any]) -> DataBagItem:
    return DataBagItem(bag=bag, id=data["id"], data=data, file=file(f"{data['id']}.json", "{}"))


def file(path: str, text: str) -> InputFile:
    return Folder.of_texts("repo", {path: text}).files[path]


def world(*cookbooks: Cookbook, **project: Any) -> World:
    """Prepare the node of a project with these cookbooks and run their attribute files."""
    assert hierarchy.__doc__  # imported to file the modules that the node includes
    by_name: dict[str, tuple[Cookbook, ...]] = {}
    for book in cookbooks:
        by_name[book.name] = (*by_name.get(book.name, ()), book)
    items = project.pop("items", ())
    bags: dict[str, dict[str, DataBagItem]] = {}
    for one in items:
        bags.setdefault(one.bag, {})[one.id] = one
    run_list = project.pop("run_list", tuple(f"recipe[{name}]" for name in by_name))
    facts = project.pop("facts", platform_facts("debian-12"))
    made = Project(name="test", cookbooks=by_name, run_list=run_list, facts=facts, data_bags=bags, **project)
    interp = Interpreter()
    prepared = prepare_node(interp, made)
    load_attribute_files(interp, prepared)
    return World(interp, prepared)
