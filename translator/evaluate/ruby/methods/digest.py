"""Digest, OpenSSL::Digest, OpenSSL::HMAC, Base64, Zlib's checksums: bytes in, text out. New keys are unknown."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.methods.base import Args, Blk, plain, text_of, to_int, to_str
from translator.evaluate.ruby.methods.holes import changed
from translator.evaluate.ruby.methods.support.packing import to_bytes, to_text
from translator.evaluate.ruby.native import allocator, define_class, define_module, method, module_function, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RString, Symbol, Value, strongest
from translator.evaluate.ruby.taint import origin_of
from translator.evaluate.values import Hole, Origin, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

MOST_ROUNDS = 1_000_000
ALGORITHMS = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
for _module in ("Digest", "OpenSSL", "OpenSSL::PKey", "Base64", "Zlib", "OpenSSL::Random"):
    define_module(_module)
for _class in ("Digest::Base", "OpenSSL::Digest", "OpenSSL::HMAC", "OpenSSL::Cipher", "OpenSSL::BN"):
    define_class(_class)


class RDigest(RObject):
    """A digest in the making: its algorithm, the bytes so far, and the origin of those that are not plain."""

    __slots__ = ("algorithm", "data", "key", "origin")

    def __init__(self, cls: RClass, algorithm: str = "sha256") -> None:
        super().__init__(cls)
        self.algorithm = algorithm
        self.data = b""
        self.key = b""
        self.origin: Origin | None = None

    def shown(self, text: str) -> RString:
        """Return a digest's text: as secret or unknown as what was digested."""
        return RString(text) if self.origin is None else RString(text, (Hole(self.origin, text),))


def note_origin(self: RDigest, value: Value) -> None:
    """Remember where a piece of what is digested came from; a digest of a runtime fact cannot be made again."""
    found = origin_of(value)
    if found is not None:
        self.origin = strongest([changed(found, None), *([self.origin] if self.origin is not None else [])])


def _hash(self: RDigest, given: tuple[Value, ...], interp: Interpreter) -> bytes:
    if given:
        note_origin(self, given[0])
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

    @plain(_base, "<<", "update", taint=True)
    def update(interp: Interpreter, self: RDigest, data: Value) -> Value:
        note_origin(self, data)
        self.data += to_bytes(to_str(interp, data))
        return self

    @plain(_base, "hexdigest", "to_s", taint=True)
    def hexdigest(interp: Interpreter, self: RDigest, *data: Value) -> Value:
        text = _hash(self, data, interp).hex()
        return self.shown(text)

    @plain(_base, "base64digest", taint=True)
    def base64digest(interp: Interpreter, self: RDigest, *data: Value) -> Value:
        text = base64.b64encode(_hash(self, data, interp)).decode()
        return self.shown(text)

    @plain(_base, "digest", taint=True)
    def digest(interp: Interpreter, self: RDigest, *data: Value) -> Value:
        text = to_text(_hash(self, data, interp))
        return self.shown(text)

    @plain(_base, "reset")
    def reset(interp: Interpreter, self: RDigest) -> Value:
        self.data = b""
        return self

    @plain(_base, "name")
    def digest_name(interp: Interpreter, self: RDigest) -> Value:
        return RString(self.algorithm.upper())


def _hmac(form: str) -> None:
    @singleton("OpenSSL::HMAC", form, argc=3)
    def direct(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
        key, data = (to_bytes(to_str(interp, arg)) for arg in args[1:])
        return RString(FORMS[form](hmac.new(key, data, algorithm_of(interp, args[0])).digest()))

    @plain("OpenSSL::HMAC", form, taint=True)
    def of_instance(interp: Interpreter, self: RDigest) -> Value:
        return self.shown(FORMS[form](hmac.new(self.key, self.data, self.algorithm).digest()))


for _form in FORMS:
    _hmac(_form)


@allocator("OpenSSL::HMAC")
def allocate_hmac(interp: Interpreter, cls: RClass) -> RDigest:
    return RDigest(cls)


@method("OpenSSL::HMAC", "initialize", argc=2, private=True, taint=True)
def initialize_hmac(interp: Interpreter, self: RDigest, args: Args, block: Blk) -> Value:
    note_origin(self, args[0])
    self.key, self.algorithm = to_bytes(to_str(interp, args[0])), algorithm_of(interp, args[1])
    return None


@plain("OpenSSL::HMAC", "<<", "update", taint=True)
def update_hmac(interp: Interpreter, self: RDigest, data: Value) -> Value:
    note_origin(self, data)
    self.data += to_bytes(to_str(interp, data))
    return self


define_module("OpenSSL::PKCS5")
define_module("OpenSSL::KDF")


@singleton("OpenSSL::PKCS5", "pbkdf2_hmac", argc=5, taint=True)
def pbkdf2_hmac(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`pbkdf2_hmac(password, salt, iterations, length, digest)`."""
    return _stretched(interp, args)


@singleton("OpenSSL::KDF", "pbkdf2_hmac", argc=2, taint=True)
def kdf_pbkdf2_hmac(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """`pbkdf2_hmac(password, salt:, iterations:, length:, hash:)`."""
    options = [args[1].get(Symbol.of(name)) for name in ("salt", "iterations", "length", "hash")]
    return _stretched(interp, [args[0], *options])


def _stretched(interp: Interpreter, args: Args) -> Value:
    password, salt = (to_bytes(to_str(interp, arg)) for arg in args[:2])
    rounds, length = to_int(interp, args[2]), to_int(interp, args[3])
    if rounds > MOST_ROUNDS:
        raise BudgetExceeded(f"{rounds} rounds of a hash are too many", interp.span)
    key = hashlib.pbkdf2_hmac(algorithm_of(interp, args[4]), password, salt, rounds, length)
    return interp.str_of(args[0]).derived(to_text(key))


def algorithm_of(interp: Interpreter, value: Value) -> str:
    return value.algorithm if isinstance(value, RDigest) else text_of(interp, value).lower().replace("-", "")


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


@module_function("Base64", "encode64", argc=1, taint=True)
def encode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    data = to_bytes(to_str(interp, args[0]))
    lines = (base64.b64encode(data[at : at + 45]).decode() + "\n" for at in range(0, len(data), 45))
    return interp.str_of(args[0]).derived("".join(lines))


@module_function("Base64", "strict_encode64", argc=1, taint=True)
def strict_encode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    source = interp.str_of(args[0])
    return source.derived(base64.b64encode(to_bytes(source.text)).decode())


@module_function("Base64", "urlsafe_encode64", argc=(1, 2), taint=True)
def urlsafe_encode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = base64.urlsafe_b64encode(to_bytes(to_str(interp, args[0]))).decode()
    keep = len(args) == 1 or all(interp.truthy(value) for value in args[1].values())
    return interp.str_of(args[0]).derived(text if keep else text.rstrip("="))


@module_function("Base64", "decode64", "strict_decode64", argc=1, taint=True)
def decode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = to_str(interp, args[0])
    return interp.str_of(args[0]).derived(to_text(base64.b64decode(text + "=" * (-len(text.strip()) % 4))))


@module_function("Base64", "urlsafe_decode64", argc=1, taint=True)
def urlsafe_decode64(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = to_str(interp, args[0])
    return interp.str_of(args[0]).derived(to_text(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))


@module_function("Zlib", "crc32", argc=(0, 2))
def crc32(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return zlib.crc32(to_bytes(to_str(interp, args[0])), to_int(interp, args[1]) if len(args) > 1 else 0) if args else 0


@module_function("Zlib", "adler32", argc=(0, 2))
def adler32(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return zlib.adler32(to_bytes(to_str(interp, args[0]))) if args else 1
