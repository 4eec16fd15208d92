"""Compiling a whole input: a PuppetProject in, the compilation with its catalog and diagnostics out."""

from __future__ import annotations

from dataclasses import dataclass

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.catalog import Catalog
from translator.evaluate.puppet.compiler import Compilation
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.redaction import Redactor
from translator.load.puppet_project import PuppetProject


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPuppet:
    """A compile that has ended; `complete` is false when an error stopped it, then the catalog has what was there."""

    compilation: Compilation
    complete: bool
    diagnostics: tuple[Diagnostic, ...]


def compile_puppet(project: PuppetProject) -> CompiledPuppet:
    """Compile a project's catalog; what Puppet would stop at is a Diagnostic."""
    compilation = Compilation(project)
    problems = list(project.diagnostics)
    complete = False
    try:
        compilation.compile()
        complete = True
    except PuppetError as error:
        problems.append(_diagnostic(error))
    except RecursionError:
        problems.append(Diagnostic(code=Code.BUDGET, message="the code is nested too deep", span=None))
    said = Redactor.of(compilation).diagnostics((*problems, *compilation.diagnostics))
    return CompiledPuppet(compilation=compilation, complete=complete, diagnostics=said)


def evaluate_puppet(project: PuppetProject) -> Catalog:
    """Return the machine of a project: its catalog, applied on a simulated machine of its platform."""
    from translator.evaluate.puppet.apply.bridge import compiled_of
    from translator.evaluate.puppet.apply.converge import converge

    compiled = compile_puppet(project)
    catalog = compiled_of(compiled.compilation, compiled.diagnostics)
    return converge(Redactor.of(compiled.compilation).compiled(catalog))


def _diagnostic(error: PuppetError) -> Diagnostic:
    plain = isinstance(error, PlainError) or error.code in (Code.SYNTAX, Code.UNSUPPORTED_SYNTAX, Code.BUDGET)
    message = error.message if plain else f"Evaluation Error: {error.message}"
    hint = f"{error.declared}; {error.code.hint}" if error.declared else ""
    return Diagnostic(code=error.code, message=message, span=error.span, hint=hint)
