"""Supervisor's [program:NAME] sections → launches.

before:  "[program:app]\\ncommand=/usr/bin/app\\nuser=app\\nenvironment=A=\\"1\\"\\nstopsignal=INT\\nstopwaitsecs=20"
after:   Launch(name="app", command=("/usr/bin/app",), user="app", environment={"A": "1"}, stop_signal="SIGINT", …)
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator

from translator.plan.launch import Launch
from translator.plan.machine import Machine
from translator.plan.starts.base import marked, number, odd_words, row_of, staying
from translator.plan.starts.wrappers import unwrap
from translator.plan.systemd import split_words


def supervisor_programs(machine: Machine) -> Iterator[Launch]:
    """Yield a launch for every program of supervisor's configuration that starts by itself."""
    for file in machine.files_below("/etc/supervisor", "/etc/supervisord.conf", "/etc/supervisord.d"):
        parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(";",))
        try:
            parser.read_string(marked(machine, file))
        except configparser.Error:
            continue
        for section in parser.sections():
            wanted = section.startswith("program:") and parser.has_option(section, "command")
            if wanted and parser[section].get("autostart", "true").lower() not in ("false", "0", "no"):
                yield _launch(parser, section, file.index)


def _launch(parser: configparser.RawConfigParser, section: str, node: int) -> Launch:
    get = parser[section].get
    name = section.removeprefix("program:")
    text = _filled(get("command", "") or "", name)
    variables = re.findall(r'(\w+)=("[^"]*"|\'[^\']*\'|[^,]*)', get("environment", "") or "")
    found = unwrap(split_words(text))
    row = row_of(found.command)
    umask = get("umask", "") or ""
    return Launch(
        name=name,
        node=node,
        nodes=(node,),
        command=staying(found.command, row),
        user=get("user", "") or found.user,
        group=found.group,
        workdir=get("directory", "") or found.workdir,
        environment={**{key: value.strip("\"'") for key, value in variables}, **found.environment},
        prepare=(f"umask {umask}",) if umask else (),
        stop_signal="SIG" + (get("stopsignal", "TERM") or "TERM").removeprefix("SIG"),
        stop_timeout=number(get("stopwaitsecs", "") or ""),
        row=row,
        custom=True,
        notes=odd_words(found.command, f"command of {section}"),
    )


def _filled(text: str, name: str) -> str:
    return text.replace("%(program_name)s", name).replace("%(process_num)s", "0").replace("%%", "%")
