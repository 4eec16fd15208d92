"""Regexp and MatchData."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import (
    Args,
    Blk,
    plain,
    plain_singleton,
    show,
    text_of,
    to_int,
    to_str,
    with_block,
)
from translator.evaluate.ruby.methods.holes import missing, substring, tainted
from translator.evaluate.ruby.methods.matching import escape, first, group_text, groups, make_regexp, remember, search
from translator.evaluate.ruby.native import constant, define_class, method, singleton
from translator.evaluate.ruby.objects import RHash, RMatch, RRange, RRegexp, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("Regexp")
define_class("MatchData")
FLAGS = {"i": 1, "x": 2, "m": 4}


def _flag_constant(name: str, value: int) -> None:
    constant("Regexp", name)(lambda interp: value)


for _name, _value in (("IGNORECASE", 1), ("EXTENDED", 2), ("MULTILINE", 4)):
    _flag_constant(_name, _value)


@singleton("Regexp", "new", "compile", argc=(1, 3))
def regexp_new(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    if isinstance(args[0], RRegexp):
        return args[0]
    option = args[1] if len(args) > 1 else None
    flags = _flags(option) if type(option) is int else ("i" if interp.truthy(option) else "")
    return make_regexp(interp, to_str(interp, args[0]), flags)


def _flags(number: int) -> str:
    return "".join(letter for letter, bit in FLAGS.items() if number & bit)


@plain_singleton("Regexp", "escape", "quote")
def regexp_escape(interp: Interpreter, self: Value, value: Value) -> Value:
    return RString(escape(value.name if isinstance(value, Symbol) else to_str(interp, value)))


@singleton("Regexp", "union")
def regexp_union(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    patterns = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    if not patterns:
        return make_regexp(interp, "(?!)")
    if len(patterns) == 1 and isinstance(patterns[0], RRegexp):
        return patterns[0]
    return make_regexp(interp, "|".join(_alternative(interp, pattern) for pattern in patterns))


def _alternative(interp: Interpreter, pattern: Value) -> str:
    if isinstance(pattern, RRegexp):
        return embedded(pattern)
    return escape(pattern.name if isinstance(pattern, Symbol) else to_str(interp, pattern))


@plain_singleton("Regexp", "last_match")
def last_match(interp: Interpreter, self: Value, *group: Value) -> Value:
    match = interp.last_match
    return match if not group or match is None else _group(interp, match, group[0])


def embedded(self: RRegexp) -> str:
    """Return Regexp#to_s: the source with its flags, for use inside another pattern."""
    on = "".join(letter for letter in "mix" if letter in self.flags)
    off = "".join(letter for letter in "mix" if letter not in self.flags)
    return f"(?{on}{'-' + off if off else ''}:{_slashes_escaped(self.source)})"


@plain("Regexp", "source")
def source(interp: Interpreter, self: RRegexp) -> Value:
    return RString(self.source)


@plain("Regexp", "to_s")
def to_s(interp: Interpreter, self: RRegexp) -> Value:
    return RString(embedded(self))


@plain("Regexp", "inspect")
def inspect(interp: Interpreter, self: RRegexp) -> Value:
    flags = "".join(letter for letter in "mix" if letter in self.flags)
    return RString(f"/{_slashes_escaped(self.source)}/{flags}")


def _slashes_escaped(text: str) -> str:
    out: list[str] = []
    skip = False
    for char in text:
        out.append("\\/" if char == "/" and not skip else char)
        skip = char == "\\" and not skip
    return "".join(out)


@plain("Regexp", "options")
def options(interp: Interpreter, self: RRegexp) -> Value:
    return sum(bit for letter, bit in FLAGS.items() if letter in self.flags)


@plain("Regexp", "casefold?")
def casefold(interp: Interpreter, self: RRegexp) -> Value:
    return "i" in self.flags


@plain("Regexp", "names")
def names(interp: Interpreter, self: RRegexp) -> Value:
    return [RString(name) for name in self.compiled.groupindex]


@plain("Regexp", "named_captures")
def regexp_named_captures(interp: Interpreter, self: RRegexp) -> Value:
    return RHash((RString(name), [place]) for name, place in self.compiled.groupindex.items())


@plain("Regexp", "==", "eql?")
def equal(interp: Interpreter, self: RRegexp, other: Value) -> Value:
    return isinstance(other, RRegexp) and (self.source, set(self.flags)) == (other.source, set(other.flags))


@plain("Regexp", "hash")
def hash_code(interp: Interpreter, self: RRegexp) -> Value:
    return interp.call(RString(embedded(self)), "hash", [])


@plain("Regexp", "freeze", "itself")
def freeze(interp: Interpreter, self: RRegexp) -> Value:
    return self


def _subject(interp: Interpreter, value: Value) -> RString | None:
    if value is None:
        return None
    return RString(value.name) if isinstance(value, Symbol) else interp.str_of(value)


@plain("Regexp", "=~", taint=True)
def match_operator(interp: Interpreter, self: RRegexp, value: Value) -> Value:
    string = _subject(interp, value)
    if string is None:
        interp.last_match = None
        return None
    match = search(interp, self, string)
    if self.compiled.groupindex and _is_literal(interp, self):
        _set_locals(interp, self, match)
    return missing(string) if match is None else tainted(match.match.start(), string)


def _is_literal(interp: Interpreter, self: RRegexp) -> bool:
    """Tell whether the regexp is written right before the operator that is being called."""
    if interp.span is None:
        return False
    before = interp.span.source.text[: interp.span.start].rstrip().rstrip("imxounse")
    return before[:-1].endswith(self.source)


def _set_locals(interp: Interpreter, self: RRegexp, match: RMatch | None) -> None:
    """A literal with named groups on the left of =~ assigns local variables of those names."""
    for name in self.compiled.groupindex:
        interp.frame.set(name, None if match is None else group_text(match, name))


@plain("Regexp", "===", taint=True)
def case_equal(interp: Interpreter, self: RRegexp, value: Value) -> Value:
    if not isinstance(value, (RString, Symbol)):
        return False
    string = _subject(interp, value)
    return string is not None and tainted(search(interp, self, string) is not None, string)


@with_block("Regexp", "match", taint=True)
def match_method(interp: Interpreter, self: RRegexp, block: Blk, value: Value, start: Value = 0) -> Value:
    string = _subject(interp, value)
    if string is None:
        return remember(interp, None, self, RString(""))
    match = search(interp, self, string, to_int(interp, start))
    if match is None:
        return missing(string)
    return match if block is None else interp.yield_block(block, [match])


@plain("Regexp", "match?", taint=True)
def match_p(interp: Interpreter, self: RRegexp, value: Value, start: Value = 0) -> Value:
    string = _subject(interp, value)
    if string is None:
        return False
    return tainted(first(interp, self, string.text, to_int(interp, start)) is not None, string)


@plain("Regexp", "~")
def match_last_line(interp: Interpreter, self: RRegexp) -> Value:
    return None


# --- MatchData


def _group(interp: Interpreter, self: RMatch, which: Value) -> Value:
    if isinstance(which, (RString, Symbol)):
        name = text_of(interp, which)
        if name not in self.regexp.compiled.groupindex:
            raise interp.error("IndexError", f"undefined group name reference: {name}")
        return group_text(self, name)
    number = to_int(interp, which)
    total = self.regexp.compiled.groups
    number = number + total + 1 if number < 0 else number
    return group_text(self, number) if 0 <= number <= total else None


@method("MatchData", "[]", argc=(1, 2))
def match_index(interp: Interpreter, self: RMatch, args: Args, block: Blk) -> Value:
    if len(args) == 2 or isinstance(args[0], RRange):
        return interp.call(to_list(self), "[]", args)
    return _group(interp, self, args[0])


def to_list(self: RMatch) -> list[Value]:
    """Return the whole match and its captures."""
    return [group_text(self, 0), *groups(self)]


@plain("MatchData", "to_a")
def to_a(interp: Interpreter, self: RMatch) -> Value:
    return to_list(self)


@plain("MatchData", "captures", "deconstruct")
def captures(interp: Interpreter, self: RMatch) -> Value:
    return groups(self)


@method("MatchData", "named_captures")
def named_captures(interp: Interpreter, self: RMatch, args: Args, block: Blk) -> Value:
    return RHash((RString(name), group_text(self, name)) for name in self.regexp.compiled.groupindex)


@plain("MatchData", "names")
def match_names(interp: Interpreter, self: RMatch) -> Value:
    return [RString(name) for name in self.regexp.compiled.groupindex]


@plain("MatchData", "pre_match")
def pre_match(interp: Interpreter, self: RMatch) -> Value:
    return substring(self.string, 0, self.match.start())


@plain("MatchData", "post_match")
def post_match(interp: Interpreter, self: RMatch) -> Value:
    return substring(self.string, self.match.end(), len(self.string.text))


@plain("MatchData", "to_s")
def match_to_s(interp: Interpreter, self: RMatch) -> Value:
    return group_text(self, 0)


@plain("MatchData", "string")
def match_string(interp: Interpreter, self: RMatch) -> Value:
    return self.string


@plain("MatchData", "regexp")
def match_regexp(interp: Interpreter, self: RMatch) -> Value:
    return self.regexp


@plain("MatchData", "size", "length")
def match_size(interp: Interpreter, self: RMatch) -> Value:
    return self.regexp.compiled.groups + 1


def _place(interp: Interpreter, self: RMatch, which: Value) -> tuple[int, int]:
    name = text_of(interp, which) if isinstance(which, (RString, Symbol)) else to_int(interp, which)
    span: tuple[int, int] = self.match.span(name)
    return span


@plain("MatchData", "begin")
def match_begin(interp: Interpreter, self: RMatch, which: Value) -> Value:
    at = _place(interp, self, which)[0]
    return None if at < 0 else at


@plain("MatchData", "end")
def match_end(interp: Interpreter, self: RMatch, which: Value) -> Value:
    at = _place(interp, self, which)[1]
    return None if at < 0 else at


@plain("MatchData", "offset")
def match_offset(interp: Interpreter, self: RMatch, which: Value) -> Value:
    start, end = _place(interp, self, which)
    return [None, None] if start < 0 else [start, end]


@plain("MatchData", "values_at")
def match_values_at(interp: Interpreter, self: RMatch, *which: Value) -> Value:
    return [_group(interp, self, one) for one in which]


@plain("MatchData", "==")
def match_equal(interp: Interpreter, self: RMatch, other: Value) -> Value:
    return (
        isinstance(other, RMatch) and self.match.span() == other.match.span() and self.string.text == other.string.text
    )


@plain("MatchData", "inspect")
def match_inspect(interp: Interpreter, self: RMatch) -> Value:
    index = {place: name for name, place in self.regexp.compiled.groupindex.items()}
    shown = [show(interp, group_text(self, 0))]
    for place, group in enumerate(groups(self), 1):
        shown.append(f"{index.get(place, place)}:{show(interp, group)}")
    return RString(f"#<MatchData {' '.join(shown)}>")
