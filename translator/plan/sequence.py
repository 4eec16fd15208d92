"""The shell steps of one image in the order of the recipe, before and after its files are copied.

A command reads a managed file when it names its path, when the recipe has written its program's own configuration before
it, or when an earlier command of the same image already had to wait for the files: from the first such command on, the
recipe's order is kept.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from translator.evaluate.values import Text
from translator.graph.nodes import Checkout, Command, Directory, Extract, Fetch, Link, Node, Package
from translator.plan.clearing import clearing
from translator.plan.commands import checkout_step, extract_step
from translator.plan.material import Material, of_application, runtime_paths
from translator.plan.model import InstallPackages, PrepareFolders, RootfsEntry, RunShell, Step
from translator.plan.ownership import folder_commands
from translator.plan.shell import mentions, program, quote, simple_commands
from translator.plan.sources import is_source_command

FILES = ("dpkg", "rpm")


def sorted_steps(
    material: Material, runs: dict[int, RunShell], rootfs: tuple[RootfsEntry, ...], deployed: set[str]
) -> tuple[tuple[Step, ...], tuple[Step, ...], tuple[Step, ...]]:
    """Return the shell steps before rootfs/ is copied, those after it, and those after the application's artifact.

    `deployed` are the paths that the application's layer brings.
    """
    copied = {entry.path for entry in rootfs if entry.kind != "directory"}
    files = copied | runtime_paths(material)
    before: list[Step] = []
    after: list[Step] = []
    last: list[Step] = []
    folders: list[Directory] = []
    for node, step in _shell_steps(material, runs):
        text = _whole_text(step)
        clears = clearing(material, node, step if isinstance(step, RunShell) else None, copied)
        if clears is not None and not any(mentions(_whole_text(each), clears.folder) for each in after):
            before.append(clears.step)
            folders.extend(_folders(material, clears.folder))
        elif _names_application(material, node, text, deployed):
            last.append(_parameterised(material, step))
        elif after or isinstance(node, Extract) or _reads(text, files) or _is_configured(node, rootfs):
            after.append(step)
        else:
            before.append(step)
            folders.extend(_folders(material, text))
    made = {folder.index for folder in folders}
    groups = (tuple(_together(material, steps)) for steps in (before, after, last))
    first, second, third = groups
    return ((*_made(material, made), *first), second, third)


def _together(material: Material, steps: list[Step]) -> Iterator[Step]:
    """Join neighbouring commands that one line of the input makes (a loop, a custom resource) into one step."""
    held: RunShell | None = None
    for step in steps:
        if isinstance(step, RunShell) and held is not None and _alike(material, held, step):
            commands = tuple(dict.fromkeys((*held.commands, *step.commands)))
            held = replace(held, nodes=(*held.nodes, *step.nodes), commands=commands, comment="commands")
            continue
        if held is not None:
            yield held
        held = step if isinstance(step, RunShell) else None
        if held is None:
            yield step
    if held is not None:
        yield held


def _alike(material: Material, first: RunShell, second: RunShell) -> bool:
    if first.script or second.script or (first.shell, first.cwd, first.user) != (second.shell, second.cwd, second.user):
        return False
    places = {str(material.machine.nodes[node].origin.span) for node in (*first.nodes, *second.nodes)}
    return len(places) == 1 and first.environment == second.environment and first.arguments == second.arguments


def _shell_steps(material: Material, runs: dict[int, RunShell]) -> Iterator[tuple[Node, Step]]:
    fetched = {node.path for node in material.nodes if isinstance(node, Fetch)}
    for node in material.nodes:
        match node:
            case Command() if not is_source_command(node):
                if runs[node.index].commands or runs[node.index].script:
                    yield node, runs[node.index]
            case Checkout():
                yield node, checkout_step(node)
            case Extract() if not node.url and node.archive not in fetched:
                yield node, extract_step(node)
            case Package() if node.manager in FILES and node.installed:
                yield (
                    node,
                    InstallPackages(
                        nodes=(node.index,),
                        comment="package file",
                        manager=node.manager,
                        packages=(node.source or node.name,),
                        pinned=True,
                    ),
                )
            case Link() if node.present and (node.hard or of_application(material, node)):
                command = f"ln {'-f' if node.hard else '-sfn'} {quote(node.target)} {quote(node.path)}"
                yield node, RunShell(nodes=(node.index,), comment="link", commands=(command,))
            case _:
                continue


def _whole_text(step: Step) -> str:
    match step:
        case RunShell():
            return "\n".join((*step.commands, step.script, f" {step.cwd} ", *step.environment.values()))
        case InstallPackages():
            return " ".join(step.packages)
        case _:
            return ""


def _reads(text: str, paths: set[str]) -> bool:
    """Return whether a command names one of the paths, or the whole of a directory that is right above one."""
    folders = {posixpath.dirname(path) for path in paths}
    whole = r"/?(?:$|[\s'\";&|)<>:,}`]|/[*?\[{$])"
    return any(mentions(text, path) for path in paths) or any(
        mentions(text, folder) and re.search(re.escape(folder) + whole, text)
        for folder in folders
        if folder.count("/") > 1
    )


def _is_configured(node: Node, rootfs: tuple[RootfsEntry, ...]) -> bool:
    """Return whether a command's program has a file of configuration under its name that the recipe writes before it."""
    if not isinstance(node, Command):
        return False
    code = node.code.sample if isinstance(node.code, Text) else node.code
    programs = {program(command) for command in simple_commands(code)}
    files = (entry.path for entry in rootfs if entry.kind == "file" and entry.node < node.index)
    return any(programs & _names(path) for path in files if path.startswith("/etc/"))


def _names(path: str) -> set[str]:
    """Return what a file's path calls its program: /etc/squid/squid.conf and /etc/squid.conf say squid."""
    folders, name = posixpath.split(path)
    return {*folders.split("/"), name.partition(".")[0]}


def _folders(material: Material, text: str) -> Iterator[Directory]:
    for node in material.nodes:
        if isinstance(node, Directory) and node.present and mentions(text, node.path):
            yield node


def _made(material: Material, folders: set[int]) -> tuple[Step, ...]:
    """Return the step that makes directories which commands before the configuration need."""
    commands, nodes = folder_commands(material.nodes, folders)
    if not commands:
        return ()
    comment = "folders that commands need"
    return (PrepareFolders(nodes=tuple(sorted(nodes)), comment=comment, commands=tuple(commands)),)


def _names_application(material: Material, node: Node, text: str, deployed: set[str]) -> bool:
    """Return whether a step needs what the application's own layer brings; `deployed` are the paths of that."""
    if isinstance(node, Link):
        return of_application(material, node)
    return any(mentions(text, path) or _names_inside(text, path) for path in deployed)


def _names_inside(text: str, path: str) -> bool:
    """Return whether a command works in a file's folder and names the file without it."""
    folder, name = posixpath.split(path)
    return mentions(text, folder) and mentions(text, name)


def _parameterised(material: Material, step: Step) -> Step:
    application = material.application
    if application is None or not isinstance(step, RunShell):
        return step
    commands = tuple(application.parameterised(command) for command in step.commands)
    quoted = "'" in step.script or step.shell not in ("", "/bin/sh", "/bin/bash")
    script = step.script if quoted else application.parameterised(step.script)
    declared = application.parameterised(application.path) != application.path
    needed = (commands, script) != (step.commands, step.script) and not declared
    arguments = ((application.argument, application.version),) if needed else ()
    return replace(step, commands=commands, script=script, arguments=arguments)
