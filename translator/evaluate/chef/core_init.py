"""What a core resource class sets when it is made, beside its properties' defaults.

before:  template "/etc/x.conf"
after:   @source is "x.conf.erb"
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.ruby.objects import RHash, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.chef.objects import ResourceObject
    from translator.evaluate.chef.run import ChefRun

Preparation: TypeAlias = "Callable[[ChefRun, ResourceObject, Value], None]"


def prepare(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    """Set what the class and its core superclasses set, the outermost first."""
    for cls in reversed(run.interp.table.ancestors(resource.cls)):
        preparation = PREPARATIONS.get(cls.name or "")
        if preparation is not None:
            preparation(run, resource, name)


def _package(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    prop = run.property_of(resource.cls, "package_name")
    assert prop is not None
    resource.ivars["package_name"] = prop.checked(run, resource, name)


def _execute(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["command"] = name if not isinstance(name, list) else run.interp.to_s(name)


def _script(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["command"] = None


def _interpreter(program: str) -> Preparation:
    def prepare_interpreter(run: ChefRun, resource: ResourceObject, name: Value) -> None:
        resource.ivars["interpreter"] = RString(program)

    return prepare_interpreter


def _template(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["source"] = RString(posixpath.basename(run.text(name)) + ".erb")
    resource.ivars["helper_modules"] = []
    resource.ivars["inline_helper_blocks"] = RHash()
    resource.ivars["inline_helper_modules"] = []


def _remote_file(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["source"] = []


def _remote_directory(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["delete"] = False


def _chef_gem(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["gem_binary"] = RString("/usr/bin/gem")


def _http_request(run: ChefRun, resource: ResourceObject, name: Value) -> None:
    resource.ivars["message"] = name


PREPARATIONS: dict[str, Preparation] = {
    "Chef::Resource::Package": _package,
    "Chef::Resource::Execute": _execute,
    "Chef::Resource::Script": _script,
    "Chef::Resource::Template": _template,
    "Chef::Resource::RemoteFile": _remote_file,
    "Chef::Resource::RemoteDirectory": _remote_directory,
    "Chef::Resource::HttpRequest": _http_request,
    "Chef::Resource::ChefGem": _chef_gem,
    **{
        f"Chef::Resource::{name}": _interpreter(program)
        for name, program in {
            "Bash": "bash",
            "Csh": "csh",
            "Ksh": "ksh",
            "Perl": "perl",
            "Python": "python",
            "Ruby": "ruby",
            "Batch": "cmd.exe",
            "PowershellScript": "powershell.exe",
        }.items()
    },
}
