"""What every reader of service definitions shares: words, numbers, texts with holes, notes about odd command lines."""

from __future__ import annotations

from translator.evaluate.values import Text
from translator.graph.nodes import File
from translator.plan.machine import Machine, sample_text
from translator.plan.tables.services import ServiceRow, row_of_program

SHELL_WORDS = frozenset({">", ">>", "<", "<<", "|", "||", "&", "&&", "2>", "2>>", "2>&1", ">&", "&>"})


def marked(machine: Machine, file: File) -> str:
    """Return a file's text with markers in the place of its holes, "" when it is no text."""
    return machine.mark(file.content) if isinstance(file.content, str | Text) else sample_text(file.content) or ""


def marked_text(machine: Machine, path: str) -> str | None:
    """Return a managed file's text with markers, None when the input does not manage it."""
    node = machine.paths.get(machine.canonical(path)) if path else None
    return marked(machine, node) if isinstance(node, File) and node.present else None


def row_of(command: tuple[str, ...]) -> ServiceRow | None:
    """Return the table's row of the program that a command starts."""
    return row_of_program(command[0].rpartition("/")[2]) if command else None


def program_of(command: tuple[str, ...]) -> str:
    """Return the file name of the program that a command becomes: ("sh", "-c", "exec /usr/bin/x -y") becomes x."""
    words = command[:1]
    if len(command) == 3 and command[1] == "-c" and command[2].startswith("exec "):
        words = tuple(word for word in command[2].split()[1:] if "=" not in word)
    return words[0].strip("\"'").rpartition("/")[2] if words else ""


def staying(command: tuple[str, ...], row: ServiceRow | None) -> tuple[str, ...]:
    """Return a command with the words and flags with which its program stays in the foreground."""
    if row is None:
        return command
    instead = dict(row.instead)
    command = (command[0], *(instead.get(word, word) for word in command[1:]))
    if set(row.foreground) <= set(command):
        return command
    return (*command, *(word for word in row.foreground if word not in command))


def number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def odd_words(command: tuple[str, ...], where: str) -> tuple[str, ...]:
    """Return a note when a command holds what only a shell would understand: it gets such words as arguments."""
    found = [word for word in command if word in SHELL_WORDS]
    if not found:
        return ()
    listed = ", ".join(f"`{word}`" for word in dict.fromkeys(found))
    return (f"{where} has {listed}: no shell reads it, so the program gets them as arguments, as on the machine",)
