"""The goss file against what goss's manual asks of each kind of check."""

import yaml

from tests.emit import plans
from translator.emit.goss import goss

REQUIRED = {"file": "exists", "package": "installed", "port": "listening", "user": "exists", "http": "status"}
KNOWN = {
    "file": {"exists", "filetype", "mode", "owner", "group", "sha256", "linked-to"},
    "package": {"installed", "versions"},
    "port": {"listening", "ip"},
    "user": {"exists", "uid", "gid"},
    "http": {"status", "timeout", "allow-insecure"},
}
"""What the manual of goss 0.4 names for each kind, as far as it is used here."""


def test_every_check_has_what_goss_asks_for_and_nothing_it_does_not_know() -> None:
    for plan in (plans.memcached(), plans.tomcat()):
        for image in plan.images:
            for kind, checks in yaml.safe_load(goss(plan, image)).items():
                for check in checks.values():
                    assert REQUIRED[kind] in check
                    assert set(check) <= KNOWN[kind]


def test_the_checks_are_the_plan_s() -> None:
    plan = plans.memcached()
    data = yaml.safe_load(goss(plan, plan.images[0]))
    assert data["file"]["/etc/memcached.conf"] == {
        "exists": True,
        "filetype": "file",
        "mode": "0644",
        "owner": "root",
        "group": "root",
        "sha256": plans.sha256(plans.CONFIG),
    }
    assert data["file"]["/etc/memcached.old"] == {"exists": False}
    assert data["package"] == {"memcached": {"installed": True}}
    assert data["port"] == {"tcp:11211": {"listening": True}}
    assert data["user"] == {"memcache": {"exists": True, "uid": 900, "gid": 900}}
