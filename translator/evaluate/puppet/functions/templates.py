"""template and inline_template: ERB; epp and inline_epp: templates in Puppet's own language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from translator.diagnostics import Code
from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PlainError, PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.values import Value, concat, parts_of
from translator.evaluate.ruby.methods.support.packing import to_text
from translator.evaluate.values import Unknown
from translator.location import Span

PARAMETERS: Final = "?Hash[Pattern[/^\\w+$/], Any]"

epp = core_function("epp", origins=True)
inline_epp = core_function("inline_epp", origins=True)


@legacy_function("template", 1, origins=True)
def template(call: Call, references: tuple[Value, ...]) -> Value:
    return _one_string([_rendered(call, reference) for reference in references])


def _rendered(call: Call, reference: Value) -> Value:
    if isinstance(reference, Unknown):
        return reference
    found = host(call).module_file(to_s(reference), "templates")
    if found is None:
        code = Code.REFUSED if to_s(reference).startswith("/") else Code.PUPPET_ERROR
        raise PuppetError(f"Could not find template '{to_s(reference)}'", call.span, code)
    return host(call).template(found[0], to_text(found[1]), call.scope, call.span)


@legacy_function("inline_template", 1, origins=True)
def inline_template(call: Call, texts: tuple[Value, ...]) -> Value:
    rendered = [text if isinstance(text, Unknown) else _inline(call, text) for text in texts]
    return _one_string(rendered)


def _inline(call: Call, text: Value) -> Value:
    return host(call).template("", to_s(text), call.scope, call.span)


def _one_string(pieces: list[Any]) -> Value:
    if len(pieces) == 1:
        return pieces[0]
    return concat(part for piece in pieces for part in parts_of(piece))


@epp.signature("String", PARAMETERS, names=("path", "parameters"))
def of_file(call: Call, path: str, parameters: dict[str, Value] | None = None) -> Value:
    unknown = next((item for item in (path, parameters) if isinstance(item, Unknown)), None)
    with _readable(call):
        return unknown or host(call).epp(
            path if path.endswith(".epp") else f"{path}.epp", parameters, call.scope, call.span
        )


@inline_epp.signature("String", PARAMETERS, names=("template", "parameters"))
def of_text(call: Call, text: str, parameters: dict[str, Value] | None = None) -> Value:
    unknown = next((item for item in (text, parameters) if isinstance(item, Unknown)), None)
    with _readable(call):
        return unknown or host(call).inline_epp(text, parameters, call.scope, call.span)


@contextmanager
def _readable(call: Call) -> Iterator[None]:
    """Word a template's syntax error as an error of the call."""
    try:
        yield
    except PuppetError as error:
        if error.code is not Code.SYNTAX and not isinstance(error, PlainError):
            raise
        message = f"{call.name}(): Invalid EPP: {error.message}{_place(error.span)}"
        raise PuppetError(message, call.span) from error


def _place(span: Span | None) -> str:
    return "" if span is None else f" (file: {span.path}, line: {span.line}, column: {span.column})"
