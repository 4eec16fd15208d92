"""POSIX shell and systemd words: quoting, splitting a script into its simple commands."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

COMPOUND = re.compile(
    r"(^|[;&|(]|\bthen\b|\bdo\b|\belse\b)\s*(if|for|while|until|case|function|select)\b|<<|\{\s*$|^\s*\}|\\$|\w+\s*\(\)|^\s*(fi|done|esac)\b|^\s*set\s+[-+]",
    re.MULTILINE,
)
SEPARATORS = {"&&", "||", ";", "|", "&", "\n", "|&", ";;"}


def quote(word: str) -> str:
    """Quote one word for sh; a ${NAME} of a build argument stays alive inside double quotes."""
    if re.search(r"\$\{[A-Z][A-Z0-9_]*\}", word):
        return '"' + re.sub(r'([\\"`])', r"\\\1", word) + '"' if re.search(r"[^\w@%+=:,./${}-]", word) else word
    return shlex.quote(word)


def words(line: str) -> tuple[str, ...]:
    """Return the words of a command line, operators as words of their own; rough where quotes do not close."""
    lexer = shlex.shlex(line.replace("\n", " ; "), posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return tuple(lexer)
    except ValueError:
        return tuple(line.split())


def simple_commands(code: str) -> tuple[tuple[str, ...], ...]:
    """Return the simple commands of a line or script, each as its words, environment prefixes and sudo left out."""
    found: list[tuple[str, ...]] = []
    current: list[str] = []
    for word in (*words(code), ";"):
        if word in SEPARATORS or set(word) <= set(";&|()"):
            if current:
                found.append(_bare(current))
            current = []
        else:
            current.append(word)
    return tuple(command for command in found if command)


def _bare(command: list[str]) -> tuple[str, ...]:
    rest = list(command)
    while rest and (re.match(r"\w+=", rest[0]) or rest[0] in ("sudo", "exec", "time", "nice", "env", "!")):
        rest.pop(0)
    return tuple(rest)


def program(command: tuple[str, ...]) -> str:
    """Return the file name of a simple command's program."""
    return command[0].rpartition("/")[2] if command else ""


def writes_file(command: tuple[str, ...]) -> bool:
    """Return whether what a simple command prints goes into a file."""
    following = pairwise(command)
    return any(word in _INTO_FILE and not target.startswith("/dev/") for word, target in following)


_INTO_FILE = {">", ">>", ">|", "&>", "&>>"}


def script_lines(code: str) -> tuple[str, ...] | None:
    """Return the commands of a script line by line, None when it has control structures or a line goes on."""
    joined = re.sub(r"\\\n\s*", "", code)
    lines = [line.strip() for line in joined.splitlines()]
    kept = tuple(line for line in lines if line and not line.startswith("#"))
    text = "\n".join(kept)
    if COMPOUND.search(text) or not _balanced(kept):
        return None
    return kept


def _balanced(lines: tuple[str, ...]) -> bool:
    """Return whether every line's quotes close on that line and no line starts or ends with an operator."""
    for line in lines:
        try:
            shlex.split(line, comments=True)
        except ValueError:
            return False
        if (
            line.endswith(("&&", "||", "|", "&"))
            or line.startswith(("&&", "||", "|"))
            or line == "exit"
            or line.startswith("exit ")
        ):
            return False
    return True


def mentions(code: str, path: str) -> bool:
    """Return whether a command names `path` or something below it."""
    at = code.find(path)
    while at >= 0:
        after = code[at + len(path) : at + len(path) + 1]
        before = code[at - 1 : at]
        if (not after or after in "/ \t\n'\";&|)<>:,*}`") and (not before or not re.match(r"[\w.-]", before)):
            return True
        at = code.find(path, at + 1)
    return False
