"""Plain strings → words of a shell line, of a Dockerfile, or of its exec form, so that they arrive unchanged."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = re.compile(r"[A-Za-z0-9 _./:=@%+,'\"&|;!>\[\]-]+\Z")
_QUOTED = re.compile(
    r'"(?:[A-Za-z0-9 _./:=@%+,-]|\$\{[A-Z][A-Z0-9_]*\}|\$[A-Z][A-Z0-9_]*|\$\([A-Za-z0-9 _./:=@%+,-]*\))*"'
)
_PIPE = re.compile(r"(?<!\|)\|(?!\|)")
_LOOKED_AT = re.compile(
    r"(?<![\w/.-])(cd|sudo|apt|apt-get|apt-key|pip3?|gem|npm|yarn|yum|dnf|zypper|apk|wget|curl|ssh|vim|shutdown"
    r"|service|ps|free|top|kill|mount|ifconfig|nano|echo|source|local|read|export|eval|exit|trap)(?![\w/.-])"
)


def shell_word(text: str) -> str:
    """Return `text` as one word for a POSIX shell; a text of several lines needs bash (see `dollar_quoted`)."""
    return dollar_quoted(text) if _CONTROL.search(text) else shlex.quote(text)


def shell_words(words: Iterable[str]) -> str:
    return " ".join(shell_word(word) for word in words)


def dollar_quoted(text: str) -> str:
    r"""Return `text` as bash's $'…' in one line: "a\nb" → $'a\nb'."""
    return "$'" + _dollar_escaped(text) + "'"


def dollar_quoted_lines(text: str) -> tuple[str, ...]:
    r"""Return $'…' as pieces, one a line of `text`, to be joined by a backslash and a line end in a Dockerfile.

    No piece starts as a comment of the Dockerfile would, for its reader drops comments before it joins lines.
    """
    pieces = [_dollar_line(line) for line in text.splitlines(keepends=True)]
    if not pieces:
        return ("$''",)
    return ("$'" + pieces[0], *pieces[1:-1], pieces[-1] + "'") if len(pieces) > 1 else ("$'" + pieces[0] + "'",)


def double_quoted(text: str, keep: Iterable[str] = ()) -> str:
    """Return `text` in double quotes; of the `${NAME}` in it only those of `keep` are expanded."""
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    for name in keep:
        escaped = escaped.replace("\\${" + name + "}", "${" + name + "}")
    return f'"{escaped}"'


def docker_value(text: str) -> str:
    """Return the value of an ENV, LABEL or ARG in quotes, with nothing expanded; line ends become blanks."""
    return '"' + re.sub(r'([\\"$])', r"\\\1", " ".join(text.splitlines())) + '"'


def exec_form(argv: Sequence[str]) -> str:
    return json.dumps(list(argv), ensure_ascii=False)


def plain_command(line: str) -> bool:
    """Whether a shell line can stand in a RUN as it is: nothing that a linter must look at twice, no pipe.

    Capital variables and simple commands are plain inside double quotes: test "$(readlink -f /etc/x)" = "${NAME}".
    """
    rest = _QUOTED.sub('""', line)
    return bool(_PLAIN.match(rest)) and not _PIPE.search(rest) and not _LOOKED_AT.search(line)


def _dollar_escaped(text: str) -> str:
    escaped = "".join(_dollar_escape(char) for char in text)
    return escaped.replace("\\\\\\'", "\\\\\\047")  # a linter takes three backslashes and a quote for a slip


def _dollar_escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\{ord(char):03o}" if _CONTROL.match(char) else char


def _dollar_line(line: str) -> str:
    escaped = _dollar_escaped(line)
    return escaped.replace("#", "\\043", 1) if line.lstrip().startswith("#") else escaped
