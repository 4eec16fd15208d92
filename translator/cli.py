"""The command line: flags in, exit code out. 0 done, 1 finished with failures, 2 wrong usage."""

from __future__ import annotations

import gc
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translator.diagnostics import Diagnostic
    from translator.load.chef import ChefRequest
    from translator.tools import Request

app = typer.Typer(
    name="cook2image",
    help="Turns Chef cookbooks and Puppet modules into container images, without running Chef or Puppet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class LogCollector(StrEnum):
    """The collectors that the log sidecar may be."""

    FLUENT_BIT = "fluent-bit"
    VECTOR = "vector"
    OPENTELEMETRY = "opentelemetry"
    RSYSLOG = "rsyslog"


class SidecarKind(StrEnum):
    """How sidecars stand in the pod."""

    NATIVE = "native"
    PLAIN = "plain"


class Gateway(StrEnum):
    """What stands for the machine's front proxy."""

    INGRESS = "ingress"
    HTTPROUTE = "httproute"
    NONE = "none"


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Input = Annotated[
    Path | None,
    typer.Argument(help="A cookbook, role, Policyfile, Puppet module, manifest or repository.", show_default=False),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Output folder. [default: build/NAME]")]
RunList = Annotated[str, typer.Option(help="Run list: 'recipe[zeebra],role[base]'.", show_default=False)]
FactsFile = Annotated[str, typer.Option("--facts", help="A dump of ohai or facter, or a shipped platform: debian-12.")]
Attributes = Annotated[Path | None, typer.Option(help="JSON file of node attributes (normal level).")]
EnvironmentName = Annotated[
    str, typer.Option("--environment", "-E", help="Environment of Chef or Puppet.", show_default=False)
]
CookbookPath = Annotated[list[Path] | None, typer.Option("--cookbook-path", help="Folder of cookbooks; repeatable.")]
Roles = Annotated[Path | None, typer.Option(help="Folder of roles.")]
Environments = Annotated[Path | None, typer.Option(help="Folder of environments.")]
DataBags = Annotated[Path | None, typer.Option("--data-bags", help="Folder of data bags.")]
Manifest = Annotated[Path | None, typer.Option(help="Puppet manifest, or a folder of them.")]
ModulePath = Annotated[str, typer.Option("--modulepath", help="Folders of Puppet modules, ':' between.")]
HieraFile = Annotated[Path | None, typer.Option("--hiera", help="Global hiera.yaml.")]
NodeName = Annotated[str, typer.Option("--node", help="Name of the node, as its certificate has it.")]
Classes = Annotated[str, typer.Option("--class", help="Puppet classes to include: 'role::web,profile::tls'.")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings file. [default: cook2image.yaml]")]
OutputFormat = Annotated[Format, typer.Option("--format", help="How to print the result.")]
ExplainLayers = Annotated[
    bool, typer.Option("--explain-layers", help="Say why each layer is where it is, and what builds it anew.")
]
Folder = Annotated[Path, typer.Argument(help="A folder that `convert` wrote.", exists=True, file_okay=False)]

_CHEF_FLAGS = ("run_list", "attributes", "cookbook_path", "roles", "environments", "data_bags")
_PUPPET_FLAGS = ("manifest", "modulepath", "hiera", "node", "classes")
_FLAGS = ("path", "facts", "environment", "settings", *_CHEF_FLAGS, *_PUPPET_FLAGS)


@app.command()
def convert(
    path: Input = None,
    output: Output = None,
    run_list: RunList = "",
    facts: FactsFile = "",
    attributes: Attributes = None,
    environment: EnvironmentName = "",
    cookbook_path: CookbookPath = None,
    roles: Roles = None,
    environments: Environments = None,
    data_bags: DataBags = None,
    manifest: Manifest = None,
    modulepath: ModulePath = "",
    hiera: HieraFile = None,
    node: NodeName = "",
    classes: Classes = "",
    settings: SettingsFile = None,
    force: Annotated[bool, typer.Option(help="Overwrite an output folder that was changed by hand.")] = False,
    explain_layers: ExplainLayers = False,
    log_collector: Annotated[
        LogCollector | None, typer.Option(help="The log sidecar. [default: cook2image.yaml's, or fluent-bit]")
    ] = None,
    helm: Annotated[bool, typer.Option("--helm", help="Write a Helm chart beside the Kustomize folders.")] = False,
    sidecars: Annotated[
        SidecarKind | None, typer.Option(help="Native sidecars, or plain containers for Kubernetes before 1.29.")
    ] = None,
    gateway: Annotated[Gateway | None, typer.Option(help="What stands for the machine's front proxy.")] = None,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Write Dockerfiles, compose and Kubernetes manifests, image tests and a report."""
    from translator import pipeline
    from translator.load.settings import Choices
    from translator.output import show_conversion

    request = _request(**_flags(locals()))
    choices = Choices(log_collector=log_collector or "", helm=helm, sidecars=sidecars or "", gateway=gateway or "")
    translation = pipeline.translate(request, choices)
    target = output or Path("build") / translation.plan.name
    translation = pipeline.with_lock(translation, target)
    refused = pipeline.write_out(translation, target, force=force)
    diagnostics = (*translation.diagnostics, *refused)
    _print(format, lambda: show_conversion(translation, target, diagnostics, explain_layers))
    _leave(diagnostics)


@app.command()
def batch(
    repository: Annotated[
        Path, typer.Argument(help="A repository, or a folder of many.", exists=True, file_okay=False)
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Output folder, one folder a unit in it.")] = Path(
        "build/batch"
    ),
    jobs: Annotated[int, typer.Option(min=0, help="Processes side by side. [default: one a core]")] = 0,
    resume: Annotated[bool, typer.Option(help="Leave out what did not change since the last run.")] = True,
    facts: FactsFile = "",
    attributes: Attributes = None,
    environment: EnvironmentName = "",
    cookbook_path: CookbookPath = None,
    modulepath: ModulePath = "",
    settings: SettingsFile = None,
    tests: Annotated[bool, typer.Option("--tests", help="Convert the cookbooks' own test recipes too.")] = False,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds that one conversion may take.")] = 60.0,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Convert every cookbook, role, Policyfile, module and node of a repository, and say what holds the rest back."""
    from translator.batch.outcome import Options
    from translator.batch.run import default_jobs, failed, run_batch
    from translator.batch.show import progress_bar, show_batch

    options = Options(
        target=output.resolve(),
        facts=facts,
        environment=environment,
        cookbook_paths=tuple(path.resolve() for path in cookbook_path or ()),
        modulepath=tuple(Path(entry).resolve() for entry in modulepath.split(":") if entry),
        attributes=attributes,
        settings=settings,
        time_limit=time_limit,
    )
    with progress_bar(quiet=format is Format.JSON) as progress:
        result = run_batch(repository, options, jobs or default_jobs(), resume, progress, tests=tests)
    _print(format, lambda: show_batch(result, output))
    raise typer.Exit(130 if result.interrupted else 1 if failed(result) else 0)


@app.command()
def catalog(
    path: Input = None,
    run_list: RunList = "",
    facts: FactsFile = "",
    attributes: Attributes = None,
    environment: EnvironmentName = "",
    cookbook_path: CookbookPath = None,
    roles: Roles = None,
    environments: Environments = None,
    data_bags: DataBags = None,
    manifest: Manifest = None,
    modulepath: ModulePath = "",
    hiera: HieraFile = None,
    node: NodeName = "",
    classes: Classes = "",
    settings: SettingsFile = None,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Print what the machine would be, in the vocabulary of Chef or Puppet."""
    from translator import tools
    from translator.output import show_declared

    shown = show_declared(tools.load(_request(**_flags(locals()))))
    _print(format, lambda: shown)
    _leave(shown.diagnostics)


@app.command()
def explain(
    path: Annotated[Path, typer.Argument(help="A cookbook, or a folder that `convert` wrote.", exists=True)],
    resource: Annotated[str, typer.Argument(help="A resource: 'template[/etc/nginx/nginx.conf]', or part of it.")],
    format: OutputFormat = Format.TEXT,
) -> None:
    """Say where a resource went, and why."""
    from translator import pipeline
    from translator.output import show_explanation

    report = pipeline.report_of(path)
    rows = [row for row in report["resources"] if resource in row["resource"]]
    _print(format, lambda: show_explanation(rows, resource))
    raise typer.Exit(0 if rows else 1)


@app.command()
def build(
    folder: Folder,
    host_network: Annotated[bool, typer.Option(help="Let build steps use this machine's network.")] = False,
    no_cache: Annotated[bool, typer.Option(help="Run every step again.")] = False,
    explain_layers: ExplainLayers = False,
    lock: Annotated[bool, typer.Option("--lock", help="Keep the packages' versions in cook2image.lock.")] = False,
    pin: Annotated[bool, typer.Option("--pin", help="Keep the base images' digests in cook2image.lock.")] = False,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Build the images of a converted folder."""
    from translator.image.build import build as build_images
    from translator.image.lock import Keep
    from translator.output import progress_line, show_build

    keep = Keep(versions=lock, digests=pin)
    progress = progress_line(format.value)
    result = build_images(folder, progress=progress, host_network=host_network, no_cache=no_cache, keep=keep)
    _print(format, lambda: show_build(result, explain_layers))
    _leave(result.diagnostics)


@app.command()
def verify(
    folder: Folder,
    against: Annotated[str, typer.Option(help="The agent to ask: puppet or chef.")],
    manifest: Annotated[Path | None, typer.Option(help="Puppet: the machine's manifest.", exists=True)] = None,
    modulepath: Annotated[str, typer.Option(help="Puppet: folders of modules, with a colon between them.")] = "",
    repository: Annotated[
        Path | None, typer.Option(help="The cookbook, role or repository that was converted.", exists=True)
    ] = None,
    node: NodeName = "",
    run_list: RunList = "",
    facts: FactsFile = "",
    attributes: Attributes = None,
    environment: EnvironmentName = "",
    cookbook_path: CookbookPath = None,
    roles: Roles = None,
    environments: Environments = None,
    data_bags: DataBags = None,
    settings: SettingsFile = None,
    agent_image: Annotated[str, typer.Option(help="Chef: an image that has the agent; it is mounted.")] = "",
    converge: Annotated[
        bool, typer.Option("--converge", help="Converge a machine for real and compare all files.")
    ] = False,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Ask the real agent whether the built images are the machine; exit 1 when something differs unexplained."""
    from translator.evaluate.chef.secrecy import secret_texts
    from translator.image.agents.base import Inputs
    from translator.image.verify import verify as verify_images
    from translator.load.chef import load_chef
    from translator.output import progress_line, show_verify, write_verified

    chef = against == "chef" and (repository or cookbook_path)
    project = load_chef(_chef_request({**locals(), "path": repository})) if chef else None
    inputs = Inputs(
        manifest=manifest,
        modules=tuple(Path(entry) for entry in modulepath.split(":") if entry),
        repository=repository,
        environment=environment,
        node=node,
        facts=facts,
        project=project,
        secrets=secret_texts(project) if project else frozenset(),
        agent_image=agent_image,
    )
    result = verify_images(folder, against, inputs, converge, progress_line(format.value))
    write_verified(folder, result, f"{against}{' --converge' if converge else ''}")
    _print(format, lambda: show_verify(result))
    _leave(result.diagnostics)


@app.command()
def smoke(folder: Folder, format: OutputFormat = Format.TEXT) -> None:
    """Start the built images on a private network and check them against the report."""
    from translator.image.smoke import smoke as smoke_test
    from translator.output import progress_line, show_smoke

    result = smoke_test(folder, progress=progress_line(format.value))
    _print(format, lambda: show_smoke(result))
    _leave(result.diagnostics)


def _flags(given: dict[str, Any]) -> dict[str, Any]:
    """Return the flags that say what to load, of all that a command was given."""
    return {name: given[name] for name in _FLAGS}


def _request(**given: Any) -> Request:
    """Return what to load: for Puppet when a flag of Puppet's is given, or PATH is Puppet's."""
    from translator.load.detect import is_puppet

    path = given["path"]
    if any(given[name] for name in _PUPPET_FLAGS) or (path is not None and is_puppet(path)):
        return _puppet_request(given)
    if path is None and not given["cookbook_path"]:
        raise typer.BadParameter(
            "name a cookbook, module, role or repository, or give --cookbook-path and --run-list, or --manifest"
        )
    return _chef_request(given)


def _puppet_request(given: dict[str, Any]) -> Request:
    from translator.load.puppet import PuppetRequest

    wrong = [name for name in _CHEF_FLAGS if given[name]]
    if wrong:
        raise typer.BadParameter(f"--{wrong[0].replace('_', '-')} is for Chef, and this is Puppet")
    return PuppetRequest(
        path=given["path"],
        manifest=given["manifest"],
        modulepath=tuple(Path(entry) for entry in given["modulepath"].split(":") if entry),
        hiera=given["hiera"],
        node_name=given["node"],
        classes=_words(given["classes"]),
        facts=given["facts"],
        environment=given["environment"],
        settings=given["settings"],
    )


def _chef_request(given: dict[str, Any]) -> ChefRequest:
    from translator.load.chef import ChefRequest

    return ChefRequest(
        path=given["path"],
        cookbook_paths=tuple(given["cookbook_path"] or ()),
        roles=_one(given["roles"]),
        environments=_one(given["environments"]),
        data_bags=_one(given["data_bags"]),
        run_list=_words(given["run_list"]),
        facts=given["facts"],
        attributes=given["attributes"],
        environment=given["environment"],
        settings=given["settings"],
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(item for item in (word.strip() for word in text.split(",")) if item)


def _one(path: Path | None) -> tuple[Path, ...]:
    return () if path is None else (path,)


def _print(format: Format, shown: Any) -> None:
    from translator.output import print_shown

    print_shown(shown(), as_json=format is Format.JSON)


def _leave(diagnostics: Iterable[Diagnostic]) -> NoReturn:
    from translator.diagnostics import Severity

    raise typer.Exit(1 if any(item.severity is Severity.ERROR for item in diagnostics) else 0)


def main() -> None:
    """The console entry point. A conversion makes few cycles: looking for them seldom makes it an eighth faster."""
    gc.set_threshold(100_000, 50, 50)
    app()


if __name__ == "__main__":
    main()
