"""Calling and asking by name: send, respond_to?, method, instance variables, instance_eval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby import assignment, calls
from translator.evaluate.ruby.core.objects import basic, kernel
from translator.evaluate.ruby.definitions import add_method
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RMethod, RProc, RString, RubyMethod, Symbol, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Method")
define_class("UnboundMethod")


def name_of(interp: Interpreter, value: Value) -> str:
    """Return a name given as Symbol or String."""
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, RString):
        return value.text
    raise interp.error("TypeError", f"{interp.shown(value)} is not a symbol nor a string")


@kernel("send", argc=(1, None))
def send(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if isinstance(args[0], Unknown):
        return args[0]
    return interp.call(self, name_of(interp, args[0]), args[1:], block)


basic("__send__", argc=(1, None))(send)


@kernel("public_send", argc=(1, None))
def public_send(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if isinstance(args[0], Unknown):
        return args[0]
    return interp.call_public(self, name_of(interp, args[0]), args[1:], block)


@kernel("respond_to?", argc=(1, 2))
def respond_to(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    private = len(args) > 1 and interp.truthy(args[1])
    return interp.responds_to(self, name_of(interp, args[0]), private)


@kernel("respond_to_missing?", argc=2)
def respond_to_missing(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return False


@kernel("method", "public_method", argc=1)
def method_object(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    name = name_of(interp, args[0])
    entry = calls.find(interp, self, name)
    if entry is None and not interp.responds_to(self, name, private=True):
        cls = interp.real_class_of(self)
        text = f"undefined method `{name}' for class `{cls.name}'"
        raise interp.name_error("NameError", text, name, self)
    return RMethod(self, name, entry)


@kernel("methods", "public_methods", argc=(0, 1))
def methods(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    found: dict[str, None] = {}
    for cls in interp.table.ancestors(interp.class_of(self)):
        names = (name for name, body in cls.methods.items() if body is not None)
        found.update(dict.fromkeys(name for name in names if cls.visibility.get(name, "public") != "private"))
    return [Symbol.of(name) for name in found]


@kernel("singleton_methods", argc=(0, 1))
def singleton_methods(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    found: dict[str, None] = {}
    for cls in interp.table.ancestors(interp.class_of(self)):
        if cls.attached is None and not (found and cls.is_module):
            break
        found.update(dict.fromkeys(name for name, body in cls.methods.items() if isinstance(body, RubyMethod)))
    return [Symbol.of(name) for name in found]


@kernel("define_singleton_method", argc=(1, 2))
def define_singleton_method(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    name = name_of(interp, args[0])
    body = args[1] if len(args) > 1 else block
    add_method(interp, interp.singleton_class(self), name, method_from(interp, name, body), "public")
    return Symbol.of(name)


def method_from(interp: Interpreter, name: str, body: Value) -> RubyMethod:
    """Return the method that define_method makes of a proc or Method object."""
    if isinstance(body, RMethod):
        entry = body.method
        if entry is not None and isinstance(entry.method, RubyMethod):
            from translator.evaluate.ruby.definitions import copy_method

            copied = copy_method(entry.method)
            copied.name = name
            return copied
        body = calls.method_proc(interp, body)
    if not isinstance(body, RProc):
        raise interp.error("ArgumentError", "tried to create Proc object without a block")
    made = RubyMethod(name, body.block.params if body.block else (), None, interp.object, ())
    made.proc = body
    return made


# --- instance variables


def _variable(interp: Interpreter, value: Value) -> str:
    name = name_of(interp, value)
    if not name.startswith("@") or name.startswith("@@") or len(name) < 2:
        raise interp.name_error("NameError", f"`{name}' is not allowed as an instance variable name", name, value)
    return name[1:]


@kernel("instance_variable_get", argc=1)
def instance_variable_get(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return assignment.get_instance_variable(interp, self, _variable(interp, args[0]))


@kernel("instance_variable_set", argc=2)
def instance_variable_set(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    assignment.set_instance_variable(interp, self, _variable(interp, args[0]), args[1])
    return args[1]


@kernel("instance_variable_defined?", argc=1)
def instance_variable_defined(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    return _variable(interp, args[0]) in (assignment.instance_variables(self) or {})


@kernel("instance_variables", argc=0)
def instance_variables(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    names = assignment.instance_variables(self) or {}
    return [Symbol.of(f"@{name}") for name in names if not name.startswith("__")]


@kernel("remove_instance_variable", argc=1)
def remove_instance_variable(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    table = assignment.instance_variables(self) or {}
    name = _variable(interp, args[0])
    if name not in table:
        text = f"instance variable @{name} not defined for {interp.real_class_of(self).name}"
        raise interp.name_error("NameError", text, name, self)
    return table.pop(name)


# --- code with another self


@basic("instance_eval")
def instance_eval(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        return interp.refuse("instance_eval of a string")
    return interp.instance_eval(self, block, [self])


@basic("instance_exec")
def instance_exec(interp: Interpreter, self: Value, args: list[Value], block: RProc | None) -> Value:
    if block is None:
        raise interp.error("LocalJumpError", "no block given (yield)")
    return interp.instance_eval(self, block, args)


# --- Method objects


@method("Method", "call", "()", "[]", "===", "yield", taint=True)
def call_method(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return calls.call_method_object(interp, self, args, block)


@method("Method", "to_proc", argc=0)
def method_to_proc(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return calls.method_proc(interp, self)


@method("Method", "arity", argc=0)
def method_arity(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return calls.method_arity(interp, self)


@method("Method", "name", argc=0)
def method_name(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return Symbol.of(self.name)


@method("Method", "receiver", argc=0)
def method_receiver(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return self.receiver


@method("Method", "owner", argc=0)
def method_owner(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return None if self.method is None else self.method.owner


@method("Method", "parameters", argc=0)
def method_parameters(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    body = None if self.method is None else self.method.method
    return parameter_list(body.params) if isinstance(body, RubyMethod) else [[Symbol.of("rest")]]


@method("Method", "unbind", argc=0)
def unbind(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return RMethod(interp.class_of(self.receiver), self.name, self.method, bound=False)


@method("Method", "bind", argc=1)
def bind(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return RMethod(args[0], self.name, self.method)


@method("Method", "bind_call", argc=(1, None), taint=True)
def bind_call(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return calls.call_method_object(interp, RMethod(args[0], self.name, self.method), args[1:], block)


@method("Method", "curry", argc=(0, 1))
def curry_method(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return interp.call(calls.method_proc(interp, self), "curry", args)


@method("Method", ">>", argc=1)
def compose_method(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return interp.call(calls.method_proc(interp, self), ">>", args)


@method("Method", "source_location", argc=0)
def method_source_location(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return None


@method("Method", "inspect", "to_s", argc=0)
def inspect_method(interp: Interpreter, self: RMethod, args: list[Value], block: RProc | None) -> Value:
    return RString(f"#<Method: {interp.real_class_of(self.receiver).name}#{self.name}>")


_KINDS = {"req": "req", "opt": "opt", "rest": "rest", "post": "req", "key": "key", "keyreq": "keyreq"}


def parameter_list(params: tuple[Value, ...], lenient: bool = False) -> list[Value]:
    """Return Method#parameters; a proc's required ones are optional."""
    found: list[Value] = []
    for param in params:
        if param.kind == "local":
            continue
        kind = _KINDS.get(param.kind, param.kind)
        kind = "opt" if lenient and kind == "req" else kind
        found.append([Symbol.of(kind), Symbol.of(param.name)] if param.name else [Symbol.of(kind)])
    return found
