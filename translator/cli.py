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

app = typer.Typer(
    name="cook2image",
    help="Turns Chef cookbooks into container images, without running Chef.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Input = Annotated[Path | None, typer.Argument(help="A cookbook, role, Policyfile or repository.", show_default=False)]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Output folder. [default: build/NAME]")]
RunList = Annotated[str, typer.Option(help="Run list: 'recipe[zeebra],role[base]'.", show_default=False)]
FactsFile = Annotated[str, typer.Option("--facts", help="An ohai dump, or a shipped platform: debian-12.")]
Attributes = Annotated[Path | None, typer.Option(help="JSON file of node attributes (normal level).")]
EnvironmentName = Annotated[str, typer.Option("--environment", "-E", help="Chef environment.", show_default=False)]
CookbookPath = Annotated[list[Path] | None, typer.Option("--cookbook-path", help="Folder of cookbooks; repeatable.")]
Roles = Annotated[Path | None, typer.Option(help="Folder of roles.")]
Environments = Annotated[Path | None, typer.Option(help="Folder of environments.")]
DataBags = Annotated[Path | None, typer.Option("--data-bags", help="Folder of data bags.")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings file. [default: cook2image.yaml]")]
OutputFormat = Annotated[Format, typer.Option("--format", help="How to print the result.")]
Folder = Annotated[Path, typer.Argument(help="A folder that `convert` wrote.", exists=True, file_okay=False)]


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
    settings: SettingsFile = None,
    force: Annotated[bool, typer.Option(help="Overwrite an output folder that was changed by hand.")] = False,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Write Dockerfiles, compose and Kubernetes manifests, image tests and a report."""
    from translator import pipeline
    from translator.output import show_conversion

    request = _request(
        path, run_list, facts, attributes, environment, cookbook_path, roles, environments, data_bags, settings
    )
    translation = pipeline.translate(request)
    target = output or Path("build") / translation.plan.name
    refused = pipeline.write_out(translation, target, force=force)
    diagnostics = (*translation.diagnostics, *refused)
    _print(format, lambda: show_conversion(translation, target, diagnostics))
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
    settings: SettingsFile = None,
    tests: Annotated[bool, typer.Option("--tests", help="Convert the cookbooks' own test recipes too.")] = False,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds that one conversion may take.")] = 60.0,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Convert every cookbook, role, Policyfile and node of a repository, and say what holds the rest back."""
    from translator.batch.outcome import Options
    from translator.batch.run import default_jobs, failed, run_batch
    from translator.batch.show import progress_bar, show_batch

    options = Options(
        target=output.resolve(),
        facts=facts,
        environment=environment,
        cookbook_paths=tuple(path.resolve() for path in cookbook_path or ()),
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
    settings: SettingsFile = None,
    format: OutputFormat = Format.TEXT,
) -> None:
    """Print what the machine would be, in Chef's own vocabulary."""
    from translator import pipeline
    from translator.output import show_catalog

    request = _request(
        path, run_list, facts, attributes, environment, cookbook_path, roles, environments, data_bags, settings
    )
    found = pipeline.evaluate(request)
    _print(format, lambda: show_catalog(found))
    _leave(found.diagnostics)


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
    format: OutputFormat = Format.TEXT,
) -> None:
    """Build the images of a converted folder."""
    from translator.image.build import build as build_images
    from translator.output import progress_line, show_build

    result = build_images(folder, progress=progress_line(format.value), host_network=host_network, no_cache=no_cache)
    _print(format, lambda: show_build(result))
    _leave(result.diagnostics)


@app.command()
def smoke(folder: Folder, format: OutputFormat = Format.TEXT) -> None:
    """Start the built images on a private network and check them against the report."""
    from translator.image.smoke import smoke as smoke_test
    from translator.output import progress_line, show_smoke

    result = smoke_test(folder, progress=progress_line(format.value))
    _print(format, lambda: show_smoke(result))
    _leave(result.diagnostics)


def _request(
    path: Path | None,
    run_list: str,
    facts: str,
    attributes: Path | None,
    environment: str,
    cookbook_path: list[Path] | None,
    roles: Path | None,
    environments: Path | None,
    data_bags: Path | None,
    settings: Path | None,
) -> ChefRequest:
    from translator.load.chef import ChefRequest

    if path is None and not cookbook_path:
        raise typer.BadParameter("name a cookbook, role or repository, or give --cookbook-path and --run-list")
    return ChefRequest(
        path=path,
        cookbook_paths=tuple(cookbook_path or ()),
        roles=_one(roles),
        environments=_one(environments),
        data_bags=_one(data_bags),
        run_list=tuple(item for item in (word.strip() for word in run_list.split(",")) if item),
        facts=facts,
        attributes=attributes,
        environment=environment,
        settings=settings,
    )


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
