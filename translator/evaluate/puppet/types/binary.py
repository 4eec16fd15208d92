"""The value of type Binary: bytes, shown in base64."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Binary:
    data: bytes

    def __str__(self) -> str:
        return b64encode(self.data).decode("ascii")

    def __len__(self) -> int:
        return len(self.data)
