"""How much memory a Java program needs: the heap that its options name, and what the JVM takes beside it.

before:  CATALINA_OPTS="$CATALINA_OPTS -Xms512m -Xmx1024m"
after:   "1408M": a heap of 1024 MB is three quarters of what the process takes

A limit of the heap's own size would have the kernel kill the program as soon as the heap is full. Source of the share:
the JVM's own default for containers that hold one program is below it (-XX:MaxRAMPercentage), and OpenJDK's guides and
cloud build packs leave a quarter for metaspace, threads, code cache and buffers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_HEAP: Final = re.compile(r"-Xmx(\d+)([kKmMgG]?)\b")
_MEGABYTES: Final = {"": 1 / 1024**2, "k": 1 / 1024, "m": 1, "g": 1024}
_STEP: Final = 64


def java_memory(texts: Iterable[str]) -> str:
    """Return the memory in systemd's words ("1408M") for the last heap size that the texts name, "" without one."""
    found = [match for text in texts for match in _HEAP.findall(_without_comments(text))]
    if not found:
        return ""
    amount, unit = found[-1]
    megabytes = int(amount) * _MEGABYTES[unit.lower()] * 4 / 3
    return f"{max(1, -(-int(megabytes) // _STEP)) * _STEP}M"


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
