"""Small modules of Chef that libraries call: PathHelper, Selinux, ConvertToClassName, ResourceHelpers and the like."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.chef.bridge import name_of
from translator.evaluate.ruby.native import define_class, define_module, module_function, singleton
from translator.evaluate.ruby.objects import RProc, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

Args: TypeAlias = "list[Value]"
Blk: TypeAlias = "RProc | None"

PATHS = "Chef::Util::PathHelper"
define_class(PATHS)
define_module("Chef::Util::Selinux")
define_module("Chef::ResourceHelpers::CronValidations")
define_module("Chef::ResourceHelpers::PathHelpers")
define_module("Chef::Platform::ServiceHelpers")


@module_function("Chef::Util::Selinux", "selinux_enabled?", "restore_security_context")
def selinux_enabled(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """A container has no SELinux of its own."""
    return False


@singleton(PATHS, "escape_glob_dir", "escape_glob")
def escape_glob(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    joined = posixpath.join(*(name_of(arg) for arg in args))
    return RString(re.sub(r"[\\{}\[\]*?]", lambda match: "\\" + match[0], joined))


@singleton(PATHS, "join")
def join(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("File"), "join", args)


@singleton(PATHS, "cleanpath", "canonical_path", "normalize")
def cleanpath(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(posixpath.normpath(name_of(args[0])))


@singleton(PATHS, "dirname")
def dirname(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(posixpath.dirname(name_of(args[0])))


@singleton(PATHS, "windows?", "is_sip_path?")
def never(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return False


@singleton(PATHS, "home")
def home(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return RString(posixpath.join("/root", *(name_of(arg) for arg in args)))


@module_function("Chef::Mixin::ConvertToClassName", "convert_to_class_name")
def convert_to_class_name(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    """ "apt_package" → "AptPackage"."""
    return RString("".join(part[:1].upper() + part[1:] for part in re.split(r"[_-]", name_of(args[0]))))


@module_function("Chef::Mixin::ConvertToClassName", "convert_to_snake_case")
def convert_to_snake_case(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    text = name_of(args[0])
    if len(args) > 1 and args[1] is not None:
        text = re.sub("^" + name_of(args[1]) + "(?:::)?", "", text)
    return RString(re.sub(r"([A-Z])", r"_\1", text).replace("::_", "_").lstrip("_").lower())


@module_function("Chef::Mixin::Checksum", "checksum")
def checksum(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return interp.call(interp.const("Digest::SHA256"), "hexdigest", [interp.call(interp.const("File"), "read", args)])


@module_function("Chef::Mixin::DescriptionHelpers", "ruby_description")
def no_description(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return None


@module_function("Chef::Platform::ServiceHelpers", "service_resource_providers", "config_for_service")
def service_providers(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.objects import Symbol

    return [Symbol.of("systemd")]
