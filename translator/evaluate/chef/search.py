"""search(): a type and a query in, the matching nodes, roles, environments or data bag items of the project out.

There is no server. Nodes are those of nodes/*.json, which a company that uses search seldom keeps; a search for
peers that finds none is therefore told to the user.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translator.evaluate.chef.attributes import Attributes
from translator.evaluate.chef.bridge import to_ruby
from translator.evaluate.chef.data_bags import ENCRYPTED, ITEM, ItemObject, is_encrypted, item_values
from translator.evaluate.chef.mash import Mash
from translator.evaluate.chef.node import NODE, NodeObject
from translator.evaluate.chef.policies import (
    ENVIRONMENT,
    ROLE,
    DocumentObject,
    EnvironmentData,
    read_environment,
    read_role,
)
from translator.evaluate.chef.run_list import RoleData, parse_item
from translator.evaluate.chef.run_list_object import make_run_list
from translator.evaluate.chef.secrecy import Secrecy
from translator.evaluate.chef.solr import compile_query, flatten
from translator.evaluate.ruby.objects import RHash, RString, Value
from translator.load.project import DataBagItem, Document, Json, Project

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

_NODE_LEVELS = ("default", "normal", "override", "automatic")


@dataclass(frozen=True, slots=True)
class Row:
    """One document that can be found: its data for the query, and what makes the Ruby object of it."""

    data: Mapping[str, Json]
    source: Document | DataBagItem | RoleData | EnvironmentData


def search(interp: Interpreter, project: Project, secrecy: Secrecy, kind: str, query: str) -> list[Value]:
    """Return the Ruby objects of what matches; solr.BadQuery when the query is not understood."""
    test = compile_query(query)
    rows = [row for row in _rows(interp, project, kind) if test(flatten(row.data))]
    return [_object(interp, row, secrecy) for row in rows]


def _rows(interp: Interpreter, project: Project, kind: str) -> Iterator[Row]:
    if kind == "node":
        for document in project.nodes:
            yield Row(node_document(document), document)
    elif kind == "role":
        for document in project.roles.values():
            yield _role(read_role(interp, document), document)
    elif kind == "environment":
        for document in project.environments.values():
            environment = read_environment(interp, document)
            yield Row({"name": environment.name, **(document.data or {})}, environment)
    else:
        for item in project.data_bags.get(kind, {}).values():
            yield Row(item.data, item)


def _role(role: RoleData, document: Document) -> Row:
    run_list: list[Json] = [*role.run_lists.get("_default", ())]
    return Row({"name": role.name, "run_list": run_list, **(document.data or {})}, role)


def node_document(document: Document) -> dict[str, Json]:
    """Return a node file as the server indexes it: its levels merged at the top, with its name and run list."""
    data = document.data or {}
    merged: dict[str, Json] = {}
    for level in _NODE_LEVELS:
        found = data.get(level)
        if isinstance(found, dict):
            merged.update(found)
    if not any(level in data for level in _NODE_LEVELS):
        merged.update({key: value for key, value in data.items() if key != "run_list"})
    items = [str(item) for item in found] if isinstance(found := data.get("run_list"), list) else []
    merged["name"] = data.get("name") or document.name
    merged["chef_environment"] = data.get("chef_environment") or "_default"
    merged["run_list"] = [*items]
    merged["role"] = [name for item in items for name in _named(item, "role")]
    merged["recipe"] = [name for item in items for name in _named(item, "recipe")]
    merged.setdefault("roles", merged["role"])
    merged.setdefault("recipes", merged["recipe"])
    return merged


def _named(text: str, kind: str) -> list[str]:
    try:
        item = parse_item(text)
    except ValueError:
        return []
    return [item.name] if item.type == kind else []


def _object(interp: Interpreter, row: Row, secrecy: Secrecy) -> Value:
    if isinstance(row.source, DataBagItem):
        cls = ENCRYPTED if is_encrypted(row.source) else ITEM
        return ItemObject(interp.const_class(cls), row.source.bag, item_values(row.source, secrecy, interp))
    if isinstance(row.source, RoleData):
        return DocumentObject(interp.const_class(ROLE), row.source)
    if isinstance(row.source, EnvironmentData):
        return DocumentObject(interp.const_class(ENVIRONMENT), row.source)
    return _node(interp, row, row.source.data or {}, secrecy)


def _node(interp: Interpreter, row: Row, data: Mapping[str, Json], secrecy: Secrecy) -> NodeObject:
    attributes = Attributes(secrecy)
    for level in _NODE_LEVELS:
        found = data.get(level)
        if isinstance(found, dict):
            attributes.replace(level, to_ruby(found))
    if not any(level in data for level in _NODE_LEVELS):
        attributes.replace("automatic", to_ruby({**row.data}))
    texts = row.data["run_list"]
    items = [parse_item(str(text)) for text in texts] if isinstance(texts, list) else []
    node = NodeObject(
        interp.const_class(NODE), attributes, RString(str(row.data["name"])), make_run_list(interp, items)
    )
    node.environment = RString(str(row.data["chef_environment"]))
    automatic = attributes.levels["automatic"]
    for key, value in {"name": node.name, "chef_environment": node.environment}.items():
        automatic.set(RString(key), value)
    for key in ("roles", "recipes"):
        if RString(key) not in automatic:
            automatic.set(RString(key), to_ruby(row.data[key]))
    return node


def filtered(interp: Interpreter, found: Value, wanted: RHash) -> RHash:
    """Return what `filter_result: { ip: ["ipaddress"] }` makes of one result."""
    made = Mash()
    for key, path in wanted.items():
        value = found
        for step in path if isinstance(path, list) else [path]:
            value = interp.call(value, "[]", [step]) if value is not None else None
        made.set(key, value)
    return made
