"""Typed instructions of a Dockerfile → its text, and which lines belong to which nodes of the graph.

before:  (From(image="debian:bookworm-slim"), Run(commands=("apt-get update",), nodes=(3,), comment="package[nginx]"))
after:   FROM debian:bookworm-slim … RUN apt-get update, and (Place(step=2, line=4, nodes=(3,)),)
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from translator.emit.quoting import docker_value, exec_form

WIDTH = 110
GENERAL = ("DEBIAN_FRONTEND", "SOURCE_DATE_EPOCH")
"""Arguments of a whole stage; others belong to the instruction below them."""
_WORDS = re.compile(r"(?:[^\s'\"]|'[^']*'|\"[^\"]*\")+")
_CONTROL = re.compile(r"\$'|\b(if|for|while|case|until)\b|<<|\s#")
_QUOTED = re.compile(r"\$'(?:\\.|[^'\\])*'|'[^']*'|\"[^\"]*\"", re.DOTALL)
_LOOSE = re.compile(r"\|\||;|(?<!&)&(?!&)|^!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """`prefix` (an interpreter and its flag) with one argument of several lines, given as pieces of one word."""

    prefix: str
    pieces: tuple[str, ...]


Command: TypeAlias = str | tuple[str, ...] | Script
"""A shell command: one line; first words and the further ones that stand on lines of their own; or a script."""


class Expanded(str):
    """A value of ENV or LABEL in which the builder expands ${NAME}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction; `comment` is a line above it, `ignore` the linter rules it breaks on purpose."""

    nodes: tuple[int, ...] = ()
    comment: str = ""
    ignore: tuple[str, ...] = ()

    def text(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class From(Instruction):
    image: str
    stage: str = ""

    def text(self) -> str:
        return f"FROM {self.image} AS {self.stage}" if self.stage else f"FROM {self.image}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arg(Instruction):
    name: str
    default: str = ""

    def text(self) -> str:
        return f"ARG {self.name}={_value(self.default)}" if self.default else f"ARG {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell(Instruction):
    argv: tuple[str, ...]

    def text(self) -> str:
        return f"SHELL {exec_form(self.argv)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Instruction):
    """Commands that run one after another as long as each succeeds; `notes` are comments above some of them.

    `kind` says what may share a RUN with its neighbours: "accounts", "packages", "shared" (packages that another
    image of the machine has too), "folders", "files", or "" for the input's own.
    """

    commands: tuple[Command, ...]
    notes: tuple[tuple[int, str], ...] = ()
    kind: str = ""

    def text(self) -> str:
        notes = dict(self.notes)
        lines = [_noted(notes.get(at, ""), f" && {text}") for at, text in enumerate(self._texts())]
        return " \\\n".join(["RUN " + lines[0].removeprefix(" && "), *lines[1:]])

    def _texts(self) -> list[str]:
        texts = [_command(command) for command in self.commands]
        return [_grouped(text) for text in texts] if len(texts) > 1 else texts

    @property
    def speaks_bash(self) -> bool:
        """Whether /bin/sh would not understand it: a word in $'…'."""
        return any("$'" in text for text in self._texts())


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Instruction):
    sources: tuple[str, ...]
    target: str
    stage: str = ""
    chown: str = ""

    def text(self) -> str:
        flags = [f"--from={self.stage}"] if self.stage else []
        flags += [f"--chown={self.chown}"] if self.chown else []
        paths = (*self.sources, self.target)
        if any(" " in path for path in paths):
            return " ".join(["COPY", *flags, exec_form(paths)])
        line = " ".join(["COPY", *flags, *paths])
        return line if len(line) <= WIDTH else " \\\n      ".join([" ".join(["COPY", *flags]), *paths])


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Instruction):
    """ENV or LABEL: names and values, one a line."""

    keyword: str
    pairs: tuple[tuple[str, str], ...]

    def text(self) -> str:
        indent = " \\\n" + " " * (len(self.keyword) + 1)
        return f"{self.keyword} " + indent.join(f"{name}={_quoted(value)}" for name, value in self.pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Instruction):
    """EXPOSE, USER, WORKDIR, STOPSIGNAL: a keyword and its words."""

    keyword: str
    words: tuple[str, ...]

    def text(self) -> str:
        return f"{self.keyword} {' '.join(self.words)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exec(Instruction):
    """ENTRYPOINT, CMD or HEALTHCHECK … CMD in exec form; `options` stand between the keyword and CMD."""

    keyword: str
    argv: tuple[str, ...]
    options: tuple[str, ...] = ()

    def text(self) -> str:
        if self.keyword == "HEALTHCHECK":
            return f"HEALTHCHECK {' '.join(self.options)} \\\n  CMD {exec_form(self.argv)}"
        return f"{self.keyword} {exec_form(self.argv)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Instruction):
    """Comment lines that stand alone; no instruction."""

    lines: tuple[str, ...]

    def text(self) -> str:
        return "\n".join(f"# {line}".rstrip() for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an instruction stands: `step` counts as the builder does, from 1; `line` is the Dockerfile's."""

    step: int
    line: int
    nodes: tuple[int, ...]


def once(instructions: Iterable[Instruction]) -> list[Instruction]:
    """Return one stage's instructions without the ARGs that are declared already."""
    made: list[Instruction] = []
    declared: set[str] = set()
    for instruction in instructions:
        if not isinstance(instruction, Arg):
            made.append(instruction)
        elif instruction.name not in declared:
            declared.add(instruction.name)
            made.append(instruction)
    return made


_SHARED = {
    ("accounts", "accounts"), ("accounts", "packages"), ("accounts", "shared"), ("accounts", "folders"),
    ("packages", "accounts"), ("packages", "folders"), ("", "folders"), ("folders", "folders"), ("files", "files"),
}  # fmt: skip
"""Neighbours that are one RUN, as one writes them by hand: an account and the packages, packages and their folders."""


def hoisted(stage: list[Instruction], final: list[Instruction]) -> tuple[list[Instruction], ...]:
    """Return the ARGs that both stages declare with one default, to stand before them, and the stages with only names.

    before:  FROM a AS artifacts / ARG V=1 / FROM b / ARG V=1
    after:   ARG V=1 / FROM a AS artifacts / ARG V / FROM b / ARG V
    """
    first, second = ({(i.name, i.default) for i in each if isinstance(i, Arg) and i.default} for each in (stage, final))
    both = sorted(first & second)
    names = {name for name, _ in both}
    bare = [
        [replace(i, default="") if isinstance(i, Arg) and i.name in names else i for i in each]
        for each in (stage, final)
    ]
    return [Arg(name=name, default=default) for name, default in both], *bare


def merged(instructions: Iterable[Instruction]) -> list[Instruction]:
    """Join neighbouring RUNs that belong together into one RUN; every part keeps its comment.

    The input's own commands stay apart where they are long: an engine's error then names few of them.
    """
    made: list[Instruction] = []
    for instruction in instructions:
        last = made[-1] if made else None
        if isinstance(instruction, Run) and isinstance(last, Run) and _joinable(last, instruction):
            made[-1] = _joined(last, instruction)
        else:
            made.append(instruction)
    return made


def _joinable(first: Run, second: Run) -> bool:
    if (first.kind, second.kind) in (("", ""), ("files", "")):
        return len(second.commands) == 1 and (len(first.commands) == 1 or bool(first.notes or first.kind))
    return (first.kind, second.kind) in _SHARED


def _joined(first: Run, second: Run) -> Run:
    at = len(first.commands)
    comment = " ".join(second.comment.split()) or ("" if second.kind else "then")
    notes = (*first.notes, *([(at, comment)] if comment else []), *((at + place, text) for place, text in second.notes))
    nodes = tuple(dict.fromkeys((*first.nodes, *second.nodes)))
    ignore = tuple(sorted({*first.ignore, *second.ignore}))
    kind = first.kind if second.kind == "accounts" else second.kind
    return replace(first, commands=first.commands + second.commands, nodes=nodes, notes=notes, ignore=ignore, kind=kind)


def with_shell(instructions: list[Instruction], shell: Shell) -> list[Instruction]:
    """Put `shell` in front of every stretch between ARGs in which a RUN needs bash."""
    made: list[Instruction] = []
    stretch: list[Instruction] = []
    for instruction in [*instructions, Arg(name="")]:
        if not isinstance(instruction, Arg):
            stretch.append(instruction)
            continue
        made += [shell] if any(isinstance(item, Run) and item.speaks_bash for item in stretch) else []
        made += [*stretch, instruction]
        stretch = []
    return made[:-1]


def render(instructions: Iterable[Instruction]) -> tuple[str, tuple[Place, ...]]:
    """Return the Dockerfile's text and the place of each of its instructions."""
    lines: list[str] = []
    places: list[Place] = []
    previous: Instruction | None = None
    for instruction in instructions:
        if previous is not None and _apart(previous, instruction):
            lines.append("")
        lines.extend(_comments(instruction))
        if not isinstance(instruction, Heading):
            places.append(Place(step=len(places) + 1, line=len(lines) + 1, nodes=instruction.nodes))
        lines.extend(instruction.text().split("\n"))
        previous = instruction
    return "\n".join(lines) + "\n", tuple(places)


def _apart(previous: Instruction, current: Instruction) -> bool:
    if isinstance(current, Arg):
        return not isinstance(previous, Arg | From)
    if isinstance(previous, Arg):
        apart = not current.nodes or previous.name in GENERAL
        return isinstance(current, From) or (bool(current.comment) and apart)
    return bool(current.comment) or isinstance(current, From | Heading) or isinstance(previous, Heading)


def _noted(note: str, line: str) -> str:
    return "\n".join([*(f" {each}" for each in _comment_lines(note)), line])


def _comment_lines(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent="# ",
        subsequent_indent="#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _comments(instruction: Instruction) -> list[str]:
    comment = _comment_lines(instruction.comment)
    return comment + ([f"# hadolint ignore={','.join(instruction.ignore)}"] if instruction.ignore else [])


def _command(command: Command) -> str:
    if isinstance(command, str):
        return _wrapped(command)
    if isinstance(command, Script):
        return f"{command.prefix} " + "\\\n".join(command.pieces)
    joint = " " if sum(map(len, command)) < 90 and len(command) < 3 else " \\\n      "
    return joint.join(command)


def _wrapped(command: str) -> str:
    """Break a long command between its words; one with escapes or control words of the shell stays as it is."""
    words = _WORDS.findall(command)
    if len(command) <= WIDTH or "\\" in command or _CONTROL.search(command) or " ".join(words) != command:
        return command
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > WIDTH or word in ("||", "&&", "|"):
            lines.append(f"      {word}")
        else:
            lines[-1] += f" {word}"
    return " \\\n".join(lines)


def _grouped(command: str) -> str:
    """Return a command that can stand between two && without changing what they mean."""
    bare = _QUOTED.sub("", command)
    return f"{{ {command.rstrip('; ')}; }}" if _LOOSE.search(bare) else command


def _quoted(value: str) -> str:
    return f'"{value}"' if isinstance(value, Expanded) else docker_value(value)


def _value(text: str) -> str:
    return text if text and all(char.isalnum() or char in "._-/:+" for char in text) else docker_value(text)
