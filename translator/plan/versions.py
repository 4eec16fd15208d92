"""A process that names the application's version → the same by a variable of the image's last layer.

before:  command=("/opt/app-1.2/bin/app",), workdir="/opt/app-1.2"
after:   command=("/bin/sh", "-c", "exec /opt/app-${APP_VERSION}/bin/app"), workdir="/opt/app-${APP_VERSION}"
"""

from __future__ import annotations

from dataclasses import replace

from translator.plan.artifacts import Deployed
from translator.plan.model import Process
from translator.plan.shell import quote


def versioned(process: Process, application: Deployed | None) -> Process:
    """Return the process with the version of its paths as a variable: another --build-arg changes it all."""
    if application is None:
        return process
    command = tuple(_word(application, word) for word in process.command)
    workdir = _word(application, process.workdir)
    environment = {name: _word(application, value) for name, value in process.environment.items()}
    if (command, workdir, environment) == (process.command, process.workdir, process.environment):
        return process
    if command != process.command and command[:2] != ("/bin/sh", "-c"):
        command = ("/bin/sh", "-c", "exec " + " ".join(quote(word) for word in command))
    argument = application.argument
    return replace(process, command=command, workdir=workdir, environment=environment, version_argument=argument)


def _word(application: Deployed, word: str) -> str:
    """Return a word with the version in its paths replaced; a bare number may mean anything."""
    return application.parameterised(word) if "/" in word else word
