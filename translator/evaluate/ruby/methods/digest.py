"""Digest, OpenSSL::Digest, OpenSSL::HMAC, Base64, Zlib's checksums: bytes in, text out. New keys are unknown."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, plain, text_of, to_int, to_str
from translator.evaluate.ruby.methods.support.packing import to_bytes, to_text
from translator.evaluate.ruby.native import allocator, define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RString, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

ALGORITHMS = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
for _module in ("Digest", "OpenSSL", "OpenSSL::PKey", "Base64", "Zlib", "OpenSSL::Random"):
    define_module(_module)
for _class in ("Digest::Base", "OpenSSL::Digest", "OpenSSL::HMAC", "OpenSSL::Cipher", "OpenSSL::BN"):
    define_class(_class)


class RDigest(RObject):
    """A digest in the making: its algorithm and the bytes so far."""

    __slots__ = ("algorithm", "data")

    def __init__(self, cls: RClass, algorithm: str = "sha256") -> None:
        super().__init__(cls)
        self.algorithm = algorithm
        self.data = b""


def _hash(self: RDigest, given: tuple[Value, ...], interp: Interpreter) -> bytes:
    data = to_bytes(to_str(interp, given[0])) if given else self.data
    return hashlib.new(self.algorithm, data).digest()


FORMS: dict[str, Callable[[bytes], str]] = {
    "hexdigest": bytes.hex,
    "base64digest": lambda data: base64.b64encode(data).decode(),
    "digest": to_text,
}


def _digest_class(path: str, algorithm: str) -> None:
    define_class(path, "Digest::Base")
    allocator(path)(lambda interp, cls: RDigest(cls, algorithm))

    def form(name: str, encode: Callable[[bytes], str]) -> None:
        def native(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
            return RString(encode(hashlib.new(algorithm, to_bytes(to_str(interp, args[0]))).digest()))

        singleton(path, name, argc=1)(native)

    for form_name, form_encode in FORMS.items():
        form(form_name, form_encode)

    @singleton(path, "file", argc=1)
    def of_file(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
        text = interp.call(interp.const("File"), "read", args)
        if isinstance(text, Unknown):
            return text
        made = RDigest(self, algorithm)
        made.data = to_bytes(text.text)
        return made


for _name, _algorithm in ALGORITHMS.items():
    _digest_class(f"Digest::{_name}", _algorithm)
    _digest_class(f"OpenSSL::Digest::{_name}", _algorithm)
_digest_class("Digest::SHA2", "sha256")


@allocator("OpenSSL::Digest")
def allocate(interp: Interpreter, cls: RClass) -> RDigest:
    return RDigest(cls)


for _base in ("Digest::Base", "OpenSSL::Digest"):

    @method(_base, "initialize", private=True)
    def initialize(interp: Interpreter, self: RDigest, args: Args, block: Blk) -> Value:
        if args and isinstance(args[0], RString):
            self.algorithm = args[0].text.lower().replace("-", "")
        return None

    @plain(_base, "<<", "update")
    def update(interp: Interpreter, self: RDigest, data: Value) -> Value:
        self.data += to_bytes(to_str(interp, data))
        return self

    @plain(_base, "hexdigest", "to_s")
    def hexdigest(interp: Interpreter, self: RDigest, *data: Value) -> Value:
        return RString(_hash(self, data, interp).hex())

    @plain(_base, "base64digest")
    def base64digest(interp: Interpreter, self: RDigest, *data: Value) -> Value:
        return RString(base64.b64encode(_hash(self, data, interp)).decode())

    @plain(_base, "digest")
    def digest(interp: Interpreter, self: RDigest, *data: Value) -> Value:
        return RString(to_text(_hash(self, data, interp)))

    @plain(_base, "reset")
    def reset(interp: Interpreter, self: RDigest) -> Value:
        self.data = b""
        return self

    @plain(_base, "name")
    def digest_name(interp: Interpreter, self: RDigest) -> Value:
        return RString(self.algorithm.upper())


@singleton("OpenSSL::HMAC", "hexdigest", "digest", argc=3)
def hmac_digest(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    algorithm = args[0].algorithm if isinstance(args[0], RDigest) else text_of(interp, args[0]).lower().replace("-", "")
    key, data = (to_bytes(to_str(interp, arg)) for arg in args[1:])
    return RString(hmac.new(key, data, algorithm).hexdigest())


@singleton("OpenSSL::Random", "random_bytes", "pseudo_bytes")
@singleton("OpenSSL::Cipher", "new")
def random_bytes(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return Unknown("random bytes or a cipher", interp.span)


for _x509 in ("Certificate", "Name", "Request", "ExtensionFactory", "CRL", "Store"):
    define_class(f"OpenSSL::X509::{_x509}")

    @singleton(f"OpenSSL::X509::{_x509}", "new", "parse", taint=True)
    def certificate(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return Unknown("a certificate", interp.span)


for _key in ("RSA", "DSA", "EC", "DH"):
    define_class(f"OpenSSL::PKey::{_key}")

    @singleton(f"OpenSSL::PKey::{_key}", "new", "generate")
    def new_key(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        return Unknown("a cryptographic key", interp.span)


@module_function("Base64", "encode64", argc=1)
def encode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    data = to_bytes(to_str(interp, args[0]))
    return RString("".join(base64.b64encode(data[at : at + 45]).decode() + "\n" for at in range(0, len(data), 45)))


@module_function("Base64", "strict_encode64", argc=1)
def strict_encode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(base64.b64encode(to_bytes(to_str(interp, args[0]))).decode())


@module_function("Base64", "urlsafe_encode64", argc=(1, 2))
def urlsafe_encode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = base64.urlsafe_b64encode(to_bytes(to_str(interp, args[0]))).decode()
    keep = len(args) == 1 or all(interp.truthy(value) for value in args[1].values())
    return RString(text if keep else text.rstrip("="))


@module_function("Base64", "decode64", "strict_decode64", argc=1)
def decode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = to_str(interp, args[0])
    return RString(to_text(base64.b64decode(text + "=" * (-len(text.strip()) % 4))))


@module_function("Base64", "urlsafe_decode64", argc=1)
def urlsafe_decode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = to_str(interp, args[0])
    return RString(to_text(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))


@module_function("Zlib", "crc32", argc=(0, 2))
def crc32(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return zlib.crc32(to_bytes(to_str(interp, args[0])), to_int(interp, args[1]) if len(args) > 1 else 0) if args else 0


@module_function("Zlib", "adler32", argc=(0, 2))
def adler32(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return zlib.adler32(to_bytes(to_str(interp, args[0]))) if args else 1
