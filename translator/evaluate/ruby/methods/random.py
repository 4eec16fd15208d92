"""Random and SecureRandom: what chance decides is unknown, or a generated secret; a seed decides everything."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, to_int
from translator.evaluate.ruby.native import allocator, define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RRange, RString, Value
from translator.evaluate.values import Hole, Secret, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("SecureRandom")
define_class("Random")


@module_function(
    "SecureRandom", "hex", "base64", "urlsafe_base64", "alphanumeric", "uuid", "random_bytes", "bytes", "choose"
)
def secret_text(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    place = f"{interp.span.path}:{interp.span.line}" if interp.span is not None else "SecureRandom"
    return RString("", (Hole(Secret(f"generated at {place}"), ""),))


@module_function("SecureRandom", "random_number", "rand")
@singleton("Random", "rand", "new_seed", "bytes", "random_number", "seed")
def random_number(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("a random number", interp.span)


class RRandom(RObject):
    """A Random; `generator` is None unless it was given a seed."""

    __slots__ = ("generator", "seed")

    def __init__(self, cls: RClass) -> None:
        super().__init__(cls)
        self.generator: random.Random | None = None
        self.seed = 0


@allocator("Random")
def allocate(interp: Interpreter, cls: RClass) -> Value:
    return RRandom(cls)


@method("Random", "initialize", argc=(0, 1), private=True)
def initialize(interp: Interpreter, self: RRandom, args: Args, block: Blk) -> Value:
    if args:
        self.seed = to_int(interp, args[0])
        self.generator = random.Random(self.seed)  # it is Ruby's Mersenne Twister, seeded alike
    return None


@method("Random", "rand", "random_number", argc=(0, 1))
def instance_rand(interp: Interpreter, self: RRandom, args: Args, block: Blk) -> Value:
    if self.generator is None:
        return Unknown("a random number", interp.span)
    limit = args[0] if args else 1.0
    if isinstance(limit, RRange) and isinstance(limit.low, int) and isinstance(limit.high, int):
        return limit.low + below(self.generator, limit.high - limit.low + (0 if limit.exclusive else 1))
    if isinstance(limit, float):
        return self.generator.random() * limit
    count = to_int(interp, limit)
    if count <= 0:
        raise interp.error("ArgumentError", f"invalid argument - {count}")
    return below(self.generator, count)


def below(generator: random.Random, count: int) -> int:
    """Return Ruby's rand(count): 32 bits are drawn at a time from the highest on, until the number is small enough."""
    limit = count - 1
    mask = (1 << limit.bit_length()) - 1
    drawn = _drawn(generator, limit, mask)
    while drawn is None:
        drawn = _drawn(generator, limit, mask)
    return drawn


def _drawn(generator: random.Random, limit: int, mask: int) -> int | None:
    drawn, bounded = 0, True
    for shift in range((limit.bit_length() + 31) // 32 * 32 - 32, -1, -32):
        part = generator.getrandbits(32) & (mask >> shift & 0xFFFFFFFF)
        most = limit >> shift & 0xFFFFFFFF
        if bounded and part > most:
            return None
        bounded = bounded and part == most
        drawn |= part << shift
    return drawn


@method("Random", "seed", argc=0)
def seed(interp: Interpreter, self: RRandom, args: Args, block: Blk) -> Value:
    return Unknown("a random number", interp.span) if self.generator is None else self.seed


@method("Random", "bytes", argc=1)
def instance_bytes(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("random bytes", interp.span)
