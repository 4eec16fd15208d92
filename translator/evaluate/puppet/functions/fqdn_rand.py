"""fqdn_rand: a number that looks random but is the same for a node whenever it is asked."""

from __future__ import annotations

import hashlib
import random

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.letters import leading_integer


@legacy_function("fqdn_rand", 1, origins=True)
def fqdn_rand(call: Call, arguments: tuple[Value, ...]) -> Value:
    most = _integer(call, arguments[0])
    seed = to_s(arguments[1]) if len(arguments) > 1 else ""
    fqdn = _fqdn(call, downcase=len(arguments) > 2 and arguments[2] not in (None, False))
    if most <= 0:
        raise PuppetError(f"invalid argument - {most}", call.span)
    text = f"{fqdn}:{most}:{seed}"
    return deterministic(int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16), most)


def deterministic(seed: int, most: int) -> int:
    """Return Ruby's `Random.new(seed).rand(most)`: bits are drawn until they are within bounds."""
    generator = random.Random(seed)  # it must be the Mersenne Twister
    limit = most - 1
    words = max(1, (limit.bit_length() + 31) // 32)
    mask = (1 << limit.bit_length()) - 1
    while True:
        drawn = _drawn(generator, words, limit, mask)
        if drawn is not None:
            return drawn


def _drawn(generator: random.Random, words: int, limit: int, mask: int) -> int | None:
    """Draw 32 bits at a time from the highest word on; None as soon as it gets larger than the limit."""
    drawn, bounded = 0, True
    for word in range(words - 1, -1, -1):
        part_mask = mask >> (32 * word) & 0xFFFFFFFF
        if not part_mask:
            continue
        part = generator.getrandbits(32) & part_mask
        if bounded and part > (limit >> (32 * word) & 0xFFFFFFFF):
            return None
        bounded = bounded and part == (limit >> (32 * word) & 0xFFFFFFFF)
        drawn |= part << (32 * word)
    return drawn


def _integer(call: Call, value: Value) -> int:
    if isinstance(value, str):
        return leading_integer(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value)
    shown = str(value).lower() if isinstance(value, bool) else "an instance of"
    raise PuppetError(f"undefined method `to_i' for {shown}:{ruby_class(value)}", call.span)


def _fqdn(call: Call, *, downcase: bool) -> str:
    networking = host(call).facts.get("networking")
    found = networking.get("fqdn") if isinstance(networking, dict) else None
    text = str(to_s(found))
    return text.lower() if downcase else text
