"""Random and SecureRandom: what chance decides is unknown, or a generated secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk
from translator.evaluate.ruby.native import define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RString, Value
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


@method("Random", "initialize", private=True)
def initialize(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


@method("Random", "rand", "bytes", "random_number", "seed")
def instance_rand(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("a random number", interp.span)
