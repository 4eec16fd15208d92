"""Puppet's type system: text or tree in, a PType out; what fits it, what it is called, and why a value does not fit.

model.py       the types                             parse.py      text or tree → PType
build.py       `Integer[1, 2]` from its parts        instance.py   is this value of that type
assignable.py  is that type within this one          infer.py      the type of a value; general and common types
text.py        how a type is written                 aliases.py    what stands behind a name, normalised
mismatch/      why something does not fit            signatures.py which signature a call takes
new/           `Integer('0x1F', 16)`                 strings/      `String(255, '%#x')`
"""
