"""What cookbooks ask for and the repository does not hold: data, definitions, helpers, constants.

before:  node['deploy'].each { … }          php_fpm_pool "web" do … end        Opscode::Mysql
after:   unknown, its block followed once   a resource that says what it lacks  unknown

Real Chef stops at each of these. Here what they are needed for is reported with its line and everything else is
carried over. Code that rescues the error gets the error.
"""

from __future__ import annotations

import re

from translator.diagnostics import Code
from translator.evaluate.chef.adopt import Shelf
from translator.evaluate.chef.asked import first_line, is_statement, receiver_of, whole_line
from translator.evaluate.chef.dsl.declare import add_resource_dsl
from translator.evaluate.chef.node import NodeObject
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.chef.rescued import is_rescued
from translator.evaluate.chef.run import VERSION, ChefRun
from translator.evaluate.chef.stand_ins import stand_in
from translator.evaluate.ruby.absence import NOTHING
from translator.evaluate.ruby.binding import shape_of
from translator.evaluate.ruby.blocks import params_of
from translator.evaluate.ruby.budget import BudgetExceeded
from translator.evaluate.ruby.native import NATIVE_CLASSES
from translator.evaluate.ruby.objects import RClass, RObject, RProc, RubyError, Value
from translator.evaluate.values import Unknown
from translator.location import Span
from translator.parse.ruby import ast

_NAME_ERRORS = ("NameError", "NoMethodError")
_DECLARING = ("Chef::Recipe", "Chef::Provider")
_CLOSED = NATIVE_CLASSES.keys() - {"Chef::Node", "Chef::Mixin::Template::TemplateContext", "Object"}
_MOST_STAND_INS = 2_000
_OTHER_VERSION = "it was written for another version of Chef; check that nothing rests on what it changes there"
_PROBES = frozenset({"to_ary", "to_str", "to_hash", "to_proc", "to_io", "to_path", "to_regexp", "coerce", "call"})


def _is_chefs(cls: RClass) -> bool:
    """Tell whether a class is Chef's own: other versions of Chef have it otherwise."""
    return cls.name in NATIVE_CLASSES and cls.name.partition("::")[0] in ("Chef", "ChefConfig", "Mixlib", "Ohai")


class Absent:
    """The answers of one run. `lacking` are the cookbooks that are wanted and not there, `gems` those of the metadata."""

    def __init__(self, run: ChefRun, shelf: Shelf, lacking: set[str], gems: tuple[str, ...] = ()) -> None:
        self.run = run
        self.shelf = shelf
        self.lacking = lacking
        self.gems = gems
        self._reasons: set[str] = set()
        self._stand_ins = 0

    # --- what Ruby asks

    def method(self, receiver: Value, name: str, args: list[Value], block: RProc | None) -> Value:
        """A method that nothing defines: of nil, of what declares resources, of the node, of a cookbook's own class."""
        if name in _PROBES or is_rescued(self.run.interp, _NAME_ERRORS):
            return NOTHING
        if receiver is None or receiver is False:
            return self._of_nil(name, block)
        if self._by_class_name(name):
            return self.run.interp.call(receiver, name, args, block)
        if self.shelf.adopt_method(name):
            return self.run.interp.call(receiver, name, args, block)
        if self._declares(receiver):
            return self._undefined(receiver, name, args, block)
        if self._is_of_cookbook(receiver):
            return self._unknown(name, f"nothing in the repository defines the method {name}", block)
        if isinstance(receiver, RClass) and _is_chefs(receiver):
            return self._unknown(name, f"Chef {VERSION} has no {receiver.name}.{name}", block, _OTHER_VERSION)
        if self.gems:
            gems = ", ".join(self.gems)
            return self._unknown(
                name, f"nothing here defines {name}: it may come from a gem of the metadata ({gems})", block
            )
        return NOTHING

    def constant(self, scope: RClass, name: str) -> Value:
        """A class of Chef before its version 13, one of a cookbook that nobody declared, else an unknown value."""
        interp = self.run.interp
        if is_rescued(interp, _NAME_ERRORS):
            return NOTHING
        found = self._resource_constant(scope, name)
        if found is None and self.shelf.adopt_constant(name):
            found = scope.consts.get(name, interp.object.consts.get(name))
        if found is not None:
            return found
        path = name if scope is interp.object or scope.name is None or "#<" in scope.name else f"{scope.name}::{name}"
        interp.diagnose(Code.MISSING_DEFINITION, f"nothing in the repository defines the constant {path}")
        return self.know(f"nothing in the repository defines {path}", interp.span)

    def nil_argument(self, name: str, args: list[Value]) -> Value:
        """An operation that failed because nil was given to it."""
        if is_rescued(self.run.interp, ("TypeError",)):
            return NOTHING
        span = self.run.interp.span
        return self._missing_data(whole_line(span), f"a value in it is nil, which {name} does not take")

    def passes(self, test: ast.Node, branch: ast.Node, alone: bool) -> bool:
        """A branch that raises is not the one that the legacy machine took.

        It is passed over where its condition is not known, and where it is a check with no other branch: then what it
        demands is reported and code goes on as if it were given.
        """
        interp = self.run.interp
        unknown = interp.condition_is_unknown(test.span)
        if not (alone or unknown) or is_rescued(interp, None):
            return False
        if not unknown:
            hint = "give what it asks for with --attributes or --data-bags; real Chef would stop here"
            interp.diagnose(
                Code.PRECONDITION, f"this check fails and is passed over: {whole_line(test.span)}", branch.span, hint
            )
        return True

    def cookbook(self, name: str) -> bool:
        """A cookbook whose attributes are wanted: reported when it is not there at all."""
        if self.run.project.cookbook(name) is not None or is_rescued(self.run.interp, None):
            return False
        if name not in self.lacking:
            self.lacking.add(name)
            self.run.interp.diagnose(
                Code.MISSING_COOKBOOK, f"the cookbook {name} is not there; its attributes are wanted"
            )
        return True

    def file(self, path: str) -> Value:
        """A file or directory that nothing which is known makes: what packages and commands leave is not known."""
        interp = self.run.interp
        if is_rescued(interp, ("ENOENT", "SystemCallError", "IOError")):
            return NOTHING
        reason = f"nothing that is known makes {path}: what is in it is not known"
        interp.diagnose(Code.UNKNOWN_VALUE, reason)
        return self.know(reason, interp.span)

    def thaws(self) -> bool:
        """Strings of node data were not frozen before Chef 13."""
        return not is_rescued(self.run.interp, ("FrozenError", "RuntimeError"))

    def aliases(self, cls: RClass, name: str) -> bool:
        """A method that another version of Chef has: wrapped by the cookbook, and missing only when it is called."""
        own = cls.attached if isinstance(cls.attached, RClass) else cls
        if not _is_chefs(own) or is_rescued(self.run.interp, _NAME_ERRORS):
            return False
        self.run.interp.diagnose(
            Code.MISSING_DEFINITION, f"Chef {VERSION} has no {own.name}.{name}", hint=_OTHER_VERSION
        )
        return True

    def reopens(self, found: RClass) -> bool:
        """A class of Chef's own that another version has otherwise is opened as it is."""
        interp = self.run.interp
        if not _is_chefs(found) or is_rescued(interp, ("TypeError",)):
            return False
        interp.diagnose(
            Code.MISSING_DEFINITION, f"Chef {VERSION} has {found.name} in another form", hint=_OTHER_VERSION
        )
        return True

    def follow(self, unknown: Unknown, block: RProc) -> None:
        """Run a block of a recipe or an action once, with unknown items, so that what it declares is reported."""
        if block.block is None or not self.follows(unknown, block.self_value):
            return
        interp = self.run.interp
        frame = interp.frame
        items: list[Value] = [unknown] * max(1, len(shape_of(params_of(block.block)).required))
        try:
            interp.yield_block(block, items)
        except (RubyError, BudgetExceeded) as error:
            interp.frame = frame
            said = interp.message_of(error).text if isinstance(error, RubyError) else error.message
            text = f"this block was followed with unknown items, up to an error: {said}"
            interp.diagnose(Code.UNKNOWN_VALUE, text, block.block.span)

    def follows(self, unknown: Unknown, self_value: Value) -> bool:
        return unknown.reason in self._reasons and self._declares(self_value)

    # --- what is not known

    def know(self, reason: str, span: Span | None) -> Unknown:
        """Return an unknown value whose blocks are followed."""
        self._reasons.add(reason)
        return Unknown(reason, span)

    def attribute(self, cookbook: str) -> Unknown:
        """Return an attribute of a cookbook that is not there."""
        interp = self.run.interp
        reason = f"it is an attribute of the cookbook {cookbook}, which is not in the repository"
        hint = "add the cookbook with --cookbook-path, or give the attribute with --attributes"
        interp.diagnose(Code.MISSING_DATA, f"no value: {first_line(interp.span)} ({reason})", interp.span, hint)
        return self.know(reason, interp.span)

    def _of_nil(self, name: str, block: RProc | None) -> Value:
        asked = receiver_of(self.run.interp.span, name)
        unknown = self._missing_data(asked, f"{name} is called on it")
        if block is not None and isinstance(unknown, Unknown):
            self.follow(unknown, block)
        return unknown

    def _missing_data(self, asked: str, use: str) -> Value:
        interp = self.run.interp
        hint = "give the data with --attributes, --data-bags, --roles or --environments; real Chef would stop here"
        interp.diagnose(Code.MISSING_DATA, f"no value: {asked} ({use})", interp.span, hint)
        return self.know(f"{asked} has no value", interp.span)

    def _unknown(self, name: str, reason: str, block: RProc | None, hint: str = "") -> Unknown:
        interp = self.run.interp
        interp.diagnose(Code.MISSING_DEFINITION, reason, hint=hint)
        unknown = self.know(f"nothing in the repository defines {name}", interp.span)
        if block is not None:
            self.follow(unknown, block)
        return unknown

    # --- definitions, resources and helpers

    def _undefined(self, owner: Value, name: str, args: list[Value], block: RProc | None) -> Value:
        span = self.run.interp.span
        reason = f"nothing in the repository defines {name}"
        takes_items = block is not None and block.block is not None and bool(params_of(block.block))
        if span is None or takes_items or not is_statement(span) or self._stand_ins >= _MOST_STAND_INS:
            return self._unknown(name, reason, block)
        self._stand_ins += 1
        self.run.interp.diagnose(Code.MISSING_DEFINITION, reason, span)
        title = args[0] if args else None
        return stand_in(self.run, owner, name, title, block, self._lacking_text(reason), span)

    def _lacking_text(self, reason: str) -> str:
        if not self.lacking:
            return reason
        shown = ", ".join(sorted(self.lacking)[:6]) + (" …" if len(self.lacking) > 6 else "")
        return f"{reason}; cookbooks that are wanted and not there: {shown}"

    def _declares(self, value: Value) -> bool:
        return isinstance(value, RObject) and any(self.run.interp.is_a(value, name) for name in _DECLARING)

    def _is_of_cookbook(self, value: Value) -> bool:
        """Tell whether a value is a class, or an instance of one, that cookbooks wrote or give methods to."""
        if isinstance(value, RClass):
            return value.name not in NATIVE_CLASSES
        if not isinstance(value, RObject):
            return False
        return isinstance(value, (NodeObject, ResourceObject)) or value.cls.name not in _CLOSED

    def _by_class_name(self, name: str) -> bool:
        """Let a library's class answer to its name as a resource, as Chef 12 had it: Chef::Resource::DelayedExec."""
        path = "Chef::Resource::" + "".join(part.capitalize() for part in name.split("_"))
        run = self.run
        if run.resource_class(name) is not None or not name.isidentifier() or not run.interp.has_const(path):
            return False
        cls = run.interp.const_class(path)
        run.resource_handlers.provides(name, cls, {})
        if run.info(cls).resource_name is None:
            run.info(cls).resource_name = name
        add_resource_dsl(run, name)
        return True

    def _resource_constant(self, scope: RClass, name: str) -> Value:
        """`Chef::Resource::AptRepository`, which Chef 12 made of every resource file."""
        if scope.name != "Chef::Resource":
            return None
        return self.run.resource_class(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
