"""Roles, environments and Policyfiles: a `Document` in (Ruby or JSON), what it says out.

before:  name 'web'; run_list 'recipe[nginx]'; default_attributes 'nginx' => { 'port' => 81 }
after:   RoleData("web", run_lists={"_default": ("recipe[nginx]",)}, default_attributes={"nginx" => {"port" => 81}})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from translator.evaluate.chef.bridge import to_ruby
from translator.evaluate.chef.code import run_guarded
from translator.evaluate.chef.mash import Mash, VividMash
from translator.evaluate.chef.run_list import RoleData
from translator.evaluate.chef.run_list_object import items_in
from translator.evaluate.ruby.native import define_class, method
from translator.evaluate.ruby.objects import RClass, RHash, RObject, RProc, RString, Value
from translator.load.project import Document, Json

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

ROLE = "Chef::Role"
ENVIRONMENT = "Chef::Environment"
POLICY = "Chef::Policyfile"
for _name in (ROLE, ENVIRONMENT, POLICY):
    define_class(_name, "Object")


@dataclass(slots=True)
class EnvironmentData:
    """An environment as it was evaluated; `cookbook_versions` is name → constraint."""

    name: str
    default_attributes: RHash = field(default_factory=Mash)
    override_attributes: RHash = field(default_factory=Mash)
    cookbook_versions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PolicyData:
    """A Policyfile as it was evaluated. Attributes stand at the role levels."""

    name: str
    run_list: tuple[str, ...] = ()
    named_run_lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    default_attributes: RHash = field(default_factory=Mash)
    override_attributes: RHash = field(default_factory=Mash)


class _Nobody:
    """The root of attributes that nobody reads merged."""

    def reset(self, key: str | None) -> None:
        return None


class DocumentObject(RObject):
    """What a role, environment or Policyfile runs on; `data` is what it fills."""

    __slots__ = ("data",)

    def __init__(self, cls: RClass, data: RoleData | EnvironmentData | PolicyData) -> None:
        super().__init__(cls)
        self.data: Any = data


# --- reading


def read_role(interp: Interpreter, document: Document) -> RoleData:
    """Return what a role says."""
    role = RoleData(document.name)
    if not _from_ruby(interp, document, ROLE, role):
        data = document.data or {}
        role.run_lists = {"_default": _items(data.get("run_list") or data.get("recipes"))}
        by_environment = data.get("env_run_lists")
        for name, items in (by_environment if isinstance(by_environment, dict) else {}).items():
            role.run_lists[name] = _items(items)
        role.span = document.file.span
        _take_attributes(role, data)
    return role


def read_environment(interp: Interpreter, document: Document) -> EnvironmentData:
    """Return what an environment says."""
    environment = EnvironmentData(document.name)
    if not _from_ruby(interp, document, ENVIRONMENT, environment):
        data = document.data or {}
        versions = data.get("cookbook_versions")
        environment.cookbook_versions = {
            name: str(text) for name, text in (versions if isinstance(versions, dict) else {}).items()
        }
        _take_attributes(environment, data)
    return environment


def read_policy(interp: Interpreter, document: Document) -> PolicyData:
    """Return what a Policyfile, or its lock, says."""
    policy = PolicyData(document.name)
    policy.default_attributes, policy.override_attributes = VividMash(_Nobody(), None), VividMash(_Nobody(), None)
    if not _from_ruby(interp, document, POLICY, policy):
        data = document.data or {}
        policy.name = str(data.get("name") or document.name)
        policy.run_list = _items(data.get("run_list"))
        named = data.get("named_run_lists")
        policy.named_run_lists = {
            name: _items(items) for name, items in (named if isinstance(named, dict) else {}).items()
        }
        _take_attributes(policy, data)
    return policy


def _from_ruby(interp: Interpreter, document: Document, cls: str, data: Any) -> bool:
    interp.diagnostics.extend(error for error in document.errors if error not in interp.diagnostics)
    if document.is_ruby:
        run_guarded(interp, document.file, DocumentObject(interp.const_class(cls), data))
    return document.is_ruby


def _items(value: Json) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _take_attributes(target: RoleData | EnvironmentData | PolicyData, data: Mapping[str, Json]) -> None:
    for name in ("default_attributes", "override_attributes"):
        found = data.get(name)
        if isinstance(found, dict):
            setattr(target, name, Mash(to_ruby(found).items()))


# --- what their Ruby calls


def _attributes_of(level: str) -> Callable[[Interpreter, DocumentObject, Args, Blk], Value]:
    def attributes(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
        if args:
            if not isinstance(args[0], RHash):
                raise interp.error("Chef::Exceptions::ValidationFailed", f"Option {level} must be a kind of Hash")
            setattr(self.data, level, Mash(args[0].items()))
        return getattr(self.data, level)

    return attributes


for _cls in (ROLE, ENVIRONMENT):
    for _level in ("default_attributes", "override_attributes"):
        method(_cls, _level, argc=(0, 1), taint=True)(_attributes_of(_level))
        method(_cls, f"{_level}=", argc=1, taint=True)(_attributes_of(_level))
method(POLICY, "default", argc=0)(_attributes_of("default_attributes"))
method(POLICY, "override", argc=0)(_attributes_of("override_attributes"))


def described(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """The name is the file's, as Chef finds it; a description decides nothing."""
    if args and isinstance(self.data, PolicyData):
        self.data.name = interp.to_s(args[0]).text
    return RString(self.data.name)


for _cls in (ROLE, ENVIRONMENT, POLICY):
    method(_cls, "name", argc=(0, 1))(described)


def passed_over(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """Fields that decide nothing here."""
    return None


for _cls in (ROLE, ENVIRONMENT):
    method(_cls, "description")(passed_over)
method(POLICY, "method_missing", "default_source", "cookbook", "include_policy")(passed_over)


def _texts(interp: Interpreter, args: Args) -> tuple[str, ...]:
    return tuple(str(item) for item in items_in(interp, args))


@method(ROLE, "run_list", "recipes")
def role_run_list(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """run_list 'recipe[a]', 'role[b]'."""
    if args:
        self.data.run_lists["_default"] = _texts(interp, args)
        self.data.span = interp.span
    return [RString(item) for item in self.data.run_lists.get("_default", ())]


@method(ROLE, "env_run_lists", "env_run_list", argc=(0, 1))
def env_run_lists(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """env_run_lists 'production' => [...], '_default' => [...]."""
    found = args[0] if args and isinstance(args[0], RHash) else RHash()
    if args and "_default" not in {interp.to_s(key).text for key in found.keys()}:  # noqa: SIM118
        message = "_default key is required in env_run_lists.\n"
        raise interp.error("Chef::Exceptions::InvalidEnvironmentRunListSpecification", message)
    for key, items in found.items():
        self.data.run_lists[interp.to_s(key).text] = _texts(interp, [items])
    return None


@method(ROLE, "env_run_lists_add", "env_run_list_add", argc=(0, 1))
def env_run_lists_add(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """env_run_lists_add 'production' => [...]."""
    for key, items in args[0].items() if args and isinstance(args[0], RHash) else ():
        self.data.run_lists[interp.to_s(key).text] = _texts(interp, [items])
    return None


@method(ENVIRONMENT, "cookbook", argc=2)
def environment_cookbook(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """cookbook 'nginx', '= 1.2.0'."""
    self.data.cookbook_versions[interp.to_s(args[0]).text] = interp.to_s(args[1]).text
    return args[1]


@method(ENVIRONMENT, "cookbook_versions", argc=(0, 1))
def environment_versions(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """cookbook_versions 'nginx' => '= 1.2.0'."""
    for key, value in args[0].items() if args and isinstance(args[0], RHash) else ():
        self.data.cookbook_versions[interp.to_s(key).text] = interp.to_s(value).text
    return RHash((RString(name), RString(text)) for name, text in self.data.cookbook_versions.items())


@method(POLICY, "run_list")
def policy_run_list(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """run_list 'a::default', 'b'."""
    self.data.run_list = _texts(interp, args)
    return None


@method(POLICY, "named_run_list", argc=(1, None))
def policy_named_run_list(interp: Interpreter, self: DocumentObject, args: Args, block: Blk) -> Value:
    """named_run_list :update, 'a::update'."""
    self.data.named_run_lists[interp.to_s(args[0]).text] = _texts(interp, args[1:])
    return None
