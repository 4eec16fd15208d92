"""What the machine consists of, whatever tool declared it: the nodes and edges of the graph.

From here on nothing knows Chef or Puppet. A node is what one step of the converge leaves on the machine; nodes stand
in converge order in `Graph.nodes`, and an edge says that its `before` must stay before its `after`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from translator.diagnostics import Diagnostic
from translator.evaluate.catalog import Identity, Platform, ResourceId, Tool
from translator.evaluate.values import Text
from translator.location import Span

String: TypeAlias = str | Text
"""A plain string, or one with holes (secret, runtime, unknown)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a node comes from: the resource that declares it, its place, and the custom resources around it.

    `group` is what it was declared together with: the file, or the class where the language has classes.
    """

    resource: ResourceId
    action: str
    span: Span
    created_by: tuple[ResourceId, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A shell test that must hold (`negate` false) or fail (true) for the node to apply; only what the image can answer."""

    command: str
    negate: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything on the machine. `index` is its place in converge order and its identity; `doubt` is what was not known
    when its text was made.
    """

    index: int
    origin: Origin
    guards: tuple[Guard, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Node):
    """A package. manager: apt, yum, dnf, zypper, apk, gem, pip, npm, dpkg, rpm; `source` a local file for dpkg and rpm."""

    name: str
    manager: str
    version: str = ""
    installed: bool = True
    options: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository(Node):
    """A package source. `files` of it (list file, key) are written by the planner; kind apt or yum."""

    name: str
    kind: str
    uri: str
    suite: str = ""
    components: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    key: str = ""
    key_fingerprint: bool = False
    trusted: bool = False
    options: dict[str, str] = field(default_factory=dict)
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePreference(Node):
    """An apt pin: /etc/apt/preferences.d/NAME.pref with this text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Node):
    """A file whose content is known (perhaps with holes). `mode` is octal digits ("0644") or ""; empty owner: root.

    `content` None leaves what is there (only owner, group and mode are set). `sensitive` was said by the input: the
    whole text is then treated as a secret.
    """

    path: str
    content: String | bytes | None
    owner: str = ""
    group: str = ""
    mode: str = ""
    present: bool = True
    only_if_missing: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory(Node):
    path: str
    owner: str = ""
    group: str = ""
    mode: str = ""
    recursive: bool = False
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Node):
    path: str
    target: str
    hard: bool = False
    present: bool = True
    owner: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Node):
    name: str
    gid: str = ""
    system: bool = False
    members: tuple[str, ...] = ()
    append: bool = False
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Node):
    """`password` is a hash and always a secret, hence absent here."""

    name: str
    uid: str = ""
    group: str = ""
    comment: str = ""
    home: str = ""
    shell: str = ""
    system: bool = False
    manage_home: bool = False
    locked: bool = False
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Node):
    """A long-running service of the machine; `enabled` and `running` None when the input does not say.

    `start` is the shell line with which the input itself starts it, "" where the init system knows.
    """

    name: str
    enabled: bool | None = None
    running: bool | None = None
    masked: bool | None = None
    reacts: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Node):
    """A systemd unit file with its text; also `File` in the image's eyes only when something reads it."""

    name: str
    content: String
    path: str
    enabled: bool | None = None
    running: bool | None = None
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Node):
    """A command of an execute, bash or script resource.

    `code` is run by `interpreter` ("" for a plain command line through sh). `creates` makes it apply only when that
    path is missing. `on_refresh` is true when it runs only because something else notified it. `tries` is how often it
    may run until it succeeds, `pause` the seconds in between.
    """

    code: String
    interpreter: str = ""
    cwd: str = ""
    environment: dict[str, String] = field(default_factory=dict)
    user: str = ""
    group: str = ""
    umask: str = ""
    creates: str = ""
    returns: tuple[int, ...] = (0,)
    on_refresh: bool = False
    ignore_failure: bool = False
    tries: int = 1
    pause: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Node):
    """A file brought from a URL to `path`; `version_of` names the application when this is its artifact."""

    url: String
    path: str
    checksum: str = ""
    owner: str = ""
    group: str = ""
    mode: str = ""
    headers: dict[str, String] = field(default_factory=dict)
    only_if_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract(Node):
    """An archive on the machine (`archive`, or fetched from `url`) unpacked into `destination`."""

    destination: str
    archive: str = ""
    url: String = ""
    checksum: str = ""
    strip: int = 0
    owner: str = ""
    group: str = ""
    mode: str = ""
    links: tuple[tuple[str, str], ...] = ()
    creates: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout(Node):
    """A version-control checkout: kind git or subversion."""

    kind: str
    url: String
    destination: str
    revision: str = ""
    depth: int = 0
    submodules: bool = False
    user: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Node):
    """A cron job: `schedule` is the five crontab fields, or "@daily" and the like."""

    name: str
    schedule: str
    command: String
    user: str = "root"
    environment: dict[str, String] = field(default_factory=dict)
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount(Node):
    path: str
    device: str
    filesystem: str = ""
    options: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSetting(Node):
    key: str
    value: String


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallRule(Node):
    name: str
    ports: tuple[str, ...] = ()
    protocol: str = "tcp"
    source: str = ""
    destination: str = ""
    direction: str = "in"
    allow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Node):
    """An x509 certificate that a resource makes or places; its key is never in an image."""

    path: str
    key_path: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSetting(Node):
    """A setting of the machine itself: kind hostname, timezone, locale, swap, kernel_module, reboot, ulimit, hosts …"""

    kind: str
    name: str
    value: String = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(Node):
    """A step that leaves nothing behind (log, apt_update, action :nothing, a wrapper that expanded): why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual(Node):
    """A step that the program cannot carry over: why, what to do, and the code it holds, if any."""

    reason: str
    advice: str
    code: str = ""


class EdgeKind(Enum):
    """Why one node is before another: the recipe's order, a notification, containment, or one needs the other."""

    ORDER = "order"
    NOTIFY = "notify"
    CONTAIN = "contain"
    REQUIRE = "require"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    before: int
    after: int
    kind: EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The whole machine as nodes in converge order; `nodes[i].index == i`."""

    tool: Tool
    platform: Platform
    identity: Identity
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
