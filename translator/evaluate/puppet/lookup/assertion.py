"""What a value must be: a subject, a type and a value in; nothing, or Puppet's complaint, out."""

from __future__ import annotations

from translator.evaluate.puppet.errors import PuppetError
from translator.evaluate.puppet.types.instance import instance
from translator.evaluate.puppet.types.parse import parse_type
from translator.evaluate.puppet.values import Value


def assert_type(subject: str, wanted: str | Value, value: Value) -> Value:
    """Return `value`; PuppetError "SUBJECT has wrong type, expects …" when it is not of the type `wanted`."""
    kind = parse_type(wanted) if isinstance(wanted, str) else wanted
    if instance(kind, value):
        return value
    from translator.evaluate.puppet.types.mismatch import describe_mismatch

    raise PuppetError(describe_mismatch(subject, kind, value))
