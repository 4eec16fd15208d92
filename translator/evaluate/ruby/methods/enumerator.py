"""Enumerator and Enumerator::Lazy: a method call that waits for its block, and chains that ask for items one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    class_named,
    each_until,
    enumerator,
    iterating,
    native_proc,
    packed,
    plain,
    show,
    to_int,
    truthy_call,
    with_block,
)
from translator.evaluate.ruby.native import define_class, method, singleton
from translator.evaluate.ruby.objects import RClass, REnumerator, RObject, RProc, RRange, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Enumerator", includes=("Enumerable",))
define_class("Enumerator::Yielder")
define_class("Enumerator::Lazy", "Enumerator")


class RYielder(RObject):
    """What the block of Enumerator.new gets: `<<` and `yield` hand an item on."""

    __slots__ = ("hand_on",)

    def __init__(self, cls: RClass, hand_on: Callable[[Args], Value]) -> None:
        super().__init__(cls)
        self.hand_on = hand_on


class RGenerator(RObject):
    """The source of Enumerator.new: its `each` runs the block with a yielder."""

    __slots__ = ("block",)

    def __init__(self, cls: RClass, block: RProc) -> None:
        super().__init__(cls)
        self.block = block


@singleton("Enumerator", "new")
def enumerator_new(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    if block is None:
        raise interp.error("ArgumentError", "no block given")
    return REnumerator(self, RGenerator(class_named(interp, "Enumerator::Yielder"), block), "run_generator", [])


@method("Enumerator::Yielder", "run_generator")
def run_generator(interp: Interpreter, self: RGenerator, args: Args, block: Blk) -> Value:
    yielder = RYielder(self.cls, lambda given: interp.yield_block(block, given) if block else None)
    return interp.yield_block(self.block, [yielder])


@plain("Enumerator::Yielder", "<<")
def yielder_push(interp: Interpreter, self: RYielder, item: Value) -> Value:
    self.hand_on([item])
    return self


@plain("Enumerator::Yielder", "yield", "call")
def yielder_yield(interp: Interpreter, self: RYielder, *items: Value) -> Value:
    return self.hand_on(list(items))


@method("Enumerator", "each")
def each(interp: Interpreter, self: REnumerator, args: Args, block: Blk) -> Value:
    if block is None:
        return self
    return interp.call(self.receiver, self.name, list(self.args), block)


def _indexed(interp: Interpreter, self: REnumerator, block: RProc, start: int) -> Value:
    at = start - 1

    def step(args: Args) -> Value:
        nonlocal at
        at += 1
        return interp.yield_block(block, [packed(args), at])

    return each(interp, self, [], native_proc(step))


@iterating("Enumerator", "with_index")
def with_index(interp: Interpreter, self: REnumerator, block: RProc, start: Value = None) -> Value:
    return _indexed(interp, self, block, 0 if start is None else to_int(interp, start))


@iterating("Enumerator", "each_with_index")
def each_with_index(interp: Interpreter, self: REnumerator, block: RProc) -> Value:
    return _indexed(interp, self, block, 0)


@iterating("Enumerator", "with_object", "each_with_object")
def with_object(interp: Interpreter, self: REnumerator, block: RProc, memo: Value) -> Value:
    each(interp, self, [], native_proc(lambda args: interp.yield_block(block, [packed(args), memo])))
    return memo


@plain("Enumerator", "size")
def size(interp: Interpreter, self: REnumerator) -> Value:
    if isinstance(self.receiver, RGenerator) or self.name == "loop":
        return None if self.name != "loop" else float("inf")
    counted = 0

    def step(args: Args) -> Value:
        nonlocal counted
        counted += 1
        return None

    each(interp, self, [], native_proc(step))
    return counted


def _peek(interp: Interpreter, self: REnumerator) -> Value:
    """Return the item at the position; the source is run from its start again, so an endless one works too."""
    if self.buffer is None or self.position >= len(self.buffer):
        found: list[Value] = []
        wanted = self.position * 2 + 8

        def take(item: Value) -> bool:
            found.append(item)
            return len(found) < wanted

        each_until(interp, self, take)
        self.buffer = found
    if self.position >= len(self.buffer):
        ended = interp.error("StopIteration", "iteration reached an end")
        ended.value.ivars["__result"] = self.receiver  # what `each` returns, and with it a loop that ends here
        raise ended
    return self.buffer[self.position]


@plain("Enumerator", "next")
def next_item(interp: Interpreter, self: REnumerator) -> Value:
    item = _peek(interp, self)
    self.position += 1
    return item


@plain("Enumerator", "peek")
def peek(interp: Interpreter, self: REnumerator) -> Value:
    return _peek(interp, self)


@plain("Enumerator", "rewind")
def rewind(interp: Interpreter, self: REnumerator) -> Value:
    self.position, self.buffer = 0, None
    return self


@plain("Enumerator", "inspect", "to_s")
def inspect(interp: Interpreter, self: REnumerator) -> Value:
    if isinstance(self.receiver, RGenerator):
        return RString("#<Enumerator: #<Enumerator::Generator>:each>")
    if self.name in ("step", "%") and isinstance(self.receiver, (int, float, RRange)):
        shown = show(interp, self.receiver)
        shown = f"({shown})" if isinstance(self.receiver, RRange) else shown
        return RString(f"({shown}.{self.name}({', '.join(show(interp, arg) for arg in self.args)}))")
    args = f"({', '.join(show(interp, arg) for arg in self.args)})" if self.args else ""
    return RString(f"#<Enumerator: {show(interp, self.receiver)}:{self.name}{args}>")


@plain("Enumerator", "+")
def plus(interp: Interpreter, self: REnumerator, other: Value) -> Value:
    from translator.evaluate.ruby.methods.base import items_of

    return enumerator(interp, [*items_of(interp, self), *items_of(interp, other)], "each", [])


# --- lazy

Stage = Callable[[Value, Callable[[Value], bool]], bool]
"""Takes an item and what to hand results to; False means that no more items are wanted."""


class RLazy(REnumerator):
    """An Enumerator::Lazy: a source and the stages its items go through."""

    __slots__ = ("make_stages", "source")

    def __init__(self, cls: RClass, source: Value, make_stages: tuple[Callable[[], Stage], ...]) -> None:
        super().__init__(cls, source, "each", [])
        self.source = source
        self.make_stages = make_stages


def make_lazy(interp: Interpreter, source: Value) -> RLazy:
    """Return the lazy enumerator of a collection."""
    return RLazy(class_named(interp, "Enumerator::Lazy"), source, ())


def _staged(self: RLazy, make_stage: Callable[[], Stage]) -> RLazy:
    return RLazy(self.cls, self.source, (*self.make_stages, make_stage))


def _run(interp: Interpreter, self: RLazy, take: Callable[[Value], bool]) -> None:
    hand_on = take
    for make_stage in reversed(self.make_stages):
        hand_on = _link(make_stage(), hand_on)
    each_until(interp, self.source, hand_on)


def _link(stage: Stage, following: Callable[[Value], bool]) -> Callable[[Value], bool]:
    return lambda item: stage(item, following)


@method("Enumerator::Lazy", "each")
def lazy_each(interp: Interpreter, self: RLazy, args: Args, block: Blk) -> Value:
    if block is None:
        return self

    def take(item: Value) -> bool:
        interp.yield_block(block, [item])
        return True

    _run(interp, self, take)
    return self


@with_block("Enumerator::Lazy", "map", "collect")
def lazy_map(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    return _staged(self, lambda: lambda item, hand_on: hand_on(interp.yield_block(block, [item])))


@with_block("Enumerator::Lazy", "select", "filter", "find_all")
def lazy_select(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    return _staged(self, lambda: lambda item, hand_on: hand_on(item) if truthy_call(interp, block, item) else True)


@with_block("Enumerator::Lazy", "reject")
def lazy_reject(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    return _staged(self, lambda: lambda item, hand_on: True if truthy_call(interp, block, item) else hand_on(item))


@with_block("Enumerator::Lazy", "filter_map")
def lazy_filter_map(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    def stage(item: Value, hand_on: Callable[[Value], bool]) -> bool:
        result = interp.yield_block(block, [item])
        return hand_on(result) if interp.truthy(result) else True

    return _staged(self, lambda: stage)


@with_block("Enumerator::Lazy", "flat_map")
def lazy_flat_map(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    def stage(item: Value, hand_on: Callable[[Value], bool]) -> bool:
        result = interp.yield_block(block, [item])
        return all(hand_on(inner) for inner in (result if isinstance(result, list) else [result]))

    return _staged(self, lambda: stage)


@with_block("Enumerator::Lazy", "take_while")
def lazy_take_while(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    return _staged(self, lambda: lambda item, hand_on: truthy_call(interp, block, item) and hand_on(item))


@with_block("Enumerator::Lazy", "drop_while")
def lazy_drop_while(interp: Interpreter, self: RLazy, block: RProc) -> Value:
    def make() -> Stage:
        dropping = True

        def stage(item: Value, hand_on: Callable[[Value], bool]) -> bool:
            nonlocal dropping
            dropping = dropping and truthy_call(interp, block, item)
            return True if dropping else hand_on(item)

        return stage

    return _staged(self, make)


@plain("Enumerator::Lazy", "take")
def lazy_take(interp: Interpreter, self: RLazy, count: Value) -> Value:
    wanted = to_int(interp, count)
    if wanted == 0:
        return make_lazy(interp, [])

    def make() -> Stage:
        seen = 0

        def stage(item: Value, hand_on: Callable[[Value], bool]) -> bool:
            nonlocal seen
            seen += 1
            return hand_on(item) and seen < wanted

        return stage

    return _staged(self, make)


@plain("Enumerator::Lazy", "drop")
def lazy_drop(interp: Interpreter, self: RLazy, count: Value) -> Value:
    skipped = to_int(interp, count)

    def make() -> Stage:
        seen = 0

        def stage(item: Value, hand_on: Callable[[Value], bool]) -> bool:
            nonlocal seen
            seen += 1
            return True if seen <= skipped else hand_on(item)

        return stage

    return _staged(self, make)


@with_block("Enumerator::Lazy", "with_index", "each_with_index")
def lazy_with_index(interp: Interpreter, self: RLazy, block: Blk, start: Value = 0) -> Value:
    def make() -> Stage:
        at = to_int(interp, start) - 1

        def stage(item: Value, hand_on: Callable[[Value], bool]) -> bool:
            nonlocal at
            at += 1
            return hand_on([item, at] if block is None else interp.yield_block(block, [item, at]))

        return stage

    return _staged(self, make)


@plain("Enumerator::Lazy", "lazy")
def lazy_lazy(interp: Interpreter, self: RLazy) -> Value:
    return self


@plain("Enumerator::Lazy", "eager")
def lazy_eager(interp: Interpreter, self: RLazy) -> Value:
    return interp.call(self, "to_a", [])


@plain("Enumerator::Lazy", "inspect", "to_s")
def lazy_inspect(interp: Interpreter, self: RLazy) -> Value:
    return RString(f"#<Enumerator::Lazy: {show(interp, self.source)}>")
