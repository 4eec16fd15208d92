"""What String, Symbol and Regexp share: turning a pattern into a regexp, matching, the last match, replacing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import regex

from translator.evaluate.ruby.methods.base import derived, described, known, substring, to_str
from translator.evaluate.ruby.methods.support.onigmo import compile_onigmo
from translator.evaluate.ruby.objects import RHash, RMatch, RRegexp, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

ESCAPED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\v": "\\v", " ": "\\ "}
TEMPLATE = regex.compile(r"\\(?:([0-9&`'\\])|k<(\w+)>)")


def escape(text: str) -> str:
    """Return Regexp.escape of a text."""
    return "".join(ESCAPED.get(char) or ("\\" + char if char in "[]{}()|-*.\\?+^$#" else char) for char in text)


def make_regexp(interp: Interpreter, source: str, flags: str = "") -> RRegexp:
    """Compile a pattern; RegexpError when it is not valid."""
    try:
        return RRegexp(source, flags, compile_onigmo(source, flags))
    except (regex.error, ValueError, IndexError, OverflowError) as error:
        raise interp.error("RegexpError", f"{error}: /{source}/") from None


def to_regexp(interp: Interpreter, pattern: Value) -> RRegexp:
    """Return a pattern given as a Regexp, or as a String that stands for itself."""
    if isinstance(pattern, RRegexp):
        return pattern
    if isinstance(pattern, RString):
        return make_regexp(interp, escape(pattern.text))
    if interp.responds_to(pattern, "to_str"):
        return make_regexp(interp, escape(to_str(interp, pattern)))
    raise interp.error("TypeError", f"wrong argument type {described(interp, known(pattern))} (expected Regexp)")


def search(interp: Interpreter, pattern: RRegexp, string: RString, start: int = 0) -> RMatch | None:
    """Find the first match from `start` on, and remember it as `$~`."""
    found = pattern.compiled.search(string.text, start) if start <= len(string.text) else None
    return remember(interp, found, pattern, string)


def remember(interp: Interpreter, found: Any, pattern: RRegexp, string: RString) -> RMatch | None:
    """Set `$~` (and with it $1, $& …) to a match of the `regex` library, or to nil."""
    match = None if found is None else RMatch(found, pattern, RString(string.text, string.holes, frozen=True))
    interp.last_match = match
    return match


def group_text(match: RMatch, which: int | str) -> RString | None:
    """Return a group of a match with the holes of the string that was matched; None when it took no part."""
    start, end = match.match.span(which)
    return None if start < 0 else substring(match.string, start, end)


def groups(match: RMatch) -> list[RString | None]:
    """Return the captures of a match, $1 first."""
    return [group_text(match, number) for number in range(1, match.regexp.compiled.groups + 1)]


def expand(interp: Interpreter, template: str, found: Any) -> str:
    r"""Fill `\1`, `\0`, `\&`, `\k<name>` … of a replacement."""
    if "\\" not in template:
        return template
    return TEMPLATE.sub(lambda reference: _reference(interp, reference, found), template)


def _reference(interp: Interpreter, reference: Any, found: Any) -> str:
    sign, name = reference.groups()
    if name is not None:
        if not name.isdigit() and name not in found.re.groupindex:
            raise interp.error("IndexError", f"undefined group name reference: {name}")
        return found.group(int(name) if name.isdigit() else name) or ""
    if sign.isdigit():
        return found.group(int(sign)) or "" if int(sign) <= found.re.groups else ""
    pieces: dict[str, str] = {
        "&": found.group(),
        "`": found.string[: found.start()],
        "'": found.string[found.end() :],
        "\\": "\\",
    }
    return pieces[sign]


Replacer = Callable[[Any], RString]


def replacer(interp: Interpreter, self: RString, pattern: RRegexp, args: list[Value], block: Any) -> Replacer:
    """Return what sub and gsub put in the place of a match: a template, a hash's value, or what the block says."""
    if len(args) > 1 and isinstance(args[1], RHash):
        return lambda found: interp.to_s(interp.call(args[1], "[]", [RString(found.group())]))
    if len(args) > 1:
        given = interp.str_of(args[1])
        return lambda found: _filled(interp, given, found)
    return lambda found: _yielded(interp, self, pattern, block, found)


def _filled(interp: Interpreter, template: RString, found: Any) -> RString:
    text = expand(interp, template.text, found)
    return template if text == template.text else derived(interp, template, text)


def _yielded(interp: Interpreter, self: RString, pattern: RRegexp, block: Any, found: Any) -> RString:
    remember(interp, found, pattern, self)
    return interp.to_s(interp.yield_block(block, [substring(self, *found.span())]))


def replace(interp: Interpreter, self: RString, pattern: RRegexp, matches: Iterator[Any], new: Replacer) -> RString:
    """Return the string with every match replaced; parts stay apart when no match touches a hole."""
    kept: list[RString] = []
    at, last, clean = 0, None, True
    for found in matches:
        last = found
        kept.append(substring(self, at, found.start()))
        kept.append(new(found))
        clean = clean and substring(self, *found.span()).holes is None
        at = found.end()
    remember(interp, last, pattern, self)
    if last is None:
        return RString(self.text, self.holes)
    kept.append(substring(self, at, len(self.text)))
    whole = RString.from_parts(part for piece in kept for part in piece.parts)
    return whole if clean else derived(interp, self, whole.text)
