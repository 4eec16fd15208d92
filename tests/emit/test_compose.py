"""compose.yaml against what docker compose makes of it; that pods run from it is held by tests/test_pods.py."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from tests.emit import plans
from translator.emit.convert import emit
from translator.plan.model import Plan, Sidecar, Volume

SHIPPER = Sidecar(name="shipper", kind="logs", image="shipper:1", command=("/bin/ship", "-c", "$HOME/$1"))
CONFINED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


def composed(plan: Plan) -> dict[str, Any]:
    [text] = [artifact.content for artifact in emit(plan) if artifact.path == "compose.yaml"]
    made: dict[str, Any] = yaml.safe_load(text)
    return made


def beside(plan: Plan, *sidecars: Sidecar) -> dict[str, Any]:
    """The sidecars' services; the plan's own ones are left out."""
    services = composed(replace(plan, sidecars=sidecars))["services"]
    return {sidecar.name: services[sidecar.name] for sidecar in sidecars}


def test_a_command_replaces_the_image_s_own_and_arguments_follow_it() -> None:
    exporter = Sidecar(name="exporter", kind="metrics", image="exporter:1", arguments=("--uri=http://a/$x",))
    made = beside(plans.tomcat(), SHIPPER, exporter)
    assert made["shipper"]["entrypoint"] == ["/bin/ship", "-c", "$$HOME/$$1"]
    assert "command" not in made["shipper"]
    assert made["exporter"]["command"] == ["--uri=http://a/$$x"]
    assert "entrypoint" not in made["exporter"]


def test_containers_are_confined_as_in_the_cluster() -> None:
    services = composed(plans.tomcat())["services"]
    assert [name for name, each in services.items() if not CONFINED.items() <= each.items()] == []


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((), {"user": "1500:1500", "depends_on": ["zeebra"]}),
        (("/var/log/zeebra",), {"user": "1500:1500", "depends_on": ["zeebra"]}),
        (("/srv/web",), {"user": "33:33", "depends_on": ["zeebra", "nginx"]}),
        (
            ("/var/log/zeebra", "/srv/web"),
            {"user": "1500:1500", "group_add": ["33"], "depends_on": ["zeebra", "nginx"]},
        ),
        (("/srv/root",), {"user": "0:0", "cap_add": ["DAC_READ_SEARCH"], "depends_on": ["zeebra", "old"]}),
    ],
)
def test_a_sidecar_runs_as_who_writes_what_it_reads(shares: tuple[str, ...], expected: dict[str, Any]) -> None:
    plan = plans.tomcat()
    zeebra, web = plan.images
    assert web.process is not None
    nginx = replace(web, process=replace(web.process, user="www-data", group="www-data"))
    old = replace(web, name="old", process=replace(web.process, user="root", group=""))
    volumes = (
        *plan.volumes,
        Volume(name="web", path="/srv/web", kind="logs", images=("nginx",)),
        Volume(name="root", path="/srv/root", kind="logs", images=("old",)),
    )
    made = beside(replace(plan, images=(zeebra, nginx, old), volumes=volumes), replace(SHIPPER, shares=shares))
    found = {
        name: made["shipper"][name]
        for name in ("user", "group_add", "cap_add", "depends_on")
        if name in made["shipper"]
    }
    assert found == expected


def test_what_is_kept_begins_as_the_image_has_it_and_the_rest_is_empty() -> None:
    made = composed(plans.tomcat())
    empty = {"driver": "local", "driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": "mode=0777"}}
    kept = {name for name, volume in made["volumes"].items() if not volume}
    assert {volume.name for volume in plans.tomcat().volumes if volume.kind in ("logs", "state")} == kept
    assert all(volume == empty for name, volume in made["volumes"].items() if name not in kept)
    mounts = [mount for service in made["services"].values() for mount in service["volumes"] if mount[0] != "."]
    assert all((mount.partition(":")[0] in kept) is not mount.endswith(":nocopy") for mount in mounts)
