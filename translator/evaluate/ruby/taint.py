"""Secret, runtime and unknown values through native methods: samples go in, the origin is put on what comes out.

before:  node['cpu']['total'] * 2          a Tainted(4, Runtime("cpu/total")) meets Integer#*
after:   Tainted(8, Runtime("cpu/total", "$fact * 2"))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial, reduce
from typing import TYPE_CHECKING

from translator.evaluate.ruby.absence import may_thaw, thawed
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.methods_table import MethodEntry
from translator.evaluate.ruby.objects import (
    LEADING_DIGITS,
    RClass,
    REnumerator,
    RHash,
    RMatch,
    RProc,
    RRange,
    RRegexp,
    RString,
    RubyError,
    Symbol,
    Value,
    leading_digits,
    strongest,
)
from translator.evaluate.values import Hole, Origin, Runtime, Secret, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


class NeedsValue(Exception):
    """An unknown value stands where a native method needs a known one; the result is unknown too."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!="})
_SAME = frozenset({"to_i", "to_int", "floor", "ceil", "round", "truncate", "to_s", "inspect", "itself"})
_UNWRAPPED = (int, float, bool, type(None), Tainted, RString, RClass, RMatch)
_DEEPEST = 6
_COMPARING = frozenset({"==", "!=", "===", "=~", "!~", "<=>"})
_ANSWERING = (list, RHash, RRange, RRegexp, Symbol)


def unwrap(value: Value) -> Value:
    """Return the sample of a tainted number, anything else as it is."""
    return value.sample if type(value) is Tainted else value


def is_true(value: Value) -> bool:
    """Tell whether a value, or the sample of a tainted one, is true as a condition: all but nil and false are, 0 too."""
    plain = unwrap(value)
    return plain is not None and plain is not False


def origin_of(value: Value) -> Origin | None:
    """Return the origin of a value itself, None when it is known; collections are not looked into."""
    kind = type(value)
    if kind is Tainted:
        return value.origin  # type: ignore[no-any-return]
    if kind is Unknown:
        return value  # type: ignore[no-any-return]
    if isinstance(value, RString):
        return value.origin
    if isinstance(value, RMatch):
        return value.string.origin
    return None


def origins_within(value: Value, depth: int = 0) -> Iterable[Origin]:
    """Yield every origin in a value and the collections below it."""
    if isinstance(value, list):
        if depth < _DEEPEST:
            for item in value:
                yield from origins_within(item, depth + 1)
    elif isinstance(value, RHash):
        if depth < _DEEPEST:
            for key, item in value.items():
                yield from origins_within(key, depth + 1)
                yield from origins_within(item, depth + 1)
    elif isinstance(value, REnumerator):
        yield from origins_within([value.receiver, *value.args], depth + 1)
    else:
        found = origin_of(value)
        if found is not None:
            yield found


def call_tainted(interp: Interpreter, receiver: Tainted, name: str, args: list[Value], block: RProc | None) -> Value:
    """Call a method of a tainted number or boolean: on its sample, the result tainted again."""
    entry = interp.table.find(interp.class_of(receiver.sample), name)
    if entry is not None and not entry.is_ruby and entry.taint_aware:
        return entry.method(interp, receiver, args, block)
    result = interp.call(receiver.sample, name, [unwrap(arg) for arg in args], block)
    if name in _SAME and (isinstance(result, RString) or result == receiver.sample):
        return stamp(interp, result, receiver.origin)
    return stamp(interp, result, derive(interp, name, receiver, args))


def call_native(
    interp: Interpreter, receiver: Value, entry: MethodEntry, args: list[Value], block: RProc | None
) -> Value:
    """Run a native method whose receiver or arguments hold origins."""
    for value in (receiver, *args):
        if isinstance(value, RString) and value.holes is not None:
            remember_secrets(interp, value)
    if entry.taint_aware:
        return _aware_answer(entry, receiver, args, _run(interp, receiver, entry, args, block))
    if isinstance(receiver, _UNWRAPPED) or entry.owner is interp.kernel:
        return _call_unwrapped(interp, receiver, entry, args, block)
    result = _run(interp, receiver, entry, args, block)
    if entry.stamps and type(result) is RString and result.holes is None:
        return stamp_collection(interp, receiver, args, result)
    return _answer(entry, receiver, args, result)


def _aware_answer(entry: MethodEntry, receiver: Value, args: list[Value], result: Value) -> Value:
    """Return what a method that minds origins answers; it may not mind unknown values."""
    if (
        isinstance(result, bool)
        and isinstance(receiver, RString)
        and (entry.name in _COMPARING or entry.name[-1] == "?")
    ):
        return next((arg for arg in args if isinstance(arg, Unknown)), result)
    return result


def _answer(entry: MethodEntry, receiver: Value, args: list[Value], result: Value) -> Value:
    """Return a collection's answer about a value that is not known: `list.include?(address)`."""
    asked = entry.name.endswith("?") or entry.name in _COMPARING
    if not asked or not isinstance(result, (bool, int)) or not isinstance(receiver, _ANSWERING):
        return result
    origin = strongest([found for found in map(origin_of, args) if found is not None])
    return origin if isinstance(origin, Unknown) and origin in args else Tainted(result, origin)


def remember_secrets(interp: Interpreter, string: RString) -> None:
    """Note the secrets in a string, so that no later message shows them."""
    for part in string.parts:
        if isinstance(part, Hole) and isinstance(part.origin, Secret):
            interp.secrets.setdefault(part.sample, part.origin.name)


def stamp(interp: Interpreter, result: Value, origin: Origin, source: RString | None = None) -> Value:
    """Return a native method's result with the origin on it; `source` is the string it was computed from."""
    if isinstance(result, RString):
        return result if result.holes is not None else _stamp_string(interp, result, origin, source)
    if isinstance(result, (bool, int, float)):
        return Tainted(result, origin if source is None else _number_origin(interp, source, origin, result))
    if isinstance(result, list):
        return [stamp(interp, item, origin, source) for item in result]
    if type(result) is RHash:
        return _stamp_hash(interp, result, origin, source)
    return result


def _stamp_hash(interp: Interpreter, result: RHash, origin: Origin, source: RString | None) -> RHash:
    pairs = list(result.items())
    result.table.clear()
    for key, value in pairs:
        result.set(stamp(interp, key, origin, source), stamp(interp, value, origin, source))
    return result


def stamp_collection(interp: Interpreter, receiver: Value, args: list[Value], result: RString) -> RString:
    """Return the string that a method made of a collection (inspect, to_json) with the origins within on it."""
    origins = [*origins_within(receiver), *(origin for arg in args for origin in origins_within(arg))]
    if not origins:
        return result
    return _stamp_string(interp, result, strongest(origins), None)


def derive(interp: Interpreter, name: str, left: Value, args: list[Value]) -> Origin:
    """Return the origin of `left.name(args)`, as shell arithmetic over the runtime fact where that is possible."""
    operands = [left, *args]
    origin = strongest([found for found in map(origin_of, operands) if found is not None])
    if not isinstance(origin, Runtime):
        return origin
    if name in _ARITHMETIC and len(args) == 1:
        written = [_operand(origin.fact, operand) for operand in operands]
        if all(written):
            return Runtime(origin.fact, f"{written[0]} {name} {written[1]}")
    return changed(interp, origin, name)


def changed(interp: Interpreter, origin: Origin, name: str) -> Origin:
    """Return the origin of something that the container could not compute again from a runtime fact."""
    if not isinstance(origin, Runtime):
        return origin
    return Unknown(f"computed with `{name}` from the runtime fact {origin.fact}", interp.span)


def chosen(interp: Interpreter, items: list[Value], best: Value, sign: int) -> Value:
    """Return `best`, the smallest (sign -1) or largest (1) of numbers of which some are tainted, tainted itself.

    before:  [node['cpu']['total'] * 25, 400].min
    after:   Tainted(50, Runtime("cpu/total", "(($fact * 25) < 400 ? ($fact * 25) : 400)"))
    """
    origin = strongest([found for found in map(origin_of, items) if found is not None])
    if isinstance(origin, Runtime):
        written = [_operand(origin.fact, item) for item in items]
        if all(written):
            return Tainted(
                unwrap(best), Runtime(origin.fact, reduce(partial(_choice, "<" if sign < 0 else ">"), written))
            )
    return stamp(interp, unwrap(best), changed(interp, origin, "min" if sign < 0 else "max"))


def _choice(sign: str, left: str, right: str) -> str:
    return f"({left} {sign} {right} ? {left} : {right})"


def _operand(fact: str, value: Value) -> str:
    sample = unwrap(value)
    if isinstance(sample, bool) or not isinstance(sample, int):
        return ""
    if type(value) is not Tainted:
        return str(sample) if sample >= 0 else f"({sample})"
    origin = value.origin
    if not isinstance(origin, Runtime) or origin.fact != fact:
        return ""
    if not origin.expression:
        return "$fact"
    return origin.expression if re.fullmatch(r"\$\S+", origin.expression) else f"({origin.expression})"


def _call_unwrapped(
    interp: Interpreter, receiver: Value, entry: MethodEntry, args: list[Value], block: RProc | None
) -> Value:
    source = _source(receiver, args)
    before = receiver.text if isinstance(receiver, RString) else None
    plain = [unwrap(arg) for arg in args]
    result = _run(interp, receiver, entry, plain, block)
    origins = [found for found in map(origin_of, (receiver, *args)) if found is not None]
    if before is not None:
        _repair(receiver, before, origins)
    if result is receiver or not origins or (isinstance(result, bool) and None in args):
        return result
    if any(result is arg for arg in args):
        return result
    if isinstance(result, (bool, int, float)) and any(isinstance(arg, Unknown) for arg in args):
        return next(arg for arg in args if isinstance(arg, Unknown))
    if isinstance(result, (bool, int, float)) and source is None:
        if entry.name == "Integer" and result == plain[0]:
            return args[0]
        return Tainted(result, derive(interp, entry.name, receiver, args))
    origin = strongest(origins)
    return (
        stamp(interp, result, origin, source)
        if source is not None
        else stamp(interp, result, changed(interp, origin, entry.name))
    )


def _source(receiver: Value, args: list[Value]) -> RString | None:
    for value in (receiver, *args):
        if isinstance(value, RString) and value.holes is not None:
            return value
    return None


def _run(interp: Interpreter, receiver: Value, entry: MethodEntry, args: list[Value], block: RProc | None) -> Value:
    unknown = next((found for found in map(origin_of, args) if isinstance(found, Unknown)), None)
    try:
        return entry.method(interp, receiver, args, block)
    except NeedsValue as needed:
        return needed.unknown
    except (BudgetExceeded, RecursionError):
        raise
    except RubyError as error:
        if unknown is not None and entry.name not in ("raise", "fail"):
            interp.unknown_uses += 1
            return unknown
        if not may_thaw(interp, error, receiver):
            raise
        return thawed(receiver, lambda: entry.method(interp, receiver, args, block))
    except Exception as error:
        if unknown is not None:
            interp.unknown_uses += 1
            return unknown
        return interp.native_failure(error, entry.name, receiver, args)


def _repair(string: RString, before: str, origins: list[Origin]) -> None:
    """Put holes right after a method changed the text of a string in place without minding them."""
    shown = "".join(part if isinstance(part, str) else part.sample for part in string.parts)
    if shown != string.text or (string.holes is None and string.text != before and origins):
        string.holes = (Hole(strongest(origins), string.text),)


def _stamp_string(interp: Interpreter, result: RString, origin: Origin, source: RString | None) -> RString:
    if not result.text:
        return result
    if source is not None:
        return source.derived(result.text)
    if isinstance(origin, Secret):
        interp.secrets.setdefault(result.text, origin.name)
    return RString(result.text, (Hole(origin, result.text),))


def _number_origin(interp: Interpreter, source: RString, origin: Origin, result: float) -> Origin:
    if not isinstance(origin, Runtime) or isinstance(result, bool):
        return origin
    if isinstance(result, int) and len(source.parts) == 1:
        if source.text == str(result):
            return origin
        if not origin.expression and leading_digits(source.text) == str(result):
            return Runtime(origin.fact, LEADING_DIGITS)
    return changed(interp, origin, "conversion")
