"""What Ruby code of modules may see of a machine while a catalog is compiled: the modules' own files, no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from translator.evaluate.ruby.machine import EmptyMachine
from translator.evaluate.ruby.objects import RString
from translator.evaluate.values import Unknown

if TYPE_CHECKING:
    from translator.load.project import InputFile
    from translator.load.puppet_project import Module, Place


class ModuleMachine(EmptyMachine):
    """The machine that compiles: nothing is on it save the modules, and what lies beside the data in `places`."""

    def __init__(self, modules: Mapping[str, Module], places: Sequence[Place] = ()) -> None:
        self._modules = modules
        self._places = places

    def exists(self, path: str) -> bool | None:
        return self._file(path) is not None or self._is_folder(path)

    def is_dir(self, path: str) -> bool | None:
        return self._is_folder(path)

    def read(self, path: str) -> RString | Unknown | None:
        file = self._file(path)
        return super().read(path) if file is None else RString(file.text)

    def _file(self, path: str) -> InputFile | None:
        found = next((file for place in self._places if (file := place.shown(path)) is not None), None)
        return found or self._module_file(path)

    def _module_file(self, path: str) -> InputFile | None:
        for module in self._modules.values():
            path = _as_shown(path, module)
            if path.startswith(module.path + "/"):
                return module.folder.find(path[len(module.path) + 1 :])
        return None

    def _is_folder(self, path: str) -> bool:
        wanted = path.rstrip("/")
        for module in self._modules.values():
            wanted = _as_shown(wanted, module)
            if wanted == module.path:
                return True
            if wanted.startswith(module.path + "/"):
                prefix = wanted[len(module.path) + 1 :] + "/"
                return any(name.startswith(prefix) for name in module.folder.files)
        return False


def _as_shown(path: str, module: Module) -> str:
    """Return a path that Ruby made absolute as the module's paths are shown."""
    return path if module.path.startswith("/") else path.removeprefix("/")
