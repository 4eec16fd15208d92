"""Command and Checkout nodes → RunShell steps that look as one writes them by hand.

before:  Command(code="make\\nmake install", interpreter="bash", cwd="/src", creates="/usr/bin/x")
after:   RunShell(commands=("test -e /usr/bin/x || { make && make install; }",), cwd="/src")
"""

from __future__ import annotations

import re
from dataclasses import replace

from translator.evaluate.values import Hole, Runtime, Secret, Text, Unknown
from translator.graph.nodes import Checkout, Command, Extract, String
from translator.plan.machine import Machine
from translator.plan.model import RunShell
from translator.plan.people import guarded
from translator.plan.placement import is_manager, is_refresh
from translator.plan.shell import quote, script_lines, simple_commands

BASHISMS = re.compile(
    r"\[\[|<<<|\w+=\(|\bsource\s|\$\{\w+(//|\^|,|:\d)|&>|<\(|\bfunction\b|\bpushd\b|\becho -e\b|\{\d+\.\.\d+\}|pipefail"
)

STATEFUL = re.compile(
    r"(cd|export|umask|pushd|popd|alias|ulimit|exec|shopt|\.|source|trap|read|unset|\w+=\S*$)(\s|$)|\w+="
)
"""Lines that change the shell they run in, so that those after them must run in the same one."""


def problem_of(node: Command | Checkout) -> str:
    """Return why a command cannot be a build step, "" when it can; never a secret's text."""
    texts = [node.code, *node.environment.values()] if isinstance(node, Command) else [node.url]
    for text in texts:
        reason = hole_problem(text)
        if reason:
            return reason
    return ""


def hole_problem(text: String) -> str:
    for part in text.parts if isinstance(text, Text) else ():
        match part:
            case Hole(origin=Secret(name=name)):
                return f"the command needs the secret {name}, which no image layer may hold"
            case Hole(origin=Runtime(fact=fact)):
                return f"the command depends on the fact {fact}, which only the running container knows"
            case Hole(origin=Unknown(reason=reason)):
                return f"the command is not known: {reason}"
            case _:
                continue
    return ""


def run_shell(machine: Machine, node: Command) -> RunShell:
    """Return the step of one command; its code must be plain (see problem_of)."""
    code = node.code if isinstance(node.code, str) else node.code.sample
    shell = _shell(node.interpreter, code)
    lines = None if _foreign(node.interpreter) else script_lines(_without_sudo(code))
    environment = {name: value for name, value in sorted(node.environment.items()) if isinstance(value, str)}
    step = RunShell(
        nodes=(node.index,),
        comment="command" if not node.on_refresh else "command after a change",
        commands=(),
        shell=shell,
        environment=environment,
        cwd=node.cwd,
        user="" if node.user == "root" else node.user,
    )
    if lines is None:
        return replace(step, script=code if _foreign(node.interpreter) else wrap_script(node, code))
    kept = tuple(line for line in lines if not _needless(line))
    if len(kept) > 1 and any(STATEFUL.match(line) for line in kept):
        return replace(step, script=wrap_script(node, "\n".join(("set -e", *kept))))
    return replace(step, commands=_ended(node, kept))


def _foreign(interpreter: str) -> bool:
    return interpreter.split(" ")[0].rpartition("/")[2] not in ("", "sh", "bash", "dash", "ash", "ksh")


def _shell(interpreter: str, code: str) -> str:
    """Return the shell that the code needs: bash only where it speaks bash."""
    if _foreign(interpreter):
        return interpreter
    return "/bin/bash" if BASHISMS.search(code) else ""


def _without_sudo(code: str) -> str:
    return re.sub(r"(^\s*|&&\s*|\|\|\s*|;\s*)sudo\s+(?!-)", r"\1", code, flags=re.MULTILINE)


def _needless(line: str) -> bool:
    """Return whether a line only manages services or refreshes package lists."""
    commands = simple_commands(line)
    return bool(commands) and all(is_manager(each) or is_refresh(each) for each in commands)


def _ended(node: Command, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Put umask, guards, creates and tolerated exit codes around the lines."""
    lines = (f"umask {node.umask}", *lines) if node.umask else lines
    if not (node.guards or node.creates or node.ignore_failure or node.returns != (0,) or node.tries > 1):
        return lines
    body = " && ".join(lines)
    body = _patient(node, _tolerant(node, body))
    body = f"{_group(body)} || true" if node.ignore_failure else body
    if node.creates:
        body = f"test -e {quote(node.creates)} || {_group(body)}"
    return (guarded(_group(body) if node.guards and not node.creates else body, node.guards),)


def _group(body: str) -> str:
    return f"{{ {body}; }}" if re.search(r"&&|\|\||;", body) else body


def _patient(node: Command, body: str) -> str:
    """Return a loop that runs the body until it succeeds, as often as the resource allows."""
    if node.tries < 2:
        return body
    wait = f"sleep {node.pause}" if node.pause else "true"
    return f"for try in $(seq {node.tries}); do {_group(body)} && break; [ $try -lt {node.tries} ] && {wait}; done"


def _tolerant(node: Command, body: str) -> str:
    """Return the body so that exit codes which the resource allows count as success."""
    allowed = [code for code in node.returns if code]
    if not allowed:
        return body
    tests = " || ".join(f"[ $? -eq {code} ]" for code in allowed[:1])
    if len(allowed) == 1:
        return f"{_group(body)} || {tests}"
    cases = "|".join(str(code) for code in (0, *allowed))
    return f"{_group(body)} || case $? in {cases}) ;; *) exit 1 ;; esac"


def wrap_script(node: Command, code: str) -> str:
    """Return a script with its creates test and guards around it."""
    tests = [f"! test -e {quote(node.creates)}"] if node.creates else []
    tests += [f"! {{ {guard.command}; }}" if guard.negate else f"{{ {guard.command}; }}" for guard in node.guards]
    body = code.strip("\n") + "\n"
    body = f"umask {node.umask}\n{body}" if node.umask else body
    return f"if {' && '.join(tests)}; then\n{body}fi\n" if tests else body


def checkout_step(node: Checkout) -> RunShell:
    """Return the step that clones a repository at its revision."""
    url, target = quote(node.url if isinstance(node.url, str) else node.url.sample), quote(node.destination)
    if node.kind == "subversion":
        revision = "" if node.revision in ("", "HEAD") else f" --revision {quote(node.revision)}"
        commands = [f"svn checkout --non-interactive{revision} {url} {target}"]
    else:
        commands = _git(node, url, target)
    owner = ":".join(filter(None, (node.user, node.group)))
    commands += [f"chown -R {owner} {target}"] if owner and owner != "root" else []
    line = tuple(guarded(" && ".join(commands), node.guards).split("\0")) if node.guards else tuple(commands)
    return RunShell(nodes=(node.index,), comment="checkout", commands=line)


def _git(node: Checkout, url: str, target: str) -> list[str]:
    flags = f" --depth {node.depth}" if node.depth else ""
    flags += " --recurse-submodules" if node.submodules else ""
    if node.revision in ("", "HEAD"):
        return [f"git clone{flags} {url} {target}"]
    if re.fullmatch(r"[0-9a-f]{7,40}", node.revision):
        return [
            f"git clone{flags.replace(f' --depth {node.depth}', '')} {url} {target}",
            f"git -C {target} checkout {node.revision}",
        ]
    return [f"git clone{flags} --branch {quote(node.revision)} {url} {target}"]


def extract_step(node: Extract) -> RunShell:
    """Return the step that unpacks an archive which is in the image already."""
    target, archive = quote(node.destination), quote(node.archive)
    strip = f" --strip-components={node.strip}" if node.strip else ""
    unpack = (
        f"unzip -q -o {archive} -d {target}"
        if node.archive.endswith((".zip", ".war", ".jar"))
        else f"tar -xf {archive} -C {target}{strip}"
    )
    owner = ":".join(filter(None, (node.owner, node.group)))
    commands = [f"mkdir -p {target}", unpack, *([f"chown -R {owner} {target}"] if owner else [])]
    return RunShell(nodes=(node.index,), comment="archive, unpacked", commands=tuple(commands))
