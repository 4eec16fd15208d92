"""String: numbers, encodings, packing, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Blk, class_named, plain, text_of, to_int, to_str, with_block
from translator.evaluate.ruby.methods.holes import derived, keep_holes
from translator.evaluate.ruby.methods.support.crypt import crypt as hashed
from translator.evaluate.ruby.methods.support.letters import leading_float, leading_integer
from translator.evaluate.ruby.methods.support.packing import to_bytes
from translator.evaluate.ruby.native import constant, define_class
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Symbol, Value
from translator.evaluate.values import Hole, Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Encoding")
ENCODINGS = {"utf-8": "UTF-8", "ascii": "US-ASCII", "us-ascii": "US-ASCII", "binary": "ASCII-8BIT"}
_XML_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_XML = {"text": str.maketrans(_XML_TEXT), "attr": str.maketrans({**_XML_TEXT, '"': "&quot;", "'": "&apos;"})}


class REncoding(RObject):
    """An Encoding by its Ruby name."""

    __slots__ = ("name",)

    def __init__(self, cls: RClass, name: str) -> None:
        super().__init__(cls)
        self.name = name


@plain("String", "to_i")
def to_i(interp: Interpreter, self: RString, base: Value = 10) -> Value:
    radix = to_int(interp, base)
    if radix < 0 or radix == 1 or radix > 36:
        raise interp.error("ArgumentError", f"invalid radix {radix}")
    return leading_integer(self.text, radix)


@plain("String", "to_f")
def to_f(interp: Interpreter, self: RString) -> Value:
    return leading_float(self.text)


@plain("String", "to_r")
def to_r(interp: Interpreter, self: RString) -> Value:
    return interp.call(None, "Rational", [RString(self.text)])


@plain("String", "to_c")
def to_c(interp: Interpreter, self: RString) -> Value:
    return leading_float(self.text)


@plain("String", "hex")
def hexadecimal(interp: Interpreter, self: RString) -> Value:
    return leading_integer(self.text, 16)


@plain("String", "oct")
def octal(interp: Interpreter, self: RString) -> Value:
    text = self.text.strip().lower().lstrip("+-")
    base = {"0x": 16, "0b": 2, "0d": 10}.get(text[:2], 8)
    return leading_integer(self.text, base)


@plain("String", "sum")
def checksum(interp: Interpreter, self: RString, bits: Value = 16) -> Value:
    return sum(self.text.encode("utf-8", "surrogateescape")) % 2 ** to_int(interp, bits)


@plain("String", "crypt")
def crypt(interp: Interpreter, self: RString, salt: Value) -> Value:
    text = hashed(to_bytes(self.text), text_of(interp, salt))
    if text is not None:
        return self.derived(text)
    reason = Unknown("String#crypt is not computed", interp.span)
    return RString("", (Hole(self.origin or reason, ""),))


@plain("String", "bytesize")
def bytesize(interp: Interpreter, self: RString) -> Value:
    return len(self.text.encode("utf-8", "surrogateescape"))


# --- encodings: every string is held as characters, bytes that are none as lone surrogates


@plain("String", "encoding")
def encoding(interp: Interpreter, self: RString) -> Value:
    return REncoding(class_named(interp, "Encoding"), "UTF-8")


@plain("String", "force_encoding")
def force_encoding(interp: Interpreter, self: RString, name: Value) -> Value:
    return self


@plain("String", "b")
def binary(interp: Interpreter, self: RString) -> Value:
    return RString(self.text, self.holes)


@plain("String", "encode")
def encode(interp: Interpreter, self: RString, *options: Value) -> Value:
    given = options[-1] if options and isinstance(options[-1], RHash) else RHash()
    escaped = _for_xml(interp, self, given.get(Symbol.of("xml")))
    text = escaped.text
    if given.get(Symbol.of("universal_newline")):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if given.get(Symbol.of("crlf_newline")):
        text = text.replace("\n", "\r\n")
    if given.get(Symbol.of("invalid")) is not None or given.get(Symbol.of("undef")) is not None:
        filler = given.get(Symbol.of("replace"))
        shown = "\ufffd" if filler is None else filler.text
        text = "".join(shown if "\udc80" <= char <= "\udcff" else char for char in text)
    names = [name_of_encoding(interp, option) for option in options if not isinstance(option, RHash)]
    if names and names[0] == "US-ASCII" and not text.isascii():
        text = _ascii(interp, text, given)
    return escaped if text == escaped.text else derived(interp, self, text)


def _for_xml(interp: Interpreter, text: RString, style: Value) -> RString:
    """Escape for `xml: :text`, or escape and quote for `xml: :attr`; the parts of a doubtful text stay apart."""
    if style is None:
        return keep_holes(interp, text, str)
    if not isinstance(style, Symbol):
        raise interp.error("ArgumentError", "unexpected value for xml option")
    if style.name not in _XML:
        raise interp.error("ArgumentError", f"unexpected value for xml option: {style.name}")
    escapes = _XML[style.name]
    escaped = keep_holes(interp, text, lambda part: part.translate(escapes))
    if style.name == "text":
        return escaped
    return RString.from_parts(['"', *(escaped.holes or [escaped.text]), '"'])


def _ascii(interp: Interpreter, text: str, options: RHash) -> str:
    if options.get(Symbol.of("xml")) is not None:
        return "".join(char if char.isascii() else f"&#x{ord(char):X};" for char in text)
    if options.get(Symbol.of("undef")) is None:
        char = next(char for char in text if not char.isascii())
        raise interp.error("Encoding::UndefinedConversionError", f"U+{ord(char):04X} from UTF-8 to US-ASCII")
    filler = options.get(Symbol.of("replace"))
    return "".join(char if char.isascii() else ("?" if filler is None else filler.text) for char in text)


@plain("String", "encode!")
def encode_bang(interp: Interpreter, self: RString, *options: Value) -> Value:
    return interp.call(self, "replace", [encode(interp, self, *options)])


def name_of_encoding(interp: Interpreter, value: Value) -> str:
    """Return the Ruby name of an encoding given as an object or a name."""
    if isinstance(value, REncoding):
        return value.name
    name = to_str(interp, value)
    return ENCODINGS.get(name.lower(), name.upper())


@plain("Encoding", "to_s", "name")
def encoding_name(interp: Interpreter, self: REncoding) -> Value:
    return RString(self.name)


@plain("Encoding", "inspect")
def encoding_inspect(interp: Interpreter, self: REncoding) -> Value:
    return RString(f"#<Encoding:{self.name}>")


@plain("Encoding", "==")
def encoding_equal(interp: Interpreter, self: REncoding, other: Value) -> Value:
    return isinstance(other, REncoding) and other.name == self.name


def _encoding_constant(constant_name: str, name: str) -> None:
    constant("Encoding", constant_name)(lambda interp: REncoding(class_named(interp, "Encoding"), name))


for _constant, _name in (
    ("UTF_8", "UTF-8"),
    ("ASCII_8BIT", "ASCII-8BIT"),
    ("BINARY", "ASCII-8BIT"),
    ("US_ASCII", "US-ASCII"),
    ("ASCII", "US-ASCII"),
    ("ISO_8859_1", "ISO-8859-1"),
    ("UTF_16LE", "UTF-16LE"),
    ("UTF_16", "UTF-16"),
):
    _encoding_constant(_constant, _name)

define_class("EncodingError", "StandardError")
define_class("Encoding::UndefinedConversionError", "EncodingError")
define_class("Encoding::InvalidByteSequenceError", "EncodingError")
define_class("Encoding::CompatibilityError", "EncodingError")


@with_block("String", "unpack")
def unpack(interp: Interpreter, self: RString, block: Blk, template: Value) -> Value:
    from translator.evaluate.ruby.methods.support.packing import unpack_text

    return [_unpacked(interp, self, item) for item in unpack_text(self.text, to_str(interp, template))]


@plain("String", "unpack1")
def unpack1(interp: Interpreter, self: RString, template: Value) -> Value:
    values = unpack(interp, self, None, template)
    return values[0] if values else None


def _unpacked(interp: Interpreter, self: RString, item: str | int | float | None) -> Value:
    return derived(interp, self, item) if isinstance(item, str) else item
