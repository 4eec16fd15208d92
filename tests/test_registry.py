"""A registry refuses a name twice, so that two files cannot claim one resource type."""

import pytest

from translator.registry import Registry


def test_an_entry_is_found_under_each_of_its_names() -> None:
    registry: Registry[str] = Registry("sidecar")
    registry.register("rsyslog", "syslog")("logs")
    assert registry.get("syslog") == "logs"
    assert list(registry) == ["rsyslog", "syslog"]


def test_a_name_taken_twice_fails() -> None:
    registry: Registry[str] = Registry("sidecar")
    registry.add("rsyslog", "logs")
    with pytest.raises(ValueError, match="sidecar 'rsyslog' is registered twice"):
        registry.add("rsyslog", "others")
