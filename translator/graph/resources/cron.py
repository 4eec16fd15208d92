"""Scheduled jobs: cron, cron_d, Puppet's Cron."""

from __future__ import annotations

from translator.graph.nodes import Job, Node
from translator.graph.reader import RESOURCES, Reader

FIELDS = ("minute", "hour", "day", "month", "weekday")
NAMED = {"midnight": "@midnight", "annually": "@yearly", "half_hourly": "0,30 * * * *", "every_minute": "* * * * *"}


@RESOURCES.register("cron", "cron_d")
def cron(reader: Reader) -> Node:
    """One Job; mail goes nowhere from a container."""
    variables = {name.upper(): reader.string(name) for name in ("path", "home", "shell") if reader.raw(name)}
    return Job(
        **reader.base(),
        name=reader.text("cron_name") or reader.name,
        schedule=_schedule(reader),
        command=reader.string("command"),
        user=reader.text("user", "root"),
        environment={**variables, **reader.strings("environment")},
        present=reader.action != "delete",
    )


def _schedule(reader: Reader) -> str:
    named = reader.text("predefined_value") or reader.text("time")
    if named:
        word = named.lstrip("@")
        return NAMED.get(word, f"@{word}")
    return " ".join(reader.text(field, "*") for field in FIELDS)


@RESOURCES.register("cron_access", "cron_manage")
def cron_access(reader: Reader) -> Node:
    """Who may edit a crontab: there is none in a container."""
    return reader.silent("a container has no crontab to allow or deny")


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
PUPPET_FIELDS = ("minute", "hour", "monthday", "month", "weekday")


@RESOURCES.register("Cron")
def puppet_cron(reader: Reader) -> Node:
    """One Job of a user's crontab; each field may be an array."""
    special = reader.text("special")
    variables = (setting.partition("=") for setting in reader.names("environment"))
    return Job(
        **reader.base(),
        name=reader.named("name"),
        schedule=f"@{special}" if special not in ("", "absent") else _crontab_fields(reader),
        command=reader.string("command"),
        user=reader.text("user", "root"),
        environment={name.strip(): value.strip() for name, _, value in variables if name.strip()},
        present=reader.text("ensure", "present") != "absent",
    )


def _crontab_fields(reader: Reader) -> str:
    return " ".join(",".join(_number(field, value) for value in reader.names(field)) or "*" for field in PUPPET_FIELDS)


def _number(field: str, value: str) -> str:
    """Return a month's or weekday's number for its name, or its first three letters; others as they are."""
    table = MONTHS if field == "month" else DAYS if field == "weekday" else ()
    short = value.lower()[:3]
    if short in table and value[:1].isalpha():
        return str(table.index(short) + (1 if field == "month" else 0))
    return "*" if value == "absent" else value
