"""Node facts that only the running container knows: the environment variable that carries each.

Where Kubernetes has the value is the emitter's affair (translator/emit/facts.py), found by the same fact path.
"""

from __future__ import annotations

import re

VARIABLES = {
    "ipaddress": "POD_IP",
    "ip6address": "POD_IP6",
    "hostname": "POD_NAME",
    "machinename": "POD_NAME",
    "name": "POD_NAME",
    "fqdn": "POD_FQDN",
    "domain": "POD_DOMAIN",
    "cpu/total": "CPU_LIMIT",
    "cpu/cores": "CPU_LIMIT",
    "cpu/real": "CPU_LIMIT",
    "memory/total": "MEMORY_LIMIT",
    "memory/total_bytes": "MEMORY_LIMIT_BYTES",
    "memory/total_mb": "MEMORY_LIMIT_MB",
}

NUMBERS = {"memory/total": "${MEMORY_LIMIT%kB}", "memory/free": "${MEMORY_FREE%kB}"}
"""Facts that are a number with a unit: the number, as a word of shell arithmetic."""


def variable_of(fact: str) -> str:
    """Return the environment variable of a fact; one without a name of its own is called after its path."""
    return VARIABLES.get(fact) or re.sub(r"\W+", "_", fact).strip("_").upper()


def number_of(fact: str) -> str:
    """Return the fact as a word of shell arithmetic."""
    return NUMBERS.get(fact) or variable_of(fact)
