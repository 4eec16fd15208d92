"""Every manifest and template of every Puppet module that Debian packages, parsed beside real Puppet in the same run."""

from pathlib import Path

from bench.parse_puppet import Report, puppet_facts
from tests.trees import ROOT

MODULES = ROOT / ".oracles" / "puppet-modules" / "usr" / "share" / "puppet" / "modules.available"


def test_trees_and_complaints_are_puppets(tmp_path: Path) -> None:
    assert len([path for path in MODULES.iterdir() if path.is_dir()]) >= 61
    report = Report(show=20, trees=tmp_path)
    for facts in puppet_facts([MODULES]):
        report.add(Path(facts["path"]), facts)
    counts = report.counts
    assert counts["Puppet accepts"] > 1_900
    assert {
        "parsed": counts["parsed"],
        "nodes": counts["same nodes"],
        "places": counts["same places"],
    } == dict.fromkeys(("parsed", "nodes", "places"), counts["Puppet accepts"])
    assert counts["same complaint"] == counts["Puppet rejects"]
    assert counts["kept tree differs"] == 0
