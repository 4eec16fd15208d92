"""A checksum as a recipe or manifest writes it → its hex digits; which digest it is, its length says."""

from __future__ import annotations

import re

DIGESTS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""Digests by their number of hex digits; coreutils has a program of each name and "sum"."""


def checksum(text: str) -> str:
    """Return the digits of a digest that can be checked, "" for anything else."""
    digits = text.strip().lower()
    return digits if len(digits) in DIGESTS and re.fullmatch(r"[0-9a-f]+", digits) else ""


def checking_program(digits: str) -> str:
    """Return the program that checks a digest: sha512sum for 128 digits; SHA-256 for what has another length."""
    return f"{DIGESTS.get(len(digits), 'sha256')}sum"
