"""String: searching, matching, replacing, taking apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    check_frozen,
    enumerator,
    plain,
    to_int,
    to_rstring,
    to_str,
    with_block,
)
from translator.evaluate.ruby.methods.holes import missing, substring, tainted
from translator.evaluate.ruby.methods.matching import (
    every,
    first,
    here,
    make_regexp,
    remember,
    replace,
    replacer,
    search,
    to_regexp,
)
from translator.evaluate.ruby.methods.string_basic import assign
from translator.evaluate.ruby.methods.support.letters import SPACE
from translator.evaluate.ruby.native import method, take_keywords
from translator.evaluate.ruby.objects import RRegexp, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Piece = tuple[int, int]


def _certain(self: RString, needle: str) -> bool:
    """Tell whether the literal parts alone hold the text searched for."""
    return self.holes is None or any(isinstance(part, str) and needle in part for part in self.holes)


@plain("String", "include?", taint=True)
def includes(interp: Interpreter, self: RString, other: Value) -> Value:
    needle = to_rstring(interp, other)
    if needle.holes is None and _certain(self, needle.text):
        return needle.text in self.text
    return tainted(needle.text in self.text, self, needle)


@plain("String", "start_with?", taint=True)
def start_with(interp: Interpreter, self: RString, *prefixes: Value) -> Value:
    found = any(_starts(interp, self, prefix) for prefix in prefixes)
    first = self.parts[0]
    certain = isinstance(first, str) and all(isinstance(p, RString) and len(p.text) <= len(first) for p in prefixes)
    return found if certain else tainted(found, self)


def _starts(interp: Interpreter, self: RString, prefix: Value) -> bool:
    if isinstance(prefix, RRegexp):
        found = here(interp, prefix, self.text)
        remember(interp, found, prefix, self)
        return found is not None
    return self.text.startswith(to_str(interp, prefix))


@plain("String", "end_with?", taint=True)
def end_with(interp: Interpreter, self: RString, *suffixes: Value) -> Value:
    texts = [to_str(interp, suffix) for suffix in suffixes]
    last = self.parts[-1]
    found = any(self.text.endswith(text) for text in texts)
    certain = isinstance(last, str) and all(len(text) <= len(last) for text in texts)
    return found if certain else tainted(found, self)


@plain("String", "index", taint=True)
def index(interp: Interpreter, self: RString, pattern: Value, start: Value = None) -> Value:
    at = _offset(interp, self, start, 0)
    if at < 0 or at > len(self.text):
        return None
    if isinstance(pattern, RRegexp):
        match = search(interp, pattern, self, at)
        return missing(self) if match is None else tainted(match.match.start(), self)
    found = self.text.find(to_str(interp, pattern), at)
    return missing(self) if found < 0 else tainted(found, self)


def _offset(interp: Interpreter, self: RString, given: Value, default: int) -> int:
    at = default if given is None else to_int(interp, given)
    return at + len(self.text) if at < 0 else at


@plain("String", "rindex", taint=True)
def rindex(interp: Interpreter, self: RString, pattern: Value, start: Value = None) -> Value:
    last = _offset(interp, self, start, len(self.text))
    if last < 0:
        return None
    if isinstance(pattern, RRegexp):
        for at in range(min(last, len(self.text)), -1, -1):
            found = here(interp, pattern, self.text, at)
            if found:
                remember(interp, found, pattern, self)
                return at
        return None
    wanted = to_str(interp, pattern)
    at = self.text.rfind(wanted, 0, last + len(wanted))
    return None if at < 0 else tainted(at, self)


# --- regular expressions


@plain("String", "=~", taint=True)
def match_operator(interp: Interpreter, self: RString, pattern: Value) -> Value:
    if isinstance(pattern, RRegexp):
        match = search(interp, pattern, self)
        return missing(self) if match is None else tainted(match.match.start(), self)
    if isinstance(pattern, RString):
        raise interp.error("TypeError", "type mismatch: String given")
    return interp.call(pattern, "=~", [self])


@with_block("String", "match", taint=True)
def match_method(interp: Interpreter, self: RString, block: Blk, pattern: Value, start: Value = None) -> Value:
    match = search(interp, _as_regexp(interp, pattern), self, _offset(interp, self, start, 0))
    if match is not None and block is not None:
        return interp.yield_block(block, [match])
    return missing(self) if match is None else match


@plain("String", "match?", taint=True)
def match_p(interp: Interpreter, self: RString, pattern: Value, start: Value = None) -> Value:
    found = first(interp, _as_regexp(interp, pattern), self.text, _offset(interp, self, start, 0))
    return tainted(found is not None, self)


def _as_regexp(interp: Interpreter, pattern: Value) -> RRegexp:
    return make_regexp(interp, pattern.text) if isinstance(pattern, RString) else to_regexp(interp, pattern)


@with_block("String", "scan", taint=True)
def scan(interp: Interpreter, self: RString, block: Blk, pattern: Value) -> Value:
    regexp = to_regexp(interp, pattern)
    if not self.text and missing(self):
        return missing(self)
    found: list[Value] = []
    last = None
    for one in every(interp, regexp, self.text):
        last = one
        item = _scanned(interp, self, regexp, one)
        if block is None:
            found.append(item)
        else:
            remember(interp, one, regexp, self)
            interp.yield_block(block, [item])
    remember(interp, last, regexp, self)
    return found if block is None else self


def _scanned(interp: Interpreter, self: RString, regexp: RRegexp, found: Any) -> Value:
    if regexp.compiled.groups == 0:
        return substring(self, *found.span())
    spans = [found.span(number) for number in range(1, regexp.compiled.groups + 1)]
    return [None if span[0] < 0 else substring(self, *span) for span in spans]


def _replaced(interp: Interpreter, self: RString, args: Args, block: Blk, everywhere: bool) -> RString:
    regexp = to_regexp(interp, args[0])
    matches = every(interp, regexp, self.text)
    if not everywhere:
        one = first(interp, regexp, self.text)
        matches = iter([] if one is None else [one])
    if isinstance(args[0], RString) and len(args) == 1 and block is None:
        raise interp.error("ArgumentError", "wrong number of arguments (given 1, expected 2)")
    return replace(interp, self, regexp, matches, replacer(interp, self, regexp, args, block))


@method("String", "sub", argc=(1, 2), taint=True)
def sub(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    return _replaced(interp, self, args, block, False)


@method("String", "gsub", argc=(1, 2), taint=True)
def gsub(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    if len(args) == 1 and block is None:
        return enumerator(interp, self, "gsub", args)
    return _replaced(interp, self, args, block, True)


@method("String", "sub!", argc=(1, 2), taint=True)
def sub_bang(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    return _replace_here(interp, self, args, _replaced(interp, self, args, block, False))


@method("String", "gsub!", argc=(1, 2), taint=True)
def gsub_bang(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    return _replace_here(interp, self, args, _replaced(interp, self, args, block, True))


def _replace_here(interp: Interpreter, self: RString, args: Args, new: RString) -> Value:
    matched = first(interp, to_regexp(interp, args[0]), self.text) is not None
    if not matched:
        return None
    check_frozen(interp, self)
    return assign(interp, self, new)


# --- taking apart


@plain("String", "partition", taint=True)
def partition(interp: Interpreter, self: RString, pattern: Value) -> Value:
    match = search(interp, to_regexp(interp, pattern), self)
    if match is None and missing(self):
        return missing(self)
    if match is None:
        return [RString(self.text, self.holes), RString(""), RString("")]
    return _three(self, *match.match.span())


@plain("String", "rpartition", taint=True)
def rpartition(interp: Interpreter, self: RString, pattern: Value) -> Value:
    at = rindex(interp, self, pattern)
    at = at if at is None or type(at) is int else at.sample
    if at is None:
        return [RString(""), RString(""), RString(self.text, self.holes)]
    found = here(interp, to_regexp(interp, pattern), self.text, at)
    return _three(self, at, found.end())


def _three(self: RString, start: int, end: int) -> list[Value]:
    return [substring(self, 0, start), substring(self, start, end), substring(self, end, len(self.text))]


@with_block("String", "split", taint=True)
def split(interp: Interpreter, self: RString, block: Blk, pattern: Value = None, limit: Value = None) -> Value:
    if not self.text and missing(self):
        return missing(self)
    most = 0 if limit is None else to_int(interp, limit)
    spans = _split_spans(interp, self.text, pattern, most)
    if most == 0:
        while spans and spans[-1][0] >= spans[-1][1]:
            spans.pop()
    pieces = [substring(self, *span) for span in spans]
    if block is None:
        return pieces
    for piece in pieces:
        interp.yield_block(block, [piece])
    return self


def _split_spans(interp: Interpreter, text: str, pattern: Value, limit: int) -> list[Piece]:
    if not text:
        return []
    if limit == 1:
        return [(0, len(text))]
    if pattern is None or (isinstance(pattern, RString) and pattern.text == " "):
        return _split_words(text, limit)
    if isinstance(pattern, RString) and pattern.text:
        return _split_text(text, pattern.text, limit)
    return _split_regexp(interp, text, to_regexp(interp, pattern), limit)


def _split_words(text: str, limit: int) -> list[Piece]:
    spans: list[Piece] = []
    at = len(text) - len(text.lstrip(SPACE + "\0"))
    while at < len(text):
        if limit > 0 and len(spans) == limit - 1:
            return [*spans, (at, len(text))]
        end = at
        while end < len(text) and text[end] not in SPACE + "\0":
            end += 1
        spans.append((at, end))
        at = end
        while at < len(text) and text[at] in SPACE + "\0":
            at += 1
        if at >= len(text) and at > end and limit != 0:
            spans.append((len(text), len(text)))
    return spans


def _split_text(text: str, separator: str, limit: int) -> list[Piece]:
    spans: list[Piece] = []
    at = 0
    while True:
        found = text.find(separator, at)
        if found < 0 or (limit > 0 and len(spans) == limit - 1):
            return [*spans, (at, len(text))]
        spans.append((at, found))
        at = found + len(separator)


def _split_regexp(interp: Interpreter, text: str, pattern: RRegexp, limit: int) -> list[Piece]:
    spans: list[Piece] = []
    at = pieces = 0
    for found in every(interp, pattern, text):
        start, end = found.span()
        if start == end == at:
            continue
        if limit > 0 and pieces == limit - 1:
            break
        spans.append((at, start))
        spans.extend(found.span(number) for number in range(1, pattern.compiled.groups + 1) if found.start(number) >= 0)
        pieces += 1
        at = end
    return [*spans, (at, len(text))]


def line_spans(text: str, separator: str | None, chomp: bool) -> list[Piece]:
    """Return where the lines of a text are; the separator "" means paragraphs."""
    if separator is None:
        return [(0, len(text))] if text else []
    mark = separator or "\n\n"
    spans: list[Piece] = []
    at = 0
    while at < len(text):
        found = text.find(mark, at)
        end = len(text) if found < 0 else found + len(mark)
        spans.append((at, (end if found < 0 else _chomped(text, found, mark)) if chomp else end))
        while not separator and end < len(text) and text[end] == "\n":
            end += 1
        at = end
    return spans


def _chomped(text: str, found: int, mark: str) -> int:
    return found - 1 if mark == "\n" and found and text[found - 1] == "\r" else found


def _lines(interp: Interpreter, self: RString, args: Args) -> list[Value]:
    args = list(args)
    chomp = interp.truthy(take_keywords(args).get(Symbol.of("chomp")))
    separator = "\n" if not args else (None if args[0] is None else to_str(interp, args[0]))
    return [substring(self, *span) for span in line_spans(self.text, separator, chomp)]


@method("String", "lines", argc=(0, 2), taint=True)
def lines(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    if not self.text and missing(self):
        return missing(self)
    return _lines(interp, self, args) if block is None else each_line(interp, self, args, block)


@method("String", "each_line", argc=(0, 2), taint=True)
def each_line(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    if not self.text and missing(self):
        return missing(self)
    if block is None:
        return enumerator(interp, self, "each_line", args)
    for line in _lines(interp, self, args):
        interp.yield_block(block, [line])
    return self


def characters(self: RString) -> list[Value]:
    """Return the characters of a string as strings."""
    if self.holes is None:
        return [RString(char) for char in self.text]
    return [substring(self, at, at + 1) for at in range(len(self.text))]


@with_block("String", "chars", "grapheme_clusters", taint=True)
def chars(interp: Interpreter, self: RString, block: Blk) -> Value:
    found = characters(self)
    if block is None:
        return found
    for char in found:
        interp.yield_block(block, [char])
    return self


@method("String", "each_char", argc=0, taint=True)
def each_char(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    return enumerator(interp, self, "each_char", []) if block is None else chars(interp, self, block)


@plain("String", "bytes")
def bytes_of(interp: Interpreter, self: RString) -> Value:
    return list(self.text.encode("utf-8", "surrogateescape"))


@method("String", "each_byte", argc=0, taint=True)
def each_byte(interp: Interpreter, self: RString, args: Args, block: Blk) -> Value:
    if block is None:
        return enumerator(interp, self, "each_byte", [])
    for byte in self.text.encode("utf-8", "surrogateescape"):
        interp.yield_block(block, [tainted(byte, self)])
    return self


@plain("String", "codepoints")
def codepoints(interp: Interpreter, self: RString) -> Value:
    return [ord(char) for char in self.text]


@with_block("String", "upto", taint=True)
def upto(interp: Interpreter, self: RString, block: Blk, last: Value, exclusive: Value = False) -> Value:
    from translator.evaluate.ruby.methods.range import string_items

    if block is None:
        return enumerator(interp, self, "upto", [last, exclusive])
    for item in string_items(interp, self, to_rstring(interp, last), interp.truthy(exclusive)):
        interp.yield_block(block, [item])
    return self
