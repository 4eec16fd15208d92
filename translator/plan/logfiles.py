"""A web server's own configuration → the log files that it names, and the standard stream each belongs on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.plan.machine import Machine, sample_text
from translator.plan.tables.services import STDERR, STDOUT

_LOG = re.compile(r'^\s*(access_log|error_log|CustomLog|TransferLog|ErrorLog)\s+"?(/[^\s";$]+)"?[\s;]', re.MULTILINE)


def named_logs(machine: Machine, folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (path, stream) for every log file that nginx or Apache configuration below `folders` names."""
    for file in machine.files_below(*folders):
        for directive, path in _LOG.findall(sample_text(file.content) or ""):
            if not path.startswith(("/dev/", "/proc/")):
                yield machine.canonical(path), STDERR if directive.lower().startswith("error") else STDOUT
