"""Keys and certificates that a resource makes: openssl_*, ssl_certificate, acme_certificate."""

from __future__ import annotations

from translator.graph.nodes import Certificate, Command, Node
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register(
    "openssl_x509_certificate",
    "openssl_x509",
    "openssl_x509_request",
    "ssl_certificate",
    "acme_certificate",
    "acme_selfsigned",
    "selfsigned_certificate",
)
def certificate(reader: Reader) -> Node:
    """One Certificate by its path, its key's path and the names it is for."""
    path = reader.text("crt") or reader.text("cert_path") or reader.named("path")
    key = reader.text("key_file") or reader.text("key_path") or path.rpartition(".")[0] + ".key"
    common = reader.text("common_name") or reader.text("cn")
    return Certificate(**reader.base(), path=path, key_path=key, names=(common,) if common else ())


@RESOURCES.register(
    "openssl_rsa_private_key",
    "openssl_rsa_key",
    "openssl_ec_private_key",
    "openssl_rsa_public_key",
    "openssl_ec_public_key",
)
def key(reader: Reader) -> Node:
    """A key without a certificate: never made in an image."""
    return Certificate(**reader.base(), path="", key_path=reader.named("path"))


@RESOURCES.register("openssl_dhparam")
def dhparam(reader: Reader) -> Node:
    """Diffie-Hellman parameters are no secret: made at build."""
    path = reader.named("path")
    bits = reader.number("key_length") or 2048
    return Command(**reader.base(), code=f"openssl dhparam -out {path} {bits}", creates=path)


@RESOURCES.register("openssl_x509_crl")
def revocations(reader: Reader) -> Node:
    """A revocation list belongs to the authority."""
    return reader.manual(
        "a revocation list is made by the certificate authority", "mount it where the program reads it"
    )
