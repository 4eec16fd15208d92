"""What becomes of every managed file: baked, rendered at start, mounted from a Secret or a Certificate, or manual.

A file that holds a secret, a private key or that the input calls sensitive never reaches an image. A certificate and
the key beside it become one CertificateRequest.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from translator.evaluate.values import Hole, Secret, Text
from translator.graph.nodes import Certificate, File
from translator.plan.holes import SecretKeys, render
from translator.plan.ledger import Ledger
from translator.plan.machine import Machine, sample_text
from translator.plan.model import CertificateRequest, Place, RuntimeFile

PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
CERTIFICATE = "-----BEGIN CERTIFICATE-----"
AUTHORITY = re.compile(r"(?:^|[-_.])(?:ca|cacerts?|ca-?bundle|chain|root)(?:$|[-_.])")
"""Names of files with the certificates of an authority: they have no key here, and stay what they are."""
PRIVATE_FOLDERS = ("/etc/ssl/private/", "/etc/pki/tls/private/")


@dataclass(slots=True)
class Settled:
    """All managed files of the machine by node index, and the requests for certificates."""

    baked: dict[int, str | bytes] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    runtime: dict[int, RuntimeFile] = field(default_factory=dict)
    certificates: list[CertificateRequest] = field(default_factory=list)
    certificate_nodes: dict[int, str] = field(default_factory=dict)


def settle_files(ledger: Ledger, secrets: SecretKeys, secret_name: str) -> Settled:
    """Decide about every file that is not placed yet; files that cannot be written are placed as manual."""
    settled = Settled()
    _certificates(ledger, settled)
    for node in tuple(ledger.remaining()):
        final = ledger.machine.final(node)
        if (
            isinstance(node, File)
            and isinstance(final, File)
            and final.present
            and node.index not in settled.certificate_nodes
        ):
            _settle(ledger, final, settled, secrets, secret_name)
            if final.doubt:
                doubt = f"a condition for its text was not known ({final.doubt}): read it before it is used"
                settled.notes[node.index] = "; ".join(filter(None, (settled.notes.get(node.index, ""), doubt)))
    return settled


def _settle(ledger: Ledger, node: File, settled: Settled, secrets: SecretKeys, secret_name: str) -> None:
    content = node.content
    if content is None:
        return
    if _private(node) and not (isinstance(content, Text) and content.secret):
        key = _file_key(node.path)
        where = f"{node.origin.resource} at {node.origin.span}"
        content = Text((Hole(Secret(f"file/{key}"), ""),))
        secrets.key(f"file/{key}")
        settled.notes[node.index] = f"the input calls it sensitive, or it holds a private key ({where})"
    if not isinstance(content, Text):
        settled.baked[node.index] = content
        return
    rendered = render(content, secrets)
    if rendered.unknown:
        advice = f"write {node.path} by hand, or give the value as an attribute"
        ledger.put(node.index, Place.MANUAL, node.path, f"its text is not known: {rendered.unknown}", advice)
    elif rendered.secrets or rendered.variables:
        settled.runtime[node.index] = RuntimeFile(
            kind="secret" if rendered.secrets else "template",
            path=node.path,
            node=node.index,
            owner=node.owner or "root",
            group=node.group or "root",
            mode=node.mode or "0644",
            text=rendered.text,
            variables=dict(sorted(rendered.variables.items())),
            expressions=rendered.expressions,
            secret_name=secret_name if rendered.secrets else "",
            secret_key=_file_key(node.path) if rendered.secrets else "",
            secrets=tuple(rendered.secrets),
        )
    else:
        settled.baked[node.index] = rendered.text
        settled.notes[node.index] = f"its comment lines name {', '.join(dict.fromkeys(rendered.masked))} only as a word"


def _private(node: File) -> bool:
    """Return whether a file must not be baked whatever its text looks like."""
    text = sample_text(node.content) or ""
    return bool(node.sensitive and text.strip()) or bool(PRIVATE_KEY.search(text))


def _file_key(path: str) -> str:
    """Return the key of a Secret for a whole file: its path as one word."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", path.strip("/"))


def _certificates(ledger: Ledger, settled: Settled) -> None:
    machine = ledger.machine
    files = [node for node in ledger.remaining() if isinstance(node, File) and node.present]
    keys = {node.path: node for node in map(machine.final, files) if isinstance(node, File) and _is_key(machine, node)}
    for node in map(machine.final, files):
        if isinstance(node, File) and node.path not in keys and CERTIFICATE in (sample_text(node.content) or ""):
            key = _key_of(node.path, keys)
            if key is not None and not AUTHORITY.search(_stem(node.path)):
                _request(machine, settled, node, key)
    for resource in tuple(ledger.remaining()):
        if isinstance(resource, Certificate) and resource.path:
            name = _name(settled, resource.path)
            names = resource.names or (_stem(resource.path),)
            request = CertificateRequest(
                name=name, certificate_path=resource.path, key_path=resource.key_path, names=names
            )
            settled.certificates.append(request)
            settled.certificate_nodes[resource.index] = name


def _is_key(machine: Machine, node: File) -> bool:
    text = sample_text(node.content) or ""
    if CERTIFICATE in text:
        return False
    secret = isinstance(node.content, Text) and node.content.secret
    return bool(PRIVATE_KEY.search(text)) or (
        secret and (node.path.endswith(".key") or node.path.startswith(PRIVATE_FOLDERS))
    )


def _key_of(path: str, keys: dict[str, File]) -> File | None:
    """Return the key that goes with a certificate: the same name, else the only key in its directory."""
    same = [key for key in keys.values() if _stem(key.path) == _stem(path)]
    beside = [key for key in keys.values() if posixpath.dirname(key.path) == posixpath.dirname(path)]
    found = same or beside
    return found[0] if len(found) == 1 else None


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0] or posixpath.basename(path)


def _name(settled: Settled, path: str) -> str:
    """Return a certificate's name: its file's, with the folders before it where another has that name already."""
    known = {each.name: each.certificate_path for each in settled.certificates}
    folders = path.strip("/").split("/")[:-1]
    wanted = ["-".join((*folders[len(folders) - count :], _stem(path))) for count in range(len(folders) + 1)]
    return next((name for name in wanted if known.get(name, path) == path), wanted[-1])


def _request(machine: Machine, settled: Settled, certificate: File, key: File) -> None:
    name = _name(settled, certificate.path)
    for node in (certificate, key):
        settled.certificate_nodes[node.index] = name
    if any(each.certificate_path == certificate.path for each in settled.certificates):
        return
    settled.certificates.append(
        CertificateRequest(
            name=name,
            certificate_path=certificate.path,
            key_path=key.path,
            names=(name,),
            owner=key.owner or "root",
            group=key.group or "root",
            mode=key.mode or "0600",
        )
    )
