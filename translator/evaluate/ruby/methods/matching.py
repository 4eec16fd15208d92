"""What String, Symbol and Regexp share: turning a pattern into a regexp, matching, the last match, replacing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import regex

from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.methods.base import described, known, to_str
from translator.evaluate.ruby.methods.holes import derived, substring
from translator.evaluate.ruby.methods.support.onigmo import compile_onigmo
from translator.evaluate.ruby.objects import RHash, RMatch, RRegexp, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

LONGEST = 0.5  # seconds that one search may take
HURRIED = 0.05  # the same after some have taken that long
_MOST_SLOW = 2
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
    found = first(interp, pattern, string.text, start) if start <= len(string.text) else None
    return remember(interp, found, pattern, string)


def first(interp: Interpreter, pattern: RRegexp, text: str, start: int = 0) -> Any:
    """Return the first match of the `regex` library, None when there is none; one that takes too long ends all."""
    try:
        return pattern.compiled.search(text, start, timeout=_longest(interp))
    except TimeoutError:
        raise too_slow(interp, pattern) from None


def every(interp: Interpreter, pattern: RRegexp, text: str) -> Iterator[Any]:
    """Yield the matches one after the other; after an empty one Ruby goes on at the next character."""
    at = 0
    while at <= len(text):
        found = first(interp, pattern, text, at)
        if found is None:
            return
        interp.step()
        yield found
        at = found.end() + (found.end() == found.start())


def here(interp: Interpreter, pattern: RRegexp, text: str, at: int = 0) -> Any:
    """Return the match that begins at a place."""
    try:
        return pattern.compiled.match(text, at, timeout=_longest(interp))
    except TimeoutError:
        raise too_slow(interp, pattern) from None


def _longest(interp: Interpreter) -> float:
    return LONGEST if interp.slow_searches < _MOST_SLOW else HURRIED


def too_slow(interp: Interpreter, pattern: RRegexp) -> BudgetExceeded:
    """Return the error of a pattern that tries too many ways."""
    interp.slow_searches += 1
    return BudgetExceeded(f"matching /{pattern.source}/ takes too long", interp.span)


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
    if sign.isdigit() and sign != "0" and found.re.groupindex:
        return ""
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
    at, last, clean, size = 0, None, True, len(self.text)
    for found in matches:
        last = found
        kept.append(substring(self, at, found.start()))
        kept.append(new(found))
        size += len(kept[-1].text)
        if size > interp.budget.size:
            interp.check_size(size)
        clean = clean and substring(self, *found.span()).holes is None
        at = found.end()
    remember(interp, last, pattern, self)
    if last is None:
        return RString(self.text, self.holes)
    kept.append(substring(self, at, len(self.text)))
    whole = RString.from_parts(part for piece in kept for part in piece.parts)
    return whole if clean else derived(interp, self, whole.text)
