"""Schedules of cron, against crontab(5)'s words and against a shell that runs the container's script."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from translator.emit.kubernetes.beside import scheduler
from translator.plan.schedule import Schedule, for_kubernetes, schedule_of


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("15 3 * * *", ((15,), (3,), (), (), ())),
        ("*/20 8-9 1,15 jan-mar Mon", ((0, 20, 40), (8, 9), (1, 15), (1, 2, 3), (1,))),
        ("10-50/20 * * * 7", ((10, 30, 50), (), (), (), (0,))),
        ("5/25 0 * * *", ((5, 30, 55), (0,), (), (), ())),
        ("@daily", ((0,), (0,), (), (), ())),
        ("@Weekly", ((0,), (0,), (), (), (0,))),
    ],
)
def test_fields_are_spread_out(text: str, fields: tuple[tuple[int, ...], ...]) -> None:
    assert schedule_of(text) == Schedule(fields)


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "5-1 * * * *", "*/0 * * * *", "@reboot", "a * * * *"])
def test_what_is_no_schedule_is_none(text: str) -> None:
    assert schedule_of(text) is None


@pytest.mark.parametrize(
    ("crontab", "kubernetes"),
    [("5 0 * * 7", "5 0 * * 0"), ("5 0 * * 5-7", "5 0 * * 0,5,6"), ("7 7 * * *", "7 7 * * *"), ("@daily", "@daily")],
)
def test_kubernetes_has_no_seventh_day(crontab: str, kubernetes: str) -> None:
    assert for_kubernetes(crontab) == kubernetes


DATE = """#!/bin/sh
case $1 in
  +%S) echo 58 ;;
  *) head -n 1 "$TIMES"; sed -i 1d "$TIMES" ;;
esac
"""
SLEEP = """#!/bin/sh
echo "$1" >>"$SLEPT"
[ -s "$TIMES" ] || kill -TERM "$PPID"
"""


def ran(tmp_path: Path, schedule: str, *minutes: str) -> tuple[list[str], list[str]]:
    """Return the minutes in which the container's script ran its command, and how long it slept before each."""
    for name, text in (("date", DATE), ("sleep", SLEEP)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    times, log = tmp_path / "times", tmp_path / "log"
    times.write_text("".join(f"{minute}\n" for minute in minutes))
    found = schedule_of(schedule)
    assert found is not None
    command = ("/bin/sh", "-c", f'echo "$(wc -l <"$TIMES") left, it\'s due" >>{log}; exit 3')
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TIMES": str(times), "SLEPT": str(tmp_path / "slept")}
    done = subprocess.run(
        ["/bin/sh", "-c", scheduler(found, command)], env=environment, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0
    left = [int(line.split()[0]) for line in log.read_text().splitlines()] if log.exists() else []
    assert done.stderr.count("the job ended with code 3") == len(left)
    return [minutes[len(minutes) - count - 1] for count in left], (tmp_path / "slept").read_text().split()


def test_a_job_runs_at_its_minutes_only(tmp_path: Path) -> None:
    due, slept = ran(tmp_path, "5,10 3 * * *", "04 03 01 01 1", "05 03 01 01 1", "10 03 01 01 1", "05 04 01 01 1")
    assert due == ["05 03 01 01 1", "10 03 01 01 1"]
    assert set(slept) == {"2"}


def test_either_day_is_enough_where_both_are_named(tmp_path: Path) -> None:
    minutes = ("00 00 13 01 2", "00 00 14 01 5", "00 00 15 01 6", "00 00 13 02 5")
    assert ran(tmp_path, "0 0 13 jan fri", *minutes)[0] == ["00 00 13 01 2", "00 00 14 01 5"]


def test_sundays_are_0_and_7(tmp_path: Path) -> None:
    assert ran(tmp_path, "0 8 * * 7", "00 08 02 03 0", "00 08 03 03 1")[0] == ["00 08 02 03 0"]
    (tmp_path / "log").unlink()
    assert ran(tmp_path, "8 * * * *", "08 09 02 03 0")[0] == ["08 09 02 03 0"]
