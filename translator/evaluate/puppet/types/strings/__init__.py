"""`String(value, format)`: values as text by formats a type, as Puppet's StringConverter writes them.

formats.py    "%#10.3p" read, and which format a value's type has          values.py       one value, by its format
containers.py lists and hashes: separators, delimiters, indentation
"""

from translator.evaluate.puppet.types.strings.convert import converted
from translator.evaluate.puppet.types.strings.formats import FORMAT

__all__ = ["FORMAT", "converted"]
