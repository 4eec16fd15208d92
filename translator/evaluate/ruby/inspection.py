"""to_s, inspect and == of any value, and how messages name receivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby import taint
from translator.evaluate.ruby.objects import RClass, RException, RHash, RObject, RString, Symbol, Value, strongest
from translator.evaluate.values import Hole, Tainted, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_LONGEST_DESCRIPTION = 65
_NUMBERS = (int, float)


def to_s(interp: Interpreter, value: Value) -> RString:
    """Return `value.to_s`; what is no string then shows as `#<Class>`, as in Ruby's interpolation."""
    kind = type(value)
    if kind is RString:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return RString(str(value))
    if kind is Symbol:
        return RString(value.name)
    if value is None:
        return RString("")
    if kind is Unknown:
        return RString("", (Hole(value, ""),))
    if kind is Tainted:
        text = to_s(interp, value.sample).text
        return RString(text, (Hole(value.origin, text),))
    found = interp.call(value, "to_s")
    return found if isinstance(found, RString) else RString(plain_name(interp, value))


def inspect(interp: Interpreter, value: Value) -> RString:
    """Return `value.inspect` with the holes of what is in it."""
    if isinstance(value, Unknown):
        return RString("", (Hole(value, ""),))
    if isinstance(value, Tainted):
        return to_s(interp, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return RString(str(value))
    found = interp.call(value, "inspect")
    if not isinstance(found, RString):
        return RString(plain_name(interp, value))
    if found.holes is None:
        origins = list(taint.origins_within(value))
        if origins:
            return RString(found.text, (Hole(strongest(origins), found.text),))
    return found


def plain_name(interp: Interpreter, value: Value) -> str:
    """Return Object#to_s: `#<Foo>` with a number that stands for the address."""
    return f"#<{interp.real_class_of(value).name}:{address(interp, value)}>"


def address(interp: Interpreter, value: Value) -> str:
    """Return a made-up address, the same in every run."""
    return f"0x{interp.object_id(value):016x}"


def describe(interp: Interpreter, value: Value) -> str:
    """Return a receiver as in "undefined method `x' for …"."""
    if value is interp.main:
        return "main:Object"
    if value is None:
        return "nil:NilClass"
    if isinstance(value, RClass):
        return f"{class_name(interp, value)}:{'Module' if value.is_module else 'Class'}"
    cls = interp.real_class_of(value)
    if isinstance(value, RObject):
        entry = interp.table.find(cls, "inspect")
        if entry is None:
            return plain_name(interp, value)
        if isinstance(value, RException) or entry.owner is interp.kernel:
            return short_object(interp, value)
    text = interp.shown(value)
    if len(text) > _LONGEST_DESCRIPTION:
        text = plain_name(interp, value)
    return text if text.startswith("#") else f"{text}:{cls.name}"


def short_object(interp: Interpreter, value: RObject) -> str:
    """Return a plain object's description: its inspect when that is short."""
    text = interp.shown(value)
    return text if len(text) <= _LONGEST_DESCRIPTION else plain_name(interp, value)


def class_name(interp: Interpreter, cls: RClass) -> str:
    """Return the name of a class, also of anonymous and singleton ones."""
    if cls.attached is not None:
        attached = cls.attached
        inner = class_name(interp, attached) if isinstance(attached, RClass) else plain_name(interp, attached)
        return f"#<Class:{inner}>"
    if cls.name is not None:
        return cls.name
    return f"#<{'Module' if cls.is_module else 'Class'}:{address(interp, cls)}>"


def kind_name(interp: Interpreter, value: Value) -> str:
    """Return how a TypeError names a value: nil, true and false by themselves, else the class."""
    special = {None: "nil", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return special[value]
    return interp.real_class_of(value).name or "Class"


def equal(interp: Interpreter, left: Value, right: Value) -> bool:
    """Tell whether `left == right`; samples stand for what is not known."""
    if left is right:
        return True
    left, right = taint.unwrap(left), taint.unwrap(right)
    if isinstance(left, RString):
        return left.text == right.text if isinstance(right, RString) else _equal_by_to_str(interp, left, right)
    if left is None or isinstance(left, (bool, Symbol, Unknown)):
        return left is right
    if isinstance(left, _NUMBERS):
        if isinstance(right, _NUMBERS) and not isinstance(right, bool):
            return left == right
        return isinstance(right, RObject) and taint.is_true(interp.call(right, "==", [left]))
    if isinstance(left, list):
        return _equal_lists(interp, left, right)
    if isinstance(left, RHash) and isinstance(right, RHash):
        return _equal_hashes(interp, left, right)
    result = interp.call(left, "==", [right])
    return not isinstance(result, Unknown) and taint.is_true(result)


def _equal_by_to_str(interp: Interpreter, text: RString, other: Value) -> bool:
    """Tell whether a string equals an object that passes for one: that is for the object's own == to say."""
    return isinstance(other, RObject) and interp.responds_to(other, "to_str") and equal(interp, other, text)


def _equal_lists(interp: Interpreter, left: list[Value], right: Value) -> bool:
    if not isinstance(right, list) or len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):  # noqa: SIM110 - all() would nest in C when lists nest
        if not equal(interp, one, other):
            return False
    return True


def _equal_hashes(interp: Interpreter, left: RHash, right: RHash) -> bool:
    if len(left) != len(right):
        return False
    for key, value in left.items():  # noqa: SIM110 - likewise
        if key not in right or not equal(interp, value, right.get(key)):
            return False
    return True
