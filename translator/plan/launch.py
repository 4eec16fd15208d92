"""One long-running program of the machine, as it is started there: what `starts/` finds out, what processes are made of.

before:  Service("app"), Unit("app.service", "[Service]\\nUser=app\\nExecStart=/opt/app -p 80")
after:   Launch(name="app", command=("/opt/app", "-p", "80"), user="app", custom=True, …)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from translator.plan.tables.services import ServiceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One program. `node` is the node that declares it; `problem` says why there is no command, when there is none.

    `sourced` are environment files that must be read at start, with a "?" before those that may be missing.
    `setup` are lines that root runs before it, whatever its user is; `cpu` is CPUQuota's word ("150%").
    `custom` says that the input itself brings the definition; `writable` are paths that its unit lets it write to.
    """

    name: str
    node: int
    nodes: tuple[int, ...] = ()
    command: tuple[str, ...] = ()
    user: str = ""
    group: str = ""
    workdir: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    sourced: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    stop_signal: str = ""
    stop_timeout: int = 0
    open_files: int = 0
    memory: str = ""
    cpu: str = ""
    directories: tuple[tuple[str, str], ...] = ()
    writable: tuple[str, ...] = ()
    row: ServiceRow | None = None
    custom: bool = False
    problem: str = ""
    notes: tuple[str, ...] = ()
