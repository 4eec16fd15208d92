"""Why a value does not fit: types in, the words of Puppet's TypeMismatchDescriber out.

before:  describe_mismatch("assert_type():", Integer, String)    after:  assert_type(): expects an Integer value, got String

describe.py finds the mismatches, errors.py words them, signatures are described in describe_calls.py.
"""

from translator.evaluate.puppet.types.mismatch.calls import described_calls
from translator.evaluate.puppet.types.mismatch.subjects import (
    assert_instance,
    check_default,
    check_parameters,
    describe_mismatch,
)

__all__ = ["assert_instance", "check_default", "check_parameters", "describe_mismatch", "described_calls"]
