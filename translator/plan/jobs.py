"""Scheduled work → CronJobs: Job nodes, files in /etc/cron.d, systemd timers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from translator.evaluate.values import Text
from translator.graph.nodes import File, Job, Link, Node
from translator.plan.crontab import PERIODIC, Entry, entries, shell_line
from translator.plan.ledger import Ledger
from translator.plan.machine import MARKER, Machine, below, sample_text
from translator.plan.model import CronJob, Place
from translator.plan.schedule import schedule_of
from translator.plan.starts.service import launch_of
from translator.plan.starts.unit import unit_of
from translator.plan.systemd import cron_schedule

SHIFTED = "a CronJob of the cluster runs it with the same image"


def make_jobs(ledger: Ledger) -> tuple[tuple[CronJob, ...], set[str]]:
    """Return the jobs, and the names of the services that only their timer starts."""
    jobs: list[CronJob] = []
    timers: set[str] = set()
    for node in tuple(ledger.remaining()):
        final = ledger.machine.final(node)
        if isinstance(node, Job):
            jobs.extend(_job(ledger, node))
        elif isinstance(final, File) and final.present and _is_crontab(final.path):
            jobs.extend(_crontab(ledger, final))
        elif isinstance(final, File | Link) and final.present and posixpath.dirname(final.path) in PERIODIC:
            jobs.extend(_periodic(ledger, final))
    for name, state in ledger.machine.services.items():
        if name.endswith(".timer") and state.active:
            jobs.extend(_timer(ledger, name, state.nodes))
            timers.add(name.removesuffix(".timer"))
    return tuple(_apart(jobs)), timers


def _apart(jobs: list[CronJob]) -> Iterator[CronJob]:
    """Yield the jobs, each with a name of its own."""
    taken: set[str] = set()
    for job in jobs:
        names = (job.name, *(f"{job.name[:49]}-{number}" for number in range(2, 1000)))
        name = next(each for each in names if each not in taken)
        taken.add(name)
        yield replace(job, name=name)


def _is_crontab(path: str) -> bool:
    return below(path, "/etc/cron.d") or path == "/etc/crontab" or posixpath.dirname(path) in SPOOLS


SPOOLS = ("/var/spool/cron/crontabs", "/var/spool/cron")
"""Where each user's own crontab lies."""


def job_name(text: str) -> str:
    """Return a name that Kubernetes accepts for a CronJob: at most 52 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:52].strip("-") or "job"


def _job(ledger: Ledger, node: Job) -> list[CronJob]:
    if not node.present:
        ledger.put(node.index, Place.DROPPED, "cron", "a new image has no such job")
        return []
    texts = [node.command, *node.environment.values()]
    if any(isinstance(text, Text) for text in texts):
        reason = "its command holds a value that only the running container knows"
        ledger.put(node.index, Place.MANUAL, "left to you", reason, "write the CronJob by hand")
        return []
    if schedule_of(node.schedule) is None:
        _unscheduled(ledger, node, node.schedule)
        return []
    ledger.put(node.index, Place.PLATFORM, f"CronJob {job_name(node.name)}", SHIFTED)
    environment = {name: value for name, value in node.environment.items() if isinstance(value, str)}
    command = node.command if isinstance(node.command, str) else ""
    return [_made(node.name, node, Entry(
        schedule=node.schedule, user=node.user, command=shell_line(command), line=0, environment=environment
    ))]  # fmt: skip


def _unscheduled(ledger: Ledger, node: Node, schedule: str) -> None:
    """Leave to a person what cron does not do by the clock."""
    reason = "it runs when the machine starts" if schedule == "@reboot" else f"cron has no time like {schedule!r}"
    advice = "do it when the container starts if it is still needed"
    ledger.put(node.index, Place.MANUAL, "left to you", reason, advice)


def _made(name: str, node: Node, entry: Entry) -> CronJob:
    return CronJob(
        name=job_name(name),
        schedule=entry.schedule,
        command=("/bin/sh", "-c", entry.command),
        image="",
        user=entry.user,
        environment=dict(entry.environment),
        origin=node.origin,
    )


def _crontab(ledger: Ledger, node: File) -> list[CronJob]:
    """Return the jobs of a crontab; one with a line that holds what only the container knows is for a person."""
    name = posixpath.basename(node.path)
    user = name if posixpath.dirname(node.path) in SPOOLS else ""
    marked = ledger.machine.mark(node.content) if isinstance(node.content, str | Text) else sample_text(node.content)
    found = list(entries(marked or "", user))
    open_lines = [each.line for each in found if MARKER.search(f"{each.command}{each.environment}")]
    odd = [each for each in found if schedule_of(each.schedule) is None]
    if open_lines or odd:
        reason = "a line of it holds a value that only the running container knows" if open_lines else ""
        reason = reason or f"line {odd[0].line} runs when the machine starts, or at no time that cron has"
        at = ", ".join(str(line) for line in open_lines or [each.line for each in odd])
        ledger.put(node.index, Place.MANUAL, "left to you", f"{reason} (line {at})", "write its CronJobs by hand")
        return [_made(name, node, each) for each in found if each not in odd and each.line not in open_lines]
    ledger.put(node.index, Place.PLATFORM, f"CronJob {job_name(name)}", SHIFTED)
    return [_made(name, node, each) for each in found]


def _periodic(ledger: Ledger, node: File | Link) -> list[CronJob]:
    """Return the job of a script in /etc/cron.daily and its like; the script itself stays in the image."""
    folder, name = posixpath.split(node.path)
    debian = ledger.machine.platform.family == "debian"
    if debian and not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
        return []
    return [_made(name, node, Entry(schedule=PERIODIC[folder], user="root", command=node.path, line=0))]


def _timer(ledger: Ledger, name: str, nodes: list[int]) -> list[CronJob]:
    machine = ledger.machine
    unit, holders = unit_of(machine, name)
    service = (unit.value("Timer", "Unit") if unit else "") or name.removesuffix(".timer")
    launch = launch_of(machine, service.removesuffix(".service"), tuple(_nodes_of(machine, service)) or tuple(nodes))
    schedule = cron_schedule(unit.value("Timer", "OnCalendar")) if unit else ""
    together = {*nodes, *holders, *launch.nodes}
    if not schedule or not launch.command:
        advice = "write the CronJob by hand"
        ledger.put_all(together, Place.MANUAL, "left to you", "cron cannot say when this timer runs", advice)
        return []
    ledger.put_all(together, Place.PLATFORM, f"CronJob {job_name(launch.name)}", SHIFTED)
    origin = machine.nodes[nodes[0]].origin
    return [
        CronJob(
            name=job_name(launch.name),
            schedule=schedule,
            command=launch.command,
            image="",
            user=launch.user,
            environment=launch.environment,
            origin=origin,
        )
    ]


def _nodes_of(machine: Machine, service: str) -> list[int]:
    return list(unit_of(machine, service)[1])
