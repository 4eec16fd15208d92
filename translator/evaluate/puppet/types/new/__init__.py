"""`new` of every type: a type and arguments in, a value out. One file a family of types.

before:  new_value(call, IntegerType(), ("0x1F", 16))      after:  31

A file registers a CoreFunction under the class of the type; its signatures are what `new` of that type takes.
"""

from translator.evaluate.puppet.types.new.base import accepts, init_holds, new_value

__all__ = ["accepts", "init_holds", "new_value"]
