"""Every program that the machine keeps running: services, runit's run scripts, supervisor's programs → launches."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator

from translator.graph.nodes import File
from translator.plan.launch import Launch, launch_of, marked
from translator.plan.machine import Machine
from translator.plan.systemd import environment_file, split_words
from translator.plan.tables.services import row_of_program


def launches(machine: Machine, support: set[int]) -> tuple[Launch, ...]:
    """Return how every application service starts, in the order in which the input declares them."""
    found = [*_services(machine, support), *_runit(machine), *_supervisor(machine)]
    return tuple(sorted(found, key=lambda launch: launch.node))


def _services(machine: Machine, support: set[int]) -> Iterator[Launch]:
    for name, state in machine.services.items():
        if not state.active or name.endswith((".timer", ".target", ".path", ".mount")) or set(state.nodes) & support:
            continue
        yield launch_of(machine, name, tuple(state.nodes))


def _runit(machine: Machine) -> Iterator[Launch]:
    """Yield a launch for every /etc/sv/NAME/run: its last exec line."""
    for path, node in machine.paths.items():
        match = re.fullmatch(r"/etc/sv/([^/]+)/run", path)
        if match and isinstance(node, File) and node.present:
            text = marked(machine, node)
            lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
            execs = [line for line in lines if line.startswith("exec ")]
            yield _from_run(match[1], execs[-1] if execs else "", lines, node.index)


def _from_run(name: str, line: str, lines: list[str], node: int) -> Launch:
    words = list(split_words(re.sub(r"\s\d?>&\d|\s2>&1", " ", line.removeprefix("exec "))))
    user = group = ""
    if words and words[0].rpartition("/")[2] in ("chpst", "setuidgid"):
        words, user, group = _chpst(words)
    environment = environment_file("\n".join(each for each in lines if each.startswith("export ")))
    folder = next((each.split()[1] for each in lines if each.startswith("cd ") and len(each.split()) > 1), "")
    command = tuple(words)
    row = row_of_program(command[0].rpartition("/")[2]) if command else None
    return Launch(
        name=name,
        node=node,
        nodes=(node,),
        command=command,
        user=user,
        group=group,
        workdir=folder,
        environment=environment,
        stop_signal=row.stop_signal if row else "SIGTERM",
        row=row,
        custom=True,
        problem="" if command else f"the run script of {name} has no exec line",
    )


def _chpst(words: list[str]) -> tuple[list[str], str, str]:
    """Take chpst and its options off a command: the rest, the user and the group."""
    rest, user, group = words[1:], "", ""
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option[1:2] in "uUembdofctrn/" and len(option) == 2 and rest:
            value = rest.pop(0)
            if option == "-u":
                user, _, group = value.partition(":")
    return rest, user, group


def _supervisor(machine: Machine) -> Iterator[Launch]:
    """Yield a launch for every [program:NAME] of supervisor's configuration."""
    for file in machine.files_below("/etc/supervisor", "/etc/supervisord.conf", "/etc/supervisord.d"):
        parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(";",))
        try:
            parser.read_string(marked(machine, file))
        except configparser.Error:
            continue
        for section in parser.sections():
            if section.startswith("program:") and parser.has_option(section, "command"):
                yield _from_program(parser, section, file.index)


def _from_program(parser: configparser.RawConfigParser, section: str, node: int) -> Launch:
    get = parser[section].get
    variables = re.findall(r'(\w+)=("[^"]*"|[^,]*)', get("environment", "") or "")
    command = split_words(get("command", "") or "")
    row = row_of_program(command[0].rpartition("/")[2]) if command else None
    return Launch(
        name=section.removeprefix("program:"),
        node=node,
        nodes=(node,),
        command=command,
        user=get("user", "") or "",
        workdir=get("directory", "") or "",
        environment={name: value.strip('"') for name, value in variables},
        stop_signal="SIG" + (get("stopsignal", "TERM") or "TERM"),
        row=row,
        custom=True,
    )
