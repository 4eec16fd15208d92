"""From a Project to the node of a run: facts, environment, roles, policy and given attributes at their levels.

In: an interpreter and a project. Out: a `Prepared`, the node with its attributes as they are before any attribute
file, the expanded run list, and the cookbooks in compile order. `load_attribute_files` then runs those.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translator.diagnostics import Code
from translator.evaluate.chef import node_levels, version_string
from translator.evaluate.chef.attributes import Attributes
from translator.evaluate.chef.bridge import to_ruby
from translator.evaluate.chef.code import run_file
from translator.evaluate.chef.cookbook_files import FromFolder, WithCookbooks
from translator.evaluate.chef.cookbook_set import CookbookSet
from translator.evaluate.chef.data_query import give_data
from translator.evaluate.chef.lookup import Place
from translator.evaluate.chef.mash import AttrArray, ImmutableArray, ImmutableMash, Mash, VividMash
from translator.evaluate.chef.node import NODE, NodeObject, tags_of
from translator.evaluate.chef.policies import (
    EnvironmentData,
    PolicyData,
    read_environment,
    read_policy,
    read_role,
)
from translator.evaluate.chef.precedence import deep_merge, hash_only_merge
from translator.evaluate.chef.run_list import Expansion, RoleData, RunListItem, expand, parse_item
from translator.evaluate.chef.run_list_object import make_run_list
from translator.evaluate.chef.runtime_facts import mark_runtime
from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.chef.version_string import VersionString
from translator.evaluate.ruby.objects import RHash, RString, Value
from translator.evaluate.values import Hole, Runtime
from translator.load.project import Cookbook, InputFile, Project
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_ALIASES = {
    "ChefUtils::Mash": "Mash",
    "Chef::VersionString": "ChefUtils::VersionString",
    "Net::HTTPServerException": "Net::HTTPClientException",
}
_ = node_levels, version_string  # imported to file their methods


@dataclass(slots=True)
class Prepared:
    """A node ready for its attribute files. `recipes` is the expanded run list, `places` where roles name its items."""

    node: NodeObject
    recipes: tuple[RunListItem, ...]
    places: dict[str, Span]
    cookbooks: CookbookSet
    secrecy: Secrecy


def prepare_node(interp: Interpreter, project: Project) -> Prepared:
    """Build the node of a project; what is missing or wrong is diagnosed."""
    for alias, name in _ALIASES.items():
        interp.set_const(alias, interp.const_class(name))
    for kind in (Mash, VividMash, AttrArray, ImmutableMash, ImmutableArray, VersionString):
        interp.class_by_type[kind] = interp.const_class(kind.ruby_class)
    secrecy = Secrecy(project.settings)
    give_data(interp, project, secrecy)
    interp.machine = WithCookbooks(interp.machine, [book for books in project.cookbooks.values() for book in books])
    attributes = Attributes(secrecy)
    given = to_ruby(dict(project.attributes))
    run_list, wanted = _run_list(project, given), _wanted_environment(project, given)
    policy = _policy(interp, project)
    items = run_list or (policy.run_list if policy is not None else ())
    attributes.replace("automatic", mark_runtime(to_ruby(project.facts.data)))
    node = NodeObject(
        interp.const_class(NODE),
        attributes,
        _node_name(project, attributes),
        make_run_list(interp, _known_items(interp, items)),
    )
    attributes.replace("normal", given)
    tags_of(node)
    environment = _environment(interp, project, wanted)
    node.environment = RString(wanted)
    expansion = _expand(interp, project, items, wanted)
    _fill_levels(node, environment, expansion, policy)
    _fill_automatic(node, expansion)
    cookbooks = CookbookSet(interp, project, environment.cookbook_versions)
    cookbooks.load(expansion.recipes, expansion.places)
    _fill_cookbooks(node, cookbooks)
    node.load_attribute = AttributeFiles(interp, node, cookbooks).load
    return Prepared(
        node=node,
        recipes=tuple(expansion.recipes),
        places=dict(expansion.places),
        cookbooks=cookbooks,
        secrecy=secrecy,
    )


class AttributeFiles:
    """Runs attribute files on the node, each once."""

    def __init__(self, interp: Interpreter, node: NodeObject, cookbooks: CookbookSet) -> None:
        self._interp = interp
        self._node = node
        self._cookbooks = cookbooks
        self._loaded: set[tuple[str, str]] = set()

    def load(self, cookbook: str, name: str) -> bool:
        """Run one attribute file unless it ran before; False when there is none of that name. Ruby errors go up."""
        found = self._cookbooks.get(cookbook)
        if found is None and self._node.adopt(cookbook):
            found = self._cookbooks.get(cookbook)
        file = found.attributes.get(name) if found is not None else None
        if found is None or file is None:
            return False
        if (cookbook, name) not in self._loaded:
            self._loaded.add((cookbook, name))
            run_file(self._interp, file, self._node)
        return True


def load_attribute_files(interp: Interpreter, prepared: Prepared) -> None:
    """Run the attribute files of every cookbook in compile order; an error ends its file and is diagnosed."""
    for cookbook in list(prepared.cookbooks.order):
        load_attributes_of(interp, prepared, cookbook)


def load_attributes_of(interp: Interpreter, prepared: Prepared, cookbook: Cookbook) -> None:
    """Run the attribute files of one cookbook; an error ends its file and is diagnosed."""
    for name, _file in attribute_files(cookbook):
        interp.refill()
        interp.guard(lambda cookbook=cookbook, name=name: prepared.node.load_attribute(cookbook.name, name))  # type: ignore[misc]


def attribute_files(cookbook: Cookbook) -> list[tuple[str, InputFile]]:
    """Return a cookbook's attribute files as Chef runs them: default first, then by path."""
    ordered = sorted(cookbook.attributes.items(), key=lambda pair: (pair[0] != "default", pair[1].relative))
    return list(ordered)


def place_of(node: NodeObject) -> Place:
    """Return what the lookup of templates and files asks of the node."""
    read = {name: node.attributes.read(RString(name)) for name in ("fqdn", "platform", "platform_version")}
    return Place(**{name: value.text if isinstance(value, RString) else "" for name, value in read.items()})


# --- pieces


def _run_list(project: Project, given: RHash) -> tuple[str, ...]:
    """Return the run list: the project's, else the one in the attributes file, which is not an attribute."""
    found = given.delete(RString("run_list")) or given.delete(RString("recipes"))
    if project.run_list or not isinstance(found, list):
        return project.run_list
    return tuple(item.text for item in found if isinstance(item, RString))


def _wanted_environment(project: Project, given: RHash) -> str:
    """Return the name of the environment: the project's, else the one in the attributes file."""
    found = given.delete(RString("chef_environment"))
    if project.environment != "_default" or not isinstance(found, RString):
        return project.environment
    return found.text


def _known_items(interp: Interpreter, items: tuple[str, ...]) -> list[RunListItem]:
    found = []
    for text in items:
        try:
            found.append(parse_item(text))
        except ValueError as error:
            interp.diagnose(Code.BAD_PROJECT, str(error))
    return list(dict.fromkeys(found))


def _node_name(project: Project, attributes: Attributes) -> RString:
    if project.node_name:
        return RString(project.node_name, None, True)
    for fact in ("fqdn", "machinename", "hostname"):
        found = attributes.read(RString(fact))
        if isinstance(found, RString) and found.text:
            return RString(found.text, (Hole(Runtime("fqdn"), found.text),), True)
    return RString("machine", None, True)


def _environment(interp: Interpreter, project: Project, name: str) -> EnvironmentData:
    document = project.environments.get(name)
    if document is not None:
        return read_environment(interp, document)
    if name != "_default":
        interp.diagnose(Code.MISSING_DATA, f"there is no environment {name}")
    return EnvironmentData(name)


def _expand(interp: Interpreter, project: Project, items: tuple[str, ...], environment: str) -> Expansion:
    def role_named(name: str) -> RoleData | None:
        document = project.roles.get(name)
        return read_role(interp, document) if document is not None else None

    expansion = expand(items, environment, role_named)
    interp.span = None
    for name in expansion.missing:
        interp.diagnose(Code.MISSING_DATA, f"there is no role {name}", expansion.places.get(name))
    for message in expansion.bad:
        interp.diagnose(Code.BAD_PROJECT, message)
    return expansion


def _fill_levels(
    node: NodeObject, environment: EnvironmentData, expansion: Expansion, policy: PolicyData | None
) -> None:
    levels = {
        "env_default": environment.default_attributes,
        "env_override": environment.override_attributes,
        "role_default": expansion.default_attributes,
        "role_override": expansion.override_attributes,
    }
    if policy is not None:
        group = environment.name
        levels["role_default"] = deep_merge(_hoisted(policy.default_attributes, group), levels["role_default"])
        levels["role_override"] = deep_merge(_hoisted(policy.override_attributes, group), levels["role_override"])
        node.policy_name = RString(policy.name)
        node.policy_group = RString(group) if group != "_default" else None
    for level, data in levels.items():
        node.attributes.replace(level, data)


def _policy(interp: Interpreter, project: Project) -> PolicyData | None:
    """Return the policy of a project; its code sees the folders that lie beside its file."""
    if project.policy is None:
        return None
    machine = interp.machine
    books = [book for books in project.cookbooks.values() for book in books]
    interp.machine = FromFolder(machine, posixpath.dirname(project.policy.file.path), books)
    try:
        return read_policy(interp, project.policy)
    finally:
        interp.machine = machine


def _hoisted(data: RHash, group: str) -> RHash:
    """Return a policy's attributes with those of its policy group merged over them."""
    own = data.get(RString(group))
    return hash_only_merge(data, own) if isinstance(own, RHash) else data


def _fill_automatic(node: NodeObject, expansion: Expansion) -> None:
    automatic = node.attributes.levels["automatic"]

    def put(key: str, value: Value) -> None:
        automatic.set(RString(key), value)

    version = automatic.get(RString("platform_version"))
    if isinstance(version, RString):
        put("platform_version", VersionString(version.text, version.holes, True))
    put("name", node.name)
    put("chef_environment", node.environment)
    put("recipes", [RString(name) for item in expansion.recipes for name in _both_names(item)])
    put("expanded_run_list", [RString(_versioned(item)) for item in expansion.recipes])
    put("roles", [RString(name) for name in expansion.roles])
    if node.policy_name is not None:
        put("policy_name", node.policy_name)
        put("policy_group", node.policy_group)


def _both_names(item: RunListItem) -> tuple[str, ...]:
    """Return "foo" and "foo::default" for either of them, other recipes as they are."""
    if item.name.endswith("::default"):
        return item.name.removesuffix("::default"), item.name
    return (item.name,) if "::" in item.name else (item.name, f"{item.name}::default")


def _versioned(item: RunListItem) -> str:
    return f"{item.qualified}@{item.version}" if item.version else item.qualified


def _fill_cookbooks(node: NodeObject, cookbooks: CookbookSet) -> None:
    versions = RHash(
        (RString(book.name), RHash([(RString("version"), RString(cookbooks.metadata(book).version))]))
        for book in cookbooks.order
    )
    node.attributes.levels["automatic"].set(RString("cookbooks"), versions)
