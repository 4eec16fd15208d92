"""What is built in a stage of its own, and what keeps the tools in the image."""

import pytest

from tests.emit.test_dockerfile import lint
from tests.graph.builders import step
from tests.plan.machines import app, image_of, layer, places, plan_of
from translator.emit.dockerfile import dockerfile
from translator.evaluate.catalog import Step
from translator.plan.model import BuildElsewhere, Image, Place

UNIT = "[Service]\nUser=app\nExecStart=/usr/local/bin/app\n"
TARBALL = step("remote_file", "/usr/local/src/app-1.2.tgz", source=("http://h/app-1.2.tgz",), checksum="a" * 64)


def compiled(code: str = "tar xf app-1.2.tgz\ncd app-1.2 && ./configure && make && make install\n") -> Step:
    return step("bash", "compile", code=code, cwd="/usr/local/src")


def built(*steps: Step, unit: str = UNIT) -> tuple[Image, BuildElsewhere | None]:
    """The image of the program app, and its build stage if it has one."""
    image = image_of(step("package", "build-essential"), step("package", "curl"), *steps, *app(unit))
    found = (each for layer in image.layers for each in layer.steps if isinstance(each, BuildElsewhere))
    return image, next(found, None)


def test_a_compiler_and_the_sources_stay_in_the_builds_stage() -> None:
    image, build = built(TARBALL, compiled())
    assert build is not None
    assert (build.packages, build.results, build.scratch) == (
        ("build-essential",),
        ("/usr/local",),
        ("/usr/local/src",),
    )
    assert [each.path for each in build.downloads] == ["/usr/local/src/app-${APP_VERSION}.tgz"]
    assert "tar xf app-${APP_VERSION}.tgz" in build.commands[0].script
    assert layer(image, "packages").steps[0].packages == ("curl",)
    assert image.packages == (("curl", ""),)
    assert layer(image, "application").steps[0] == build


def test_the_report_says_where_they_stay() -> None:
    plan = plan_of(step("package", "build-essential"), TARBALL, compiled(), *app(UNIT))
    found = places(plan)
    assert found["package[build-essential]"] is Place.DROPPED
    assert found["remote_file[/usr/local/src/app-1.2.tgz]"] is Place.DROPPED
    assert found["bash[compile]"] is Place.IMAGE


def test_a_command_that_gets_the_sources_goes_with_the_build() -> None:
    clone = step(
        "execute", "clone", command="git clone https://h/app.git /usr/local/src/app", creates="/usr/local/src/app"
    )
    make = step("execute", "make", command="make install PREFIX=/opt/app", cwd="/usr/local/src/app")
    image, build = built(step("package", "git"), clone, make, unit="[Service]\nExecStart=/opt/app/bin/app\n")
    assert build is not None
    assert build.packages == ("build-essential", "ca-certificates", "git")
    assert build.results == ("/opt/app",)
    assert len(build.commands) == 2
    assert image.packages == (("curl", ""),)


def test_a_checkout_needs_git_only_while_it_is_built() -> None:
    git = step("git", "/srv/app", "sync", repository="https://h/app.git", revision="v1", user="app", group="app")
    _, build = built(step("package", "git"), git)
    assert build is not None
    assert (build.packages, build.results, build.owner) == (("ca-certificates", "git"), ("/srv/app",), "app:app")
    assert build.commands[0].commands == ("git clone --branch v1 https://h/app.git /srv/app",)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((compiled(), step("package", "libssl-dev")), "libssl-dev"),
        ((compiled("./configure --sysconfdir=/etc/app && make install\n"),), "/etc/app"),
        ((compiled("curl -O http://h/x.c && make install\n"),), "curl"),
        ((compiled(), step("execute", "other", command="gcc -o /srv/x /srv/x.c -DX=/srv")), "/srv/x"),
        (
            (compiled(), step("file", "/srv/a.sh", content="#!/bin/sh\nmake -C /srv\n", mode="0755")),
            "a script runs make",
        ),
        ((compiled(), step("file", "/usr/local/src/a.patch", content="x")), "a.patch"),
    ],
    ids=["a library", "another folder", "another program", "another build", "a script", "a managed source"],
)
def test_what_cannot_be_proven_keeps_the_tools_and_is_said(steps: tuple[Step, ...], why: str) -> None:
    image, build = built(*steps)
    assert build is None
    assert ("build-essential", "") in image.packages
    assert why in layer(image, "packages").reason


def test_a_prefix_that_nothing_tells_is_no_proof() -> None:
    image, build = built(compiled(), unit="[Service]\nExecStart=/opt/app\n")
    assert build is None
    assert "where it installs to is not known" in layer(image, "packages").reason
    prefixed = compiled("./configure --prefix=/opt/app && make install\n")
    _, build = built(prefixed, unit="[Service]\nExecStart=/opt/app/bin/app\n")
    assert build is not None
    assert build.results == ("/opt/app",)


def test_a_program_that_nothing_builds_with_stays() -> None:
    image, build = built(step("package", "git"))
    assert build is None
    assert [name for name, _ in image.packages] == ["build-essential", "curl", "git"]


def test_the_dockerfile_has_the_stage_and_copies_what_it_leaves(tmp_path) -> None:  # type: ignore[no-untyped-def]
    plan = plan_of(step("package", "build-essential"), TARBALL, compiled(), *app(UNIT))
    text = dockerfile(plan, plan.images[0])[0]
    assert lint(text, tmp_path) == ""
    stages = text.split("\nFROM ")
    assert [stage.splitlines()[0] for stage in stages[1:]] == [
        "debian:bookworm-slim AS artifacts",
        "debian:bookworm-slim AS build",
        "debian:bookworm-slim",
    ]
    assert "COPY --from=build /usr/local/ /usr/local/\nRUN ldconfig" in stages[3]
    assert "build-essential" in stages[2]
    assert "build-essential" not in stages[3]
