"""Arguments meet parameters: a method's strictly, a block's by Ruby's lenient rules. Fills a frame's locals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby import assignment
from translator.evaluate.ruby.dispatch import EVAL
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.objects import RHash, RProc, Symbol, Value
from translator.parse.ruby.ast import Param

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


FORWARDED = "..."  # the name of the rest parameter that `def f(...)` has


class Shape:
    """What a parameter list looks like, sorted by kind; worked out once per list."""

    __slots__ = (
        "block",
        "count",
        "forwards",
        "has_keywords",
        "keyrest",
        "keys",
        "local",
        "maximum",
        "names",
        "optional",
        "params",
        "post",
        "required",
        "rest",
        "simple",
    )

    def __init__(self, params: tuple[Param, ...]) -> None:
        self.params = params  # kept, so that its id stays taken
        self.required = [param for param in params if param.kind == "req"]
        self.optional = [param for param in params if param.kind == "opt"]
        self.rest = next((param for param in params if param.kind == "rest"), None)
        self.post = [param for param in params if param.kind == "post"]
        self.keys = [param for param in params if param.kind in ("key", "keyreq")]
        self.keyrest = next((param for param in params if param.kind == "keyrest"), None)
        self.block = next((param for param in params if param.kind == "block"), None)
        self.local = [param for param in params if param.kind == "local"]
        self.forwards = self.rest is not None and self.rest.name == FORWARDED
        self.has_keywords = bool(self.keys) or self.keyrest is not None
        self.count = len(self.required) + len(self.post)
        self.maximum = None if self.rest is not None else self.count + len(self.optional)
        plain = all(param.kind == "req" and param.targets is None for param in params)
        self.simple = plain
        self.names = tuple(param.name for param in params) if plain else ()

    @property
    def arity(self) -> int:
        """Ruby's arity of a lambda or method with these parameters: a required keyword counts as one argument."""
        needed = self.count + (1 if any(param.kind == "keyreq" for param in self.keys) else 0)
        optional_keywords = self.has_keywords and needed == self.count
        return -needed - 1 if self.optional or self.rest is not None or optional_keywords else needed


_SHAPES: dict[int, Shape] = {}


def shape_of(params: tuple[Param, ...]) -> Shape:
    """Return the shape of a parameter list."""
    found = _SHAPES.get(id(params))
    if found is None or found.params is not params:
        found = _SHAPES[id(params)] = Shape(params)
    return found


def bind_method(
    interp: Interpreter, params: tuple[Param, ...], frame: Frame, args: list[Value], block: RProc | None
) -> None:
    """Bind as a method or lambda does: a wrong number of arguments is an ArgumentError."""
    shape = shape_of(params)
    if shape.simple and len(args) == len(shape.names):
        if args and type(args[-1]) is RHash and args[-1].keyword:
            args = [*args[:-1], _positional(args[-1])]
        frame.locals.update(zip(shape.names, args, strict=False))
        return
    args, keywords = _split_keywords(shape, args)
    if len(args) < shape.count or (shape.maximum is not None and len(args) > shape.maximum):
        raise interp.error("ArgumentError", _wrong_number(shape, len(args), keywords))
    _bind_all(interp, shape, frame, args, keywords, block)


def bind_block(
    interp: Interpreter, params: tuple[Param, ...], frame: Frame, args: list[Value], block: RProc | None
) -> None:
    """Bind as a block or proc does: one array spreads over several parameters, missing is nil, too many is dropped."""
    shape = shape_of(params)
    if len(args) == 1 and _spreads(shape):
        args = spread(interp, args[0])
    if shape.simple:
        names = shape.names
        if len(args) < len(names):
            args = [*args, *[None] * (len(names) - len(args))]
        frame.locals.update(zip(names, args, strict=False))
        return
    args, keywords = _split_keywords(shape, args)
    if len(args) < shape.count:
        args = [*args, *[None] * (shape.count - len(args))]
    if shape.maximum is not None and len(args) > shape.maximum:
        args = args[: shape.maximum]
    _bind_all(interp, shape, frame, args, keywords, block)


def spread(interp: Interpreter, value: Value) -> list[Value]:
    """Return the values that one block argument stands for: an array's elements, or itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, (RHash, str)) and interp.is_object(value) and interp.responds_to(value, "to_ary"):
        found = interp.call(value, "to_ary", [])
        if isinstance(found, list):
            return found
    return [value]


def keyword_hash(pairs: RHash) -> RHash:
    """Return `pairs` marked as keyword arguments."""
    pairs.keyword = True
    return pairs


def _spreads(shape: Shape) -> bool:
    positional = shape.count + len(shape.optional)
    return positional > 1 or (positional == 1 and (shape.rest is not None or shape.has_keywords))


def _positional(keywords: RHash) -> RHash:
    return RHash(keywords.items())


def _split_keywords(shape: Shape, args: list[Value]) -> tuple[list[Value], RHash | None]:
    if not args or not isinstance(args[-1], RHash) or not args[-1].keyword:
        return args, None
    if shape.has_keywords:
        return args[:-1], args[-1]
    if shape.forwards:
        return args, None
    return [*args[:-1], _positional(args[-1])], None


def _wrong_number(shape: Shape, given: int, keywords: RHash | None) -> str:
    if shape.maximum is None:
        expected = f"{shape.count}+"
    elif shape.optional:
        expected = f"{shape.count}..{shape.maximum}"
    else:
        expected = str(shape.count)
    required = [param.name for param in shape.keys if param.kind == "keyreq"] if keywords is None else []
    needed = f"; required keyword{'s' if len(required) > 1 else ''}: {', '.join(required)}" if required else ""
    return f"wrong number of arguments (given {given}, expected {expected}{needed})"


def _bind_all(
    interp: Interpreter, shape: Shape, frame: Frame, args: list[Value], keywords: RHash | None, block: RProc | None
) -> None:
    at = 0
    for param in shape.required:
        _set(interp, param, frame, args[at])
        at += 1
    spare = len(args) - shape.count
    for param in shape.optional:
        if spare > 0:
            _set(interp, param, frame, args[at])
            at += 1
            spare -= 1
        else:
            assert param.default is not None
            frame.locals[param.name] = None
            frame.locals[param.name] = EVAL[type(param.default)](interp, param.default, frame)
    if shape.rest is not None:
        frame.locals[shape.rest.name or "*"] = list(args[at : at + spare])
        at += spare
    for param in shape.post:
        _set(interp, param, frame, args[at])
        at += 1
    if shape.has_keywords:
        _bind_keywords(interp, shape, frame, keywords or RHash())
    if shape.block is not None:
        frame.locals[shape.block.name or "&"] = block
    for param in shape.local:
        frame.locals[param.name] = None


def _set(interp: Interpreter, param: Param, frame: Frame, value: Value) -> None:
    if param.targets is None:
        frame.locals[param.name] = value
    else:
        assignment.destructure(interp, param.targets, value, frame, fresh=True)


def _bind_keywords(interp: Interpreter, shape: Shape, frame: Frame, keywords: RHash) -> None:
    left = dict(keywords.table)
    missing = [p.name for p in shape.keys if p.kind == "keyreq" and Symbol.of(p.name) not in left]
    if missing:
        raise interp.error("ArgumentError", _named("missing keyword", [f":{name}" for name in missing]))
    unbound = []
    for param in shape.keys:
        given = left.pop(Symbol.of(param.name), None)
        if given is None:
            unbound.append(param)
        else:
            frame.locals[param.name] = given[1]
    for param in unbound:
        default = param.default
        frame.locals[param.name] = None if default is None else EVAL[type(default)](interp, default, frame)
    if shape.keyrest is not None:
        frame.locals[shape.keyrest.name or "**"] = RHash(left.values())
    elif left:
        raise interp.error("ArgumentError", _named("unknown keyword", [interp.inspect(k) for k, _ in left.values()]))


def _named(what: str, names: list[str]) -> str:
    return f"{what}{'s' if len(names) > 1 else ''}: {', '.join(names)}"
