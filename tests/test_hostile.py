"""A share of the hostile examples: damaged and drawn Ruby gives catalogs, and reaches nothing of this machine.

The whole is `python -m bench.hostile --examples 100000 FOLDER …`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RUN = [sys.executable, "-m", "bench.hostile", "fixtures", "--jobs", "2", "--examples"]
REACHES = """
import bench.guard as guard
guard.install()
with guard.watch:
    {code}
"""


def test_hostile_examples_do_no_harm() -> None:
    done = subprocess.run([*RUN, "500"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "500 examples" in done.stdout
    assert "failures 0" in done.stdout


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd')",
        "open('/tmp/hostile', 'w')",
        "import os; os.system('true')",
        "import os; os.listdir('/etc')",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
    ],
)
def test_the_guard_sees_what_it_must(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", REACHES.format(code=code)], cwd=ROOT, capture_output=True, text=True)
    assert "bench.guard.Refused" in done.stderr
