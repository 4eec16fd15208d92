"""OpenStruct, Singleton, Forwardable, Observable, Marshal's deep copy, Timeout, Benchmark, Logger, threads' locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, name_of, plain
from translator.evaluate.ruby.native import constant, define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value
from translator.evaluate.values import Part, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

# --- OpenStruct

define_class("OpenStruct")


@method("OpenStruct", "initialize", argc=(0, 1), private=True)
def ostruct_initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    self.ivars["__table"] = RHash()
    for key, value in args[0].items() if args and args[0] is not None else ():
        self.ivars["__table"].set(Symbol.of(name_of(interp, key)), value)
    return None


def _table(self: RObject) -> RHash:
    found: RHash = self.ivars.setdefault("__table", RHash())
    return found


@method("OpenStruct", "method_missing", taint=True)
def ostruct_missing(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    name = args[0].name
    if name.endswith("=") and len(args) == 2:
        _table(self).set(Symbol.of(name[:-1]), args[1])
        return args[1]
    return _table(self).get(Symbol.of(name)) if len(args) == 1 else None


@method("OpenStruct", "respond_to_missing?", argc=(1, 2))
def ostruct_responds(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return Symbol.of(args[0].name.removesuffix("=")) in _table(self)


@plain("OpenStruct", "[]")
def ostruct_get(interp: Interpreter, self: RObject, name: Value) -> Value:
    return _table(self).get(Symbol.of(name_of(interp, name)))


@method("OpenStruct", "[]=", argc=2, taint=True)
def ostruct_set(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    _table(self).set(Symbol.of(name_of(interp, args[0])), args[1])
    return args[1]


@plain("OpenStruct", "dig")
def ostruct_dig(interp: Interpreter, self: RObject, name: Value, *more: Value) -> Value:
    return interp.call(_table(self), "dig", [Symbol.of(name_of(interp, name)), *more])


@method("OpenStruct", "to_h")
def ostruct_to_h(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return interp.call(RHash(_table(self).items()), "to_h", [], block)


@method("OpenStruct", "each_pair")
def ostruct_each(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return interp.call(_table(self), "each_pair", [], block)


@plain("OpenStruct", "delete_field")
def ostruct_delete(interp: Interpreter, self: RObject, name: Value) -> Value:
    return _table(self).delete(Symbol.of(name_of(interp, name)))


@plain("OpenStruct", "==")
def ostruct_equal(interp: Interpreter, self: RObject, other: Value) -> Value:
    return isinstance(other, RObject) and other.cls is self.cls and interp.equal(_table(self), _table(other))


@plain("OpenStruct", "inspect", "to_s")
def ostruct_inspect(interp: Interpreter, self: RObject) -> Value:
    parts: list[Part] = [f"#<{self.cls.name}"]
    for at, (key, value) in enumerate(_table(self).items()):
        parts.extend((f"{',' if at else ''} {key.name}=", *interp.inspect_string(value).parts))
    return RString.from_parts([*parts, ">"])


# --- Singleton and Forwardable

define_module("Singleton")
define_module("Forwardable")
define_module("SingleForwardable")
define_module("Observable")


@singleton("Singleton", "included", argc=1)
def singleton_included(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    def instance(interp: Interpreter, cls: RClass, args: Args, block: Blk) -> Value:
        if "__instance" not in cls.ivars:
            cls.ivars["__instance"] = interp.call(cls, "new", [])
        return cls.ivars["__instance"]

    meta = interp.singleton_class(args[0])
    new = interp.table.find(meta, "new")
    interp.define_native(meta, "instance", instance)
    if new is not None:
        interp.define_native(meta, "new", new.method, "private")
    return None


def _delegate(interp: Interpreter, cls: RClass, accessor: str, name: str, alias: str) -> None:
    def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        if accessor.startswith("@"):
            target = interp.call(self, "instance_variable_get", [RString(accessor)])
        else:
            target = interp.call(self, accessor, [])
        return interp.call(target, name, args, block)

    interp.define_native(cls, alias, native)


def _receiver(interp: Interpreter, self: Value) -> RClass:
    return self if isinstance(self, RClass) else interp.singleton_class(self)


@method("Forwardable", "def_delegator", "def_instance_delegator", argc=(2, 3))
@method("SingleForwardable", "def_delegator", "def_single_delegator", argc=(2, 3))
def def_delegator(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    accessor, name = name_of(interp, args[0]), name_of(interp, args[1])
    alias = name_of(interp, args[2]) if len(args) > 2 else name
    _delegate(interp, _receiver(interp, self), accessor, name, alias)
    return Symbol.of(alias)


@method("Forwardable", "def_delegators", "def_instance_delegators", argc=(1, None))
@method("SingleForwardable", "def_delegators", "def_single_delegators", argc=(1, None))
def def_delegators(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for name in args[1:]:
        def_delegator(interp, self, [args[0], name], None)
    return args[1:]


@method("Forwardable", "delegate", "instance_delegate", argc=1)
def delegate(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    for names, accessor in args[0].items():
        for name in names if isinstance(names, list) else [names]:
            def_delegator(interp, self, [accessor, name], None)
    return None


@method("Observable", "add_observer", "delete_observer", "changed", "notify_observers")
def observe(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return None


# --- what only runs its block

for _name in ("Timeout", "Benchmark", "Process", "ObjectSpace", "GC", "Signal"):
    define_module(_name)
define_class("Timeout::Error", "RuntimeError")
define_class("Timeout::ExitException", "Exception")
define_class("Process::Status")


@module_function("Timeout", "timeout", argc=(1, 3))
def timeout(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None if block is None else interp.yield_block(block, args[:1])


@module_function("Benchmark", "realtime")
def realtime(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if block is not None:
        interp.yield_block(block, [])
    return 0.0


define_module("Bundler")


@singleton("Bundler", "with_clean_env", "with_unbundled_env", "with_original_env")
def with_env(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None if block is None else interp.yield_block(block, [])


@module_function("Benchmark", "measure")
def measure(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return realtime(interp, self, args, block)


for _lock in ("Mutex", "Monitor", "Queue", "ConditionVariable"):
    define_class(_lock)

    @method(_lock, "synchronize", "mon_synchronize")
    def synchronize(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return None if block is None else interp.yield_block(block, [])

    @method(_lock, "lock", "unlock", "try_lock", "enter", "exit", "wait", "signal", "broadcast")
    def lock(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return self


define_module("MonitorMixin")
method("MonitorMixin", "mon_synchronize")(
    lambda interp, self, args, block: None if block is None else interp.yield_block(block, [])
)


# --- Logger: what it would log is not kept

define_class("Logger")
define_class("Logger::Formatter")
for _at, _level in enumerate(("DEBUG", "INFO", "WARN", "ERROR", "FATAL", "UNKNOWN")):
    constant("Logger", _level)(lambda interp, at=_at: at)  # type: ignore[misc]


@method("Logger", "initialize", private=True)
def logger_initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    self.ivars["__level"] = 0
    return None


@method("Logger", "debug", "info", "warn", "error", "fatal", "unknown", "add", "log", "<<", "close", taint=True)
def log(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return True


@method("Logger", "level", "progname", "formatter", "datetime_format")
def logger_setting(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self.ivars.get("__level")


@method("Logger", "level=", "progname=", "formatter=", "datetime_format=", argc=1)
def logger_set(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return args[0]


@method("Logger", "debug?", "info?", "warn?", "error?", "fatal?")
def logger_asks(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return False


for _clock, _number in (("CLOCK_REALTIME", 0), ("CLOCK_MONOTONIC", 1), ("CLOCK_PROCESS_CPUTIME_ID", 2)):
    constant("Process", _clock)(lambda interp, number=_number: number)  # type: ignore[misc]


@singleton("Process", "clock_gettime", "pid", "ppid", "times")
def process_state(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("the state of the running process", interp.span)


@singleton("Process", "uid", "gid", "euid", "egid")
def process_user(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return 0


@singleton("Process", "kill", "spawn", "fork", "wait", "wait2", "detach", "daemon")
def process_call(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.refuse("a signal or process")


define_class("WeakRef")


@singleton("WeakRef", "new", argc=1)
def weak(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return args[0]


@singleton("ObjectSpace", "each_object", "garbage_collect")
@singleton("GC", "start", "disable", "enable", "compact")
@singleton("Signal", "trap")
def nothing(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return 0


@constant("RbConfig", "CONFIG")
def config(interp: Interpreter) -> Value:
    facts = {
        "host_os": "linux-gnu",
        "target_os": "linux",
        "host_cpu": "x86_64",
        "arch": "x86_64-linux-gnu",
        "ruby_version": "3.1.0",
        "MAJOR": "3",
        "MINOR": "1",
        "TEENY": "2",
        "bindir": "/opt/chef/embedded/bin",
        "ruby_install_name": "ruby",
        "EXEEXT": "",
    }
    return RHash((RString(name), RString(value)) for name, value in facts.items())


@singleton("RbConfig", "ruby")
def ruby_path(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString("/opt/chef/embedded/bin/ruby")


define_module("RbConfig")
