"""What core resources do to the simulated machine on a first converge, one small function a family.

in:   the resource, the action and the recorder's entry of this step
out:  the machine changed, the entry's content or tree filled in, the resource marked updated where Chef would
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.blocks import follow
from translator.evaluate.chef.bridge import to_data
from translator.evaluate.chef.contents import remote_tree, text_of_file
from translator.evaluate.chef.machine import Access
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.chef.recorder import StepEntry
from translator.evaluate.chef.snapshot import effective_properties
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.objects import RProc, RString, RubyError, Value
from translator.registry import Registry

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun

Effect: TypeAlias = "Callable[[ChefRun, ResourceObject, str, StepEntry], bool]"
EFFECTS: Registry[Effect] = Registry("effect of a core resource")


def simulate(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> None:
    """Let a core resource act; anything without an effect of its own counts as done."""
    entry.effective = effective_properties(run, resource)
    effect = _effect_of(run, resource)
    changed = effect(run, resource, action, entry) if effect is not None else True
    resource.updated_last = changed
    resource.updated = resource.updated or changed


def preview(run: ChefRun, resource: ResourceObject, entry: StepEntry) -> None:
    """Work out what a file-like resource would write although it does not act now; failures are nobody's concern."""
    if not any((cls.name or "").startswith("Chef::Resource::File") for cls in run.interp.table.ancestors(resource.cls)):
        return
    interp = run.interp
    frame, said, noted = interp.frame, len(interp.diagnostics), set(resource.ivars)
    try:
        entry.effective = {"path": to_data(run.value_of(resource, "path"))}
        content, entry.content_from = text_of_file(run, resource)
        entry.content = content.data() if isinstance(content, RString) else content
    except (RubyError, BudgetExceeded):
        interp.frame = frame
    del interp.diagnostics[said:]
    for name in set(resource.ivars) - noted:
        del resource.ivars[name]


def _effect_of(run: ChefRun, resource: ResourceObject) -> Effect | None:
    for cls in run.interp.table.ancestors(resource.cls):
        name = (cls.name or "").removeprefix("Chef::Resource::")
        found = EFFECTS.get(name)
        if found is not None:
            return found
    return None


def text(run: ChefRun, resource: ResourceObject, name: str) -> str:
    """Return a property as text, "" when it has no value."""
    value = run.value_of(resource, name)
    return "" if value is None else run.text(value)


def names(run: ChefRun, resource: ResourceObject, name: str) -> list[str]:
    """Return a property that is a String or an Array of them."""
    value = run.value_of(resource, name)
    items = value if isinstance(value, list) else [value]
    return [run.text(item) for item in items if item is not None]


# --- files


def remember_access(run: ChefRun, resource: ResourceObject, path: str) -> None:
    """Let the machine know owner, group and mode, for code that moves the file on."""
    mode = run.value_of(resource, "mode")
    digits = f"{mode:o}" if isinstance(mode, int) else text(run, resource, "mode").removeprefix("0o")
    owner, group = text(run, resource, "owner"), text(run, resource, "group")
    run.machine.give(path, Access(owner, group, digits and digits.rjust(4, "0")))


@EFFECTS.register("File", "Template", "CookbookFile")
def write_file(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    path = text(run, resource, "path")
    there = bool(run.machine.exists(path))
    if action == "delete":
        run.machine.remove(path)
        return there
    if action == "touch":
        if not there:
            run.machine.make_file(path, RString(""))
        return True
    doubts = len(run.interp.doubts)
    content, place = text_of_file(run, resource)
    entry.doubt = "; ".join(dict.fromkeys(run.interp.doubts[doubts:]))
    if isinstance(content, bytes):
        entry.content = content
    elif content is not None:
        entry.content = content.data()
    entry.content_from = place
    if action == "create_if_missing" and there:
        return False
    remember_access(run, resource, path)
    before = run.machine.files.get(path)
    kept = content if isinstance(content, RString) else _decoded(content)
    if there and kept is None and not _has_no_content(content):
        return False
    run.machine.make_file(path, kept if kept is not None else RString(""))
    return not there or before is None or kept is None or before.text != kept.text


def _has_no_content(content: Value) -> bool:
    return content is not None


def _decoded(content: bytes | None) -> RString | None:
    if content is None:
        return None
    try:
        return RString(content.decode())
    except UnicodeDecodeError:
        return None


@EFFECTS.register("RemoteFile")
def fetch_file(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    path = text(run, resource, "path")
    there = bool(run.machine.exists(path))
    if action == "delete":
        run.machine.remove(path)
        return there
    if not there or action == "create":
        run.machine.make_file(path, None)
    return not there or action == "create"


@EFFECTS.register("Directory")
def make_directory(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    path = text(run, resource, "path")
    there = bool(run.machine.is_dir(path))
    if action == "delete":
        run.machine.remove(path)
        return there
    run.machine.make_dir(path)
    return not there


@EFFECTS.register("RemoteDirectory")
def copy_directory(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    path = text(run, resource, "path")
    if action == "delete":
        run.machine.remove(path)
        return True
    entry.tree = remote_tree(run, resource)
    run.machine.make_dir(path)
    for file in entry.tree:
        run.machine.make_file(posixpath.join(path, file.path), _decoded(file.content))
    return True


@EFFECTS.register("Link")
def make_link(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    path, target = text(run, resource, "target_file"), text(run, resource, "to")
    if action == "delete":
        there = run.machine.is_link(path)
        run.machine.remove(path)
        return bool(there)
    same = run.machine.links.get(path) == target
    run.machine.make_link(path, target)
    return not same


@EFFECTS.register("ArchiveFile")
def extract(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    run.machine.make_dir(text(run, resource, "destination"))
    return True


@EFFECTS.register("Git", "Subversion")
def check_out(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    run.machine.make_dir(text(run, resource, "destination"))
    return True


@EFFECTS.register("SystemdUnit")
def write_unit(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    run.interp.call(resource, "unit_name")
    from translator.evaluate.chef.units import unit_text

    if action in ("create", "delete"):
        path = f"/etc/systemd/system/{text(run, resource, 'unit_name')}"
        if action == "delete":
            run.machine.remove(path)
            return True
        content = unit_text(run, run.value_of(resource, "content"))
        entry.content = content.data() if content is not None else None
        run.machine.make_file(path, content)
    return True


# --- packages, users, services


@EFFECTS.register("Package")
def install_package(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    wanted = set(names(run, resource, "package_name"))
    if action in ("remove", "purge"):
        there = bool(wanted & run.machine.packages)
        run.machine.packages -= wanted
        return there
    new = bool(wanted - run.machine.packages)
    run.machine.install(wanted)
    return new or action not in ("install", "upgrade")


@EFFECTS.register("User")
def add_user(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    name = text(run, resource, "username")
    there = name in run.machine.users
    if action == "remove":
        run.machine.users.discard(name)
        return there
    home = text(run, resource, "home")
    if action == "create":
        run.machine.add_user(name, home)
        if run.value_of(resource, "manage_home") is True:
            run.machine.make_dir(home or f"/home/{name}")
    return not there or action != "create"


@EFFECTS.register("Group")
def add_group(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    name = text(run, resource, "group_name")
    there = name in run.machine.groups
    if action == "remove":
        run.machine.groups.discard(name)
        return there
    if action == "create":
        run.machine.groups.add(name)
    return not there or resource.ivars.get("members") is not None


@EFFECTS.register("Log", "Breakpoint", "ChefSleep")
def say(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    """Writing to the log changes nothing."""
    return False


# --- commands and code


@EFFECTS.register("Execute")
def run_command(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    creates = text(run, resource, "creates")
    if creates and run.machine.exists(creates):
        return False
    if creates:
        run.machine.make_file(creates, None)
    return True


@EFFECTS.register("RubyBlock")
def run_block(run: ChefRun, resource: ResourceObject, action: str, entry: StepEntry) -> bool:
    """Run the block in the interpreter; what it cannot do is reported and the converge goes on."""
    block = resource.ivars.get("block")
    if isinstance(block, RProc):
        follow(run, resource, block, entry)
    return True
