"""Package sources: Repository and PackagePreference nodes, and files and commands that set them up → AddRepositories.

before:  Repository(name="pgdg", uri="https://apt.postgresql.org/pub/repos/apt", key="https://…/ACCC4CF8.asc")
after:   AddRepositories(files=(("/etc/apt/sources.list.d/pgdg.list", "deb [signed-by=…] …"),), commands=("curl …",))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from translator.graph.nodes import Command, File, Node, PackagePreference, Repository
from translator.plan.machine import Machine, below
from translator.plan.model import AddRepositories
from translator.plan.shell import program, quote, simple_commands
from translator.plan.texts import Settled

FOLDERS = ("/etc/apt", "/etc/yum.repos.d", "/etc/yum.conf", "/etc/dnf", "/etc/pki/rpm-gpg", "/usr/share/keyrings")
PROGRAMS = {"add-apt-repository", "apt-add-repository", "apt-key", "yum-config-manager", "debconf-set-selections"}
NEEDS = {
    "add-apt-repository": ("software-properties-common",),
    "apt-add-repository": ("software-properties-common",),
    "apt-key": ("gnupg",),
    "gpg": ("gnupg",),
    "curl": ("ca-certificates", "curl"),
    "wget": ("ca-certificates", "wget"),
    "yum-config-manager": ("yum-utils",),
}


def is_source_file(node: Node) -> bool:
    """Return whether a file configures the package manager, so that packages need it first."""
    return isinstance(node, File) and any(below(node.path, folder) for folder in FOLDERS)


def is_source_command(node: Node) -> bool:
    """Return whether a command sets up a package source."""
    if not isinstance(node, Command) or not isinstance(node.code, str):
        return False
    for command in simple_commands(node.code):
        if program(command) in PROGRAMS or command[:2] == ("dpkg", "--add-architecture"):
            return True
        if program(command) in ("rpm", "yum", "dnf") and any("release" in word and "://" in word for word in command):
            return True
    return any(f"{folder}/" in node.code for folder in FOLDERS[:2])


def add_repositories(
    machine: Machine, nodes: Iterable[Node], settled: Settled, lines: dict[int, tuple[str, ...]]
) -> AddRepositories | None:
    """Return the step that sets up the sources among `nodes`; `lines` are the commands' shell lines by node."""
    files: dict[str, str] = {}
    commands: list[str] = []
    needs: set[str] = set()
    used: list[int] = []
    for node in nodes:
        match node:
            case Repository() if node.present:
                _repository(machine, node, files, commands, needs)
            case PackagePreference():
                files[f"/etc/apt/preferences.d/{node.name}.pref"] = node.text
            case File() if is_source_file(node) and node.index in settled.baked:
                content = settled.baked[node.index]
                files[node.path] = content.decode("latin-1") if isinstance(content, bytes) else content
            case Command() if is_source_command(node):
                commands.extend(lines.get(node.index, ()))
                needs.update(_needs(node))
            case _:
                continue
        used.append(node.index)
    if not used:
        return None
    return AddRepositories(
        nodes=tuple(used),
        comment="package sources and their keys",
        files=tuple(sorted(files.items())),
        commands=tuple(dict.fromkeys(commands)),
        needs=tuple(sorted(needs)),
    )


def _needs(node: Command) -> Iterator[str]:
    for command in simple_commands(node.code if isinstance(node.code, str) else ""):
        yield from NEEDS.get(program(command), ())


def _repository(
    machine: Machine, node: Repository, files: dict[str, str], commands: list[str], needs: set[str]
) -> None:
    if node.kind == "yum":
        files[f"/etc/yum.repos.d/{node.name}.repo"] = _repo_file(node)
        return
    options = [f"arch={','.join(node.architectures)}"] if node.architectures else []
    options += ["trusted=yes"] if node.trusted else []
    if node.key:
        keyring = _key(node, commands, needs)
        options.append(f"signed-by={keyring}")
    if node.uri.startswith("https:"):
        needs.add("ca-certificates")
    words = [f"[{' '.join(options)}]"] if options else []
    line = " ".join([*words, node.uri, node.suite or "/", *node.components])
    sources = f"deb-src {line}\n" if node.options.get("deb_src") == "true" else ""
    files[f"/etc/apt/sources.list.d/{node.name}.list"] = f"deb {line}\n{sources}"


def _key(node: Repository, commands: list[str], needs: set[str]) -> str:
    """Add what fetches the repository's key, and return where it lies."""
    first = node.key.split()[0]
    if "://" in first:
        path = f"/etc/apt/keyrings/{node.name}.{'gpg' if first.endswith('.gpg') else 'asc'}"
        needs.update(("ca-certificates", "curl"))
        commands.append(f"curl --fail --silent --show-error --location --create-dirs --output {path} {quote(first)}")
        return path
    path = f"/etc/apt/keyrings/{node.name}.gpg"
    needs.update(("gnupg", "dirmngr"))
    server = node.options.get("keyserver") or "keyserver.ubuntu.com"
    host = server if "://" in server else f"hkp://{server}:80"
    commands.append("mkdir -p /etc/apt/keyrings")
    commands.append(f"gpg --batch --keyserver {host} --recv-keys {first}")
    commands.append(f"gpg --batch --yes --output {path} --export {first}")
    return path


def _repo_file(node: Repository) -> str:
    lines = [f"[{node.name}]", f"name={node.options.get('name', node.name)}"]
    lines += [f"baseurl={node.uri}"] if node.uri else []
    lines += [f"{key}={value}" for key, value in sorted(node.options.items()) if key != "name"]
    return "\n".join(lines) + "\n"
