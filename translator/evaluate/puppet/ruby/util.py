"""Puppet::Util and its like: paths, versions, YAML and JSON, files of modules; processes are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from translator.evaluate.puppet.ruby.definitions import call_from_ruby
from translator.evaluate.puppet.ruby.values import PuppetObject, from_ruby, to_ruby
from translator.evaluate.puppet.ruby.world import world_of
from translator.evaluate.ruby.methods.base import Args, Blk, text_of
from translator.evaluate.ruby.native import define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_MODULE: Final = "Puppet::Module"
define_class(_MODULE)
define_module("Puppet::Util::Platform")
define_module("Puppet::Pops::Serialization")
define_class("Puppet::Pops::Serialization::ToDataConverter")
define_class("Hocon::ConfigFactory")
define_class("Hocon::Config")


@module_function("Puppet::Util", "absolute_path?", argc=(1, 2))
def is_absolute_path(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = text_of(interp, args[0])
    if len(args) > 1 and args[1] is Symbol.of("windows"):
        return text[1:3] in (":/", ":\\") or text.startswith(("\\\\", "//"))
    return text.startswith("/")


@module_function("Puppet::Util::Package", "versioncmp", argc=(2, 3))
def versioncmp(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return call_from_ruby(interp, world_of(interp).scope, "versioncmp", args, None)


@singleton("Puppet::Util", "deterministic_rand", argc=2)
def deterministic_rand(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(str(_rand(interp, args)))


@singleton("Puppet::Util", "deterministic_rand_int", argc=2)
def deterministic_rand_int(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return _rand(interp, args)


def _rand(interp: Interpreter, args: Args) -> Value:
    generator = interp.call(interp.const("Random"), "new", [args[0]])
    return interp.call(generator, "rand", [args[1]])


@singleton("Puppet::Util", "execute", "execpipe", "withenv", taint=True)
@singleton("Puppet::Util::Execution", "execute", "execpipe", taint=True)
@method("Puppet::Util::Execution", "execute", "execpipe", taint=True)
def execute(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.refuse("a command")


@singleton("Puppet::Util", "which", argc=1)
@method("Puppet::Util", "which", argc=1)
def which(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


@module_function("Puppet::Util::Platform", "windows?", argc=0)
def windows(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return False


@singleton("Puppet::Util::Yaml", "safe_load", "load", argc=(1, 3))
def yaml_load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("YAML"), "safe_load", args[:1])


@singleton("Puppet::Util::Json", "load", argc=(1, 2))
def json_load(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("JSON"), "parse", args[:1])


@singleton("Puppet::Util::Json", "dump", argc=(1, 2))
def json_dump(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("JSON"), "generate", args[:1])


@singleton("Puppet::Pops::Serialization::ToDataConverter", "convert", argc=(1, 2), taint=True)
def to_data(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Return a value as the catalog's data has it: {"__ptype": …} for what JSON has no word for."""
    from translator.evaluate.puppet.catalog_json import as_json

    if interp.origins_in([args[0]]):
        return args[0]
    return _ruby_data(as_json(from_ruby(interp, args[0])))


def _ruby_data(data: Any) -> Value:
    if isinstance(data, dict):
        return RHash((RString(key), _ruby_data(item)) for key, item in data.items())
    if isinstance(data, (list, tuple)):
        return [_ruby_data(item) for item in data]
    return RString(data) if isinstance(data, str) else data


@method("Kernel", "to_pson", taint=True)
def to_pson(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """PSON is what Puppet calls its JSON."""
    return interp.call(self, "to_json", args)


# --- HOCON


@singleton("Hocon::ConfigFactory", "parse_string", argc=(1, 2))
def parse_hocon(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """A configuration; `resolve.root.unwrapped` makes data of it."""
    from translator.evaluate.puppet.lookup.documents import BadDocument
    from translator.evaluate.puppet.lookup.hocon import read_hocon

    try:
        found = read_hocon(text_of(interp, args[0]))
    except BadDocument as error:
        raise interp.error("Hocon::ConfigError::ConfigParseError", f"String: {error}") from None
    return PuppetObject(interp.const_class("Hocon::Config"), found)


@method("Hocon::Config", "resolve", "root", argc=(0, 1))
def hocon_itself(interp: Interpreter, self: PuppetObject, args: Args, block: Blk) -> Value:
    return self


@method("Hocon::Config", "unwrapped", "to_hash", argc=0)
def hocon_data(interp: Interpreter, self: PuppetObject, args: Args, block: Blk) -> Value:
    return to_ruby(interp, self.value)


# --- files


@singleton("Puppet::FileSystem", "exist?", "file?", argc=1)
def exists(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("File"), "exist?", [interp.to_s(args[0])])


@singleton("Puppet::FileSystem", "read", "read_preserve_line_endings", "binread", argc=(1, 2))
def read(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("File"), "read", [interp.to_s(args[0])])


def _finding(name: str, folder: str) -> None:
    @singleton("Puppet::Parser::Files", name, argc=(1, 2))
    def find(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        found = world_of(interp).host.module_file(text_of(interp, args[0]), folder)
        return None if found is None else RString(found[0])


_finding("find_file", "files")
_finding("find_template", "templates")


class ModuleObject(RObject):
    """A Puppet::Module: its name, path and version."""

    __slots__ = ("name", "path", "version")

    def __init__(self, cls: RClass, name: str, path: str, version: str) -> None:
        super().__init__(cls)
        self.name = name
        self.path = path
        self.version = version


@singleton(_MODULE, "find", argc=(1, 2))
def find_module(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    module = world_of(interp).modules.get(text_of(interp, args[0]).partition("/")[0])
    return None if module is None else ModuleObject(self, module.name, module.path, module.version)


def _attribute(name: str) -> None:
    @method(_MODULE, name, argc=0)
    def read(interp: Interpreter, self: ModuleObject, args: Args, block: Blk) -> Value:
        return RString(getattr(self, name))


for _name in ("name", "path", "version"):
    _attribute(_name)
