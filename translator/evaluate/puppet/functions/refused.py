"""generate runs a program on the compiling machine: refused. import is discontinued in Puppet itself."""

from __future__ import annotations

from translator.diagnostics import Code, Diagnostic
from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PlainError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.values import Value
from translator.evaluate.values import Unknown

import_function = core_function("import", origins=True)


@legacy_function("generate", 1, origins=True)
def generate(call: Call, arguments: tuple[Value, ...]) -> Value:
    command = " ".join(to_s(argument) for argument in arguments)
    message = f"generate() is not run: {command}"
    host(call).report(Diagnostic(code=Code.REFUSED, message=message, span=call.span))
    return Unknown(f"the output of {command}", call.span)


@import_function.signature("*Any", names=("args",))
def imported(call: Call, *arguments: Value) -> Value:
    message = "Use of 'import' has been discontinued in favor of a manifest directory."
    where = "http://links.puppet.com/puppet-import-deprecation"
    raise PlainError(f"Evaluation Error: {message} See {where}", call.span)
