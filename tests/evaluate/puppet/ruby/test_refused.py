"""Ruby of modules runs nothing and reads nothing of this machine; code that does not end is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluate.puppet.ruby.test_ruby import compiled_with_probe
from translator.diagnostics import Code
from translator.evaluate.puppet.values import origins_within
from translator.evaluate.values import Unknown


def message_of(code: str) -> object:
    compiled = compiled_with_probe(f"notify {{ 'x': message => inline_template('<%= {code} %>') }}")
    assert compiled.complete
    found = compiled.compilation.catalog.find("Notify", "x")
    assert found is not None
    assert Code.REFUSED in {item.code for item in compiled.diagnostics}
    return found.get("message")


@pytest.mark.parametrize(
    "code",
    [
        "`id`",
        "%x(id)",
        'system("touch {0}/made")',
        'IO.popen("touch {0}/made").read',
        'File.read("{0}/secret")',
        'File.open("{0}/secret").read',
        'open("|touch {0}/made").read',
        'Puppet::Util::Execution.execute("id")',
        'Puppet::FileSystem.read("{0}/secret")',
        'require "open3"; Open3.capture2("id")',
    ],
)
def test_answers_unknown_and_says_so(code: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden")
    message = message_of(code.replace("{0}", str(tmp_path)))
    assert any(isinstance(origin, Unknown) for origin in origins_within(message))
    assert "hidden" not in str(message)
    assert not (tmp_path / "made").exists()


def test_sees_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROBE_SECRET", "hidden")
    compiled = compiled_with_probe(
        f"""notify {{ 'x': message => inline_template('<%= ENV["PROBE_SECRET"].inspect %> <%= ENV.to_h.values %>'),
        withpath => inline_template('<%= File.exist?("{tmp_path}") %> <%= Dir.glob("/*") %>') }}"""
    )
    found = compiled.compilation.catalog.find("Notify", "x")
    assert found is not None
    assert found.get("message").startswith("nil ")
    assert "hidden" not in found.get("message")
    assert found.get("withpath") == "false []"


@pytest.mark.parametrize("code", ["while true do; end", "def f; f; end; f", "a = []; a << a while true"])
def test_stops_what_does_not_end(code: str) -> None:
    compiled = compiled_with_probe(f"notify {{ 'x': message => inline_template('<% {code} %>') }}")
    assert not compiled.complete
    assert [item.code for item in compiled.diagnostics] == [Code.BUDGET]
