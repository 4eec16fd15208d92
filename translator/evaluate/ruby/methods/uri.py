"""URI and CGI: taking addresses apart, putting them together, escaping. Opening one is refused."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urljoin

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    items_of,
    plain,
    plain_singleton,
    string_of,
    text_of,
    to_rstring,
    to_str,
)
from translator.evaluate.ruby.methods.holes import keep_holes, substring, with_holes_of
from translator.evaluate.ruby.native import constant, define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RString, Value
from translator.evaluate.values import Part

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("URI")
for _class, _parent in (
    ("URI::Generic", "Object"),
    ("URI::HTTP", "URI::Generic"),
    ("URI::HTTPS", "URI::HTTP"),
    ("URI::FTP", "URI::Generic"),
    ("URI::File", "URI::Generic"),
    ("URI::LDAP", "URI::Generic"),
    ("URI::MailTo", "URI::Generic"),
    ("URI::Error", "StandardError"),
    ("URI::InvalidURIError", "URI::Error"),
    ("URI::InvalidComponentError", "URI::Error"),
    ("URI::BadURIError", "URI::Error"),
):
    define_class(_class, _parent)
CLASSES = {"http": "HTTP", "https": "HTTPS", "ftp": "FTP", "file": "File", "ldap": "LDAP", "mailto": "MailTo"}
PORTS = {"http": 80, "https": 443, "ftp": 21, "ldap": 389}
PARTS = re.compile(r"(?:([A-Za-z][\w+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z")
AUTHORITY = re.compile(r"(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?\Z")
INVALID = re.compile(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})|[^\x00-\x7f]")
FIELDS = ("scheme", "userinfo", "host", "port", "path", "query", "fragment", "opaque")


class RUri(RObject):
    """A URI; `fields` holds its components as Python text, the port as a number."""

    __slots__ = ("fields", "source")

    def __init__(self, cls: RClass, fields: dict[str, str | int | None], source: RString) -> None:
        super().__init__(cls)
        self.fields = fields
        self.source = source  # the text it was read from, with its holes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RUri) and written(other) == written(self)

    def __hash__(self) -> int:
        return hash(("uri", written(self)))


def parse_uri(interp: Interpreter, source: RString) -> RUri:
    """Return the URI of a text; URI::InvalidURIError when it is none."""
    text = source.text
    found = PARTS.match(text)
    if found is None or INVALID.search(text):
        raise interp.error("URI::InvalidURIError", f"bad URI(is not URI?): {interp.shown(source)}")
    scheme, authority, path, query, fragment = found.groups()
    fields: dict[str, str | int | None] = dict.fromkeys(FIELDS)
    fields.update(scheme=scheme.lower() if scheme else None, path=path, query=query, fragment=fragment)
    if authority is not None:
        user, host, port = AUTHORITY.match(authority).groups()  # type: ignore[union-attr]
        fields.update(userinfo=user, host=host, port=int(port) if port else None)
    elif scheme and not path.startswith("/"):
        fields.update(opaque=path, path=None)
    if fields["port"] is None and fields["scheme"] in PORTS:
        fields["port"] = PORTS[str(fields["scheme"])]
    return RUri(_class_of(interp, fields["scheme"]), fields, source)


def _class_of(interp: Interpreter, scheme: object) -> RClass:
    return interp.const_class(f"URI::{CLASSES.get(str(scheme), 'Generic')}")


def written(self: RUri) -> str:
    """Return a URI as text."""
    fields = self.fields
    text = f"{fields['scheme']}:" if fields["scheme"] else ""
    if fields["opaque"] is not None:
        return f"{text}{fields['opaque']}"
    if fields["host"] is not None:
        user = f"{fields['userinfo']}@" if fields["userinfo"] else ""
        port = fields["port"]
        shown = "" if port is None or port == PORTS.get(str(fields["scheme"])) else f":{port}"
        text += f"//{user}{fields['host']}{shown}"
    path = str(fields["path"] or "")
    query = "" if fields["query"] is None else f"?{fields['query']}"
    return f"{text}{path}{query}" + ("" if fields["fragment"] is None else f"#{fields['fragment']}")


@plain_singleton("URI", "parse", taint=True)
def uri_parse(interp: Interpreter, self: Value, value: Value) -> Value:
    return value if isinstance(value, RUri) else parse_uri(interp, to_rstring(interp, value))


@singleton("URI", "join")
def uri_join(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = text_of(interp, args[0])
    for piece in args[1:]:
        text = urljoin(text, text_of(interp, piece))
    return parse_uri(interp, RString(text))


@plain_singleton("URI", "split")
def uri_split(interp: Interpreter, self: Value, value: Value) -> Value:
    fields = parse_uri(interp, to_rstring(interp, value)).fields
    names = ("scheme", "userinfo", "host", "port", "registry", "path", "opaque", "query", "fragment")
    explicit = re.search(r"//[^/?#]*:(\d+)", text_of(interp, value))
    fields["port"] = explicit.group(1) if explicit else None
    return [_value(fields.get(name)) for name in names]


def _value(value: str | int | None) -> Value:
    return RString(value) if isinstance(value, str) else value


@plain_singleton("URI", "extract")
def uri_extract(interp: Interpreter, self: Value, value: Value) -> Value:
    return [RString(found) for found in re.findall(r"[a-z][\w+.-]*:[^\s<>\"]+", to_str(interp, value))]


ADDRESS = r"[a-zA-Z][\-+.a-zA-Z\d]*:(?:[\-_.!~*'();:@&=+$,/?\[\]a-zA-Z\d]|%[a-fA-F\d]{2})*(?:#[^\s]*)?"


@singleton("URI", "regexp", "make_regexp")
@method("URI::RFC2396_Parser", "make_regexp")
def address_regexp(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """A regexp for absolute addresses, of the given schemes when there are some."""
    schemes = [re.escape(text_of(interp, scheme)) for scheme in items_of(interp, args[0])] if args and args[0] else []
    return interp.make_regexp(f"(?=(?:{'|'.join(schemes)}):){ADDRESS}" if schemes else ADDRESS, "")


@singleton("URI", "open")
def uri_open(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.refuse("opening an address")


@method("URI::Generic", "open", "read")
def open_uri(interp: Interpreter, self: RUri, args: Args, block: Blk) -> Value:
    return interp.refuse(f"opening {interp.shown(self.source)}")


for _kind in ("HTTP", "HTTPS", "FTP", "Generic"):

    @singleton(f"URI::{_kind}", "build", argc=1)
    def build(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
        fields: dict[str, str | int | None] = dict.fromkeys(FIELDS)
        fields["scheme"] = (self.name or "").rsplit("::", 1)[-1].lower()
        fields["path"] = ""
        for key, value in args[0].items():
            fields[text_of(interp, key)] = value if value is None or type(value) is int else text_of(interp, value)
        fields["port"] = fields["port"] or PORTS.get(str(fields["scheme"]))
        return RUri(self, fields, RString(""))


def _field(name: str) -> None:
    def read(interp: Interpreter, self: RUri, args: Args, block: Blk) -> Value:
        return _with_source(self, self.fields[name])

    def write(interp: Interpreter, self: RUri, args: Args, block: Blk) -> Value:
        self.fields[name] = args[0] if args[0] is None or type(args[0]) is int else text_of(interp, args[0])
        self.source = with_holes_of(self.source, written(self))
        return args[0]

    method("URI::Generic", name, argc=0)(read)
    method("URI::Generic", name + "=", argc=1)(write)


def _with_source(self: RUri, value: str | int | None) -> Value:
    """Return a component; as doubtful as the hole of the address that it comes from."""
    if not isinstance(value, str) or self.source.holes is None:
        return _value(value)
    place = self.source.text.find(value)
    return self.source.derived(value) if place < 0 else substring(self.source, place, place + len(value))


for _name in FIELDS:
    _field(_name)


@plain("URI::Generic", "hostname")
def hostname(interp: Interpreter, self: RUri) -> Value:
    host = self.fields["host"]
    return _with_source(self, host.strip("[]") if isinstance(host, str) else host)


@plain("URI::Generic", "user")
def user(interp: Interpreter, self: RUri) -> Value:
    info = self.fields["userinfo"]
    return None if info is None else _with_source(self, str(info).partition(":")[0])


@plain("URI::Generic", "password")
def password(interp: Interpreter, self: RUri) -> Value:
    info = str(self.fields["userinfo"] or "")
    return _with_source(self, info.partition(":")[2]) if ":" in info else None


@plain("URI::Generic", "default_port")
def default_port(interp: Interpreter, self: RUri) -> Value:
    return PORTS.get(str(self.fields["scheme"]))


@plain("URI::Generic", "request_uri")
def request_uri(interp: Interpreter, self: RUri) -> Value:
    query = self.fields["query"]
    return RString(f"{self.fields['path'] or '/'}{'' if query is None else f'?{query}'}")


@plain("URI::Generic", "to_s", "to_str")
def to_s(interp: Interpreter, self: RUri) -> Value:
    return with_holes_of(self.source, written(self))


@plain("URI::Generic", "inspect")
def inspect(interp: Interpreter, self: RUri) -> Value:
    return RString(f"#<{self.cls.name} {written(self)}>")


@plain("URI::Generic", "==", "eql?")
def equal(interp: Interpreter, self: RUri, other: Value) -> Value:
    return isinstance(other, RUri) and self == other


@plain("URI::Generic", "absolute?", "absolute")
def is_absolute(interp: Interpreter, self: RUri) -> Value:
    return self.fields["scheme"] is not None


@plain("URI::Generic", "relative?")
def is_relative(interp: Interpreter, self: RUri) -> Value:
    return self.fields["scheme"] is None


@plain("URI::Generic", "+", "merge")
def plus(interp: Interpreter, self: RUri, other: Value) -> Value:
    return parse_uri(interp, RString(urljoin(written(self), text_of(interp, other))))


# --- escaping


@plain_singleton("URI", "encode_www_form_component", taint=True)
def encode_component(interp: Interpreter, self: Value, value: Value, encoding: Value = None) -> Value:
    return keep_holes(interp, string_of(interp, value), lambda text: quote_plus(text, safe="*-._").replace("~", "%7E"))


@plain_singleton("URI", "encode_uri_component", taint=True)
def encode_uri_component(interp: Interpreter, self: Value, value: Value) -> Value:
    return keep_holes(interp, string_of(interp, value), lambda text: quote(text, safe="*-._"))


@plain_singleton("URI", "decode_www_form_component")
def decode_component(interp: Interpreter, self: Value, value: Value, encoding: Value = None) -> Value:
    return RString(unquote_plus(to_str(interp, value)))


@plain_singleton("URI", "encode", "escape", taint=True)
def encode(interp: Interpreter, self: Value, value: Value, unsafe: Value = None) -> Value:
    return keep_holes(interp, string_of(interp, value), lambda text: quote(text, safe=";/?:@&=+$,[]-_.!~*'()%"))


@plain_singleton("URI", "decode", "unescape", "decode_uri_component")
def decode(interp: Interpreter, self: Value, value: Value) -> Value:
    return RString(unquote(to_str(interp, value)))


@plain_singleton("URI", "encode_www_form", taint=True)
def encode_www_form(interp: Interpreter, self: Value, pairs: Value, encoding: Value = None) -> Value:
    parts: list[Part] = []
    for key, value in items_of(interp, pairs):
        for one in value if isinstance(value, list) else [value]:
            parts.extend(("&" if parts else "", *encode_component(interp, self, key).parts))
            parts.extend(() if one is None else ("=", *encode_component(interp, self, one).parts))
    return RString.from_parts(parts)


@plain_singleton("URI", "decode_www_form")
def decode_www_form(interp: Interpreter, self: Value, value: Value) -> Value:
    pairs = (pair.partition("=") for pair in to_str(interp, value).split("&") if pair)
    return [[RString(unquote_plus(key)), RString(unquote_plus(text))] for key, _, text in pairs]


define_class("URI::RFC2396_Parser")


@constant("URI", "DEFAULT_PARSER")
def default_parser(interp: Interpreter) -> Value:
    return RObject(interp.const_class("URI::RFC2396_Parser"))


method("URI::RFC2396_Parser", "escape", argc=(1, 2), taint=True)(
    lambda interp, self, args, block: encode(interp, self, *args)
)
method("URI::RFC2396_Parser", "unescape", argc=(1, 2))(lambda interp, self, args, block: decode(interp, self, args[0]))
method("URI::RFC2396_Parser", "parse", argc=1)(lambda interp, self, args, block: uri_parse(interp, self, args[0]))
method("URI::RFC2396_Parser", "extract", argc=(1, 2))(
    lambda interp, self, args, block: uri_extract(interp, self, args[0])
)

define_class("CGI")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escape_html(text: str) -> str:
    """Return a text with the five characters of HTML as entities, as CGI.escapeHTML does."""
    return "".join(ENTITIES.get(char, char) for char in text)


@plain_singleton("CGI", "escape", taint=True)
def cgi_escape(interp: Interpreter, self: Value, value: Value) -> Value:
    return keep_holes(interp, string_of(interp, value), lambda text: quote_plus(text, safe="-._~"))


@plain_singleton("CGI", "unescape")
def cgi_unescape(interp: Interpreter, self: Value, value: Value) -> Value:
    return RString(unquote_plus(to_str(interp, value)))


@plain_singleton("CGI", "escapeHTML", "escape_html", "h", taint=True)
def cgi_escape_html(interp: Interpreter, self: Value, value: Value) -> Value:
    return keep_holes(interp, string_of(interp, value), escape_html)


@plain_singleton("CGI", "unescapeHTML", "unescape_html")
def cgi_unescape_html(interp: Interpreter, self: Value, value: Value) -> Value:
    return RString(html.unescape(to_str(interp, value)))


@plain_singleton("CGI", "parse")
def cgi_parse(interp: Interpreter, self: Value, value: Value) -> Value:
    made = RHash()
    for key, item in decode_www_form(interp, self, value):
        made.set(key, [*(made.get(key) or []), item])
    return made
