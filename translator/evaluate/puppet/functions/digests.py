"""md5, sha1, sha256, digest: checksums of a string."""

from __future__ import annotations

import hashlib
from typing import Final

from translator.evaluate.puppet.calls import Call
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.types.names import ruby_class
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.packing import to_bytes

ALGORITHMS: Final = ("md5", "sha1", "sha256", "sha384", "sha512", "sha224")


def hexdigest(call: Call, algorithm: str, value: Value) -> str:
    """Return the checksum of a string as hexadecimal text."""
    if not isinstance(value, str):
        shown = "nil" if value is None else str(value).lower() if isinstance(value, bool) else ruby_class(value)
        raise PuppetError(f"no implicit conversion of {shown} into String", call.span)
    return hashlib.new(algorithm, to_bytes(value), usedforsecurity=False).hexdigest()


def _checksum(name: str) -> None:
    @legacy_function(name, 1, 1)
    def checksum(call: Call, arguments: tuple[Value, ...]) -> Value:
        return hexdigest(call, name, arguments[0])


for _name in ("md5", "sha1", "sha256"):
    _checksum(_name)


@legacy_function("digest", 1, 1)
def digest(call: Call, arguments: tuple[Value, ...]) -> Value:
    algorithm = str(host(call).settings.get("digest_algorithm", "sha256"))
    return hexdigest(call, algorithm if algorithm in ALGORITHMS else "sha256", arguments[0])
