"""file, find_file, find_template, binary_file, module_directory: what lies in modules; nothing else is ever read."""

from __future__ import annotations

from collections.abc import Iterable

from translator.diagnostics import Code
from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.types.binary import Binary
from translator.evaluate.puppet.values import Value
from translator.evaluate.ruby.methods.support.packing import to_text
from translator.evaluate.values import Unknown

binary_file = core_function("binary_file", origins=True)
module_directory = core_function("module_directory", origins=True)


@legacy_function("file", 1, origins=True)
def file(call: Call, references: tuple[Value, ...]) -> Value:
    unknown = next((reference for reference in references if isinstance(reference, Unknown)), None)
    if unknown is not None:
        return unknown
    found = _first(call, references, "files")
    if found is None:
        raise _absent(call, references)
    return to_text(found[1])


def _absent(call: Call, references: tuple[Value, ...]) -> PuppetError:
    shown = ", ".join(to_s(reference) for reference in references)
    outside = any(str(reference).startswith("/") for reference in references)
    return PuppetError(
        f"Could not find any files from {shown}", call.span, Code.REFUSED if outside else Code.PUPPET_ERROR
    )


def _first(call: Call, references: Iterable[Value], folder: str) -> tuple[str, bytes] | None:
    found = (host(call).module_file(reference, folder) for reference in references if isinstance(reference, str))
    return next((file for file in found if file is not None), None)


@binary_file.signature("String", names=("path",))
def binary(call: Call, path: str) -> Value:
    found = None if isinstance(path, Unknown) else _first(call, [path], "files")
    if found is None:
        raise PuppetError(f"binary_file(): The given file '{path}' does not exist", call.span)
    return Binary(found[1])


def _finder(name: str, folder: str) -> None:
    function = core_function(name, origins=True)

    @function.signature("*String", names=("paths",))
    def of_paths(call: Call, *paths: str) -> Value:
        found = _first(call, paths, folder)
        return None if found is None else found[0]

    @function.signature("*Array[String]", names=("paths_array",))
    def of_array(call: Call, *arrays: tuple[str, ...]) -> Value:
        return of_paths(call, *(path for array in arrays for path in array))


_finder("find_file", "files")
_finder("find_template", "templates")


@module_directory.signature("*String", names=("names",))
def of_names(call: Call, *names: str) -> Value:
    found: Iterable[str | None] = map(host(call).module_directory, names)
    return next((path for path in found if path is not None), None)


@module_directory.signature("*Array[String]", names=("names",))
def of_array(call: Call, *arrays: tuple[str, ...]) -> Value:
    return of_names(call, *(name for array in arrays for name in array))
