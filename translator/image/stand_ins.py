"""What a container needs that a test has no real value for → made-up values: random secrets, self-signed certificates."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field

from translator.emit.facts import fact
from translator.image.description import Described, ImageInfo, MountedFile

_HOLE = re.compile(r"\{\{ \.([A-Za-z0-9_]+) \}\}")
_PEM = (".pem", ".crt", ".cer", ".key")
Pair = tuple[str, str]
"""A certificate and its key, as PEM."""


@dataclass(slots=True)
class StandIns:
    """Values made up for one run; the same key has the same value everywhere."""

    described: Described
    openssl: Callable[[str], Pair | None]
    values: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, Pair | None] = field(default_factory=dict)

    def value(self, key: str) -> str:
        return self.values.setdefault(key, secrets.token_hex(32))

    def environment(self, image: ImageInfo) -> dict[str, str]:
        """Return what Kubernetes would give and the container cannot find out by itself."""
        if image.process is None:
            return {}
        made = {name: self.value(key) for name, key in image.process.secret_variables.items()}
        made |= {
            name: f"stand-in-{name.lower()}" for name, path in image.process.runtime.items() if not fact(path).shell
        }
        return made

    def text(self, file: MountedFile) -> str | None:
        """Return the content of a mounted file; None when it is a certificate and nothing here can make one."""
        pem = self._pem(file)
        if pem is not None:
            pair = self._pair(pem)
            return None if pair is None else (pair[1] if file.path.endswith(".key") or "key" in file.key else pair[0])
        if file.text:
            return _HOLE.sub(lambda hole: self.value(hole[1]), file.text).replace('{{ "{{" }}', "{{")
        return self.value(file.key) + "\n"

    def _pem(self, file: MountedFile) -> str | None:
        """Return the name that the certificate stands for, None when the file is none."""
        for certificate in self.described.certificates:
            if file.path in (certificate.certificate, certificate.key):
                return (certificate.names or (certificate.name,))[0]
        whole = not file.text or bool(_HOLE.fullmatch(file.text.strip()))
        return self.described.name if whole and file.path.endswith(_PEM) else None

    def _pair(self, name: str) -> Pair | None:
        if name not in self.pairs:
            self.pairs[name] = self.openssl(name)
        return self.pairs[name]


def openssl_script(name: str) -> str:
    """Return a shell line that prints a self-signed certificate and then its key."""
    safe = re.sub(r"[^A-Za-z0-9.*-]", "-", name)
    request = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={safe} -keyout $d/key -out $d/crt"
    return f"d=$(mktemp -d) && {request} 2>/dev/null && cat $d/crt $d/key && rm -r $d"


def parse_pair(text: str) -> Pair | None:
    """Return the certificate and key out of what the script printed."""
    blocks = re.findall(r"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----\n", text, re.DOTALL)
    return (blocks[0], blocks[1]) if len(blocks) == 2 else None


def from_this_machine(name: str) -> Pair | None:
    """Return a certificate made by this machine's openssl, None when it has none."""
    if shutil.which("openssl") is None:
        return None
    done = subprocess.run(["sh", "-c", openssl_script(name)], capture_output=True, text=True, timeout=60, check=False)
    return parse_pair(done.stdout)
