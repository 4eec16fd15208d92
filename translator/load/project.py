"""The types of the load stage: a `Project` is everything of a repository that evaluation may look at.

In: nothing; the readers beside this file build these. Out: frozen data, and files that are read when first asked for.
An `InputFile` reads through the folder it was listed from and never outside it, so no later stage touches the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from translator.diagnostics import Diagnostic
from translator.location import Source, Span

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


class InputFile:
    """One file of the input: `path` as shown to the user, `relative` inside its folder, `mode` its permission bits."""

    def __init__(self, path: str, relative: str, read: Callable[[], bytes], mode: int = 0o644) -> None:
        self.path = path
        self.relative = relative
        self.mode = mode
        self._read = read

    def __repr__(self) -> str:
        return f"InputFile({self.path!r})"

    @cached_property
    def content(self) -> bytes:
        """The file's bytes; OSError when it vanished since it was listed."""
        return self._read()

    @cached_property
    def source(self) -> Source:
        """The file as text. Bytes that are no UTF-8 are taken for Latin-1, as old cookbooks have them."""
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = self.content.decode("latin-1")
        return Source(self.path, text)

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def span(self) -> Span:
        """The very start of the file, for a message about the file as a whole."""
        return Span(self.source, 0, 0)


class Folder:
    """A folder of the input: its files by relative path, listed when first asked for, in sorted order."""

    def __init__(
        self,
        path: str,
        listing: Callable[[], Iterable[InputFile]],
        single: Callable[[str], InputFile | None] | None = None,
    ) -> None:
        self.path = path
        self.refused: list[str] = []  # links, by relative path, that lead out of the root; known once it is listed
        self._listing = listing
        self._single = single
        self._found: dict[str, InputFile | None] = {}

    def __repr__(self) -> str:
        return f"Folder({self.path!r})"

    @cached_property
    def files(self) -> Mapping[str, InputFile]:
        return {file.relative: file for file in sorted(self._listing(), key=lambda file: file.relative)}

    def find(self, relative: str) -> InputFile | None:
        """Return `files.get(relative)`; a folder that is not listed yet looks for this one file only."""
        if self._single is None or "files" in self.__dict__:
            return self.files.get(relative)
        if relative not in self._found:
            self._found[relative] = self._single(relative)
        return self._found[relative]

    def below(self, prefix: str) -> dict[str, InputFile]:
        """Return the files under `prefix` ("templates/"), by path without it."""
        return {name[len(prefix) :]: file for name, file in self.files.items() if name.startswith(prefix)}

    @classmethod
    def of_texts(cls, path: str, texts: Mapping[str, str | bytes]) -> Folder:
        """Return a folder that exists in memory only."""

        def listing() -> Iterable[InputFile]:
            for name, text in texts.items():
                data = text if isinstance(text, bytes) else text.encode()
                yield InputFile(f"{path}/{name}", name, lambda data=data: data)  # type: ignore[misc]

        return cls(path, listing)


def _ruby_files(folder: Folder, segment: str, ending: str = ".rb") -> dict[str, InputFile]:
    files = folder.below(f"{segment}/").items()
    return {name.removesuffix(ending): file for name, file in files if name.endswith(ending)}


def _named_files(folder: Folder, segment: str, alias: str, ending: str = ".rb") -> dict[str, InputFile]:
    """Return files by their last name; the file `alias` beside the metadata is "default", as Chef has it."""
    found = {name.rpartition("/")[2]: file for name, file in _ruby_files(folder, segment, ending).items()}
    if alias in folder.files:
        found["default"] = folder.files[alias]
    return found


@dataclass(frozen=True, kw_only=True)
class Cookbook:
    """One version of a cookbook. Files of a segment are by name: recipes["default"], templates["default/x.erb"]."""

    name: str
    version: str
    folder: Folder
    metadata: InputFile | None = None

    @property
    def path(self) -> str:
        return self.folder.path

    @cached_property
    def recipes(self) -> dict[str, InputFile]:
        """Those in Ruby, YAML and JSON; where one name has several, the earlier language counts, as in Chef."""
        found: dict[str, InputFile] = {}
        for ending in (".json", ".yaml", ".yml"):
            found |= _named_files(self.folder, "recipes", f"recipe{ending}", ending)
        return found | _named_files(self.folder, "recipes", "recipe.rb")

    @cached_property
    def attributes(self) -> dict[str, InputFile]:
        return _named_files(self.folder, "attributes", "attributes.rb")

    @cached_property
    def libraries(self) -> dict[str, InputFile]:
        return _ruby_files(self.folder, "libraries")

    @cached_property
    def resources(self) -> dict[str, InputFile]:
        return _ruby_files(self.folder, "resources")

    @cached_property
    def providers(self) -> dict[str, InputFile]:
        return _ruby_files(self.folder, "providers")

    @cached_property
    def definitions(self) -> dict[str, InputFile]:
        return _ruby_files(self.folder, "definitions")

    @cached_property
    def templates(self) -> dict[str, InputFile]:
        return self.folder.below("templates/")

    @cached_property
    def files(self) -> dict[str, InputFile]:
        """What cookbook_file and remote_directory copy: the files/ segment."""
        return self.folder.below("files/")

    @classmethod
    def of_texts(cls, name: str, texts: Mapping[str, str | bytes], version: str = "1.0.0") -> Cookbook:
        """Return a cookbook that exists in memory only."""
        folder = Folder.of_texts(f"cookbooks/{name}", texts)
        metadata = folder.files.get("metadata.rb") or folder.files.get("metadata.json")
        return cls(name=name, version=version, folder=folder, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A role, environment, node or Policyfile: Ruby text to be evaluated (`data` None), or JSON already read.

    `errors` says what is wrong with the file; it matters only when the document is used.
    """

    name: str
    file: InputFile
    data: dict[str, Json] | None = None
    errors: tuple[Diagnostic, ...] = ()

    @property
    def is_ruby(self) -> bool:
        return self.data is None


Role: TypeAlias = Document
Environment: TypeAlias = Document


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBagItem:
    """One item of a data bag, as it stands in its file (encrypted values still encrypted)."""

    bag: str
    id: str
    data: dict[str, Json]
    file: InputFile
    errors: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Ohai's data about the machine; `name` is the platform file ("debian-12") or the path that --facts named."""

    name: str
    data: dict[str, Json]


LOG_COLLECTORS = ("fluent-bit", "vector", "opentelemetry", "rsyslog")
"""Which collector the log sidecar may be: the words for `collectors: logs:` in cook2image.yaml."""


SIDECAR_KINDS = ("native", "plain")
"""How sidecars stand in the pod: init containers that keep running (Kubernetes 1.29 and later), or plain containers."""
GATEWAYS = ("ingress", "httproute", "none")
"""What stands for the machine's front proxy: an Ingress, an HTTPRoute of the Gateway API, or nothing."""
METRICS_BY = ("annotations", "podmonitor")
"""How Prometheus finds the pod."""
IDENTITIES = ("irsa", "pod-identity", "kube2iam")
"""How the machine's cloud role reaches an AWS pod; GKE's and others need no choice."""
STORES = ("chef", "vault", "aws")
"""Which SecretStore is written beside ExternalSecrets: Chef's data bags, HashiCorp Vault, AWS Secrets Manager."""


class SecretsProvider(Enum):
    """How secrets reach the cluster: plain Secret stubs to fill in, or ExternalSecret objects."""

    STUB = "stub"
    EXTERNAL = "external-secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """cook2image.yaml. `commands` is service → foreground command, `base_images` is platform → image reference.

    `collectors` is signal ("logs", "metrics", "traces") → sidecar. `secret_store` names the SecretStore of external
    secrets. `secrets` and `public` are globs over value paths ("data_bag/users/*/comment", "attribute/app/key") that
    overrule what the name of a value says about it. `helm` asks for a chart beside the Kustomize folders.
    `sidecars`, `gateway`, `metrics`, `identity` and `store` are words of the tuples above ("" writes no SecretStore),
    `issuer` names cert-manager's ClusterIssuer, `pods` is service → pod ("sidekiq" → "worker"), `replicas` is
    service → how many pods.
    """

    path: str = ""
    base_images: Mapping[str, str] = field(default_factory=dict)
    registry: str = ""
    collectors: Mapping[str, str] = field(default_factory=dict)
    secrets_provider: SecretsProvider = SecretsProvider.STUB
    secret_store: str = ""
    commands: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    run_list: tuple[str, ...] = ()
    environment: str = ""
    facts: str = ""
    cookbook_path: tuple[str, ...] = ()
    helm: bool = False
    sidecars: str = SIDECAR_KINDS[0]
    gateway: str = GATEWAYS[0]
    metrics: str = METRICS_BY[0]
    identity: str = IDENTITIES[0]
    store: str = ""
    issuer: str = ""
    pods: Mapping[str, str] = field(default_factory=dict)
    replicas: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A repository read in. Cookbooks are by name, the version that wins first.

    `name` is what the output is called; `run_list` items are as written ("recipe[a::b]", "role[x]", "a::b");
    `attributes` came with --attributes and stand at the normal level; `policy` is the Policyfile or its lock.
    """

    name: str
    roots: tuple[str, ...] = ()
    cookbooks: Mapping[str, tuple[Cookbook, ...]] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    environments: Mapping[str, Environment] = field(default_factory=dict)
    data_bags: Mapping[str, Mapping[str, DataBagItem]] = field(default_factory=dict)
    nodes: tuple[Document, ...] = ()
    policy: Document | None = None
    run_list: tuple[str, ...] = ()
    facts: Facts
    attributes: Mapping[str, Json] = field(default_factory=dict)
    environment: str = "_default"
    node_name: str = ""
    settings: Settings = field(default_factory=Settings)
    diagnostics: tuple[Diagnostic, ...] = ()

    def cookbook(self, name: str) -> Cookbook | None:
        """Return the version of the cookbook that is used, or None when there is none."""
        found = self.cookbooks.get(name)
        return found[0] if found else None
