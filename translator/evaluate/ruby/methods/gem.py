"""Gem::Version, Gem::Requirement, Gem::Dependency: RubyGems' rules for comparing versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translator.evaluate.ruby.methods.base import Args, Blk, plain, plain_singleton, show, text_of
from translator.evaluate.ruby.native import allocator, constant, define_class, define_module, method, singleton
from translator.evaluate.ruby.objects import RClass, RObject, RString, Symbol, Value

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_module("Gem")
define_class("Gem::Version", includes=("Comparable",))
define_class("Gem::Requirement")
define_class("Gem::Dependency")
define_class("Gem::Specification")
define_class("Gem::LoadError", "LoadError")
define_class("Gem::MissingSpecError", "Gem::LoadError")
define_class("Gem::Requirement::BadRequirementError", "ArgumentError")
VERSION = r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
CORRECT = re.compile(rf"\A\s*(?:{VERSION})?\s*\Z")
REQUIREMENT = re.compile(rf"\A\s*(=|!=|>=|<=|~>|>|<)?\s*({VERSION})\s*\Z")
Segments = tuple["int | str", ...]


class RVersion(RObject):
    """A Gem::Version by its text."""

    __slots__ = ("text",)

    def __init__(self, cls: RClass, text: str = "0") -> None:
        super().__init__(cls)
        self.text = text


def segments(text: str) -> Segments:
    """Return the numbers and words of a version: "1.2.a1" is (1, 2, "a", 1)."""
    pieces = re.findall(r"[0-9]+|[a-z]+", text, re.IGNORECASE)
    return tuple(int(piece) if piece.isdigit() else piece for piece in pieces)


def _canonical(text: str) -> Segments:
    found = list(segments(text))
    words = next((at for at, piece in enumerate(found) if isinstance(piece, str)), len(found))
    head, tail = found[:words], found[words:]
    for piece in (head, tail):
        while piece and piece[-1] == 0:
            piece.pop()
    return (*head, *tail)


def order(left: str, right: str) -> int:
    """Return -1, 0 or 1 as RubyGems orders two versions: a word is less than any number."""
    ours, theirs = _canonical(left), _canonical(right)
    for at in range(max(len(ours), len(theirs))):
        one = ours[at] if at < len(ours) else 0
        other = theirs[at] if at < len(theirs) else 0
        if one == other:
            continue
        if isinstance(one, str) != isinstance(other, str):
            return -1 if isinstance(one, str) else 1
        return -1 if one < other else 1  # type: ignore[operator]
    return 0


@allocator("Gem::Version")
def allocate_version(interp: Interpreter, cls: RClass) -> RVersion:
    return RVersion(cls)


def version_of(interp: Interpreter, value: Value) -> RVersion:
    """Return a version given as one or as text; ArgumentError when it is malformed."""
    if isinstance(value, RVersion):
        return value
    text = text_of(interp, value)
    if not CORRECT.match(text):
        raise interp.error("ArgumentError", f"Malformed version number string {text}")
    return RVersion(interp.const_class("Gem::Version"), text.strip().replace("-", ".pre.") or "0")


@method("Gem::Version", "initialize", argc=1, private=True)
def version_initialize(interp: Interpreter, self: RVersion, args: Args, block: Blk) -> Value:
    self.text = version_of(interp, args[0]).text
    return None


@plain_singleton("Gem::Version", "create")
def version_create(interp: Interpreter, self: RClass, value: Value) -> Value:
    return None if value is None else version_of(interp, value)


@plain_singleton("Gem::Version", "correct?")
def version_correct(interp: Interpreter, self: RClass, value: Value) -> Value:
    return CORRECT.match(text_of(interp, value)) is not None


@plain("Gem::Version", "<=>")
def version_order(interp: Interpreter, self: RVersion, other: Value) -> Value:
    if isinstance(other, RString) and CORRECT.match(other.text):
        other = version_of(interp, other)
    return order(self.text, other.text) if isinstance(other, RVersion) else None


@plain("Gem::Version", "eql?")
def version_eql(interp: Interpreter, self: RVersion, other: Value) -> Value:
    return isinstance(other, RVersion) and self.text == other.text


@plain("Gem::Version", "hash")
def version_hash(interp: Interpreter, self: RVersion) -> Value:
    return interp.call(RString(".".join(map(str, _canonical(self.text)))), "hash", [])


@plain("Gem::Version", "to_s", "version")
def version_to_s(interp: Interpreter, self: RVersion) -> Value:
    return RString(self.text)


@plain("Gem::Version", "inspect")
def version_inspect(interp: Interpreter, self: RVersion) -> Value:
    return RString(f'#<Gem::Version "{self.text}">')


@plain("Gem::Version", "segments")
def version_segments(interp: Interpreter, self: RVersion) -> Value:
    return [RString(piece) if isinstance(piece, str) else piece for piece in segments(self.text)]


@plain("Gem::Version", "canonical_segments")
def version_canonical(interp: Interpreter, self: RVersion) -> Value:
    return [RString(piece) if isinstance(piece, str) else piece for piece in _canonical(self.text)]


@plain("Gem::Version", "prerelease?")
def version_prerelease(interp: Interpreter, self: RVersion) -> Value:
    return re.search(r"[a-zA-Z]", self.text) is not None


def _release(text: str) -> str:
    found = []
    for piece in segments(text):
        if isinstance(piece, str):
            break
        found.append(str(piece))
    return ".".join(found) if re.search(r"[a-zA-Z]", text) else text


@plain("Gem::Version", "release")
def version_release(interp: Interpreter, self: RVersion) -> Value:
    return RVersion(self.cls, _release(self.text))


def bumped(text: str) -> str:
    """Return the version before which `~>` stays: the last number dropped, the one before raised."""
    numbers = [piece for piece in segments(_release(text)) if isinstance(piece, int)]
    if len(numbers) > 1:
        numbers.pop()
    return ".".join(map(str, [*numbers[:-1], numbers[-1] + 1]))


@plain("Gem::Version", "bump")
def version_bump(interp: Interpreter, self: RVersion) -> Value:
    return RVersion(self.cls, bumped(self.text))


@plain("Gem::Version", "approximate_recommendation")
def version_recommendation(interp: Interpreter, self: RVersion) -> Value:
    return RString("~> " + ".".join(str(piece) for piece in (*segments(_release(self.text)), 0)[:2]))


# --- requirements


class RRequirement(RObject):
    """A Gem::Requirement: pairs of operator and version text."""

    __slots__ = ("pairs",)

    def __init__(self, cls: RClass, pairs: tuple[tuple[str, str], ...] = ((">=", "0"),)) -> None:
        super().__init__(cls)
        self.pairs = pairs


def satisfied(operator: str, wanted: str, version: str) -> bool:
    """Tell whether a version fulfils one requirement."""
    answer = order(version, wanted)
    if operator == "~>":
        return answer >= 0 and order(_release(version), bumped(wanted)) < 0
    return {
        "=": answer == 0,
        "!=": answer != 0,
        ">": answer > 0,
        "<": answer < 0,
        ">=": answer >= 0,
        "<=": answer <= 0,
    }[operator]


@allocator("Gem::Requirement")
def allocate_requirement(interp: Interpreter, cls: RClass) -> RRequirement:
    return RRequirement(cls)


def requirement_of(interp: Interpreter, args: Args) -> tuple[tuple[str, str], ...]:
    """Return the pairs that one or more requirement texts mean."""
    pairs: list[tuple[str, str]] = []
    for value in [item for arg in args for item in (arg if isinstance(arg, list) else [arg])]:
        if isinstance(value, RRequirement):
            pairs.extend(value.pairs)
        elif isinstance(value, RVersion):
            pairs.append(("=", value.text))
        elif value is not None:
            found = REQUIREMENT.match(text_of(interp, value))
            if found is None:
                raise interp.error(
                    "Gem::Requirement::BadRequirementError", f"Illformed requirement [{show(interp, value)}]"
                )
            pairs.append((found.group(1) or "=", found.group(2)))
    return tuple(pairs) or ((">=", "0"),)


@method("Gem::Requirement", "initialize", private=True)
def requirement_initialize(interp: Interpreter, self: RRequirement, args: Args, block: Blk) -> Value:
    self.pairs = requirement_of(interp, args)
    return None


@singleton("Gem::Requirement", "create")
def requirement_create(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RRequirement(self, requirement_of(interp, args))


@singleton("Gem::Requirement", "default", argc=0)
def requirement_default(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return RRequirement(self)


@singleton("Gem::Requirement", "parse", argc=1)
def requirement_parse(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    operator, version = requirement_of(interp, args)[0]
    return [RString(operator), version_of(interp, RString(version))]


@plain("Gem::Requirement", "satisfied_by?", "===", "=~")
def requirement_satisfied(interp: Interpreter, self: RRequirement, version: Value) -> Value:
    text = version_of(interp, version).text
    return all(satisfied(operator, wanted, text) for operator, wanted in self.pairs)


@plain("Gem::Requirement", "to_s")
def requirement_to_s(interp: Interpreter, self: RRequirement) -> Value:
    return RString(", ".join(sorted(f"{operator} {version}" for operator, version in self.pairs)))


@plain("Gem::Requirement", "inspect")
def requirement_inspect(interp: Interpreter, self: RRequirement) -> Value:
    shown = ", ".join(f'"{operator} {version}"' for operator, version in self.pairs)
    return RString(f"Gem::Requirement.new({shown})")


@plain("Gem::Requirement", "requirements")
def requirement_requirements(interp: Interpreter, self: RRequirement) -> Value:
    return [[RString(operator), version_of(interp, RString(version))] for operator, version in self.pairs]


@plain("Gem::Requirement", "==")
def requirement_equal(interp: Interpreter, self: RRequirement, other: Value) -> Value:
    return isinstance(other, RRequirement) and sorted(self.pairs) == sorted(other.pairs)


@plain("Gem::Requirement", "exact?")
def requirement_exact(interp: Interpreter, self: RRequirement) -> Value:
    return len(self.pairs) == 1 and self.pairs[0][0] == "="


# --- dependencies and what is installed


@method("Gem::Dependency", "initialize", argc=(1, None), private=True)
def dependency_initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    wanted = [arg for arg in args[1:] if not isinstance(arg, Symbol)]
    cls = interp.const_class("Gem::Requirement")
    self.ivars["name"], self.ivars["requirement"] = args[0], RRequirement(cls, requirement_of(interp, wanted))
    return None


@plain("Gem::Dependency", "name")
def dependency_name(interp: Interpreter, self: RObject) -> Value:
    return self.ivars["name"]


@plain("Gem::Dependency", "requirement")
def dependency_requirement(interp: Interpreter, self: RObject) -> Value:
    return self.ivars["requirement"]


@plain("Gem::Dependency", "match?", "matches_spec?")
def dependency_match(interp: Interpreter, self: RObject, name: Value, version: Value = None) -> Value:
    same = interp.equal(self.ivars["name"], name)
    return same and (version is None or requirement_satisfied(interp, self.ivars["requirement"], version))


@plain("Gem::Dependency", "matching_specs")
def matching_specs(interp: Interpreter, self: RObject) -> Value:
    return []


@singleton("Gem::Specification", "find_by_name", "find_by_path")
def find_by_name(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    name = text_of(interp, args[0])
    raise interp.error("Gem::MissingSpecError", f"Could not find '{name}' (>= 0) among 0 total gem(s)")


@singleton("Gem::Specification", "find_all_by_name", "stubs", "to_a", "all", "select", "map")
def find_all_by_name(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return []


@singleton("Gem", "loaded_specs", argc=0)
def loaded_specs(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    from translator.evaluate.ruby.objects import RHash

    return RHash()


@singleton("Gem", "clear_paths", "refresh", argc=0)
def clear_paths(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return None


@singleton("Gem", "ruby_version", "rubygems_version", argc=0)
def ruby_version(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return version_of(interp, RString("3.1.2"))


@singleton("Gem", "win_platform?", argc=0)
def win_platform(interp: Interpreter, self: RClass, args: Args, block: Blk) -> Value:
    return False


@constant("Gem", "VERSION")
def gem_version(interp: Interpreter) -> Value:
    return RString("3.3.5")
