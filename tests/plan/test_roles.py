"""What cook2image.yaml says of software that the table of roles does not know, or knows wrongly."""

from __future__ import annotations

from tests.graph.builders import step
from tests.plan.machines import app, places, plan_of
from translator.load.project import Settings
from translator.plan.model import Place

AGENT = (
    step("package", "acme-agent", "install"),
    step("file", "/etc/acme/agent.conf", "create", content="x"),
    step("package", "sudo", "install"),
)


def test_an_unknown_agent_is_given_a_role() -> None:
    roles = {"acme-*": "host metrics", "/etc/acme": "host metrics", "sudo": "application"}
    found = places(plan_of(*app(), *AGENT, settings=Settings(roles=roles)))
    assert [found[name] for name in ("package[acme-agent]", "file[/etc/acme/agent.conf]")] == [Place.DROPPED] * 2
    assert found["package[sudo]"] is Place.IMAGE


def test_without_it_the_table_decides() -> None:
    found = places(plan_of(*app(), *AGENT))
    assert (found["package[acme-agent]"], found["package[sudo]"]) == (Place.IMAGE, Place.DROPPED)


def test_a_role_that_is_none_is_told() -> None:
    plan = plan_of(*app(), settings=Settings(path="cook2image.yaml", roles={"x": "metric"}))
    assert [item.message for item in plan.diagnostics if "no role 'metric'; there are " in item.message]
