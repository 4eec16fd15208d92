"""/proc/net/tcp and its kin → which ports listen, and on which addresses."""

from __future__ import annotations

LISTEN, UDP_OPEN = "0A", "07"


def listening(text: str, state: str = LISTEN) -> dict[int, bool]:
    """Return port → whether it is reachable from outside (not bound to loopback only)."""
    found: dict[int, bool] = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) > 3 and words[0].endswith(":") and words[0][:-1].isdigit() and words[3] == state:
            address, _, port = words[1].rpartition(":")
            number = int(port, 16)
            found[number] = found.get(number, False) or not _loopback(address)
    return found


def _loopback(address: str) -> bool:
    """Whether a hexadecimal address in host byte order is 127.0.0.0/8, ::1 or ::ffff:127.0.0.0/104."""
    if len(address) == 8:
        return address.endswith("7F")
    return address == "00000000000000000000000001000000" or (
        address.startswith("0000000000000000FFFF0000") and address.endswith("7F")
    )
