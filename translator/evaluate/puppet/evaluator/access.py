"""`left[keys]`: an element of a string, array or hash; a type with parameters; a resource's parameter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from translator.evaluate.puppet.evaluator.dispatch import evaluate, failure, handles, unknown_among
from translator.evaluate.puppet.evaluator.labels import a_label
from translator.evaluate.puppet.evaluator.numbers import to_number
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.resources import PuppetResource, type_text
from translator.evaluate.puppet.scope import Scope
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.types.build import parameterised
from translator.evaluate.puppet.types.model import (
    ClassType,
    PType,
    ResourceType,
    TypeReferenceType,
)
from translator.evaluate.puppet.types.names import type_name
from translator.evaluate.puppet.values import TracedStr, Value, concat, derived
from translator.evaluate.values import Hole
from translator.parse.puppet import ast

_CLASS_NAME: Final = re.compile(r"(::)?[a-z_]\w*(::[a-z]\w*)*\Z", re.ASCII)
_TYPE_NAME: Final = re.compile(r"((::){0,1}[A-Z]\w*)+\Z", re.ASCII)


@handles(ast.Access)
def access(node: ast.Access, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    keys = [evaluate(key, scope) for key in node.keys]
    if unknown := unknown_among(left, *keys):
        return unknown
    if isinstance(left, PType):
        return _of_type(left, keys, node, scope)
    handler = _ELEMENTS.get(type(left))
    return handler(left, keys, node, scope) if handler is not None else _of_other(left, keys, node, scope)


def _of_other(left: Value, keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    if isinstance(left, str):
        return _of_text(left, keys, node, scope)
    if isinstance(left, Binary):
        return Binary(_of_text(left.data, keys, node, scope))
    raise failure(f"Operator '[]' is not applicable to {a_label(left)}.", node.left)


def _flat(keys: Sequence[Value]) -> list[Value]:
    found: list[Value] = []
    for key in keys:
        found.extend(_flat(key) if isinstance(key, tuple) else [key])
    return found


# --- elements


def _of_text(left: Any, keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    keys = _flat(keys)
    if len(keys) not in (1, 2):
        raise failure(f"String supports [] with one or two arguments. Got {len(keys)}", node.left)
    numbers = [_text_key(key, index, node) for index, key in enumerate(keys)]
    start = numbers[0] + len(left) if numbers[0] < 0 else numbers[0]
    if len(numbers) == 1:
        return _piece(left, start, start + 1) if start >= 0 else left[:0]
    return _slice(left, start, numbers[1])


def _text_key(key: Value, index: int, node: ast.Access) -> int:
    number = to_number(key) if isinstance(key, str) else key
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    shown = type_name(key if number is None else number)
    raise failure(
        f"A substring operation does not accept {_a(shown)} as a character index. Expected an Integer", node.keys[index]
    )


def _a(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiouy' else 'a'} {word}"


def _slice(left: Any, start: int, count: int) -> Any:
    """Return what Ruby's `left[start, count]` gives, a negative count counting from the end."""
    length = len(left) - start + count + 1 if count < 0 else count
    if start < 0:
        start, length = 0, length + start
    return _piece(left, start, start + max(length, 0))


def _piece(left: Any, start: int, end: int) -> Any:
    """Return a part of a text or array; of a traced text, with the origins that are in it."""
    if type(left) is not TracedStr:
        return left[start:end]
    parts, at = [], 0
    for part in left.parts:
        text = part if isinstance(part, str) else part.sample
        low, high = max(start - at, 0), max(end - at, 0)
        inside = text[low:high]
        at += len(text)
        if isinstance(part, str) or inside == text:
            parts.append(inside if isinstance(part, str) else part)
        elif inside:
            parts.append(Hole(part.origin, inside))
    return derived(left[start:end], left) if any(_cut(part, left) for part in parts) else concat(parts)


def _cut(part: Any, whole: TracedStr) -> bool:
    return isinstance(part, Hole) and part not in whole.parts


def _of_array(left: tuple[Value, ...], keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    keys = _flat(keys)
    if len(keys) not in (1, 2):
        raise failure(f"Array supports [] with one or two arguments. Got {len(keys)}", node.left)
    numbers = [_array_key(left, key, index, node) for index, key in enumerate(keys)]
    if len(numbers) == 2:
        start = numbers[0] + len(left) if numbers[0] < 0 else numbers[0]
        return _slice(left, start, numbers[1])
    return left[numbers[0]] if -len(left) <= numbers[0] < len(left) else None


def _array_key(left: Value, key: Value, index: int, node: ast.Access) -> int:
    number = to_number(key) if isinstance(key, str) else key
    if number is None or isinstance(number, bool) or not isinstance(number, (int, float)):
        raise failure(f"The value '{to_s(key)}' cannot be converted to Numeric.", node.keys[index])
    if isinstance(number, float):
        raise failure(f"{a_label(left, capital=True)}[] cannot use Float where Integer is expected", node.keys[index])
    return number


def _of_hash(left: dict[Value, Value], keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    if len(keys) == 1:
        return _get(left, keys[0])
    if not keys:
        raise failure("Hash supports [] with one or more arguments. Got 0", node.left)
    found = (_get(left, key) for key in keys)
    return tuple(value for value in found if value is not None)


def _get(left: dict[Value, Value], key: Value) -> Value:
    try:
        found = left.get(key)
    except TypeError:
        return None
    if found is not None and isinstance(key, (bool, int, float)):
        return next((value for name, value in left.items() if type(name) is type(key) and name == key), None)
    return found


_ELEMENTS: Final[dict[type, Callable[[Any, list[Value], ast.Access, Scope], Value]]] = {
    str: _of_text,
    tuple: _of_array,
    dict: _of_hash,
}


# --- types


def _of_type(left: PType, keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    if isinstance(left, ResourceType):
        return _of_resource(left, keys, node, scope)
    if isinstance(left, ClassType):
        return _of_class(left, keys, node, scope)
    if isinstance(left, TypeReferenceType):
        raise failure(f"Resource type not found: {left.text}", node)
    return parameterised(left, keys, node.span, [key.span for key in node.keys])


def _several(keys: list[Value]) -> bool:
    return len(keys) > 1 or bool(keys and isinstance(keys[0], tuple))


def _of_class(left: ClassType, keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    names = [key for key in _flat(keys) if key is not None]
    if not names:
        return () if _several(keys) else None
    if left.name is None:
        found: list[Value] = [_class_type(name, node, index) for index, name in enumerate(names)]
    else:
        found = _parameters("Class", left.name, names, node, scope)
    return tuple(found) if _several(keys) else found[-1]


def _class_type(name: Value, node: ast.Access, index: int) -> ClassType:
    blamed = node.keys[min(index, len(node.keys) - 1)]
    if not isinstance(name, str):
        message = f"Illegal Class name in class reference. {a_label(name, capital=True)} cannot be used"
        raise failure(f"{message} where a String is expected", blamed)
    plain = name.lower().removeprefix("::")
    if _CLASS_NAME.match(plain) is None:
        rule = "/^((::)?[a-z_]\\w*)(::[a-z]\\w*)*$/"
        raise failure(f"Illegal name. The given name '{name}' does not conform to the naming rule {rule}", blamed)
    return ClassType(plain)


def _of_resource(left: ResourceType, keys: list[Value], node: ast.Access, scope: Scope) -> Value:
    if left.type_name is None and len(keys) == 1 and isinstance(keys[0], ResourceType):
        return keys[0]
    several = _several(keys if left.type_name is not None else keys[1:])
    name, rest = _named_type(left, keys, node)
    titles = [key for key in _flat(rest) if key is not None]
    if not titles and rest:
        return () if several else None
    if left.title is not None:
        found = _parameters(left.type_name or "", left.title, titles, node, scope)
    else:
        found = [_resource_type(left, name, title, node) for title in titles] or [ResourceType(name)]
    return tuple(found) if several else found[-1]


def _named_type(left: ResourceType, keys: list[Value], node: ast.Access) -> tuple[str, list[Value]]:
    name: Value = left.type_name
    rest = keys
    if name is None:
        first, *rest = keys
        name = type_text(first) if isinstance(first, str) else first
    if isinstance(name, ResourceType):
        name = name.type_name
    if not isinstance(name, str):
        blamed = node.keys[0] if left.type_name is None else node.left
        message = "First argument to Resource[] must be a resource type or a String. Got"
        raise failure(f"{message} {type_name(name)}.", blamed)
    if _TYPE_NAME.match(name) is None:
        raise failure(
            f"Illegal type reference. The given name '{name}' does not conform to the naming rule", node.keys[0]
        )
    return name, rest


def _resource_type(left: ResourceType, name: str, title: Value, node: ast.Access) -> PType:
    if not isinstance(title, str):
        message = f"Cannot use {type_name(title)} where a resource title String is expected"
        index = min(len(node.keys) - 1, 0 if left.type_name is not None else 1)
        raise failure(f"Error creating type specialization of {a_label(left)}, {message}", node.keys[index])
    return ResourceType(name, title)


# --- parameters of resources


def _parameters(kind: str, title: str, names: list[Value], node: ast.Access, scope: Scope) -> list[Value]:
    resource = scope.compilation.catalog.find(kind, title)
    if resource is None:
        raise failure(f"Resource not found: {type_text(kind)}['{title}']", node)
    return [_parameter(resource, title, name, node, scope) for name in names]


def _parameter(resource: PuppetResource, title: str, name: Value, node: ast.Access, scope: Scope) -> Value:
    if not isinstance(name, str) or not scope.compilation.is_parameter(resource, name):
        kind = resource.type.capitalize()
        raise failure(f"The resource {kind}['{title}'] does not have a parameter called '{name}'", node)
    value = resource.get(name)
    if value is not None:
        return value
    default = resource.scope.defaults_for(resource.type).get(name)
    return default.value if default is not None else None
