"""Commands that code runs: shell_out, Mixlib::ShellOut, which, powershell_out. The simulated machine answers, or nobody.

before:  shell_out("getent passwd bob").exitstatus
after:   2 when the machine is known to have no bob, else a number that is unknown (and 1, so that nothing is skipped)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from translator.diagnostics import Code
from translator.evaluate.chef.bridge import name_of, unknown_text
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.chef.shell import SYSTEM_PATH
from translator.evaluate.ruby.machine import CommandResult
from translator.evaluate.ruby.native import (
    define_class,
    define_module,
    method,
    module_function,
    singleton,
    take_keywords,
)
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Value
from translator.evaluate.values import Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Mixlib")
define_class("Mixlib::ShellOut")
define_class("Mixlib::ShellOut::ShellCommandFailed", "RuntimeError")
define_class("Mixlib::ShellOut::CommandTimeout", "RuntimeError")
define_class("Mixlib::ShellOut::InvalidCommandOption", "RuntimeError")
define_class("Mixlib::ShellOut::EmptyWindowsCommand", "RuntimeError")

SHELL = "Mixlib::ShellOut"
Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"


def command_line(run: ChefRun, args: Args) -> RString:
    """Return the command of `shell_out("a b")`, `shell_out("a", "b")` or `shell_out(["a", "b"])`."""
    words = [item for arg in args for item in (arg if isinstance(arg, list) else [arg]) if item is not None]
    if len(words) == 1:
        return words[0] if isinstance(words[0], RString) else run.interp.to_s(words[0])
    joined = run.interp.call(words, "join", [RString(" ")])
    return joined if isinstance(joined, RString) else RString("")


def run_command(run: ChefRun, command: RString, strict: bool) -> RObject:
    """Return the finished Mixlib::ShellOut of a command; its results are Unknown when the machine cannot tell."""
    interp = run.interp
    made = RObject(interp.const_class(SHELL))
    answer = run.machine.shell_out(command.text)
    made.ivars["command"] = command
    if isinstance(answer, CommandResult):
        made.ivars.update(stdout=answer.printed, stderr=RString(answer.stderr), exitstatus=answer.status)
        if strict and answer.status:
            raise failure(interp, made)
        return made
    unknown = Unknown(f"what `{command.text}` prints on the machine is not known", interp.span)
    interp.diagnose(Code.UNKNOWN_VALUE, f"the command `{command.text}` is not run; its result is not known")
    made.ivars.update(
        stdout=unknown_text(unknown), stderr=unknown_text(unknown), exitstatus=Tainted(0 if strict else 1, unknown)
    )
    return made


def failure(interp: Interpreter, made: RObject) -> Exception:
    """Return the error of a command that failed."""
    status, command = made.ivars["exitstatus"], made.ivars["command"]
    text = f"Expected process to exit with [0], but received '{status}'\n---- Ran {command.text} ----\n"
    return interp.error(f"{SHELL}::ShellCommandFailed", text)


def _shell_out(strict: bool, *names: str) -> None:
    @module_function("Chef::Mixin::ShellOut", *names, taint=True)
    def shell_out(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        run = run_of(interp)
        take_keywords(args)
        args = [arg for arg in args if not hasattr(arg, "table")]
        return run_command(run, command_line(run, args), strict)


_shell_out(False, "shell_out", "shell_out_compact", "shell_out_with_systems_locale", "shell_out_with_timeout")
_shell_out(False, "shell_out_compact_timeout", "powershell_out", "powershell_exec")
_shell_out(True, "shell_out!", "shell_out_compact!", "shell_out_with_systems_locale!", "shell_out_compact_timeout!")
_shell_out(True, "powershell_out!", "powershell_exec!")


@singleton(SHELL, "new", taint=True)
def new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    take_keywords(args)
    made = RObject(self)
    made.ivars["command"] = command_line(run_of(interp), [arg for arg in args if not hasattr(arg, "table")])
    return made


@method(SHELL, "run_command")
def run_now(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    done = run_command(run_of(interp), self.ivars["command"], False)
    self.ivars.update(done.ivars)
    return self


def _result(name: str) -> None:
    @method(SHELL, name)
    def read(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
        return self.ivars.get(name)


for _name in ("stdout", "stderr", "command", "exitstatus"):
    _result(_name)


def _option(name: str, default: Value) -> None:
    @method(SHELL, name, argc=0)
    def read(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
        return self.ivars.get(name, [0] if name == "valid_exit_codes" else default)

    @method(SHELL, f"{name}=", argc=1)
    def write(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
        self.ivars[name] = args[0]
        return args[0]


for _name in ("user", "group", "cwd", "umask", "input", "live_stream", "live_stdout", "live_stderr", "log_level",
              "log_tag", "logger", "process_status", "execution_time", "login", "valid_exit_codes"):  # fmt: skip
    _option(_name, None)
_option("timeout", 600)


@method(SHELL, "environment")
def environment(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Variables for the command, which nobody reads: it is answered without them."""
    return self.ivars.setdefault("environment", RHash())


@method(SHELL, "status")
def status(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self


@method(SHELL, "to_i")
def to_i(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return self.ivars.get("exitstatus")


@method(SHELL, "success?")
def succeeded(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return _compare(self.ivars.get("exitstatus"), True)


@method(SHELL, "error?")
def is_error(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return _compare(self.ivars.get("exitstatus"), False)


def _compare(code: Value, zero: bool) -> Value:
    if isinstance(code, Tainted):
        return Tainted((code.sample == 0) == zero, code.origin)
    return (code == 0) == zero


@method(SHELL, "error!")
def check(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    code = self.ivars.get("exitstatus")
    if isinstance(code, int) and code:
        raise failure(interp, self)
    return None


@method(SHELL, "environment=", argc=1)
def set_environment(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return args[0]


@module_function("Chef::Mixin::Which", "which", "where")
@module_function("ChefUtils", "which", "where")
def which(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """Return the first program of these names that the machine has, false when it has none."""
    machine = run_of(interp).machine
    take_keywords(args)
    for arg in args:
        for folder in SYSTEM_PATH:
            if machine.exists(f"{folder}/{name_of(arg)}"):
                return RString(f"{folder}/{name_of(arg)}")
    return False


@method("Chef::DSL::RebootPending", "reboot_pending?")
def reboot_pending(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return False


@method(
    "Chef::DSL::RegistryHelper",
    "registry_key_exists?",
    "registry_has_subkeys?",
    "registry_value_exists?",
    "registry_data_exists?",
)
def no_registry(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return False


@method("Chef::DSL::RegistryHelper", "registry_get_subkeys", "registry_get_values")
def empty_registry(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return []
