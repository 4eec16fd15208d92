"""Commands and scripts: execute, Puppet's Exec, bash, script, ruby, python, perl; ruby_block, whose code no image can run."""

from __future__ import annotations

import shlex

from translator.graph.effects import RUBY_ADVICE, RUBY_BLOCKS, RUBY_REASON
from translator.graph.nodes import Command, Node, String
from translator.graph.reader import RESOURCES, Reader

INTERPRETERS = {
    "bash": "bash",
    "sh": "sh",
    "ksh": "ksh",
    "csh": "csh",
    "perl": "perl",
    "python": "python3",
    "ruby": "ruby",
}


@RESOURCES.register("execute", "Exec")
def execute(reader: Reader) -> Node:
    """A plain command line; an array of words is quoted."""
    value = reader.raw("command")
    code: String = shlex.join(reader.names("command")) if isinstance(value, tuple) else reader.string("command")
    return _command(reader, code or reader.name, "")


@RESOURCES.register("script", *INTERPRETERS)
def script(reader: Reader) -> Node:
    """A script and the program that reads it."""
    interpreter = reader.text("interpreter") or INTERPRETERS.get(reader.type, "sh")
    flags = reader.text("flags")
    return _command(reader, reader.string("code"), f"{interpreter} {flags}".strip())


def _command(reader: Reader, code: String, interpreter: str) -> Command:
    returns = tuple(int(text) for text in reader.names("returns") if text.isdigit())
    return Command(
        **reader.base(),
        code=code,
        interpreter=interpreter,
        cwd=reader.text("cwd"),
        environment=reader.strings("environment"),
        user=reader.text("user"),
        group=reader.text("group"),
        umask=reader.text("umask"),
        creates=reader.text("creates"),
        returns=returns or (0,),
        on_refresh=reader.step.notified_by is not None,
        ignore_failure=reader.step.resource.ignore_failure,
        tries=max(reader.number("tries"), reader.number("retries") + 1),
        pause=reader.number("try_sleep") or reader.number("retry_delay"),
    )


@RESOURCES.register(*RUBY_BLOCKS)
def ruby_block(reader: Reader) -> Node | tuple[Node, ...]:
    """Ruby code of the configuration tool: nothing more where all that it does is known, else its text for the report."""
    if not reader.step.followed:
        return reader.manual(RUBY_REASON, RUBY_ADVICE, reader.step.resource.span.text)
    return () if reader.step.effects else reader.silent("its Ruby code leaves nothing on the machine")
