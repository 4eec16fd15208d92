"""Regular expressions of manifests: a Regexp in, a compiled pattern of the `regex` library out.

Puppet's are Ruby's, so the translation is the Ruby interpreter's own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import regex

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.values import Regexp
from translator.evaluate.ruby.methods.support.onigmo import compile_onigmo

_REASONS: Final = {
    "missing )": "end pattern with unmatched parenthesis",
    "unbalanced parenthesis": "unmatched close parenthesis",
    "unterminated character set": "premature end of char-class",
    "nothing to repeat": "target of repeat operator is not specified",
}

_SLASH: Final = re.compile(r"\\.|/", re.DOTALL)


@lru_cache(maxsize=4096)
def compiled(pattern: Regexp) -> regex.Pattern[str]:
    """Compile it; PuppetError, worded as Ruby words it, when it is no regular expression."""
    try:
        return compile_onigmo(pattern.source, pattern.flags)
    except (regex.error, RecursionError) as problem:
        reason = _REASONS.get(str(getattr(problem, "msg", "")), "invalid regular expression")
        flags = "".join(flag for flag in "mix" if flag in pattern.flags)
        raise PuppetError(f"{reason}: /{pattern.source}/{flags}") from problem


def matches(pattern: Regexp, text: str) -> bool:
    """Tell whether the pattern is found anywhere in the text."""
    return compiled(pattern).search(text) is not None


def with_flags(pattern: Regexp) -> str:
    """Return the pattern as Ruby's `Regexp#to_s` writes it when it has flags, else its source: `(?i-mx:a)`."""
    if not pattern.flags:
        return pattern.source
    on = "".join(flag for flag in "mix" if flag in pattern.flags)
    off = "".join(flag for flag in "mix" if flag not in pattern.flags)
    return f"(?{on}{'-' + off if off else ''}:{pattern.source})"


def delimited(pattern: Regexp) -> str:
    """Return the pattern between slashes, as types and interpolation show it."""
    return "/" + _SLASH.sub(lambda found: "\\/" if found[0] == "/" else found[0], with_flags(pattern)) + "/"
