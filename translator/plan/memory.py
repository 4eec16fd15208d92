"""How much memory a program needs, from its own settings: a JVM's heap, the caches of databases.

before:  CATALINA_OPTS="$CATALINA_OPTS -Xms512m -Xmx1024m"
after:   "1408M": a heap of 1024 MB is three quarters of what the process takes

before:  [mysqld] innodb_buffer_pool_size = 2G
after:   "3072M": the pool, a quarter of it for what it is managed with, and what connections take

A limit of the heap's own size would have the kernel kill the program as soon as the heap is full. Source of the share:
the JVM's own default for containers that hold one program is below it (-XX:MaxRAMPercentage), and OpenJDK's guides and
cloud build packs leave a quarter for metaspace, threads, code cache and buffers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_HEAP: Final = re.compile(r"-Xmx(\d+)([kKmMgG]?)\b")
_MEGABYTES: Final = {"": 1 / 1024**2, "k": 1 / 1024, "m": 1, "g": 1024}
_STEP: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cache:
    """A setting that sizes the largest part of a program: its amount times `factor`, and `beside` megabytes.

    `unit` is what a bare number counts in megabytes.
    """

    programs: tuple[str, ...]
    setting: str
    factor: float
    beside: int
    unit: float = 1 / 1024**2


_CACHES: Final = (
    _Cache(programs=("mysqld", "mariadbd", "mysqld_safe"), setting=r"^\s*(?:--)?innodb[-_]buffer[-_]pool[-_]size\s*=\s*(\d+)\s*([kKmMgG]?)",
           factor=1.25, beside=512),
    _Cache(programs=("postgres",), setting=r"^\s*shared_buffers\s*=\s*'?(\d+)\s*([kKmMgG]?)B?'?", factor=4, beside=0, unit=8 / 1024),
    _Cache(programs=("redis-server",), setting=r"^\s*(?:--)?maxmemory\s+(\d+)\s*([kKmMgG]?)b?", factor=1.5, beside=64),
    _Cache(programs=("memcached",), setting=r"(?:^|\s)-m\s*(\d+)()", factor=1.25, beside=64, unit=1),
)  # fmt: skip
"""Sources: MySQL's manual, "How MySQL Uses Memory"; PostgreSQL's, "Resource Consumption" (a quarter of the memory is a good
start for shared_buffers, and a bare number counts blocks of 8 kB); Redis's, "Memory optimization" (a snapshot's fork copies
what changes); memcached(1)."""


def java_memory(texts: Iterable[str]) -> str:
    """Return the memory in systemd's words ("1408M") for the last heap size that the texts name, "" without one."""
    found = [match for text in texts for match in _HEAP.findall(_without_comments(text))]
    if not found:
        return ""
    amount, unit = found[-1]
    return _stepped(int(amount) * _MEGABYTES[unit.lower()] * 4 / 3)


def cache_memory(program: str, texts: Iterable[str]) -> str:
    """Return the memory in systemd's words for what the texts give the program's caches, "" when they do not say."""
    row = next((each for each in _CACHES if program in each.programs), None)
    found = [match for text in texts for match in re.findall(row.setting, text, re.MULTILINE)] if row else []
    if row is None or not found:
        return ""
    amount, unit = found[-1]
    megabytes = int(amount) * (_MEGABYTES[unit.lower()] if unit else row.unit)
    return _stepped(megabytes * row.factor + row.beside) if megabytes else ""


def _stepped(megabytes: float) -> str:
    return f"{max(1, -(-int(megabytes) // _STEP)) * _STEP}M"


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
