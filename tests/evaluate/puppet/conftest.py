"""The live Puppet that all tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.evaluate.puppet.live import LivePuppet


@pytest.fixture(scope="session")
def live() -> Iterator[LivePuppet]:
    """Start real Puppet once."""
    puppet = LivePuppet()
    yield puppet
    puppet.close()
