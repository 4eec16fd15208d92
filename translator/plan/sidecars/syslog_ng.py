"""syslog-ng → log pipeline: file() sources and network destinations."""

from __future__ import annotations

import re

from translator.plan.pipeline import Output, Pipeline, Tail
from translator.plan.sidecars.base import SIDECARS, Finding, Given

FILE = re.compile(r"\bfile\s*\(\s*\"([^\"]+)\"")
SOURCE = re.compile(r"source\s+\w+\s*\{(.*?)\};", re.DOTALL)
DESTINATION = re.compile(r"destination\s+\w+\s*\{(.*?)\};", re.DOTALL)
NETWORK = re.compile(r"\b(?:(tcp|udp)|network|syslog)\s*\(\s*\"([^\"]+)\"([^)]*(?:\([^)]*\)[^)]*)*)\)")


@SIDECARS.register("syslog_ng")
def syslog_ng(given: Given) -> Finding:
    """Return the files that syslog-ng follows and the hosts it sends to."""
    tails: list[Tail] = []
    outputs: list[Output] = []
    used: list[int] = []
    for node, text in given.files():
        used.append(node.index)
        for inside in SOURCE.findall(text):
            tails.extend(
                Tail(path=path, tag=path.rpartition("/")[2].removesuffix(".log"))
                for path in FILE.findall(inside)
                if path != "/proc/kmsg"
            )
        for inside in DESTINATION.findall(text):
            outputs.extend(_output(*found) for found in NETWORK.findall(inside))
    return Finding(
        pipeline=Pipeline(tails=tuple(tails), outputs=tuple(outputs), origins=given.origins(), nodes=tuple(used))
    )


def _output(kind: str, host: str, rest: str) -> Output:
    port = re.search(r"port\s*\(\s*\"?(\d+)", rest)
    transport = re.search(r"transport\s*\(\s*\"?(\w+)", rest)
    protocol = kind or (transport[1] if transport else "tcp")
    return Output(kind="syslog", settings={"host": host, "port": port[1] if port else "514", "protocol": protocol})
