"""The machine's cloud role among its attributes → the pod's ServiceAccount."""

from __future__ import annotations

from collections.abc import Iterator

from translator.evaluate.values import Data, sample_of
from translator.plan.machine import Machine
from translator.plan.model import Account

ROLE_KEYS = (
    "iam_role",
    "instance_profile",
    "iam_instance_profile",
    "role_arn",
    "iam_role_arn",
    "instance_role",
    "service_account",
)


def account_of(machine: Machine, name: str) -> Account:
    """Return the ServiceAccount, with the first role that any cookbook's attributes name."""
    for key, value in _roles(machine.graph.identity.attributes, ()):
        provider = "gcp" if "gserviceaccount.com" in value or key == "service_account" else "aws"
        return Account(name=name, provider=provider, role=value)
    return Account(name=name)


def _roles(value: Data, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key in ROLE_KEYS and path:
            text = sample_of(item)
            if (
                isinstance(text, str)
                and text
                and ("arn:" in text or "@" in text or "profile" in str(key) or key == "iam_role")
            ):
                yield str(key), text
        elif (
            isinstance(item, dict)
            and len(path) < 6
            and not (not path and key in ("automatic", "ec2", "cloud", "languages", "kernel"))
        ):
            yield from _roles(item, (*path, str(key)))
