"""Images of one machine that begin alike have their first layer once, for a builder compares the instructions' texts."""

import re

from tests.graph.builders import step
from tests.plan.machines import app, plan_of
from translator.emit.dockerfile import dockerfile
from translator.evaluate.catalog import Step


def service(name: str) -> tuple[Step, ...]:
    unit = f"[Service]\nUser={name}\nStateDirectory={name}\nExecStart=/usr/bin/{name}\n"
    return (step("user", name, system=True), *app(unit, name))


def runs_of(*steps: Step) -> list[list[str]]:
    """The RUNs of every image, without comments, as a builder reads them."""
    plan = plan_of(*steps)
    texts = [re.sub(r"^ ?#.*\n", "", dockerfile(plan, image)[0], flags=re.MULTILINE) for image in plan.images]
    return [re.findall(r"^RUN (?:.*\\\n)*.*$", text, re.MULTILINE) for text in texts]


def test_two_programs_of_one_machine_share_users_and_packages() -> None:
    one, two = runs_of(step("package", "less"), *service("one"), *service("two"))
    assert one[0] == two[0]
    assert "useradd --uid 999" in one[0]
    assert "apt-get install" in one[0]
    assert "/var/lib/one" in one[1]
    assert "/var/lib/two" in two[1]


def test_a_service_with_packages_of_its_own_has_one_run() -> None:
    """Nothing is shared with nginx: its folders join the RUN that installs it."""
    site = step("file", "/etc/nginx/conf.d/a.conf", content="server { listen 80; }")
    _, nginx = runs_of(
        step("package", "less"), *service("one"), step("package", "nginx"), site, step("service", "nginx", "start")
    )
    assert len(nginx) == 1
    assert "/var/cache/nginx" in nginx[0]
