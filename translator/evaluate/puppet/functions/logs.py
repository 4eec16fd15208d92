"""debug, info, notice, warning, err, alert, crit, emerg: say something; fail: stop."""

from __future__ import annotations

from typing import Final

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.functions.host import host
from translator.evaluate.puppet.functions.legacy import legacy_function
from translator.evaluate.puppet.functions.ruby_text import to_s
from translator.evaluate.puppet.types.quoting import revealed
from translator.evaluate.puppet.values import Value

LEVELS: Final = ("debug", "info", "notice", "warning", "err", "alert", "crit", "emerg")


def _level(name: str) -> None:
    function = core_function(name, origins=True)

    @function.signature("*Any", names=("values",))
    def log(call: Call, *arguments: Value) -> Value:
        from translator.evaluate.puppet.formatting import interpolated

        host(call).log(name, " ".join(revealed(interpolated(value)) for value in arguments), call.span)
        return None


for _name in LEVELS:
    _level(_name)


@legacy_function("fail", 0, origins=True)
def fail(call: Call, arguments: tuple[Value, ...]) -> Value:
    raise PuppetError(" ".join(revealed(to_s(value)) for value in arguments), call.span)
