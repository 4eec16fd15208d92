"""The company's machines, against facts by hand: what Ruby's own Erubis renders, modes, owners, order, notifications."""

from pathlib import Path

import pytest

from translator.evaluate.catalog import Catalog, Outcome, Step
from translator.evaluate.values import Runtime, Secret, Text, origins_of, sample_of
from translator.load.chef import ChefRequest
from translator.pipeline import evaluate

ROOT = Path(__file__).parent.parent
RENDERED = ROOT / "tests" / "fixtures" / "rendered"
FILES = sorted(str(path.relative_to(RENDERED)) for path in RENDERED.rglob("*") if path.is_file())
FILE_TYPES = {"template", "file", "cookbook_file"}


def machine(application: str, environment: str = "production") -> Catalog:
    cookbook = ROOT / "fixtures/chef/cookbooks" / application
    return evaluate(ChefRequest(path=cookbook, run_list=(f"role[{application}]",), environment=environment))


@pytest.fixture(scope="module")
def machines() -> dict[str, Catalog]:
    return {name: machine(name) for name in ("zeebra", "cheetah")}


def path_of(step: Step) -> str:
    properties = step.effective | step.resource.properties
    return str(sample_of(properties.get("path") or step.resource.id.name))


def written(catalog: Catalog) -> dict[str, Step]:
    """The step that wrote each file, by path."""
    steps = (step for step in catalog.steps if step.outcome is Outcome.RAN and step.resource.id.type in FILE_TYPES)
    return {path_of(step): step for step in steps if step.content is not None}


def text_of(step: Step) -> str:
    return step.content.sample if isinstance(step.content, Text) else str(step.content)


@pytest.mark.parametrize("application", ["zeebra", "cheetah"])
def test_nothing_is_wrong_with_the_company(machines: dict[str, Catalog], application: str) -> None:
    assert [item.render() for item in machines[application].diagnostics if item.severity.value == "error"] == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_as_erubis_renders_it(machines: dict[str, Catalog], name: str) -> None:
    application, _, path = name.partition("/")
    assert text_of(written(machines[application])[f"/{path}"]) == (RENDERED / name).read_text()


def test_a_file_with_the_password_is_secret(machines: dict[str, Catalog]) -> None:
    step = written(machines["zeebra"])["/srv/zeebra/conf/zeebra.properties"]
    assert isinstance(step.content, Text)
    assert step.content.secret
    assert "database.password=not-a-real-password-9f2c\n" in step.content.sample
    assert "database.url=jdbc:postgresql://db.zoo.example.com:5432/zeebra\n" in step.content.sample
    assert (
        "upstream.fodder=http://fodder1.zoo.example.com:8080,http://fodder2.zoo.example.com:8080\n"
        in step.content.sample
    )


@pytest.mark.parametrize(
    ("application", "path"),
    [
        ("zeebra", "/etc/ssl/zeebra/zeebra.key"),
        ("zeebra", "/etc/datadog-agent/datadog.yaml"),
        ("cheetah", "/etc/ssl/private/cheetah.key"),
        ("cheetah", "/opt/cheetah/shared/config/settings.yml"),
    ],
)
def test_what_comes_from_a_data_bag_is_secret(machines: dict[str, Catalog], application: str, path: str) -> None:
    content = written(machines[application])[path].content
    assert isinstance(content, Text)
    assert any(isinstance(origin, Secret) for origin in origins_of(content))


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("/srv/zeebra/bin/setenv.sh", {"cpu/total", "ipaddress"}),
        ("/srv/zeebra/conf/server.xml", {"cpu/total", "hostname"}),
    ],
)
def test_what_only_the_running_machine_knows_is_a_hole(
    machines: dict[str, Catalog], path: str, facts: set[str]
) -> None:
    content = written(machines["zeebra"])[path].content
    assert isinstance(content, Text)
    assert {origin.fact for origin in origins_of(content) if isinstance(origin, Runtime)} == facts


def test_modes_and_owners_go_through_custom_resources(machines: dict[str, Catalog]) -> None:
    found = written(machines["zeebra"])["/srv/zeebra/bin/setenv.sh"].resource.properties
    assert (found["mode"], found["owner"], found["group"]) == ("0755", "root", "tomcat")


def test_the_artifact_is_fetched_by_version_and_checked(machines: dict[str, Catalog]) -> None:
    (fetch,) = (item for item in machines["zeebra"].resources if item.id.type == "remote_file")
    assert fetch.id.name == "/srv/zeebra/releases/zeebra-1234.war"
    assert fetch.properties["source"] == ("http://artifacts.example.com/releases/zeebra/1234/zeebra-1234.war",)
    assert fetch.properties["checksum"] == "0a1a6a474375258b49f1b88efe25f8cc4173c6c4b136cf7d2ce0b8aaca2b4200"


def test_the_recipes_order_is_kept(machines: dict[str, Catalog]) -> None:
    order = [str(item.id) for item in machines["zeebra"].resources]
    wanted = ["apt_update[daily]", "package[chrony]", "package[tomcat10]", "zeebra_config[server.xml]"]
    wanted += ["systemd_unit[zeebra.service]", "service[zeebra]", "service[rsyslog]", "cron[zeebra-report]"]
    assert [name for name in order if name in wanted] == wanted


def test_a_change_of_a_file_inside_a_custom_resource_restarts_the_service(machines: dict[str, Catalog]) -> None:
    step = written(machines["zeebra"])["/srv/zeebra/conf/server.xml"]
    told = {(item.timing, item.action, str(item.target)) for item in step.resource.notifies}
    assert told == {("delayed", "restart", "service[zeebra]")}


def test_environments_differ_where_they_say_so() -> None:
    staging, production = (written(machine("zeebra", name)) for name in ("staging", "production"))
    path = "/srv/zeebra/bin/setenv.sh"
    assert "-Xms192m -Xmx384m" in text_of(staging[path])
    assert "-Xms512m -Xmx1024m" in text_of(production[path])
    assert 'target="logs.production.zoo.example.com"' in text_of(production["/etc/rsyslog.d/90-forward.conf"])
    assert 'target="logs.zoo.example.com"' in text_of(staging["/etc/rsyslog.d/90-forward.conf"])


def test_the_application_of_cheetah_is_copied_whole(machines: dict[str, Catalog]) -> None:
    (step,) = (step for step in machines["cheetah"].steps if step.resource.id.type == "remote_directory")
    assert [file.path for file in step.tree] == [
        "app.rb",
        "config.ru",
        "lib/metrics.rb",
        "public/board.css",
    ]


def test_least_and_most_of_a_runtime_fact_stay_a_choice(machines: dict[str, Catalog]) -> None:
    found = {
        origin.expression
        for application, path in (
            ("zeebra", "/srv/zeebra/conf/server.xml"),
            ("cheetah", "/opt/cheetah/shared/config/puma.rb"),
        )
        for origin in origins_of(written(machines[application])[path].content)
        if isinstance(origin, Runtime) and origin.expression
    }
    assert found == {"(($fact * 25) < 400 ? ($fact * 25) : 400)", "((($fact - 1) > 1 ? ($fact - 1) : 1)) * 2"}
