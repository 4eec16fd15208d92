"""Scheduled jobs: cron, cron_d."""

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
