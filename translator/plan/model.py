"""What will be written: images of layers, processes, sidecars, platform objects, and where every node went.

Nothing here is a Dockerfile or a manifest yet; `emit/` renders it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from translator.diagnostics import Diagnostic
from translator.evaluate.values import Text
from translator.graph.nodes import Origin

String: TypeAlias = str | Text


class Place(Enum):
    """The one place where a resource of the input ends."""

    IMAGE = "image"
    RUNTIME = "runtime configuration"
    SIDECAR = "sidecar"
    PLATFORM = "platform"
    DROPPED = "dropped"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where one node went. `detail` names the layer, file or object; `reason` says why; `advice` what to do by hand.

    `image` names the image for Place.IMAGE, "" otherwise. `key` is Origin's "type[name]".
    """

    node: int
    origin: Origin
    place: Place
    detail: str
    reason: str = ""
    advice: str = ""
    image: str = ""


# --- build steps; every step names the nodes it comes from, for comments, the report and build errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction of an image build. `nodes` are indices into Graph.nodes; `comment` is a short plain phrase."""

    nodes: tuple[int, ...]
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddIdentities(Step):
    """Groups and users, as shell command lines in order."""

    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRepositories(Step):
    """Package sources: `files` of list and pin files by path, and shell `commands` (keys) in order.

    `needs` are packages that the commands themselves need (curl, gnupg, ca-certificates).
    """

    files: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallPackages(Step):
    """Packages of one manager in one go, sorted; a name may carry its version in the manager's own syntax.

    `pinned` is false when the recipe names no version (hadolint's DL3008 is then ignored inline).
    """

    manager: str
    packages: tuple[str, ...]
    pinned: bool
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePackages(Step):
    manager: str
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShell(Step):
    """Shell commands in order, each a whole line (guards included as shell tests).

    `shell` is "" for /bin/sh or the interpreter's path; `user` "" means root; `environment` holds plain values.
    Instead of `commands`, a step may have a `script`: one text of several lines, run whole by `shell`. Commands may
    hold ${NAME} of `arguments` (build arguments with their defaults).
    """

    commands: tuple[str, ...]
    script: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    shell: str = ""
    cwd: str = ""
    user: str = ""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareFolders(Step):
    """Folders that are made and paths that are taken away, as shell `commands`; none needs a file of rootfs/."""

    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRootfs(Step):
    """The image's rootfs/ tree in one COPY, then the exact owners and modes as shell `commands`."""

    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchArtifact(Step):
    """A download in a build stage, verified, then copied to `path`.

    `url` and `path` may hold ${NAME} of `arguments` (build arguments with defaults, such as the application's version);
    `checksum` is SHA-256 hex or "" ; `checksum_argument` names the ARG that carries it when the version may change.
    `owner`, `group`, `mode` are exact ("" is root, 0644). `application` marks the deployed version: last layer.
    `extract_to` is a directory when the archive is unpacked there, `strip` its leading path parts dropped.
    """

    url: str
    path: str
    checksum: str = ""
    checksum_argument: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    group: str = ""
    mode: str = ""
    application: bool = False
    extract_to: str = ""
    strip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildElsewhere(Step):
    """What is built in a stage of its own, with `packages` and `downloads` that the image itself does not get.

    `commands` run there in order, `folders` are made before them, what is in `scratch` is taken away after them;
    `results` are the folders that the image gets, owned by `owner` ("" is root). `application` says that the application's version decides what is built.
    """

    packages: tuple[str, ...]
    downloads: tuple[FetchArtifact, ...]
    commands: tuple[RunShell, ...]
    results: tuple[str, ...]
    folders: tuple[str, ...] = ()
    scratch: tuple[str, ...] = ()
    owner: str = ""
    application: bool = False


class LayerKind(Enum):
    """The layers in the order in which they stand in an image, slowest-changing first."""

    IDENTITIES = "users and groups"
    REPOSITORIES = "package repositories"
    PACKAGES = "packages"
    COMMANDS = "commands"
    FOLDERS = "folders"
    ARTIFACTS = "artifacts"
    CONFIGURATION = "configuration"
    FINISH = "commands after configuration"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Steps that stand together. `reason` says why the layer is where it is."""

    kind: LayerKind
    steps: tuple[Step, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RootfsEntry:
    """A file, directory or link under rootfs/. kind is file, directory or link; `content` is text or bytes for a file."""

    kind: str
    path: str
    node: int
    content: str | bytes = ""
    target: str = ""
    owner: str = "root"
    group: str = "root"
    mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a built image must have at a path, for structure tests and smoke: kind file, directory, link or absent.

    `sha256` and `text` are set where the content is known; never for a secret.
    """

    kind: str
    path: str
    owner: str = ""
    group: str = ""
    mode: str = ""
    sha256: str = ""
    target: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """How to see that the process works. kind: http (port, path), tcp (port), process (command name), exec (argv)."""

    kind: str
    port: int = 0
    path: str = "/"
    argv: tuple[str, ...] = ()
    scheme: str = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A shell line that runs once before the process, as another user than it: "" is root."""

    line: str
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """How the image's one service runs in the foreground.

    `command` is exec form. `ports` are reached from outside, `local_ports` (TCP) only over the pod's own loopback.
    `environment` holds plain values; `runtime_environment` name → Runtime fact path, filled
    by the Downward API; `secret_environment` name → key of the machine's SecretStub. `prepare` are shell lines that run
    before it in the same shell (ExecStartPre, an environment file that is sourced). `logs` are files it writes;
    `stdout_links` the log files that become links to /dev/stdout or /dev/stderr. `notes` are for the report.
    `metrics` is the port at whose /metrics it speaks to Prometheus itself, 0 when it does not.
    `version_argument` names the build argument whose ${NAME} stands in command, workdir or environment. `memory` and
    `cpu` are limits in systemd's words ("1408M", "150%"). `setup` runs before it, as other users (ExecStartPre=+…).
    """

    service: str
    command: tuple[str, ...]
    user: str = ""
    group: str = ""
    workdir: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    runtime_environment: dict[str, str] = field(default_factory=dict)
    secret_environment: dict[str, str] = field(default_factory=dict)
    ports: tuple[int, ...] = ()
    local_ports: tuple[int, ...] = ()
    udp_ports: tuple[int, ...] = ()
    stop_signal: str = ""
    stop_timeout: int = 0
    health: HealthCheck | None = None
    prepare: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    stdout_links: tuple[tuple[str, str], ...] = ()
    writable: tuple[str, ...] = ()
    open_files: int = 0
    memory: str = ""
    cpu: str = ""
    setup: tuple[Setup, ...] = ()
    notes: tuple[str, ...] = ()
    metrics: int = 0
    version_argument: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeFile:
    """A file that is rendered at container start from the environment, or mounted: never baked with its sample.

    kind: template (holes are runtime facts; `text` has ${NAME} placeholders, `variables` name → fact path, and
    `expressions` name → POSIX shell arithmetic over those, such as "$((CPU_LIMIT * 2))") or
    secret (mounted from the Secret `secret_name`, key `secret_key`; `text` is the file with {{ .name }} for each
    secret when it can be written without the secret's own text, else "").
    """

    kind: str
    path: str
    node: int
    owner: str = "root"
    group: str = "root"
    mode: str = "0644"
    text: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    secret_name: str = ""
    secret_key: str = ""
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image: its base, layers, files and process. `name` is also its folder ("" is not allowed; main image first)."""

    name: str
    base: str
    layers: tuple[Layer, ...]
    rootfs: tuple[RootfsEntry, ...]
    process: Process | None
    runtime_files: tuple[RuntimeFile, ...]
    expected: tuple[Expected, ...]
    packages: tuple[tuple[str, str], ...]
    labels: dict[str, str] = field(default_factory=dict)
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """A helper container beside the application: kind logs or metrics.

    `command` takes the place of the image's own entrypoint, `arguments` are words that the entrypoint gets. `files` are
    its configuration by path; `shares` the directories it reads from the application (emptyDir). The `ports` of one for
    metrics are where it is scraped.
    """

    name: str
    kind: str
    image: str
    command: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    shares: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    udp_ports: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    secret_environment: dict[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretStub:
    """A Secret object without values: `keys` name → where the value was ("data_bag/zeebra/database/password")."""

    name: str
    keys: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CronJob:
    """Scheduled work. `beside` names the directories of the service that it works on: it then runs in the pod itself."""

    name: str
    schedule: str
    command: tuple[str, ...]
    image: str
    user: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """A cert-manager Certificate mounted at the old paths in `images`; owner, group and mode are the key's."""

    name: str
    certificate_path: str
    key_path: str
    names: tuple[str, ...]
    images: tuple[str, ...] = ()
    owner: str = ""
    group: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRule:
    """Who may connect to which ports, or, where it is `outgoing`, to which ports of whom the pod may."""

    ports: tuple[tuple[str, str], ...]
    source: str = ""
    origin: Origin | None = None
    outgoing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A name under which the machine's front proxy served others: the image of the proxy, its port, and the certificate's name where it ended TLS."""

    image: str
    host: str
    port: int
    paths: tuple[str, ...] = ("/",)
    tls: bool = False
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod:
    """Images and sidecars by name that run together; `reason` says what holds them together or apart."""

    name: str
    images: tuple[str, ...]
    sidecars: tuple[str, ...] = ()
    replicas: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduling:
    """What the pods' nodes must have: the architecture ("amd64"), an extended resource ("nvidia.com/gpu") and how many."""

    architecture: str = ""
    device: str = ""
    devices: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What the user's cluster is like; the words are those of cook2image.yaml."""

    sidecars: str = "native"
    gateway: str = "ingress"
    metrics: str = "annotations"
    identity: str = "irsa"
    registry: str = ""
    store: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The pod's ServiceAccount and the machine's cloud role, if any: provider aws or gcp, role its ARN or e-mail."""

    name: str
    provider: str = ""
    role: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A directory that outlives or is shared by containers. kind: logs, state, scratch, socket, shared."""

    name: str
    path: str
    kind: str
    images: tuple[str, ...] = ()
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one image or sidecar has otherwise in an environment: file texts by path, variables, its limits."""

    files: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    memory: str = ""
    cpu: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What differs in one environment, by the name of the image or sidecar; the others are as in the base.

    `sources` says where values of secrets come from instead, by the SecretStub's name. `version` is the application's, ""
    when it is the same. `fronts`, `certificates`, `rules`, `jobs` and `account` are the environment's own, None when they
    are the base's.
    """

    environment: str
    images: dict[str, Difference] = field(default_factory=dict)
    sidecars: dict[str, Difference] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    version: str = ""
    fronts: tuple[Front, ...] | None = None
    certificates: tuple[CertificateRequest, ...] | None = None
    rules: tuple[NetworkRule, ...] | None = None
    jobs: tuple[CronJob, ...] | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that one machine becomes. `timezone` is its clock's where that is not UTC: its jobs' times were of it."""

    name: str
    version: str
    source: str
    images: tuple[Image, ...]
    sidecars: tuple[Sidecar, ...]
    account: Account
    secrets: tuple[SecretStub, ...]
    certificates: tuple[CertificateRequest, ...]
    jobs: tuple[CronJob, ...]
    rules: tuple[NetworkRule, ...]
    volumes: tuple[Volume, ...]
    sysctls: dict[str, str]
    placements: tuple[Placement, ...]
    overlays: tuple[Overlay, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    helm: bool = False
    secret_store: str = ""
    cluster: Cluster = field(default_factory=Cluster)
    pods: tuple[Pod, ...] = ()
    fronts: tuple[Front, ...] = ()
    scheduling: Scheduling = field(default_factory=Scheduling)
    timezone: str = ""
