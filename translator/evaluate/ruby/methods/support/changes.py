"""Changes that Ruby code makes to files: an Effect for the machine, and a Diagnostic where nobody can carry it over.

before:  File.write("/etc/a", "x") in the block of a ruby_block
after:   machine.change(Effect(WRITE, "/etc/a", "x")); without a machine that takes changes it is refused
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code
from translator.evaluate.catalog import Effect, EffectKind
from translator.evaluate.ruby.methods.file_path import expanded, path_of
from translator.evaluate.ruby.objects import RString, Value
from translator.evaluate.values import Text

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter


def spot(interp: Interpreter, value: Value) -> str | Text:
    """Return the absolute path that an argument names, with its holes where it has some."""
    path = path_of(interp, value)
    return expanded(path.text) if path.holes is None else Text(path.holes)


def change(interp: Interpreter, shown: str, kind: EffectKind, path: str | Text, **fields: Any) -> None:
    """Let the simulated machine make a change; tell the user when it will not be in the image."""
    maker = getattr(interp.machine, "change", None)
    if maker is None:
        interp.refuse(shown)
    elif not maker(Effect(kind=kind, path=path, span=interp.span, **fields)):
        interp.diagnose(Code.MANUAL, f"{shown} from Ruby code is not carried into the image")


def write(interp: Interpreter, path: str | Text, content: RString, verb: str = "writing", **access: str) -> None:
    change(interp, f"{verb} {name(path)}", EffectKind.WRITE, path, content=content.data(), **access)


def remove(interp: Interpreter, path: str | Text, folder: bool = False) -> None:
    """Take a path away; `folder` when it may be a directory with all that lies below it."""
    change(interp, f"deleting {name(path)}", EffectKind.REMOVE, path, folder=folder)


def make_directory(interp: Interpreter, path: str | Text, mode: str = "") -> None:
    """Make a directory unless the machine has it."""
    if not interp.machine.is_dir(name(path)):
        change(interp, f"making the directory {name(path)}", EffectKind.DIRECTORY, path, mode=mode)


def link(interp: Interpreter, path: str | Text, target: str | Text, hard: bool = False) -> None:
    change(interp, f"linking {name(path)} to {name(target)}", EffectKind.LINK, path, target=target, hard=hard)


def give(interp: Interpreter, path: str | Text, **access: str) -> None:
    """Set owner, group or mode."""
    change(interp, f"the owner or mode of {name(path)} set", EffectKind.ACCESS, path, **access)


def unfollowed(interp: Interpreter, shown: str, reason: str, path: str | Text = "") -> None:
    """Note a change whose result cannot be told."""
    change(interp, shown, EffectKind.UNKNOWN, path, reason=reason)


def copy(interp: Interpreter, source: str, path: str | Text, verb: str = "copying") -> bool:
    """Copy a file that the machine knows with its mode, `moving` with its owner too; False when it is not known."""
    found = interp.machine.read(source)
    if not isinstance(found, RString):
        what = "directory" if interp.machine.is_dir(source) else "content"
        unfollowed(interp, f"{verb} {source} to {name(path)}", f"the {what} of {source} is not known", path)
        return False
    access = getattr(interp.machine, "access", {}).get(source)
    kept = {} if access is None else access._asdict() if verb == "moving" else {"mode": access.mode}
    write(interp, path, found, f"{verb} {source} to", **kept)
    return True


def move(interp: Interpreter, source: str, path: str | Text) -> None:
    """Rename a file or a link; the old one stays in the image when the new one cannot be told."""
    target = getattr(interp.machine, "links", {}).get(source)
    if target is not None:
        link(interp, path, target)
    elif not copy(interp, source, path, "moving"):
        return
    remove(interp, source)


def mode_text(mode: Value) -> str:
    """Return a numeric mode as four octal digits, "" for anything else."""
    return f"{mode & 0o7777:04o}" if isinstance(mode, int) and not isinstance(mode, bool) else ""


def account(interp: Interpreter, value: Value) -> str:
    """Return an owner or group as text: a name or number; "" for nil and -1, which leave it."""
    return "" if value is None or value == -1 else interp.to_s(value).text


def name(path: str | Text) -> str:
    """Return a path as messages show it; parts that are not known are left out."""
    if isinstance(path, str):
        return path
    return "".join(part if isinstance(part, str) else part.sample for part in path.parts)
