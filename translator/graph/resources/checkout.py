"""Version-control checkouts: git, subversion, Puppet's Vcsrepo."""

from __future__ import annotations

from translator.graph.nodes import Checkout, Directory, Node, String
from translator.graph.reader import RESOURCES, Reader, string


@RESOURCES.register("git", "subversion", "scm")
def checkout(reader: Reader) -> Node:
    """One Checkout."""
    if reader.action in ("diff", "log"):
        return reader.silent(f"action :{reader.action} leaves nothing behind")
    return Checkout(
        **reader.base(),
        kind="subversion" if reader.type == "subversion" else "git",
        url=reader.string("repository"),
        destination=reader.named("destination"),
        revision=reader.text("checkout_branch") or reader.text("revision", "HEAD"),
        depth=reader.number("depth"),
        submodules=reader.flag("enable_submodules"),
        user=reader.text("user"),
        group=reader.text("group"),
    )


KINDS = {"git": "git", "svn": "subversion", "": "git"}


@RESOURCES.register("Vcsrepo")
def vcsrepo(reader: Reader) -> Node:
    """One Checkout; of several remotes the one that is named, else the first."""
    ensure, provider = reader.text("ensure", "present"), reader.text("provider")
    if ensure == "absent":
        return Directory(**reader.base(), path=reader.named("path"), recursive=True, present=False)
    if provider not in KINDS or ensure in ("bare", "mirror") or reader.raw("source") is None:
        what = f"a {provider or 'local'} repository" if ensure not in ("bare", "mirror") else f"a {ensure} repository"
        return reader.manual(f"{what} is not made by an image build", "bring its files into the image by hand")
    return Checkout(
        **reader.base(),
        kind=KINDS[provider],
        url=_remote(reader),
        destination=reader.named("path"),
        revision=reader.text("revision") or reader.text("branch") or "HEAD",
        depth=reader.number("depth"),
        submodules=reader.text("submodules", "true") == "true",
        user=reader.text("owner") or reader.text("user"),
        group=reader.text("group"),
    )


def _remote(reader: Reader) -> String:
    value = reader.raw("source")
    if not isinstance(value, dict):
        return reader.string("source")
    return string("source", value.get(reader.text("remote", "origin"), next(iter(value.values()), "")))
