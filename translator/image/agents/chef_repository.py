"""A loaded Chef `Project` → the repository, settings and facts that a real Chef reads, as files below WORK.

Only the cookbooks that the run list leads to are handed over, each under its name, whatever its folder is called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from translator.image.agents.base import WORK
from translator.load.project import Cookbook, Document, Project

REPOSITORY = "repository"
_ITEM = re.compile(r"\b(recipe|role)\[([\w.-]+)")
_DEPENDS = re.compile(r"""^\s*depends[\s(]+["']([^"'#]+)["'](?:\s*,\s*["']([^"'#]+)["'])?""", re.MULTILINE)
_LOOPED = re.compile(r"%w[(\[{]([^)\]}]*)[)\]}]\.each\s*(?:do|\{)\s*\|(\w+)\|\s*depends[\s(]+\2\b")
_WORD = re.compile(r"[\w.-]+")
_OWN_TESTS = ("spec/", "test/", "tests/", "features/")

CLIENT_FILE = "/etc/chef/client.rb"
"""Where a machine has it: paths beside it, as that of Ohai's plugins, are those that the conversion takes."""
CLIENT = """\
# Written by cook2image verify.
local_mode true
chef_repo_path {repository!r}
cookbook_path [{cookbooks!r}]
file_cache_path '/var/chef/cache'
file_backup_path '/var/chef/backup'
client_key '{work}/client.pem'
node_path '{work}/nodes'
node_name {node_name!r}
environment {environment!r}
json_attribs '{work}/attributes.json'
cookbook_sync_threads 1
minimal_ohai true
log_level :warn
color false
no_lazy_load true
require '{work}/handler.rb'
Ohai::System.prepend(Cook2image::GivenFacts)
event_handlers << Cook2image::Handler.new
"""


def repository_files(project: Project) -> dict[str, bytes]:
    """Return every file by its path below WORK."""
    files: dict[str, bytes] = {}
    for name, book in needed(project).items():
        files |= _cookbook_files(name, book)
    for name, version in missing(project).items():
        files |= _empty_cookbook(name, version)
    for kind, documents in (("roles", project.roles), ("environments", project.environments)):
        files |= {f"{REPOSITORY}/{kind}/{_file_name(each)}": each.file.content for each in documents.values()}
    for bag, items in project.data_bags.items():
        files |= {f"{REPOSITORY}/data_bags/{bag}/{key}.json": _json(item.data) for key, item in items.items()}
    if project.environment not in ("_default", *project.environments):
        files[f"{REPOSITORY}/environments/{project.environment}.json"] = _json({"name": project.environment})
    files["facts.json"] = _json(project.facts.data)
    files["attributes.json"] = _json({**project.attributes, "run_list": list(run_list(project))})
    files[CLIENT_FILE] = client(project).encode()
    return files


def client(project: Project) -> str:
    """Return the client.rb of the run."""
    return CLIENT.format(
        repository=f"{WORK}/{REPOSITORY}",
        cookbooks=f"{WORK}/{REPOSITORY}/cookbooks",
        work=WORK,
        node_name=node_name(project),
        environment=project.environment,
    )


def run_list(project: Project) -> tuple[str, ...]:
    """Return the run list, that of the attributes when there is no other."""
    given = project.attributes.get("run_list")
    return project.run_list or tuple(str(item) for item in (given if isinstance(given, list) else []))


def node_name(project: Project) -> str:
    """Return what the node is called: as it was told, else by its facts."""
    told = (project.facts.data.get(fact) for fact in ("fqdn", "machinename", "hostname"))
    return project.node_name or next((str(name) for name in told if name), "node")


def needed(project: Project) -> dict[str, Cookbook]:
    """Return the cookbooks that the run list, its roles and their dependencies name; all when they name none."""
    found: dict[str, Cookbook] = {}
    names = list(_named(project))
    while names:
        name = names.pop()
        book = project.cookbook(name)
        if book is not None and name not in found:
            found[name] = book
            names += sorted(_mentioned(book) & project.cookbooks.keys())
    return found or {name: books[0] for name, books in project.cookbooks.items()}


def missing(project: Project) -> dict[str, str]:
    """Return the dependencies that the repository lacks, each with a version that its constraint allows.

    Chef would refuse to run; the conversion went on without them, and so does the question what the rest would change.
    """
    asked: dict[str, str] = {}
    for book in needed(project).values():
        for name, constraint in _dependencies(book):
            if project.cookbook(name) is None:
                asked[name] = max(asked.get(name, ""), _version(constraint))
    return asked


def _dependencies(book: Cookbook) -> list[tuple[str, str]]:
    text = book.metadata.text if book.metadata else ""
    if book.metadata is None or book.metadata.relative != "metadata.json":
        looped = [(name, "") for names, _ in _LOOPED.findall(text) for name in names.split()]
        return [*_DEPENDS.findall(text), *looped]
    try:
        data = json.loads(text)
    except ValueError:
        return []
    found = data.get("dependencies") if isinstance(data, dict) else None
    return [(str(name), str(constraint)) for name, constraint in (found or {}).items()]


def _version(constraint: str) -> str:
    """Return a version that a constraint allows: 2.1.0 for "~> 2.1", 1.0.1 for "> 1.0", 0.0.0 for "< 3.0"."""
    numbers = [int(number) for number in re.findall(r"\d+", constraint)][:3]
    numbers += [0] * (3 - len(numbers))
    if constraint.strip().startswith("> "):
        numbers[2] += 1
    return "0.0.0" if constraint.strip().startswith("<") else ".".join(map(str, numbers))


def _empty_cookbook(name: str, version: str) -> dict[str, bytes]:
    top = f"{REPOSITORY}/cookbooks/{name}"
    metadata = f"name {name!r}\nversion {version!r}\n".encode()
    return {f"{top}/metadata.rb": metadata, f"{top}/recipes/default.rb": b""}


def _named(project: Project) -> Iterator[str]:
    roles: set[str] = set()
    texts = [" ".join(_bracketed(run_list(project)))]
    while texts:
        for kind, name in _ITEM.findall(texts.pop()):
            if kind == "recipe":
                yield name
            elif name in project.roles and name not in roles:
                roles.add(name)
                texts.append(project.roles[name].file.text)


def _bracketed(items: Iterable[str]) -> Iterator[str]:
    return (item if "[" in item else f"recipe[{item}]" for item in items)


def _mentioned(book: Cookbook) -> set[str]:
    """Return every word of the metadata: it is Ruby, and `depends` may stand in a loop over names."""
    return set(_WORD.findall(book.metadata.text)) if book.metadata else set()


def _cookbook_files(name: str, book: Cookbook) -> dict[str, bytes]:
    top = f"{REPOSITORY}/cookbooks/{name}"
    kept = {path: file for path, file in book.folder.files.items() if not path.startswith(_OWN_TESTS)}
    files = {f"{top}/{path}": file.content for path, file in kept.items()}
    return files if book.metadata else {**files, f"{top}/metadata.rb": f"name {name!r}\n".encode()}


def _file_name(document: Document) -> str:
    return f"{document.name}.{'rb' if document.is_ruby else 'json'}"


def _json(data: object) -> bytes:
    return json.dumps(data).encode()
