"""Long runs of integers as arrays that take no room: `0.upto(16_777_215).to_a` as cookbooks write it for `equal_to`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from translator.evaluate.ruby.budget import BudgetExceeded

SHORTEST = 1_000  # from here on a run is counted
LONGEST = 20_000_000  # no run is longer
MOST_ITEMS = 5_000_000  # no more of them are ever made


class CountedList(list[Any]):
    """The integers of a range as a Ruby Array; it fills itself only when something else than reading is asked of it."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: range) -> None:
        super().__init__()
        self._numbers: range | None = numbers

    def fill(self) -> None:
        """Become an ordinary list."""
        if self._numbers is not None:
            _check(len(self._numbers), MOST_ITEMS)
            numbers, self._numbers = self._numbers, None
            list.extend(self, numbers)

    def __len__(self) -> int:
        return list.__len__(self) if self._numbers is None else len(self._numbers)

    def __iter__(self) -> Iterator[Any]:
        return list.__iter__(self) if self._numbers is None else _some(self._numbers)

    def __contains__(self, item: object) -> bool:
        return list.__contains__(self, item) if self._numbers is None else item in self._numbers

    def __getitem__(self, at: Any) -> Any:
        return list.__getitem__(self, at) if self._numbers is None else self._read(self._numbers[at])

    def __bool__(self) -> bool:
        return len(self) > 0

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)

    @staticmethod
    def _read(found: Any) -> Any:
        return list(found) if isinstance(found, range) else found


def _some(numbers: range) -> Iterator[int]:
    yield from numbers[:MOST_ITEMS]
    _check(len(numbers), MOST_ITEMS)


def _check(size: int, most: int) -> None:
    if size > most:
        raise BudgetExceeded(f"a value of {size} elements is too large", None)


def _filling(name: str) -> Callable[..., Any]:
    original = getattr(list, name)

    def filled(self: CountedList, *args: Any, **keywords: Any) -> Any:
        self.fill()
        return original(self, *args, **keywords)

    return filled


for _name in (
    *("append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"),
    *("__add__", "__delitem__", "__eq__", "__ge__", "__gt__", "__iadd__", "__imul__", "__le__", "__lt__", "__mul__"),
    *("__ne__", "__repr__", "__reversed__", "__rmul__", "__setitem__"),
):
    setattr(CountedList, _name, _filling(_name))


def counted(first: int, last: int, step: int = 1) -> list[Any]:
    """Return the integers from `first` to `last`, both in it."""
    _check(abs(last - first), LONGEST)
    numbers = range(first, last + (1 if step > 0 else -1), step)
    return CountedList(numbers) if len(numbers) > SHORTEST else list(numbers)
