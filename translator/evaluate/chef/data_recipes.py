"""Recipes in YAML or JSON (Chef 16 and later): resources as plain data, declared one by one.

before:  resources:
         - {type: package, name: rsync, action: upgrade}
after:   package[rsync], as `package 'rsync' do action :upgrade end` declares it

Source: lib/chef/recipe.rb of Chef 18 and 19 (which added include_recipes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import yaml

from translator.evaluate.ruby.objects import RHash, RString, Symbol, Value
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun
    from translator.evaluate.ruby.objects import RObject
    from translator.load.project import InputFile

ENDINGS = (".yml", ".yaml", ".json")
Declaration = tuple[Span, Callable[[], object]]
_SECTIONS = ("resources", "include_recipes")


def declarations(run: ChefRun, recipe: RObject, file: InputFile) -> Iterator[Declaration]:
    """Yield what declares each resource of the file, and where it stands; ArgumentError when it holds none."""
    interp = run.interp
    interp.span = file.span
    data = _read(run, file)
    if not isinstance(data, RHash) or not any(RString(name) in data for name in _SECTIONS):
        kind = "JSON" if file.relative.endswith(".json") else "YAML"
        raise interp.error(
            "ArgumentError", f"{kind} recipe '{file.path}' must contain a top-level 'resources' hash (YAML sequence)"
        )
    places = _places(file)
    for index, item in enumerate(_items(data, "resources")):
        yield places.get(("resources", index), file.span), partial(_declare, run, recipe, item)
    for index, item in enumerate(_items(data, "include_recipes")):
        include = partial(interp.call, recipe, "include_recipe", [item])
        yield places.get(("include_recipes", index), file.span), include


def _read(run: ChefRun, file: InputFile) -> Value:
    interp = run.interp
    module, reader = ("JSON", "parse") if file.relative.endswith(".json") else ("YAML", "safe_load")
    return interp.call(interp.const(module), reader, [RString(file.text)])


def _items(data: RHash, section: str) -> list[Value]:
    found = data.get(RString(section))
    return found if isinstance(found, list) else []


def _declare(run: ChefRun, recipe: RObject, item: Value) -> None:
    """Declare one resource: its type and name, then its properties in the order of the file."""
    interp = run.interp
    if not isinstance(item, RHash) or RString("type") not in item:
        raise interp.error("NoMethodError", "undefined method `to_sym' for nil:NilClass")
    kind = Symbol.of(interp.to_s(item.get(RString("type"))).text)
    resource = interp.call(recipe, "declare_resource", [kind, item.get(RString("name"))])
    for key, value in item.items():
        if (name := interp.to_s(key).text) not in ("type", "name"):
            interp.call(resource, name, [value])


def _places(file: InputFile) -> dict[tuple[str, int], Span]:
    """Return where each item of each section stands; nothing for a text that YAML cannot walk."""
    try:
        root = yaml.compose(file.text.replace("\t", " "), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    return dict(_found(file, root)) if isinstance(root, yaml.MappingNode) else {}


def _found(file: InputFile, root: yaml.MappingNode) -> Iterator[tuple[tuple[str, int], Span]]:
    for key, value in root.value:
        for index, node in enumerate(value.value if isinstance(value, yaml.SequenceNode) else ()):
            yield (str(key.value), index), Span(file.source, node.start_mark.index, node.end_mark.index)
