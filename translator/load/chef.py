"""A Chef repository: a `ChefRequest` (what the command line said) in, a `Project` out.

PATH may be a cookbook, a recipe, a role, a node, a Policyfile (or its lock), or a whole repository; the rest of the
repository is found around it. What the flags name comes before what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from translator.diagnostics import Code, Diagnostic
from translator.load.cookbooks import find_cookbooks, is_cookbook, read_cookbook
from translator.load.disk import Root
from translator.load.documents import read_object
from translator.load.platforms import DEFAULT_PLATFORM, platform_facts, platform_names
from translator.load.policy import policy_cookbooks
from translator.load.project import Cookbook, DataBagItem, Document, Facts, InputFile, Json, Project, Settings
from translator.load.repository import cookbook_places, data_places, repository_of
from translator.load.settings import SETTINGS_NAMES, read_settings

_SHOWN_CHOICES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ChefRequest:
    """What to load. `facts` is the name of a shipped platform or the path of an Ohai dump."""

    path: Path | None = None
    cookbook_paths: tuple[Path, ...] = ()
    roles: tuple[Path, ...] = ()
    environments: tuple[Path, ...] = ()
    data_bags: tuple[Path, ...] = ()
    run_list: tuple[str, ...] = ()
    facts: str = ""
    attributes: Path | None = None
    environment: str = ""
    node_name: str = ""
    settings: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What PATH stands for: the name of the output, its run list, and what it brings along."""

    name: str
    run_list: tuple[str, ...] = ()
    attributes: dict[str, Json] = field(default_factory=dict)
    environment: str = ""
    node_name: str = ""
    policy: Document | None = None


class _Loader:
    """The state of one load: the roots that may be read, and what was found wrong."""

    def __init__(self, request: ChefRequest) -> None:
        self.request = request
        self.diagnostics: list[Diagnostic] = []
        self.path = request.path.resolve() if request.path is not None else None
        self.repository = repository_of(self.path) if self.path is not None and self.path.exists() else None
        self.roots = [self._repository_root(self.repository)] if self.repository is not None else []

    def load(self) -> Project:
        settings = self._settings()
        subject = self._subject()
        run_list = self.request.run_list or subject.run_list or settings.run_list
        attributes = {**subject.attributes, **self._attributes()}
        cookbooks = find_cookbooks(self._cookbook_places(settings, subject), self.diagnostics)
        roles = self._documents(self.request.roles, "roles")
        if not (run_list or subject.policy or "run_list" in attributes or self.diagnostics):
            self._nothing_to_run(cookbooks, roles)
        return Project(
            name=subject.name or _name_of(run_list),
            roots=tuple(root.shown or root.path.name for root in self.roots),
            cookbooks=cookbooks,
            roles=roles,
            environments=self._documents(self.request.environments, "environments"),
            data_bags=self._data_bags(),
            nodes=tuple(self._documents((), "nodes").values()),
            policy=subject.policy,
            run_list=run_list,
            facts=self._facts(settings),
            attributes=attributes,
            environment=self.request.environment or subject.environment or settings.environment or "_default",
            node_name=self.request.node_name or subject.node_name,
            settings=settings,
            diagnostics=tuple(self.diagnostics),
        )

    # --- what PATH is

    def _subject(self) -> Subject:
        path = self.path
        if path is None:
            return Subject(name="")
        if not path.exists():
            self._wrong(f"there is no such file or folder: {self.request.path}")
            return Subject(name=path.name)
        return self._folder_subject(path) if path.is_dir() else self._file_subject(path)

    def _folder_subject(self, path: Path) -> Subject:
        if is_cookbook(path):
            book = read_cookbook(self._root_of(path), path)
            return Subject(name=book.name, run_list=(f"recipe[{book.name}]",) if "default" in book.recipes else ())
        for name in ("Policyfile.lock.json", "Policyfile.rb"):
            if (path / name).is_file() and not (path / "cookbooks").is_dir():
                return self._file_subject(path / name)
        return Subject(name=path.name)

    def _file_subject(self, path: Path) -> Subject:
        file = self._root_of(path).file(path)
        if file is None:
            self._wrong(f"this file cannot be read: {self.request.path}")
            return Subject(name=path.stem)
        return self._kind_of(path, file)(path, file)

    def _kind_of(self, path: Path, file: InputFile) -> Callable[[Path, InputFile], Subject]:
        if path.name.startswith("Policyfile") or path.name.endswith(".lock.json"):
            return self._policy_subject
        by_folder = {"roles": self._role_subject, "nodes": self._node_subject, "recipes": self._recipe_subject}
        for folder in path.parents:
            if folder.name in by_folder:
                return by_folder[folder.name]
        if path.suffix == ".json":
            return self._role_subject if '"Chef::Role"' in file.text else self._node_subject
        return self._policy_subject if "run_list" in file.text and "cookbook" in file.text else self._role_subject

    def _role_subject(self, path: Path, file: InputFile) -> Subject:
        return Subject(name=path.stem, run_list=(f"role[{path.stem}]",))

    def _recipe_subject(self, path: Path, file: InputFile) -> Subject:
        folder = next(parent.parent for parent in path.parents if parent.name == "recipes")
        book = read_cookbook(self._root_of(folder), folder)
        name = book.name if path.stem == "default" else f"{book.name}-{path.stem}"
        return Subject(name=name, run_list=(f"recipe[{book.name}::{path.stem}]",))

    def _node_subject(self, path: Path, file: InputFile) -> Subject:
        data = read_object(file, self.diagnostics) or {}
        name = str(data.get("name") or path.stem)
        return Subject(
            name=name,
            run_list=_run_list(data.get("run_list") or data.get("recipes")),
            attributes=_normal_attributes(data),
            environment=str(data.get("chef_environment") or ""),
            node_name=name if "name" in data else "",
        )

    def _policy_subject(self, path: Path, file: InputFile) -> Subject:
        document = self._document(file, path.stem)
        self.diagnostics.extend(document.errors)
        name = str((document.data or {}).get("name") or path.parent.name)
        return Subject(name=name, policy=document, run_list=_run_list((document.data or {}).get("run_list")))

    # --- what belongs to it

    def _cookbook_places(self, settings: Settings, subject: Subject) -> Iterator[tuple[Root, Path]]:
        named = [*map(Path, settings.cookbook_path), *self.request.cookbook_paths]
        for path in reversed(named):
            if not path.is_dir():
                self._wrong(f"there is no such folder of cookbooks: {path}")
            else:
                yield self._root_of(path.resolve()), path.resolve()
        if self.repository is not None:
            for path in [*policy_cookbooks(subject.policy, self.path), *cookbook_places(self.repository, self.path)]:
                yield self.roots[0], path

    def _documents(self, named: Iterable[Path], kind: str) -> dict[str, Document]:
        """Return roles and the like by name; in one folder JSON wins over Ruby, as chef-client has it."""
        found: dict[str, Document] = {}
        for root, place in self._data_folders(named, kind):
            files = root.folder(place).files.values()
            for file in sorted(files, key=lambda file: not file.relative.endswith(".json")):
                stem, _, ending = file.relative.rpartition("/")[2].rpartition(".")
                if ending in ("rb", "json") and stem not in found:
                    found[stem] = self._document(file, stem)
        return dict(sorted(found.items()))

    def _data_bags(self) -> dict[str, dict[str, DataBagItem]]:
        bags: dict[str, dict[str, DataBagItem]] = {}
        for root, place in self._data_folders(self.request.data_bags, "data_bags"):
            for file in root.folder(place).files.values():
                bag, _, name = file.relative.rpartition("/")
                if bag and "/" not in bag and name.endswith(".json"):
                    item = _item(bag, name.removesuffix(".json"), file)
                    bags.setdefault(bag, {}).setdefault(item.id, item)
        return bags

    def _data_folders(self, named: Iterable[Path], kind: str) -> Iterator[tuple[Root, Path]]:
        for path in named:
            if not path.is_dir():
                self._wrong(f"there is no such folder of {kind.replace('_', ' ')}: {path}")
            else:
                yield self._root_of(path.resolve()), path.resolve()
        if self.repository is not None:
            yield from ((self.roots[0], place) for place in data_places(self.repository, kind))

    def _document(self, file: InputFile, name: str) -> Document:
        if not file.path.endswith(".json"):
            return Document(name=name, file=file)
        errors: list[Diagnostic] = []
        data = read_object(file, errors)
        return Document(name=name, file=file, data=data or {}, errors=tuple(errors))

    # --- files that the flags name

    def _settings(self) -> Settings:
        places = [self.request.settings] if self.request.settings is not None else self._settings_places()
        for place in places:
            file = Root(place.parent).file(place.resolve()) if place.is_file() else None
            if file is not None:
                return read_settings(file, self.diagnostics)
        if self.request.settings is not None:
            self._wrong(f"there is no such settings file: {self.request.settings}")
        return Settings()

    def _settings_places(self) -> list[Path]:
        folders = [] if self.repository is None or self.path is None else [self.path, self.path.parent, self.repository]
        return [folder / name for folder in folders if folder.is_dir() for name in SETTINGS_NAMES]

    def _facts(self, settings: Settings) -> Facts:
        name = self.request.facts or settings.facts or DEFAULT_PLATFORM
        if name in platform_names():
            return platform_facts(name)
        file = self._named_file(Path(name))
        if file is None:
            known = ", ".join(platform_names())
            self._wrong(f"{name} is neither a file nor one of the platforms {known}")
            return platform_facts(DEFAULT_PLATFORM)
        data = read_object(file, self.diagnostics) or {}
        automatic = data.get("automatic")
        return Facts(name=file.path, data=automatic if isinstance(automatic, dict) else data)

    def _attributes(self) -> dict[str, Json]:
        if self.request.attributes is None:
            return {}
        file = self._named_file(self.request.attributes)
        if file is None:
            self._wrong(f"there is no such file of attributes: {self.request.attributes}")
            return {}
        return read_object(file, self.diagnostics) or {}

    def _named_file(self, path: Path) -> InputFile | None:
        return Root(path.resolve().parent).file(path.resolve())

    # --- roots

    def _repository_root(self, repository: Path) -> Root:
        return Root(repository, repository.name if is_cookbook(repository) else "")

    def _root_of(self, path: Path) -> Root:
        """Return the root that `path` lies in, made for it when the user named a place outside the others."""
        for root in self.roots:
            if root.holds(path):
                return root
        folder = path if path.is_dir() else path.parent
        self.roots.append(Root(folder, folder.name))
        return self.roots[-1]

    def _nothing_to_run(self, cookbooks: Mapping[str, tuple[Cookbook, ...]], roles: Mapping[str, Document]) -> None:
        recipes = (f"{name}::{recipe}" for name, books in cookbooks.items() for recipe in sorted(books[0].recipes))
        known = [*(f"role[{name}]" for name in roles), *(f"recipe[{name}]" for name in recipes)]
        shown = ", ".join(known[:_SHOWN_CHOICES]) + (" …" if len(known) > _SHOWN_CHOICES else "")
        where = self.request.path or "the command line"
        self._wrong(f"{where} names nothing to run", f"give --run-list; there are {shown or 'no recipes'}")

    def _wrong(self, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code=Code.BAD_PROJECT, message=message, span=None, hint=hint))


def load_chef(request: ChefRequest) -> Project:
    """Read the repository around `request.path`, and what the other fields name, into a `Project`."""
    return _Loader(request).load()


def with_run_list(project: Project, run_list: tuple[str, ...]) -> Project:
    """Return the project with another run list, for converting several recipes of one repository."""
    return replace(project, run_list=run_list, name=_name_of(run_list))


def split_run_list(text: str) -> tuple[str, ...]:
    """Return the items of a run list as a flag writes it: "recipe[a::b],role[c]"."""
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _name_of(run_list: tuple[str, ...]) -> str:
    """Return a name for the output from the first item: "recipe[a::b]" gives "a-b", "role[web]" gives "web"."""
    if not run_list:
        return "machine"
    inner = run_list[0].partition("[")[2].rstrip("]") or run_list[0]
    cookbook, _, recipe = inner.partition("@")[0].partition("::")
    return cookbook if recipe in ("", "default") else f"{cookbook}-{recipe}"


def _run_list(data: Json) -> tuple[str, ...]:
    if isinstance(data, str):
        return split_run_list(data)
    return tuple(str(item) for item in data) if isinstance(data, list) else ()


def _normal_attributes(data: Mapping[str, Json]) -> dict[str, Json]:
    """Return the attributes of a node file: its "normal" level when it is a node object, else all keys of its own."""
    normal = data.get("normal")
    if isinstance(normal, dict):
        return normal
    own = {"name", "run_list", "recipes", "chef_environment", "chef_type", "json_class", "automatic", "default"}
    return {key: value for key, value in data.items() if key not in own}


def _item(bag: str, stem: str, file: InputFile) -> DataBagItem:
    errors: list[Diagnostic] = []
    data = read_object(file, errors) or {}
    raw = data.get("raw_data")
    content = raw if isinstance(raw, dict) else data
    name = content.get("id")
    return DataBagItem(
        bag=bag, id=name if isinstance(name, str) else stem, data=content, file=file, errors=tuple(errors)
    )
