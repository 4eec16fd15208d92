"""What else runs in a pod: containers that prepare it, jobs that need its directories, and the rotation of its logs.

before:  CronJob("report", "15 3 * * *", …, beside=("/var/log/app",))
after:   a container of the same image whose shell waits for 03:15 and runs the command

A CronJob's own pod has neither the service's emptyDirs nor its loopback. The shell script is small because it does not
parse: the schedule is spread into the numbers of its five fields here.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from translator.emit.folders import label_name
from translator.emit.identity import identity_of
from translator.emit.kubernetes.common import Object, Workload, container_security, image_reference
from translator.emit.kubernetes.containers import (
    config_key,
    environment,
    native,
    owned_file,
    owned_volume,
    secret_volume,
    volume_mounts,
)
from translator.emit.mounts import Mount, image_mounts, secret_mounts
from translator.plan.model import CronJob, Image
from translator.plan.schedule import Schedule, schedule_of

LOG_LIMIT: Final = "2Gi"
ROTATE_AT: Final = 100 * 1024**2
SMALL: Final = {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}}


def preparations(work: Workload) -> list[Object]:
    """Return the init containers: owned secrets, first contents of kept data, what root did before a service."""
    return [
        made
        for image in work.images
        for made in (*own_secrets(work, image), *_seeds(work, image), *_setups(work, image))
    ]


def own_secrets(work: Workload, image: Image) -> Iterator[Object]:
    """Yield a container that copies the secrets which must belong to the process's user, with their own modes."""
    owned = [mount for mount in secret_mounts(work.plan, image) if mount.owned]
    if owned:
        lines = [
            f"install -m {mount.mode} {shlex.quote(f'/secrets/{mount.secret}/{config_key(mount.key)}')} "
            f"{shlex.quote(f'/owned/{owned_file(mount)}')}"
            for mount in owned
        ]
        volumes = {secret_volume(mount): f"/secrets/{mount.secret}" for mount in owned}
        yield {
            "name": label_name(f"{image.name}-secrets"),
            "image": image_reference(work.plan, image),
            "command": ["/bin/sh", "-ec", "\n".join(lines)],
            "resources": SMALL,
            "securityContext": container_security(image),
            "volumeMounts": [
                {"name": owned_volume(image), "mountPath": "/owned"},
                *({"name": name, "mountPath": path, "readOnly": True} for name, path in volumes.items()),
            ],
        }


_SEED: Final = """[ -d {kept}/data ] && exit 0
rm -rf {kept}/new
if [ -d {own} ]; then cp -a {own} {kept}/new; else mkdir -m 0750 {kept}/new; fi
mv {kept}/new {kept}/data
"""
"""The directory is made here, and whole or not at all: it then belongs to the service's user, as databases want it."""


def _seeds(work: Workload, image: Image) -> Iterator[Object]:
    """Yield a container that puts a directory of the image into its new volume, where the service then finds it.

    A package makes a database when it is installed; a volume of Kubernetes hides it, where Docker's would copy it.
    """
    for at, mount in enumerate(each for each in image_mounts(work.plan, image) if each.kind == "state"):
        kept = f"/kept/{mount.name}"
        script = _SEED.format(own=shlex.quote(mount.path), kept=shlex.quote(kept))
        yield {
            "name": label_name(f"{image.name}-data{f'-{at + 1}' if at else ''}"),
            "image": image_reference(work.plan, image),
            "command": ["/bin/sh", "-ec", script],
            "resources": SMALL,
            "securityContext": container_security(image),
            "volumeMounts": [{"name": mount.name, "mountPath": kept}],
        }


def _setups(work: Workload, image: Image) -> Iterator[Object]:
    lines = image.process.setup if image.process else ()
    if lines:
        root = {**container_security(image), "runAsNonRoot": False, "runAsUser": 0, "runAsGroup": 0}
        root["capabilities"] = {"drop": ["ALL"], "add": ["CHOWN", "DAC_OVERRIDE", "FOWNER"]}
        yield {
            "name": label_name(f"{image.name}-setup"),
            "image": image_reference(work.plan, image),
            "command": ["/bin/sh", "-ec", "\n".join(each.line for each in lines)],
            "resources": SMALL,
            "securityContext": root,
            "volumeMounts": volume_mounts(work.plan, image),
        }


def helpers(work: Workload) -> list[Object]:
    """Return the containers beside the services that are made of the services' own images."""
    made = [_scheduled(work, job) for job in work.jobs]
    made += [rotated for image in work.images if (rotated := _rotation(work, image))]
    return [{**each, "restartPolicy": "Always"} if native(work.plan) else each for each in made]


def _scheduled(work: Workload, job: CronJob) -> Object:
    """The command stands as args, so that the image's entrypoint still renders what it has to."""
    image = next(each for each in work.images if each.name == job.image)
    schedule = schedule_of(job.schedule)
    script = scheduler(schedule, job.command) if schedule else ""
    name = label_name(job.name)
    made: Object = {
        "name": name,
        "image": image_reference(work.plan, image),
        "args": ["/bin/sh", "-c", script],
        "env": [{"name": k, "value": v} for k, v in sorted({**_clock(work), **job.environment}.items())]
        + environment(work.plan, image, name),
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "256Mi"}},
        "securityContext": job_security(image, job),
        "volumeMounts": [own_scratch(each, image, name) for each in volume_mounts(work.plan, image)],
    }
    return {key: value for key, value in made.items() if value != []}


def _clock(work: Workload) -> dict[str, str]:
    return {"TZ": work.plan.timezone} if work.plan.timezone else {}


def own_scratch(mount: Object, image: Image, container: str) -> Object:
    """Return a mount with the container's own /run: the entrypoint renders its files there, in each container."""
    own = mount["mountPath"] == "/run" and mount["name"].startswith(label_name(image.name))
    return {**mount, "subPath": container} if own else mount


def job_security(image: Image, job: CronJob) -> Object:
    """Return as whom a job runs: the service's user, or root where the crontab names it."""
    security = container_security(image)
    if identity_of(image) is not None and job.user in ("root", "0"):
        return {**security, "runAsNonRoot": False, "runAsUser": 0, "runAsGroup": 0}
    return security


_SCHEDULER: Final = """# Waits for each full minute and runs the command when it is due, as cron did on the machine.
set -f
trap 'exit 0' TERM INT
fits() { n=${1#0}; n=${n:-0}; case " $2 " in *" * "* | *" $n "*) return 0 ;; esac; return 1; }
while :; do
  now=$(date +%S)
  sleep $((60 - ${now#0})) & wait $!
  set -- $(date '+%M %H %d %m %w')
"""


def scheduler(schedule: Schedule, command: tuple[str, ...]) -> str:
    """Return the script of a container that runs a command at its times."""
    minute, hour, day, month, weekday = (shlex.quote(" ".join(map(str, field)) or "*") for field in schedule.fields)
    days = [f'fits "$3" {day}', f'fits "$5" {weekday}']
    due = f"{{ {' || '.join(days)}; }}" if schedule.either_day else " && ".join(days)
    test = f'fits "$1" {minute} && fits "$2" {hour} && fits "$4" {month} && {due}'
    line = " ".join(shlex.quote(word) for word in command)
    return f'{_SCHEDULER}  if {test}; then\n    {line} || echo "the job ended with code $?" >&2\n  fi\ndone\n'


def _rotation(work: Workload, image: Image) -> Object | None:
    """Return the container that keeps the log files of an image small, None when it writes none.

    They lie in an emptyDir, which nothing rotates; the shipper follows a file that is emptied.
    """
    folders = [mount for mount in image_mounts(work.plan, image) if mount.kind == "logs"]
    if not folders:
        return None
    return {
        "name": label_name(f"{image.name}-log-rotation"),
        "image": image_reference(work.plan, image),
        "command": ["/bin/sh", "-c", _rotate(folders)],
        "resources": SMALL,
        "securityContext": container_security(image),
        "volumeMounts": [{"name": mount.name, "mountPath": mount.path} for mount in folders],
    }


def _rotate(folders: list[Mount]) -> str:
    files = " ".join(f"{shlex.quote(mount.path)}/*" for mount in folders)
    return f"""# Keeps one older copy of a log that has grown to {ROTATE_AT} bytes, and empties it where it is.
trap 'exit 0' TERM INT
while :; do
  for log in {files}; do
    case $log in *.1) continue ;; esac
    [ -f "$log" ] && [ "$(wc -c <"$log")" -gt {ROTATE_AT} ] && cp "$log" "$log.1" && : >"$log"
  done
  sleep 60 & wait $!
done
"""
