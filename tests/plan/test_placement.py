"""What needs no place in an image, because the base image has it already."""

from __future__ import annotations

from dataclasses import replace

from tests.graph.builders import step
from tests.plan.machines import app, places, plan_of
from translator.plan.model import Place


def test_a_link_that_the_base_image_has_is_left_out() -> None:
    """/var/run is a link to /run in every image since Debian 8; made again it would lead to itself."""
    plan = plan_of(
        *app(),
        step("link", "/var/run", "create", to="/run"),
        step("link", "/var/lock", "create", to="/run/lock"),
        step("link", "/srv/app", "create", to="/opt/app-1"),
    )
    found = places(plan)
    assert [found[f"link[{path}]"] for path in ("/var/run", "/var/lock", "/srv/app")] == [
        Place.DROPPED,
        Place.DROPPED,
        Place.IMAGE,
    ]
    (image,) = plan.images
    assert [entry.path for entry in image.rootfs if entry.kind == "link"] == ["/srv/app"]


def test_a_file_written_in_doubt_says_so_in_the_report() -> None:
    doubtful = replace(step("file", "/etc/x", "create", content="old"), doubt="the output of squid -v")
    plan = plan_of(*app(), doubtful)
    (reason,) = (item.reason for item in plan.placements if str(item.origin.resource) == "file[/etc/x]")
    assert reason == "a condition for its text was not known (the output of squid -v): read it before it is used"


def test_a_folder_that_the_base_image_or_a_copied_file_brings_is_in_the_image() -> None:
    """Without any service too: such a folder needs no command, and nobody has to look after it."""
    plan = plan_of(
        step("directory", "/etc/profile.d", "create", mode="0755"),
        step("file", "/etc/profile.d/x.sh", "create", content="x"),
    )
    assert set(places(plan).values()) == {Place.IMAGE}


def test_a_file_of_haproxy_that_has_no_sections_is_no_front() -> None:
    plan = plan_of(
        step("package", "haproxy", "install"),
        step("file", "/etc/haproxy/errors/503.http", "create", content="HTTP/1.0 503\n"),
        step("service", "haproxy", "enable"),
    )
    assert plan.fronts == ()
