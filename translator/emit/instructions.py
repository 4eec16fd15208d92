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
_PLAIN_WORDS = re.compile(r"[\w ./:@%+=,-]+")
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
    """Commands that run one after another as long as each succeeds; `notes` are comment lines above some of them."""

    commands: tuple[Command, ...]
    notes: tuple[tuple[int, str], ...] = ()

    def text(self) -> str:
        notes = dict(self.notes)
        lines = [f" # {notes[at]}\n && {c}" if at in notes else f" && {c}" for at, c in enumerate(self._texts())]
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
        return " ".join(["COPY", *flags, *paths])


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


def merged(instructions: Iterable[Instruction]) -> list[Instruction]:
    """Join neighbouring RUNs of one command each into one RUN; every command keeps its comment."""
    made: list[Instruction] = []
    for instruction in instructions:
        last = made[-1] if made else None
        if _single(instruction) and isinstance(instruction, Run) and isinstance(last, Run) and _joinable(last):
            made[-1] = _joined(last, instruction)
        else:
            made.append(instruction)
    return made


def _single(instruction: Instruction) -> bool:
    return isinstance(instruction, Run) and len(instruction.commands) == 1


def _joinable(run: Run) -> bool:
    return _single(run) or bool(run.notes)


def _joined(first: Run, second: Run) -> Run:
    at = len(first.commands)
    notes = (*first.notes, (at, " ".join(second.comment.split()) or "then"))
    nodes = tuple(dict.fromkeys((*first.nodes, *second.nodes)))
    ignore = tuple(sorted({*first.ignore, *second.ignore}))
    return replace(first, commands=first.commands + second.commands, nodes=nodes, notes=notes, ignore=ignore)


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
        return isinstance(current, From) or (bool(current.comment) and not current.nodes)
    return bool(current.comment) or isinstance(current, From | Heading) or isinstance(previous, Heading)


def _comments(instruction: Instruction) -> list[str]:
    comment = textwrap.wrap(
        instruction.comment,
        width=WIDTH,
        initial_indent="# ",
        subsequent_indent="#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return comment + ([f"# hadolint ignore={','.join(instruction.ignore)}"] if instruction.ignore else [])


def _command(command: Command) -> str:
    if isinstance(command, str):
        return _wrapped(command)
    if isinstance(command, Script):
        return f"{command.prefix} " + "\\\n".join(command.pieces)
    joint = " " if sum(map(len, command)) < 90 and len(command) < 3 else " \\\n      "
    return joint.join(command)


def _wrapped(command: str) -> str:
    """Break a long list of plain words over several lines; a command with quotes or operators stays as it is."""
    if len(command) <= WIDTH or not _PLAIN_WORDS.fullmatch(command):
        return command
    return textwrap.fill(
        command, WIDTH, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False
    ).replace("\n", " \\\n")


def _grouped(command: str) -> str:
    """Return a command that can stand between two && without changing what they mean."""
    bare = _QUOTED.sub("", command)
    return f"{{ {command.rstrip('; ')}; }}" if _LOOSE.search(bare) else command


def _quoted(value: str) -> str:
    return f'"{value}"' if isinstance(value, Expanded) else docker_value(value)


def _value(text: str) -> str:
    return text if text and all(char.isalnum() or char in "._-/:+" for char in text) else docker_value(text)
