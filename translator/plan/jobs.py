"""Scheduled work → CronJobs: Job nodes, files in /etc/cron.d, systemd timers."""

from __future__ import annotations

import re

from translator.evaluate.values import Text
from translator.graph.nodes import File, Job
from translator.plan.ledger import Ledger
from translator.plan.machine import Machine, below, sample_text
from translator.plan.model import CronJob, Place
from translator.plan.starts.service import launch_of
from translator.plan.starts.unit import unit_of
from translator.plan.systemd import cron_schedule

LINE = re.compile(r"^\s*(@\w+|(?:[\d*/,\-A-Za-z]+\s+){4}[\d*/,\-A-Za-z]+)\s+(\S+)\s+(.+)$")
SHIFTED = "a CronJob of the cluster runs it with the same image"


def make_jobs(ledger: Ledger) -> tuple[tuple[CronJob, ...], set[str]]:
    """Return the jobs, and the names of the services that only their timer starts."""
    jobs: list[CronJob] = []
    timers: set[str] = set()
    for node in tuple(ledger.remaining()):
        final = ledger.machine.final(node)
        if isinstance(node, Job):
            jobs.extend(_job(ledger, node))
        elif isinstance(final, File) and final.present and below(final.path, "/etc/cron.d"):
            jobs.extend(_crontab(ledger, final))
    for name, state in ledger.machine.services.items():
        if name.endswith(".timer") and state.active:
            jobs.extend(_timer(ledger, name, state.nodes))
            timers.add(name.removesuffix(".timer"))
    return tuple(jobs), timers


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
    if node.schedule == "@reboot":
        advice = "do it when the container starts if it is still needed"
        ledger.put(node.index, Place.MANUAL, "left to you", "it runs when the machine starts", advice)
        return []
    ledger.put(node.index, Place.PLATFORM, f"CronJob {job_name(node.name)}", SHIFTED)
    environment = {name: value for name, value in node.environment.items() if isinstance(value, str)}
    command = node.command if isinstance(node.command, str) else ""
    return [
        CronJob(
            name=job_name(node.name),
            schedule=node.schedule,
            command=("/bin/sh", "-c", command),
            image="",
            user=node.user,
            environment=environment,
            origin=node.origin,
        )
    ]


def _crontab(ledger: Ledger, node: File) -> list[CronJob]:
    if isinstance(node.content, Text):
        return []
    name = node.path.rpartition("/")[2]
    jobs: list[CronJob] = []
    for line in (sample_text(node.content) or "").splitlines():
        match = None if line.lstrip().startswith("#") else LINE.match(line)
        if match:
            suffix = f"-{len(jobs) + 1}" if jobs else ""
            schedule = " ".join(match[1].split())
            command = ("/bin/sh", "-c", match[3])
            jobs.append(
                CronJob(
                    name=job_name(name + suffix),
                    schedule=schedule,
                    command=command,
                    image="",
                    user=match[2],
                    origin=node.origin,
                )
            )
    ledger.put(node.index, Place.PLATFORM, f"CronJob {job_name(name)}", SHIFTED)
    return jobs


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
