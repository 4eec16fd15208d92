"""Users and groups, Chef's and Puppet's."""

from __future__ import annotations

from translator.graph.nodes import Group, Node, User
from translator.graph.reader import RESOURCES, Reader


@RESOURCES.register("user", "linux_user")
def user(reader: Reader) -> Node:
    """One User; lock and unlock say only whether a password may be used."""
    if reader.action == "unlock":
        return reader.silent("nobody logs in to a container with a password")
    return User(
        **reader.base(),
        name=reader.named("username"),
        uid=reader.text("uid"),
        group=reader.text("gid") or reader.text("group"),
        comment=reader.text("comment"),
        home=reader.text("home"),
        shell=reader.text("shell"),
        system=reader.flag("system"),
        manage_home=reader.flag("manage_home"),
        locked=reader.action == "lock",
        present=reader.action != "remove",
    )


@RESOURCES.register("group", "linux_group", "groupadd")
def group(reader: Reader) -> Node:
    """One Group with its members."""
    return Group(
        **reader.base(),
        name=reader.named("group_name"),
        gid=reader.text("gid"),
        system=reader.flag("system"),
        members=reader.names("members"),
        append=reader.flag("append") or reader.action in ("modify", "manage"),
        present=reader.action != "remove",
    )


@RESOURCES.register("User")
def puppet_user(reader: Reader) -> tuple[Node, ...]:
    """One User, and a Group for each further group that it is in."""
    name, present = reader.named("name"), reader.text("ensure", "present") not in ("absent", "role")
    account = User(
        **reader.base(),
        name=name,
        uid=reader.text("uid"),
        group=reader.text("gid"),
        comment=reader.text("comment"),
        home=reader.text("home"),
        shell=reader.text("shell"),
        system=_said(reader, "system"),
        manage_home=_said(reader, "managehome"),
        present=present,
    )
    groups = reader.names("groups") if present else ()
    return (account, *(Group(**reader.base(), name=group, members=(name,), append=True) for group in groups))


@RESOURCES.register("Group")
def puppet_group(reader: Reader) -> Node:
    """One Group with its members."""
    return Group(
        **reader.base(),
        name=reader.named("name"),
        gid=reader.text("gid"),
        system=_said(reader, "system"),
        members=reader.names("members"),
        append=not _said(reader, "auth_membership"),
        present=reader.text("ensure", "present") != "absent",
    )


def _said(reader: Reader, name: str) -> bool:
    return reader.text(name).lower() in ("true", "yes")
