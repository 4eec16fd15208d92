"""sort: an array's elements or a string's characters in order."""

from __future__ import annotations

from translator.evaluate.puppet.calls import Call, core_function
from translator.evaluate.puppet.functions.ordering import by_block, compared, merge_sorted
from translator.evaluate.puppet.functions.texts import characters
from translator.evaluate.puppet.values import Value, concat, parts_of
from translator.evaluate.values import Unknown

sort = core_function("sort", origins=True)


@sort.signature("String", block="?Callable[2,2]", names=("string_value",))
def of_string(call: Call, text: str) -> Value:
    if isinstance(text, Unknown):
        return text
    return concat(part for character in of_array(call, characters(text)) for part in parts_of(character))


@sort.signature("Array", block="?Callable[2,2]", names=("array_value",))
def of_array(call: Call, array: tuple[Value, ...]) -> Value:
    if isinstance(array, Unknown):
        return array
    if call.block is not None:
        return tuple(merge_sorted(array, by_block(call, call.block)))
    if all(isinstance(item, str) for item in array):
        return tuple(sorted(array))
    return tuple(merge_sorted(array, lambda one, other: compared(call, one, other)))
