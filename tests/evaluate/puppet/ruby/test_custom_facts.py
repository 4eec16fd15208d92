"""Facts that modules bring along, on a machine where nothing is installed yet."""

from __future__ import annotations

from dataclasses import replace

from tests.evaluate.puppet.ruby.test_ruby import probe
from translator.evaluate.puppet.compiler import Compilation
from translator.evaluate.values import Unknown
from translator.load.platforms.facter import puppet_facts
from translator.load.project import Facts
from translator.load.puppet_project import PuppetProject

PLATFORM = PuppetProject(name="case", modules={"probe": probe()}, facts=puppet_facts("debian-12"), node_name="web")


def test_known_facts_are_worked_out() -> None:
    facts = Compilation(PLATFORM).facts
    assert facts["probe_family"] == "debian"
    assert facts["probe_parts"] == {"a": "debian", "b": False}
    assert "probe_version" not in facts


def test_what_commands_print_is_unknown_and_says_where() -> None:
    facts = Compilation(PLATFORM).facts
    for name in ("probe_kernel", "probe_users"):
        value = facts[name]
        assert isinstance(value, Unknown)
        assert name in value.reason
        assert value.span is not None
        assert value.span.path.endswith("lib/facter/probe.rb")


def test_external_facts_are_read_and_not_run() -> None:
    facts = Compilation(PLATFORM).facts
    assert (facts["probe_role"], facts["probe_sites"], facts["probe_tier"]) == ("web", ("a", "b"), {"name": "front"})
    assert "probe_run" not in facts


def test_facts_of_a_file_are_all_there_is() -> None:
    given = replace(PLATFORM, facts=Facts(name="facts.json", data={"probe_role": "db"}))
    facts = Compilation(given).facts
    assert facts["probe_role"] == "db"
    assert "probe_family" not in facts
