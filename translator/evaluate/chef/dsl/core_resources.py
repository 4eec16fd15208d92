"""The methods of core resources that are no properties: template's helpers, ruby_block's block, remote_file's source."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.objects import Lazy, ResourceObject
from translator.evaluate.chef.run import ChefRun, run_of
from translator.evaluate.chef.validation import failed
from translator.evaluate.ruby.objects import NativeMethod, RClass, RHash, RObject, RProc, RString, Value
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"


def block(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """`block do … end` of a ruby_block."""
    if given is not None:
        self.ivars["block"] = given
    return self.ivars.get("block")


def template_source(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """A name, or several to try."""
    if not args or args[0] is None:
        return _output(run_of(interp), self, self.ivars.get("source"))
    if not isinstance(args[0], (RString, list, Lazy)):
        text = f"Option source must be a kind of [String, Array]!  You passed {interp.inspect(args[0])}."
        raise failed(interp, text)
    self.ivars["source"] = args[0]
    return args[0]


def remote_source(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """URLs, several of which are mirrors; always kept as an array."""
    run = run_of(interp)
    if not args or args == [None]:
        found = _output(run, self, self.ivars.get("source"))
        return [found] if isinstance(found, RString) else found
    if isinstance(args[0], Lazy):
        self.ivars["source"] = args[0]
        return args[0]
    urls = interp.call(list(args), "flatten")
    for url in urls:
        _check_url(interp, url)
    self.ivars["source"] = urls
    return urls


def _check_url(interp: Interpreter, url: Value) -> None:
    if isinstance(url, Unknown):
        return
    if isinstance(url, RString) and (":" in url.text or url.text.startswith("\\\\") or url.holes is not None):
        return
    raise interp.error(
        "Chef::Exceptions::InvalidRemoteFileURI",
        f"{interp.inspect(url)} is not a valid `source` parameter for remote_file. `source` must be an absolute URI or an "
        "array of URIs.",
    )


def _output(run: ChefRun, resource: ResourceObject, value: Value) -> Value:
    prop = run.property_of(resource.cls, "name")
    if isinstance(value, Lazy) and prop is not None:
        from translator.evaluate.chef.property import evaluate_lazy

        return evaluate_lazy(run, resource, value)
    return value


def helper(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """`helper(:name) { … }` of a template."""
    if given is None:
        text = "`helper(:method)` requires a block argument (e.g., `helper(:method) { code }`)"
        raise failed(interp, text)
    self.ivars["inline_helper_blocks"].set(args[0], given)
    return None


def helpers(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """`helpers(SomeModule)` or `helpers do def x … end end` of a template."""
    if given is not None:
        self.ivars["inline_helper_modules"].append(given)
    elif args and isinstance(args[0], RClass):
        self.ivars["helper_modules"].append(args[0])
    else:
        raise failed(interp, "`helpers` requires either a module name or inline module code as a block.")
    return None


def verify(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """`verify "nginx -t -c %{path}"`."""
    found = self.ivars.setdefault("verifications", [])
    if not args and given is None:
        return found
    check = RObject(interp.const_class("Chef::Resource::File::Verification"))
    check.ivars["command"] = args[0] if args else None
    found.append(check)
    return found


def env_alias(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    return interp.call(self, "environment", args)


def script_command(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """Scripts take their code by `code`."""
    if args and args[0] is not None:
        text = (
            f"Do not use the command property on a {run_of(interp).type_of(self)} resource, use the 'code' property "
            "instead."
        )
        raise interp.error("Chef::Exceptions::Script", text)
    return self.ivars.get("command")


def user_supports(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """`supports manage_home: true`, which Chef 12 took for the property of that name."""
    for key, value in args[0].items() if args and isinstance(args[0], RHash) else ():
        if name_of(key) in ("manage_home", "non_unique"):
            interp.call(self, name_of(key), [value])
    return None


def execute_path(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """`path ["/opt/x/bin"]`, which Chef 12 had for where commands are looked for."""
    if args and args[0] is not None:
        folders = args[0] if isinstance(args[0], list) else [args[0]]
        text = interp.call(list(folders), "join", [RString(":")])
        interp.call(self, "environment", [RHash([(RString("PATH"), text)])])
    return None


def link_path(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    return interp.call(self, "target_file", args)


def conditional_get(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    interp.call(self, "use_etag", args)
    return interp.call(self, "use_last_modified", args)


def message(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    if args and args[0] is not None:
        self.ivars["message"] = args[0]
    return self.ivars.get("message")


def to_ini(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    from translator.evaluate.chef.units import unit_text

    run = run_of(interp)
    return unit_text(run, run.value_of(self, "content"))


def remote_file_created(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    for name in ("remote_domain", "remote_user"):
        self.ivars.setdefault(name, None)
    return None


def sysctl_created(interp: Interpreter, self: ResourceObject, args: Args, given: Blk) -> Value:
    """sysctl needs a value for `apply`."""
    return None


METHODS: dict[str, dict[str, NativeMethod]] = {
    "RubyBlock": {"block": block},
    "WhyrunSafeRubyBlock": {"block": block},
    "Template": {"source": template_source, "helper": helper, "helpers": helpers},
    "RemoteFile": {
        "source": remote_source,
        "use_conditional_get": conditional_get,
        "after_created": remote_file_created,
    },
    "File": {"verify": verify},
    "Execute": {"env": env_alias, "path": execute_path},
    "User": {"supports": user_supports},
    "Script": {"command": script_command},
    "Link": {"path": link_path},
    "HttpRequest": {"message": message},
    "Directory": {},
    "SystemdUnit": {"to_ini": to_ini},
}


def define_core_methods(run: ChefRun) -> None:
    """Give the core classes of a run these methods."""
    verification = "Chef::Resource::File::Verification"
    run.interp.set_const(verification, run.interp.make_class(verification, run.interp.object))
    for path, functions in METHODS.items():
        cls = run.interp.const_class(f"Chef::Resource::{path}")
        cls.methods.update(functions)
    for path, names in (("Template", ("source",)), ("RemoteFile", ("source",)), ("RubyBlock", ("block",))):
        cls = run.interp.const_class(f"Chef::Resource::{path}")
        for name in names:
            _remember(run, cls, name)
    run.interp.table.changed()


def _remember(run: ChefRun, cls: RClass, name: str) -> None:
    """Let a variable that such a method sets count as a property when the resource is shown."""
    from translator.evaluate.chef.property import Property

    run.info(cls).properties[name] = Property(name, cls, {"desired_state": False})
