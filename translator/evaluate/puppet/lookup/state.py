"""What the look-ups of one compilation share: parsed files, layers, options, and which look-up is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown
from translator.load.project import InputFile
from translator.load.puppet_project import Place, PuppetProject

if TYPE_CHECKING:
    from translator.evaluate.puppet.lookup.invocation import Invocation
    from translator.evaluate.puppet.lookup.layers import Layer
    from translator.evaluate.puppet.lookup.options import LookupOptions


class State:
    """The caches of one compilation. `variables` collects what interpolation has read, while that is asked for."""

    def __init__(self, compilation: Any) -> None:
        self.compilation = compilation
        self.project: PuppetProject = compilation.project
        self.current: Invocation | None = None
        self.layers: dict[str, Layer | None] = {}
        self.options: dict[str | None, LookupOptions] = {}
        self.default_options: dict[str, LookupOptions] = {}
        self.files: dict[str, Value] = {}
        self.inputs: dict[str, InputFile] = {}
        self.warned: set[str] = set()
        self.secrets: set[str] = set()
        self.variables: dict[str, Value] | None = None

    def parsed(self, file: InputFile, read: Callable[[InputFile], Value]) -> Value:
        """Return what `read` makes of a file; it is read once."""
        if file.path not in self.files:
            self.files[file.path] = read(file)
        return self.files[file.path]

    def input(self, path: str) -> InputFile | None:
        """Return the file of the input that is shown as `path`: one that was handed out, or one beside the data."""
        if path in self.inputs:
            return self.inputs[path]
        places = [place for place in (self.project.hiera, self.project.environment) if place is not None]
        places += [
            Place(root=module.folder) for module in self.project.modules.values() if path.startswith(module.path)
        ]
        return next((file for place in places if (file := place.shown(path)) is not None), None)

    def warn(self, message: str) -> None:
        """Log a warning of Puppet's, once."""
        if message not in self.warned:
            self.warned.add(message)
            self.compilation.log("warning", message, None)

    def report_unknown(self, function: str, value: Unknown) -> None:
        """Tell, once, that a data function's answers are not known."""
        if function not in self.warned:
            self.warned.add(function)
            message = f"the data function {function} cannot be worked out: {value.reason}; its data is left out"
            hint = "give the data with --hiera"
            self.compilation.report(Diagnostic(code=Code.UNKNOWN_VALUE, message=message, span=value.span, hint=hint))

    @contextmanager
    def collecting(self) -> Iterator[dict[str, Value]]:
        """Note which variables are read within."""
        around, self.variables = self.variables, {}
        try:
            yield self.variables
        finally:
            self.variables = around

    @contextmanager
    def forgetting(self, name: str) -> Iterator[None]:
        """Do not keep what is read of a variable that exists within only."""
        kept = dict(self.variables) if self.variables is not None else None
        yield
        if kept is not None and self.variables is not None:
            gone = [key for key in self.variables if key not in kept and key.split(".")[0].strip("'\"") == name]
            for key in gone:
                del self.variables[key]

    def note_variable(self, key: str, value: Value) -> None:
        """Keep what a variable was when it was read."""
        if self.variables is not None:
            self.variables[key] = value


def state_of(compilation: Any) -> State:
    """Return the state of a compilation, made when it is first asked for."""
    if compilation.lookup_state is None:
        compilation.lookup_state = State(compilation)
    state: State = compilation.lookup_state
    return state
