"""Literals and variables: the leaves of the tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translator.evaluate.ruby import assignment
from translator.evaluate.ruby.dispatch import EVAL, evaluates
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.objects import RHash, RProc, RRange, RString, Symbol, Value
from translator.evaluate.ruby.taint import remember_secrets, unwrap
from translator.evaluate.values import Part, Unknown
from translator.parse.ruby import ast

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


@evaluates(ast.Nil)
def nil(interp: Interpreter, node: ast.Nil, frame: Frame) -> Value:
    return None


@evaluates(ast.TrueLit)
def true(interp: Interpreter, node: ast.TrueLit, frame: Frame) -> Value:
    return True


@evaluates(ast.FalseLit)
def false(interp: Interpreter, node: ast.FalseLit, frame: Frame) -> Value:
    return False


@evaluates(ast.SelfRef)
def self_ref(interp: Interpreter, node: ast.SelfRef, frame: Frame) -> Value:
    return frame.self_value


@evaluates(ast.Int, ast.FloatLit)
def number(interp: Interpreter, node: ast.Int | ast.FloatLit, frame: Frame) -> Value:
    return node.value


@evaluates(ast.Str)
def string(interp: Interpreter, node: ast.Str, frame: Frame) -> Value:
    return RString(node.value)


@evaluates(ast.Sym)
def symbol(interp: Interpreter, node: ast.Sym, frame: Frame) -> Value:
    return Symbol.of(node.name)


@evaluates(ast.DStr)
def interpolated(interp: Interpreter, node: ast.DStr, frame: Frame) -> Value:
    """A string with `#{…}`; pieces that are not known stay holes."""
    return interpolate(interp, node.parts, frame)


def interpolate(interp: Interpreter, parts: tuple[ast.Node, ...], frame: Frame) -> RString:
    """Return the string of literal pieces and interpolated expressions."""
    pieces: list[Part] = []
    plain = True
    for part in parts:
        if type(part) is ast.Str:
            pieces.append(part.value)
            continue
        value = interp.to_s(EVAL[type(part)](interp, part, frame))
        if value.holes is None:
            pieces.append(value.text)
        else:
            plain = False
            remember_secrets(interp, value)
            pieces.extend(value.holes)
    if plain:
        text = "".join(pieces)  # type: ignore[arg-type]
        interp.check_size(len(text))
        return RString(text)
    return RString.from_parts(pieces)


@evaluates(ast.DSym)
def interpolated_symbol(interp: Interpreter, node: ast.DSym, frame: Frame) -> Value:
    return Symbol.of(interpolate(interp, node.parts, frame).text)


@evaluates(ast.XStr)
def backticks(interp: Interpreter, node: ast.XStr, frame: Frame) -> Value:
    """A command in backticks is never run; the machine may know its answer."""
    command = interpolate(interp, node.parts, frame)
    interp.span = node.span
    return interp.call(frame.self_value, "`", [command])


@evaluates(ast.Regex)
def regex(interp: Interpreter, node: ast.Regex, frame: Frame) -> Value:
    """A regular expression; one without interpolation is compiled once."""
    found = interp.regexps.get(id(node))
    if found is not None:
        return found[1]
    source = _regex_source(interp, node, frame)
    interp.span = node.span
    value = interp.make_regexp(source, node.flags)
    if all(type(part) is ast.Str for part in node.parts):
        interp.regexps[id(node)] = (node, value)
    return value


_ESCAPED = re.compile(r"\\.", re.DOTALL)


def _without_line_end(match: re.Match[str]) -> str:
    return "" if match[0] == "\\\n" else match[0]


def _regex_source(interp: Interpreter, node: ast.Regex, frame: Frame) -> str:
    pieces = []
    for part in node.parts:
        if type(part) is ast.Str:
            pieces.append(_ESCAPED.sub(_without_line_end, part.value) if "\\\n" in part.value else part.value)
            continue
        value = EVAL[type(part)](interp, part, frame)
        pieces.append(interp.to_s(value).text)
    return "".join(pieces)


@evaluates(ast.Array)
def array(interp: Interpreter, node: ast.Array, frame: Frame) -> Value:
    """`[a, *b, c: 1]`."""
    values = interp.evaluate_args(node.elements, frame)
    if values and isinstance(values[-1], RHash) and values[-1].keyword:
        values[-1].keyword = False
    return values


@evaluates(ast.Hash)
def hash_literal(interp: Interpreter, node: ast.Hash, frame: Frame) -> Value:
    """`{a: 1, **b}`."""
    table = RHash()
    for pair in node.pairs:
        value = EVAL[type(pair.value)](interp, pair.value, frame)
        if pair.key is not None:
            key = EVAL[type(pair.key)](interp, pair.key, frame)
            table.set(key, value)
            continue
        for key, item in _double_splat(interp, value).items():
            table.set(key, item)
    return table


def _double_splat(interp: Interpreter, value: Value) -> RHash:
    if isinstance(value, RHash):
        return value
    if value is None or isinstance(value, Unknown):
        return RHash()
    if interp.responds_to(value, "to_hash"):
        found = interp.call(value, "to_hash")
        if isinstance(found, RHash):
            return found
    raise interp.error("TypeError", f"no implicit conversion of {interp.real_class_of(value).name} into Hash")


@evaluates(ast.RangeLit)
def range_literal(interp: Interpreter, node: ast.RangeLit, frame: Frame) -> Value:
    """`low..high`."""
    low = None if node.low is None else EVAL[type(node.low)](interp, node.low, frame)
    high = None if node.high is None else EVAL[type(node.high)](interp, node.high, frame)
    if isinstance(low, Unknown) or isinstance(high, Unknown):
        return low if isinstance(low, Unknown) else high
    return RRange(unwrap(low), unwrap(high), node.exclusive)


@evaluates(ast.Lambda)
def lambda_literal(interp: Interpreter, node: ast.Lambda, frame: Frame) -> Value:
    """`->(params) { body }`."""
    return RProc(node.block, frame, frame.self_value, is_lambda=True)


@evaluates(ast.MagicConst)
def magic(interp: Interpreter, node: ast.MagicConst, frame: Frame) -> Value:
    """`__FILE__`, `__LINE__`, `__dir__`."""
    if node.name == "__LINE__":
        return node.span.line
    if node.name == "__FILE__":
        return RString(node.span.path)
    if node.name == "__dir__":
        return RString(node.span.path.rpartition("/")[0] or ".")
    return RString("UTF-8")


# --- variables


@evaluates(ast.LocalVar)
def local(interp: Interpreter, node: ast.LocalVar, frame: Frame) -> Value:
    """A local variable: here, or in a frame that this block closes over."""
    name = node.name
    while True:
        if name in frame.locals:
            return frame.locals[name]
        if frame.parent is None:
            return None
        frame = frame.parent


@evaluates(ast.InstanceVar)
def instance_variable(interp: Interpreter, node: ast.InstanceVar, frame: Frame) -> Value:
    return assignment.get_instance_variable(interp, frame.self_value, node.name)


@evaluates(ast.ClassVar)
def class_variable(interp: Interpreter, node: ast.ClassVar, frame: Frame) -> Value:
    scope = assignment.class_variable_scope(interp, frame)
    owner = assignment.class_variable_owner(interp, scope, node.name)
    if owner is None:
        interp.span = node.span
        text = f"uninitialized class variable @@{node.name} in {scope.name}"
        raise interp.name_error("NameError", text, f"@@{node.name}", scope)
    return owner.class_vars[node.name]


@evaluates(ast.GlobalVar)
def global_variable(interp: Interpreter, node: ast.GlobalVar, frame: Frame) -> Value:
    """`$x`; `$~`, `$1` and their like come from the last match."""
    if node.name in _MATCH_PARTS or node.name.isdigit():
        return match_part(interp, frame.home.match, node.name)
    return interp.globals.get(node.name)


_MATCH_PARTS = {"~": "itself", "&": "to_s", "`": "pre_match", "'": "post_match", "+": "last_group"}


def match_part(interp: Interpreter, match: Value, name: str) -> Value:
    """Return `$~`, `$&`, `$1` … of a match, nil without one."""
    if match is None or name == "~":
        return match
    if name.isdigit():
        return interp.call(match, "[]", [int(name)])
    if name == "+":
        return next((group for group in reversed(interp.call(match, "captures")) if group is not None), None)
    return interp.call(match, _MATCH_PARTS[name])


@evaluates(ast.Splat)
def splat(interp: Interpreter, node: ast.Splat, frame: Frame) -> Value:
    """A splat where one value stands, `x = *y` or `return *y`."""
    return list(interp.splat(None if node.value is None else EVAL[type(node.value)](interp, node.value, frame)))


@evaluates(ast.Block)
def block_literal(interp: Interpreter, node: ast.Block, frame: Frame) -> Value:
    return RProc(node, frame, frame.self_value, is_lambda=node.is_lambda)
