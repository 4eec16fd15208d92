"""A Puppet repository: a `PuppetRequest` (what the command line said) in, a `PuppetProject` out.

PATH may be a module, a manifest or a control repository; the rest of the repository is found around it. What the flags
name comes before what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from translator.diagnostics import Code, Diagnostic
from translator.load.disk import Root
from translator.load.documents import read_object
from translator.load.platforms import DEFAULT_PLATFORM, platform_names
from translator.load.platforms.facter import puppet_facts
from translator.load.project import Facts, InputFile, Json, Settings
from translator.load.puppet_layout import Layout, is_module, layout_of, module_name
from translator.load.puppet_project import Module, Place, PuppetProject, Required
from translator.load.puppet_required import required_by_metadata, required_by_puppetfile
from translator.load.settings import SETTINGS_NAMES, read_settings

_SHOWN_CHOICES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PuppetRequest:
    """What to load. `facts` is the name of a shipped platform or the path of a file of facts, JSON or YAML."""

    path: Path | None = None
    manifest: Path | None = None
    modulepath: tuple[Path, ...] = ()
    hiera: Path | None = None
    node_name: str = ""
    classes: tuple[str, ...] = ()
    facts: str = ""
    environment: str = ""
    settings: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What PATH stands for: the name of the output, the classes it means and the manifest that it is."""

    name: str = ""
    classes: tuple[str, ...] = ()
    manifests: tuple[InputFile, ...] = ()
    module: Path | None = None


class _Loader:
    """The state of one load: the roots that may be read, and what was found wrong."""

    def __init__(self, request: PuppetRequest) -> None:
        self.request = request
        self.diagnostics: list[Diagnostic] = []
        self.path = request.path.resolve() if request.path is not None else None
        there = self.path is not None and self.path.exists()
        self.layout = layout_of(self.path, request.environment) if there and self.path is not None else Layout()
        self.roots = [self._repository_root()] if self.layout.repository is not None else []

    def load(self) -> PuppetProject:
        settings = self._settings()
        subject = self._subject()
        modules = self._modules(subject)
        facts = self._facts(settings)
        node = self.request.node_name or str(facts.data.get("fqdn") or "")
        hiera_place, hiera_file = self._hiera()
        manifests, classes = self._manifests(subject), self.request.classes or subject.classes
        if not (manifests or classes or self.diagnostics):
            self._nothing_to_compile(modules, subject)
        return PuppetProject(
            name=self._name(subject),
            roots=tuple(root.shown or root.path.name for root in self.roots),
            modules=modules,
            manifests=manifests,
            classes=classes,
            environment=self._environment(),
            environment_name=self.request.environment or self.layout.environment_name,
            environments=self.layout.environments,
            request=self.request,
            hiera=hiera_place,
            hiera_file=hiera_file,
            facts=facts,
            node_name=node,
            required=tuple(self._required(modules)),
            settings=settings,
            diagnostics=tuple(self.diagnostics),
        )

    # --- what PATH is

    def _subject(self) -> Subject:
        if self.path is None:
            return Subject()
        if not self.path.exists():
            self._wrong(f"there is no such file or folder: {self.request.path}")
            return Subject(name=self.path.name)
        if self.path.is_file():
            return self._file_subject(self.path)
        module = self.layout.module
        if module is not None:
            name = module_name(self._root_of(module), module)
            return Subject(name=name, classes=self._main_class(module, name), module=module)
        return Subject(name=self.request.node_name.partition(".")[0] or self.path.name)

    def _main_class(self, module: Path, name: str) -> tuple[str, ...]:
        return (name,) if (module / "manifests" / "init.pp").is_file() else ()

    def _file_subject(self, path: Path) -> Subject:
        file = self._root_of(path).file(path)
        if file is None or path.suffix != ".pp":
            self._wrong(f"this file cannot be read as a manifest: {self.request.path}")
            return Subject(name=path.stem)
        module = self.layout.module
        if module is None or not path.is_relative_to(module / "manifests"):
            return Subject(name=path.stem, manifests=(file,))
        parts = path.relative_to(module / "manifests").with_suffix("").parts
        name = module_name(self._root_of(module), module)
        words = (name,) if parts == ("init",) else (name, *parts)
        return Subject(name="-".join(words), classes=("::".join(words),), module=module)

    def _name(self, subject: Subject) -> str:
        if self.request.classes:
            return _name_of_class(self.request.classes[0])
        manifest = self.request.manifest.stem if self.request.manifest is not None else ""
        return subject.name or self.request.node_name.partition(".")[0] or manifest or "machine"

    # --- what belongs to it

    def _manifests(self, subject: Subject) -> tuple[InputFile, ...]:
        if self.request.manifest is not None:
            return self._named_manifest(self.request.manifest)
        if subject.manifests:
            return subject.manifests
        if subject.classes and self.request.node_name == "":
            return ()
        return self._manifests_at(self.layout.manifest) if self.layout.manifest is not None else ()

    def _named_manifest(self, path: Path) -> tuple[InputFile, ...]:
        if not path.exists():
            self._wrong(f"there is no such manifest: {path}")
            return ()
        return self._manifests_at(path.resolve())

    def _manifests_at(self, path: Path) -> tuple[InputFile, ...]:
        """Return the manifest; of a folder, every manifest below it in the order of Puppet: by path."""
        root = self._root_of(path)
        if path.is_dir():
            files = root.folder(path).files
            return tuple(file for name, file in files.items() if name.endswith(".pp"))
        file = root.file(path)
        return (file,) if file is not None else ()

    def _modules(self, subject: Subject) -> dict[str, Module]:
        found: dict[str, Module] = {}
        if subject.module is not None:
            own = self._module(self._root_of(subject.module), subject.module)
            found[own.name] = own
        for folder in self._module_folders():
            root = self._root_of(folder)
            for path in root.names(folder):
                if path.is_dir() and self._followed(root, path) and is_module_name(path.name):
                    found.setdefault(path.name, self._module(root, path, path.name))
        return found

    def _module(self, root: Root, path: Path, name: str = "") -> Module:
        return Module(name=name or module_name(root, path), folder=root.folder(path))

    def _followed(self, root: Root, path: Path) -> bool:
        if root.holds(path):
            return True
        message = f"the folder {root.show(path)} is a link that leads out of {root.shown or root.path.name}"
        hint = "if it is a module, give the folder that its real folder lies in with --modulepath"
        self.diagnostics.append(
            Diagnostic(code=Code.MISSING_DATA, message=f"{message}; it is passed over", span=None, hint=hint)
        )
        return False

    def _module_folders(self) -> Iterator[Path]:
        for path in self.request.modulepath:
            if path.is_dir():
                yield path.resolve()
            else:
                self._wrong(f"there is no such folder of modules: {path}")
        yield from self.layout.modulepath

    def _required(self, modules: dict[str, Module]) -> Iterable[Required]:
        if self.layout.puppetfile is not None:
            file = self._root_of(self.layout.puppetfile).file(self.layout.puppetfile)
            if file is not None:
                yield from required_by_puppetfile(file)
        if self.layout.module is not None:
            file = self._root_of(self.layout.module).file(self.layout.module / "metadata.json")
            if file is not None:
                yield from required_by_metadata(file)

    # --- environment and data

    def _environment(self) -> Place | None:
        folder = self.layout.environment
        return self._place(folder) if folder is not None else None

    def _hiera(self) -> tuple[Place | None, InputFile | None]:
        path = self.request.hiera
        if path is None:
            return None, None
        file = self._root_of(path.resolve()).file(path.resolve()) if path.is_file() else None
        if file is None:
            self._wrong(f"there is no such hiera.yaml: {path}")
            return None, None
        return self._place(path.resolve().parent), file

    def _place(self, folder: Path) -> Place:
        root = self._root_of(folder)
        relative = folder.relative_to(root.path).as_posix()
        return Place(root=root.folder(root.path), path="" if relative == "." else relative)

    # --- files that the flags name

    def _settings(self) -> Settings:
        places = [self.request.settings] if self.request.settings is not None else self._settings_places()
        for place in places:
            file = Root(place.resolve().parent).file(place.resolve()) if place.is_file() else None
            if file is not None:
                return read_settings(file, self.diagnostics)
        if self.request.settings is not None:
            self._wrong(f"there is no such settings file: {self.request.settings}")
        return Settings()

    def _settings_places(self) -> list[Path]:
        folders = [self.path, self.path.parent if self.path is not None else None, self.layout.repository]
        return [
            folder / name for folder in folders if folder is not None and folder.is_dir() for name in SETTINGS_NAMES
        ]

    def _facts(self, settings: Settings) -> Facts:
        name = self.request.facts or settings.facts or DEFAULT_PLATFORM
        if name in platform_names():
            return puppet_facts(name)
        file = Root(Path(name).resolve().parent).file(Path(name).resolve())
        if file is None:
            known = ", ".join(platform_names())
            self._wrong(f"{name} is neither a file nor one of the platforms {known}")
            return puppet_facts(DEFAULT_PLATFORM)
        data = self._facts_in(file)
        values = data.get("values")
        return Facts(name=file.path, data=values if isinstance(values, dict) and "name" in data else data)

    def _facts_in(self, file: InputFile) -> dict[str, Json]:
        """Return what a file of facts says; YAML where its name says so, as `facter --yaml` writes it."""
        if not file.path.endswith((".yaml", ".yml")):
            return read_object(file, self.diagnostics) or {}
        try:
            data = yaml.safe_load(file.text)
        except (yaml.YAMLError, RecursionError) as error:
            self._wrong(f"{file.path} is no YAML: {str(error).partition(chr(10))[0]}")
            return {}
        return data if isinstance(data, dict) else {}

    # --- roots

    def _repository_root(self) -> Root:
        repository = self.layout.repository
        assert repository is not None
        return Root(repository, repository.name if is_module(repository) else "")

    def _root_of(self, path: Path) -> Root:
        """Return the root that `path` lies in, made for it when the user named a place outside the others.

        A single file makes no root of its folder: what lies beside it was not named.
        """
        for root in self.roots:
            if root.holds(path):
                return root
        if path.is_file():
            return Root(path.parent)
        self.roots.append(Root(path, path.name))
        return self.roots[-1]

    def _nothing_to_compile(self, modules: dict[str, Module], subject: Subject) -> None:
        own = subject.name if subject.module is not None else ""
        known = [name for module in modules.values() if own in ("", module.name) for name in _classes_in(module)]
        known.sort(key=lambda name: (not name.startswith("role"), name))
        shown = ", ".join(known[:_SHOWN_CHOICES]) + (" …" if len(known) > _SHOWN_CHOICES else "")
        where = self.request.path or "the command line"
        self._wrong(
            f"{where} names nothing to compile", f"give --class or --manifest; there are {shown or 'no classes'}"
        )

    def _wrong(self, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code=Code.BAD_PROJECT, message=message, span=None, hint=hint))


def _classes_in(module: Module) -> list[str]:
    """Return the names of a module's classes and defines, by its files."""
    names = [file.removesuffix(".pp").replace("/", "::") for file in module.folder.below("manifests/")]
    return [module.name if name == "init" else f"{module.name}::{name}" for name in names]


def _name_of_class(name: str) -> str:
    """Return a name for the output: "role::web::front" gives "web-front"."""
    words = name.strip(":").split("::")
    return "-".join(words[1:] if len(words) > 1 and words[0] in ("role", "roles", "profile", "profiles") else words)


def is_module_name(name: str) -> bool:
    """True for what Puppet takes for a module's folder name."""
    return name.replace("_", "a").isalnum() and name[0].isalpha() and name == name.lower()


def load_puppet(request: PuppetRequest) -> PuppetProject:
    """Read the repository around `request.path`, and what the other fields name, into a `PuppetProject`."""
    return _Loader(request).load()


def in_environment(project: PuppetProject, name: str) -> PuppetProject:
    """Return the project as it is in another environment of its repository."""
    request: PuppetRequest = replace(project.request, environment=name)
    return replace(load_puppet(request), name=project.name)
