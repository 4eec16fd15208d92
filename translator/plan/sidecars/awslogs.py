"""CloudWatch's awslogs agent → log pipeline: a section a file, each to its group and stream.

before:  [/var/log/app.log]
         file = /var/log/app.log
         log_group_name = app
         log_stream_name = {hostname}
after:   Tail("/var/log/app.log", "app"), Output(cloudwatch_logs, "app", group app)

Source: CloudWatch Logs agent reference; a newer agent's JSON (logs_collected) is read too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from translator.plan.pipeline import Multiline, Output, Pipeline, Tail
from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.documents import read_json
from translator.plan.reading.ini import IniSection, read
from translator.plan.sidecars.base import log_collector

_GENERAL: Final = frozenset(("general", "plugins", "default"))


@log_collector("awslogs")
def awslogs(files: tuple[Configuration, ...]) -> Pipeline:
    """Return the files that the agent follows and the groups they go to."""
    found: list[tuple[Tail, Output]] = []
    errors: list[Untranslated] = []
    region = ""
    directives = 0
    for file in files:
        if file.text.lstrip().startswith("{"):
            found.extend(_of_json(file, errors))
            continue
        ini = read(file)
        errors.extend(ini.errors)
        directives += len(ini.sections)
        region = next((each.settings["region"] for each in ini.sections if each.settings.get("region")), region)
        found.extend(_stream(each) for each in ini.sections if each.name not in _GENERAL and each.settings.get("file"))
    return Pipeline(
        tails=tuple(tail for tail, _ in found),
        outputs=tuple(_in_region(output, region) for _, output in found),
        untranslated=tuple(errors),
        directives=directives + len(found),
    )


def _in_region(output: Output, region: str) -> Output:
    return Output(
        kind=output.kind, match=output.match, settings={**output.settings, **({"region": region} if region else {})}
    )


def _stream(section: IniSection) -> tuple[Tail, Output]:
    settings = section.settings
    start = settings.get("multi_line_start_pattern", "")
    multiline = None
    if start and start != "{datetime_format}":
        multiline = Multiline(start=start)
    tail = Tail(
        path=settings["file"],
        tag=_tag(settings["file"]),
        time_format=settings.get("datetime_format", ""),
        multiline=multiline,
        from_head=settings.get("initial_position", "start_of_file") == "start_of_file",
    )
    return tail, _output(tail, settings.get("log_group_name", settings["file"]), settings.get("log_stream_name", ""))


def _tag(path: str) -> str:
    return path.strip("/").replace("/", ".").replace("*", "all").removesuffix(".log")


def _output(tail: Tail, group: str, stream: str) -> Output:
    return Output(kind="cloudwatch_logs", match=tail.tag, settings={"group": group, "stream": stream})


def _of_json(file: Configuration, errors: list[Untranslated]) -> Iterator[tuple[Tail, Output]]:
    document = read_json(file, errors)
    try:
        listed = document["logs"]["logs_collected"]["files"]["collect_list"]
    except (KeyError, TypeError):
        return
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, dict) or not each.get("file_path"):
            continue
        tail = Tail(path=str(each["file_path"]), tag=_tag(str(each["file_path"])))
        yield tail, _output(tail, str(each.get("log_group_name", tail.tag)), str(each.get("log_stream_name", "")))
