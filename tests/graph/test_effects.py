"""What Ruby code of a step did to files becomes nodes with that step's resource as their origin."""

from dataclasses import replace

from tests.graph.builders import graph_of, span, step
from translator.evaluate.catalog import Effect, EffectKind, Step
from translator.evaluate.values import Hole, Secret, Text
from translator.graph.nodes import Directory, File, Link, Manual, Node, Silent

KEY = Hole(Secret("key"), "hunter2")


def did(of: Step, *effects: Effect, followed: bool = True) -> Step:
    return replace(of, effects=effects, followed=followed)


def block(*effects: Effect, followed: bool = True) -> Step:
    return did(step("ruby_block", "x"), *effects, followed=followed)


def effect(kind: EffectKind, path: str | Text = "/a", **fields: object) -> Effect:
    return Effect(kind=kind, path=path, **fields)  # type: ignore[arg-type]


def nodes(*steps: Step) -> tuple[Node, ...]:
    return graph_of(*steps).nodes


def test_every_kind_of_effect_is_a_node_of_the_block():
    found = nodes(
        block(
            effect(EffectKind.DIRECTORY, "/d", mode="0700"),
            effect(EffectKind.WRITE, "/d/f", content=Text(("k=", KEY)), owner="app", group="web", mode="0640"),
            effect(EffectKind.LINK, "/l", target="/d/f"),
            effect(EffectKind.REMOVE, "/gone"),
            effect(EffectKind.REMOVE, "/old", folder=True),
            effect(EffectKind.ACCESS, "/p", mode="0600"),
        )
    )
    made, written, link, gone, old, access = found
    assert {str(node.origin.resource) for node in found} == {"ruby_block[x]"}
    assert isinstance(made, Directory)
    assert (made.path, made.mode, made.present) == ("/d", "0700", True)
    assert isinstance(written, File)
    assert (written.content, written.owner, written.group, written.mode) == (Text(("k=", KEY)), "app", "web", "0640")
    assert isinstance(link, Link)
    assert (link.path, link.target, link.hard) == ("/l", "/d/f", False)
    assert isinstance(gone, File)
    assert (gone.path, gone.present) == ("/gone", False)
    assert isinstance(old, Directory)
    assert (old.path, old.present, old.recursive) == ("/old", False, True)
    assert isinstance(access, File)
    assert (access.content, access.mode, access.present) == (None, "0600", True)


def test_a_block_that_leaves_nothing_is_silent():
    (node,) = nodes(block())
    assert isinstance(node, Silent)


def test_what_is_not_known_is_manual_with_the_text_of_the_block_beside_what_is():
    manual, written = nodes(
        block(effect(EffectKind.WRITE, content="x"), effect(EffectKind.UNKNOWN, "", reason="no idea"), followed=False)
    )
    assert isinstance(written, File)
    assert isinstance(manual, Manual)
    assert manual.reason.endswith(": no idea")
    assert manual.code == span(manual.origin.span.line).text


def test_a_path_with_a_secret_is_manual_and_never_shown():
    (node,) = nodes(block(effect(EffectKind.WRITE, Text(("/etc/", KEY)), content="x")))
    assert isinstance(node, Manual)
    assert "the secret key" in node.reason
    assert "hunter2" not in node.reason


def test_an_effect_stands_where_it_happened_among_the_steps():
    custom = did(step("web_site", "s", custom=True), effect(EffectKind.WRITE, "/b", content="x", position=2))
    found = nodes(custom, step("file", "/a", parent=0, content="x"), step("file", "/c", parent=0, content="x"))
    assert [str(node.origin.resource) for node in found] == ["web_site[s]", "file[/a]", "web_site[s]", "file[/c]"]
    assert [type(node) for node in found] == [Silent, File, File, File]


def test_a_custom_resource_tells_what_its_code_did_that_is_not_known():
    custom = did(step("web_site", "s", custom=True), effect(EffectKind.UNKNOWN, "", reason="no idea", span=span(7)))
    manual, child = nodes(custom, step("file", "/a", parent=0, content="x"))
    assert isinstance(manual, Manual)
    assert manual.reason.endswith("no idea")
    assert isinstance(child, File)
