"""What a value must be: a subject, a type and a value in; nothing, or Puppet's complaint, out."""

from __future__ import annotations

from translator.evaluate.puppet.types.mismatch import assert_instance
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.values import Value


def assert_type(subject: str, wanted: str | Value, value: Value) -> Value:
    """Return `value`; PuppetError "SUBJECT has wrong type, expects …" when it is not of the type `wanted`."""
    return assert_instance(subject, parse_type(wanted) if isinstance(wanted, str) else wanted, value)
