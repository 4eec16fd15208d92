"""Cookbook metadata: a `Cookbook` in, its `Metadata` out. metadata.rb runs in the interpreter, metadata.json is data.

before:  name 'web'; version '1.2.0'; %w(apt nginx).each { |c| depends c, '>= 2.0' }
after:   Metadata("web", "1.2.0", depends={"apt": Dependency((">= 2.0",), …), "nginx": …})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.code import run_guarded
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RString, Value
from translator.load.cookbooks import NO_VERSION
from translator.load.documents import read_object
from translator.load.project import Cookbook, InputFile, Json
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

METADATA = "Chef::Cookbook::Metadata"
define_class(METADATA, "Object")


@dataclass(frozen=True, slots=True)
class Dependency:
    """What one `depends` asks for, and where it stands."""

    constraints: tuple[str, ...]
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What evaluation needs of a cookbook's metadata. `eager_load` False keeps libraries from being loaded; `gems` are
    those that Chef would install before it loads them.
    """

    name: str
    version: str
    depends: Mapping[str, Dependency] = field(default_factory=dict)
    eager_load: bool = True
    gems: tuple[str, ...] = ()


class MetadataObject(RObject):
    """What metadata.rb runs on."""

    __slots__ = ("depends", "fields", "gems")

    def __init__(self, cls: RClass) -> None:
        super().__init__(cls)
        self.fields: dict[str, Value] = {}
        self.depends: dict[str, Dependency] = {}
        self.gems: list[str] = []


def read_metadata(interp: Interpreter, cookbook: Cookbook) -> Metadata:
    """Return the metadata of a cookbook; what is wrong with it is diagnosed and left out."""
    file = cookbook.metadata
    if file is None:
        return Metadata(name=cookbook.name, version=cookbook.version)
    return _from_json(interp, cookbook, file) if file.path.endswith(".json") else _from_ruby(interp, cookbook, file)


def _from_ruby(interp: Interpreter, cookbook: Cookbook, file: InputFile) -> Metadata:
    found = MetadataObject(interp.const_class(METADATA))
    run_guarded(interp, file, found)
    version = found.fields.get("version")
    return Metadata(
        name=cookbook.name,
        version=version.text if isinstance(version, RString) and version.text else cookbook.version,
        depends=found.depends,
        eager_load=found.fields.get("eager_load_libraries", True) is not False,
        gems=tuple(found.gems),
    )


def _from_json(interp: Interpreter, cookbook: Cookbook, file: InputFile) -> Metadata:
    data = read_object(file, interp.diagnostics) or {}
    wanted = data.get("dependencies")
    depends = (
        {name: Dependency(_texts(value), file.span) for name, value in wanted.items()}
        if isinstance(wanted, dict)
        else {}
    )
    version = data.get("version")
    gems = data.get("gems")
    named = [(_texts(gem) or ("",))[0] for gem in gems] if isinstance(gems, list) else []
    return Metadata(name=cookbook.name, version=str(version or NO_VERSION), depends=depends, gems=tuple(named))


def _texts(value: Json) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return (value,) if isinstance(value, str) else ()


@method(METADATA, "depends", argc=(1, None))
def depends(interp: Interpreter, self: MetadataObject, args: Args, block: Blk) -> Value:
    """depends 'nginx', '~> 1.2'."""
    constraints = [item for arg in args[1:] for item in (arg if isinstance(arg, list) else [arg])]
    name = interp.to_s(args[0]).text
    self.depends[name] = Dependency(tuple(interp.to_s(item).text for item in constraints), interp.span)
    return None


@method(METADATA, "method_missing")
def any_field(interp: Interpreter, self: MetadataObject, args: Args, block: Blk) -> Value:
    """Every other field: set with an argument, read without; unknown ones are ignored, as Chef does."""
    name = args[0].name
    if len(args) > 1:
        self.fields[name] = args[1]
    return self.fields.get(name)


@method(METADATA, "name", argc=(0, 1))
def name_field(interp: Interpreter, self: MetadataObject, args: Args, block: Blk) -> Value:
    """The cookbook's name."""
    if args:
        self.fields["name"] = args[0]
    return self.fields.get("name")


@method(METADATA, "gem", argc=(1, None))
def gem(interp: Interpreter, self: MetadataObject, args: Args, block: Blk) -> Value:
    """gem 'deepsort', '~> 0.4'."""
    self.gems.append(interp.to_s(args[0]).text)
    return None


@method(METADATA, "supports", "provides", "recommends", "suggests", "conflicts", "replaces", "attribute")
def passed_over(interp: Interpreter, self: MetadataObject, args: Args, block: Blk) -> Value:
    """Fields that decide nothing here."""
    return None
