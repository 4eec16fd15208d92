"""Ruby's regular expressions in the dialect of the `regex` library: source and flags in, compiled pattern out.

before:  (?<hex>\\h+)$ with /m       after:  (?P<hex>[0-9a-fA-F]+)$ with DOTALL, MULTILINE
"""

from __future__ import annotations

import re
from functools import lru_cache

import regex

SHORT = {
    "d": "0-9",
    "w": "a-zA-Z0-9_",
    "s": r" \t\r\n\f\v",
    "h": "0-9a-fA-F",
}
POSIX = {
    "alpha": r"\p{Alphabetic}",
    "digit": r"\p{Nd}",
    "alnum": r"\p{Alphabetic}\p{Nd}",
    "upper": r"\p{Uppercase}",
    "lower": r"\p{Lowercase}",
    "space": r"\s\x85",
    "blank": r" \t\p{Zs}",
    "cntrl": r"\p{Cc}",
    "punct": r"\p{P}$+<=>\^`|\~",
    "graph": r"\p{L}\p{M}\p{N}\p{P}\p{S}",
    "print": r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}",
    "xdigit": "0-9a-fA-F",
    "word": r"\p{L}\p{M}\p{N}\p{Pc}",
    "ascii": r"\x00-\x7f",
}
PASSED = frozenset("tnrfvabBAGKXpP0123456789x")
SPECIAL_IN_CLASS = frozenset("[&|~-#")
QUANTIFIER = re.compile(r"\{(?:\d+,?\d*|,\d+)\}")
NAMED = re.compile(r"(?<!\\)(?:\\\\)*\(\?(?:<(?![=!])|')")
INLINE = re.compile(r"\(\?([mixadu]*)(?:-([mix]*))?([:)])")


@lru_cache(maxsize=4096)
def compile_onigmo(source: str, flags: str) -> regex.Pattern[str]:
    """Compile Ruby's `source` with `flags` (a subset of "imx"); regex.error when it is not valid."""
    options = regex.VERSION1 | regex.MULTILINE
    options |= regex.IGNORECASE if "i" in flags else 0
    options |= regex.DOTALL if "m" in flags else 0
    options |= regex.VERBOSE if "x" in flags else 0
    return regex.compile(Translation(source, "x" in flags).run(), options)


class Translation:
    """One pass over a pattern's characters; `run` returns the translated source."""

    def __init__(self, source: str, verbose: bool) -> None:
        self.source = source
        self.verbose = verbose
        self.at = 0
        self.out: list[str] = []
        self.named = NAMED.search(source) is not None

    def run(self) -> str:
        handlers = {"\\": self.escape, "[": self.bracket, "(": self.group, "{": self.brace, "^": self.line_start}
        while self.at < len(self.source):
            char = self.source[self.at]
            handler = handlers.get(char)
            if handler is not None:
                handler()
            elif char == "#" and self.verbose:
                self.comment()
            else:
                self.emit("\\" + char if char in "}]" else char, 1)
        return "".join(self.out)

    def emit(self, text: str, consumed: int) -> None:
        self.out.append(text)
        self.at += consumed

    def comment(self) -> None:
        end = self.source.find("\n", self.at)
        self.at = len(self.source) if end < 0 else end

    def line_start(self) -> None:
        following = self.source[self.at + 1 : self.at + 2]
        plain = following.isalnum() and self.source[self.at + 2 : self.at + 3] not in ("*", "?", "{")
        self.emit("^" if plain else r"(?:^(?!\Z)|\A)", 1)

    def brace(self) -> None:
        found = QUANTIFIER.match(self.source, self.at)
        if found is None or not self.out:
            self.emit("\\{", 1)
            return
        following = self.source[found.end() : found.end() + 1]
        self.emit(found.group(), len(found.group()))
        if following == "+":
            self.emit("", 1)

    def group(self) -> None:
        rest = self.source[self.at :]
        inline = INLINE.match(rest)
        if rest.startswith(("(?<=", "(?<!")):
            self.emit(rest[:4], 4)
        elif rest.startswith(("(?<", "(?'")):
            self.emit("(?P<", 3)
            end = self.source.find("'" if rest[2] == "'" else ">", self.at)
            self.emit(self.source[self.at : end] + ">", end + 1 - self.at)
        elif inline:
            self.emit(_inline(inline), len(inline.group()))
        elif rest.startswith("(?#"):
            self.at = self.source.find(")", self.at) + 1
        elif rest.startswith("(?"):
            self.emit("(?", 2)
            if self.source[self.at : self.at + 1] in (":", "=", "!", ">"):
                self.emit(self.source[self.at], 1)
        else:
            self.emit("(?:" if self.named else "(", 1)

    def escape(self) -> None:
        char = self.source[self.at + 1 : self.at + 2]
        if char in SHORT:
            self.emit(f"[{SHORT[char]}]", 2)
        elif char.lower() in SHORT:
            self.emit(f"[^{SHORT[char.lower()]}]", 2)
        elif char in ("k", "g"):
            self.reference(char)
        else:
            self.emit(*self.escaped(char, WHOLE))

    def reference(self, char: str) -> None:
        found = re.compile(r"\\[kg][<'](-?\w+)[>']").match(self.source, self.at)
        if found is None:
            self.emit(char, 2)
            return
        name = found.group(1)
        if name.startswith("-"):
            opened = sum(1 for piece in self.out if piece == "(" or piece.startswith("(?P<"))
            name = str(opened + 1 + int(name))
        self.emit(f"(?P={name})" if char == "k" and not name.isdigit() else _numbered(char, name), len(found.group()))

    def escaped(self, char: str, special: dict[str, str]) -> tuple[str, int]:
        """Return what an escape becomes and how much of the source it takes."""
        if char in special:
            return special[char], 2
        if char == "u":
            return self.codepoint()
        if char in ("x", "p", "P"):
            found = re.compile(r"\\(?:x[0-9a-fA-F]{1,2}|[pP]\{\^?\w+\})").match(self.source, self.at)
            text = found.group() if found else "\\\\" + char
            if text.startswith("\\x"):
                return f"\\x{text[2:]:0>2}", len(text)
            return ("\\P{" + text[4:] if text.startswith("\\p{^") else text), len(found.group()) if found else 2
        if char in PASSED or not char.isalnum():
            return "\\" + char if char.isascii() else char, 2
        return char, 2

    def codepoint(self) -> tuple[str, int]:
        found = re.compile(r"\\u(?:\{([0-9a-fA-F ]+)\}|([0-9a-fA-F]{4}))").match(self.source, self.at)
        if found is None:
            return "u", 2
        codes = (found.group(1) or found.group(2)).split()
        return "".join(regex.escape(chr(int(code, 16))) for code in codes), len(found.group())

    def bracket(self) -> None:
        """Copy a character class, nested ones and `&&` included."""
        self.emit("[", 1)
        if self.source[self.at : self.at + 1] == "^":
            self.emit("^", 1)
        first = True
        while self.at < len(self.source) and (first or self.source[self.at] != "]"):
            self.class_item()
            first = False
        self.emit("]", 1)

    def class_item(self) -> None:
        rest = self.source[self.at :]
        char = rest[0]
        if rest.startswith("[:") and ":]" in rest:
            self.posix(rest[2 : rest.index(":]")])
        elif char == "[":
            self.bracket()
        elif char == "\\":
            self.class_escape(rest[1:2])
        elif rest.startswith("&&"):
            self.emit("&&", 2)
        elif char == "-" and not self.between():
            self.emit("\\-", 1)
        elif char in "|~#&]" or (char.isspace() and self.verbose):
            self.emit("\\" + char, 1)
        else:
            self.emit(char, 1)

    def between(self) -> bool:
        """Tell whether the hyphen here stands between the two ends of a range."""
        following = self.source[self.at + 1 : self.at + 2]
        return self.out[-1] not in ("[", "^", "&&") and following not in ("]", "")

    def posix(self, name: str) -> None:
        negated = name.startswith("^")
        content = POSIX.get(name.lstrip("^"), "")
        self.emit(f"[^{content}]" if negated else content, len(name) + 4)

    def class_escape(self, char: str) -> None:
        if char in SHORT:
            self.emit(SHORT[char], 2)
        elif char.lower() in SHORT:
            self.emit(f"[^{SHORT[char.lower()]}]", 2)
        elif char == "R":
            self.emit("R", 2)
        else:
            self.emit(*self.escaped(char, IN_CLASS))


WHOLE = {"z": r"\Z", "Z": r"(?=\n?\Z)", "R": r"(?>\r\n|[\n\x0b\x0c\r\x85\u2028\u2029])", "e": r"\x1b", "/": "/"}
IN_CLASS = {"e": r"\x1b", "b": r"\x08", "/": "/"}


def _inline(found: re.Match[str]) -> str:
    on, off, end = found.groups()
    words = {"m": "s", "i": "i", "x": "x"}
    turned_on = "".join(words.get(flag, "") for flag in on)
    turned_off = "".join(words.get(flag, "") for flag in off or "")
    flags = turned_on + ("-" + turned_off if turned_off else "")
    return f"(?{flags}{end}" if flags else ("(?:" if end == ":" else "")


def _numbered(char: str, name: str) -> str:
    if char == "g":
        return f"(?{name})" if name.isdigit() else f"(?&{name})"
    return f"\\g<{name}>"
