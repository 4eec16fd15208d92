"""Chef's other constants: VERSION, Config, Log, Application, JSONCompat, Platform, node and run_context of `Chef`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from translator.diagnostics import Code
from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.run import FILE_CACHE_PATH, VERSION, run_of
from translator.evaluate.chef.version_string import VersionString
from translator.evaluate.ruby.native import constant, define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

CONFIG: dict[str, Value] = {
    "file_cache_path": FILE_CACHE_PATH,
    "file_backup_path": "/var/chef/backup",
    "cache_path": "/var/chef",
    "solo": False,
    "solo_legacy_mode": False,
    "local_mode": True,
    "why_run": False,
    "chef_server_url": "chefzero://localhost:1",
    "validation_client_name": "chef-validator",
    "environment": "_default",
    "log_level": Symbol.of("auto"),
    "config_file": "/etc/chef/client.rb",
    "client_key": "/etc/chef/client.pem",
    "validation_key": "/etc/chef/validation.pem",
    "ssl_verify_mode": Symbol.of("verify_peer"),
    "rubygems_url": "https://rubygems.org",
    "interval": None,
    "splay": None,
    "encrypted_data_bag_secret": None,
    "data_bag_decrypt_minimum_version": 0,
    "file_atomic_update": True,
    "clear_gem_sources": None,
    "yum_lock_timeout": 30,
}

_VALID_NAME = r"^[^-+~:,\t\r\n\f\0]+[^:,\t\r\n\f\0]*$"

define_module("Chef::Config")
define_module("Chef::Log")
define_class("Chef::Application")
define_class("Chef::JSONCompat")
define_class("Chef::Handler")
define_class("Chef::Knife")
define_class("Chef::Client")
define_class("Chef::Mash", "Mash")
define_class("Chef::Event")
define_module("ChefConfig")
define_module("ChefConfig::Config")
define_module("Chef::ReservedNames")
define_module("ChefUtils::Dist")
define_module("ChefUtils::Dist::Infra")
define_module("ChefUtils::Dist::Org")


for _client in ("REST", "HTTP", "ServerAPI", "HTTP::Simple", "HTTP::SimpleJSON", "HTTP::BasicClient"):
    define_class(f"Chef::{_client}")

    @singleton(f"Chef::{_client}", "new", taint=True)
    def no_request(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        """A client of a server: what it would fetch is not known."""
        return interp.refuse("an HTTP request")


@constant("Chef", "VERSION")
def version(interp: Interpreter) -> Value:
    return VersionString(VERSION, None, True)


@constant("ChefUtils", "VERSION")
def utils_version(interp: Interpreter) -> Value:
    return RString(VERSION, None, True)


@constant("Chef", "NOT_PASSED")
def not_passed(interp: Interpreter) -> Value:
    return RObject(interp.object)


@constant("Chef", "CHEF_ROOT")
def chef_root(interp: Interpreter) -> Value:
    return RString("/opt/chef/embedded/lib/ruby/gems/3.1.0/gems/chef/lib", None, True)


def _dist(name: str, text: str) -> None:
    @constant("ChefUtils::Dist::Infra", name)
    def dist(interp: Interpreter) -> Value:
        return RString(text, None, True)


for _name, _text in {
    "PRODUCT": "Chef Infra Client",
    "CLIENT": "chef-client",
    "SHORT": "chef",
    "DIR_SUFFIX": "chef",
    "EXEC": "chef",
    "USER_CONF_DIR": ".chef",
    "RESOURCE": "chef_client",
}.items():
    _dist(_name, _text)


# --- Chef.node and its like


@singleton("Chef", "node")
def node(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return run_of(interp).node


@singleton("Chef", "run_context")
def run_context(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return run_of(interp).root


@singleton("Chef", "deprecated", "log_deprecation", "set_resource_priority_array", "set_provider_priority_array")
def deprecated(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return None


@singleton("Chef", "event_handler")
def event_handler(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return None


# --- Config


def config(interp: Interpreter) -> RHash:
    """Return the settings of this run, made when first asked for."""
    run = run_of(interp)
    if run.config is None:
        run.config = RHash()
        for key, value in CONFIG.items():
            run.config.set(Symbol.of(key), RString(value) if isinstance(value, str) else value)
        run.config.set(Symbol.of("node_name"), run.node.name)
        valid = interp.call(interp.const("Regexp"), "new", [RString(_VALID_NAME)])
        run.config.set(Symbol.of("user_valid_regex"), [valid])
        run.config.set(Symbol.of("group_valid_regex"), [valid])
    found: RHash = run.config
    return found


@singleton("Chef::Config", "[]", "get", "fetch")
@singleton("ChefConfig::Config", "[]")
def config_read(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return config(interp).get(Symbol.of(name_of(args[0])))


@singleton("Chef::Config", "[]=", taint=True)
def config_write(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    config(interp).set(Symbol.of(name_of(args[0])), args[1])
    return args[1]


@singleton("Chef::Config", "key?", "has_key?")
def config_has(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return Symbol.of(name_of(args[0])) in config(interp)


@singleton("Chef::Config", "method_missing", taint=True)
@singleton("ChefConfig::Config", "method_missing", taint=True)
def config_method(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    name = name_of(args[0])
    if len(args) > 1:
        config(interp).set(Symbol.of(name.removesuffix("=")), args[1])
        return args[1]
    key = Symbol.of(name)
    if key not in config(interp) and name.endswith("_handlers"):
        config(interp).set(key, [])
    return config(interp).get(key)


@singleton("Chef::Config", "respond_to_missing?", "respond_to?")
def config_responds(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return True


@singleton("Chef::Config", "to_hash", "configuration", "to_h")
def config_hash(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return config(interp)


@singleton("Chef::Config", "etc_chef_dir")
@singleton("ChefConfig::Config", "etc_chef_dir")
def etc_chef_dir(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RString("/etc/chef")


# --- Log


@singleton(
    "Chef::Log",
    *[
        "trace",
        "debug",
        "info",
        "warn",
        "error",
        "fatal",
        "deprecation",
        "level=",
        "init",
        "loggers",
        "use_log_devices",
    ],
)
def log(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    """Messages go nowhere; their block is not run, as below the log level."""
    return None


@singleton("Chef::Log", "debug?", "trace?", "info?")
def log_asks(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return False


@singleton("Chef::Log", "level")
def log_level(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return Symbol.of("warn")


@singleton("Chef::Log", "with_child", "logger")
def log_child(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return self


# --- the rest


@singleton("Chef::Application", "fatal!", "exit!")
def fatal(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    text = run_of(interp).text(args[0]) if args else "exit"
    interp.diagnose(Code.RUBY_ERROR, f"Chef::Application.fatal!: {text}")
    raise interp.error("Chef::Exceptions::Application", text)


@singleton("Chef::JSONCompat", "from_json", "parse")
def from_json(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("JSON"), "parse", args[:1])


@singleton("Chef::JSONCompat", "to_json")
def to_json(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return interp.call(args[0], "to_json")


@singleton("Chef::JSONCompat", "to_json_pretty")
def to_json_pretty(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("JSON"), "pretty_generate", args[:1])


@singleton("Chef::Platform", "windows?", "windows_server_2003?", "supports_dsc?")
def platform_windows(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return False


@singleton("Chef::Platform", "set", "find", "find_platform")
def platform_set(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    """Old libraries register provider classes here: the map is that of `provides`."""
    options = {name_of(key): value for key, value in args[0].items()} if args and isinstance(args[0], RHash) else {}
    resource, provider = options.get("resource"), options.get("provider")
    if resource is not None and isinstance(provider, RClass):
        filters = {"platform": name_of(options["platform"])} if options.get("platform") is not None else {}
        run_of(interp).provider_handlers.provides(name_of(resource), provider, filters)
    return None


@method("Chef::DSL::Recipe", "ruby_version")
def ruby_version(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("3.1.2")
