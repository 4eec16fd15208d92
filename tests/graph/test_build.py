"""Steps of a converge become nodes: what each says about the machine, and that none is lost."""

from tests.graph.builders import ROCKY_9, graph_of, machine, shell_guard, span, step
from translator.evaluate.catalog import Guard, Outcome, Resource, ResourceId, SourceFile
from translator.evaluate.values import Hole, Runtime, Secret, SymbolValue, Text, Unknown
from translator.graph.build import build_graph
from translator.graph.check import check_graph
from translator.graph.nodes import (
    Certificate,
    Checkout,
    Command,
    Directory,
    Edge,
    EdgeKind,
    Fetch,
    File,
    FirewallRule,
    Job,
    Link,
    Manual,
    Node,
    Package,
    Repository,
    Service,
    Silent,
    Unit,
    User,
)
from translator.graph.resources.systemd_unit import unit_text


def only(*steps, **options) -> Node:
    (node,) = graph_of(*steps, **options).nodes
    return node


def test_an_array_of_packages_is_a_node_each_with_its_version():
    nodes = graph_of(step("package", "a, b", package_name=("a", "b"), version=("1.0", None))).nodes
    found = [(node.name, node.version, node.manager) for node in nodes if isinstance(node, Package)]
    assert found == [("a", "1.0", "apt"), ("b", "", "apt")]


def test_the_platform_chooses_the_package_manager():
    node = only(step("package", "httpd"), platform=ROCKY_9)
    assert isinstance(node, Package)
    assert node.manager == "dnf"


def test_a_gem_for_the_tool_itself_leaves_nothing():
    assert isinstance(only(step("chef_gem", "aws-sdk", "install")), Silent)


def test_a_mode_is_four_octal_digits_however_it_was_written():
    modes = (493, "755", "0755", "2750")
    nodes = [only(step("directory", "/d", mode=mode, owner="app")) for mode in modes]
    assert [node.mode for node in nodes if isinstance(node, Directory)] == ["0755", "0755", "0755", "2750"]


def test_a_file_without_content_keeps_what_is_there():
    node = only(step("file", "/var/log/a.log", mode="0640"))
    assert isinstance(node, File)
    assert node.content is None


def test_a_tree_of_files_comes_with_its_directories():
    tree = (SourceFile(path="a.rb", content=b"1"), SourceFile(path="lib/b.rb", content=b"2"))
    nodes = graph_of(step("remote_directory", "/srv/app", tree=tree, files_mode="0640", mode="0750")).nodes
    found = [(type(node).__name__, node.path, node.mode) for node in nodes if isinstance(node, File | Directory)]
    assert found == [
        ("Directory", "/srv/app", "0750"),
        ("Directory", "/srv/app/lib", "0750"),
        ("File", "/srv/app/a.rb", "0640"),
        ("File", "/srv/app/lib/b.rb", "0640"),
    ]


def test_a_step_that_its_guard_kept_from_running_says_which():
    guard = Guard(kind="not_if", command=None, verdict=True, span=span(7))
    node = only(step("file", "/a", outcome=Outcome.SKIPPED, guards=(guard,)))
    assert isinstance(node, Silent)
    assert "not_if, app/recipes/default.rb:7" in node.reason


def test_only_a_guard_that_the_image_must_answer_is_kept():
    guards = (shell_guard("not_if", "test -e /x"), shell_guard("only_if", "true", verdict=True))
    node = only(step("execute", "make", command="make", guards=guards))
    assert [(guard.command, guard.negate) for guard in node.guards] == [("test -e /x", True)]


def test_a_step_that_failed_is_for_a_person():
    node = only(step("template", "/a", outcome=Outcome.FAILED))
    assert isinstance(node, Manual)


def test_a_type_that_is_not_known_is_for_a_person():
    node = only(step("frobnicate", "x"))
    assert isinstance(node, Manual)
    assert "frobnicate" in node.reason


def test_a_ruby_block_shows_its_code():
    node = only(step("ruby_block", "x"))
    assert isinstance(node, Manual)
    assert node.code == span(node.origin.span.line).text


def test_a_custom_resource_became_its_children():
    graph = graph_of(step("app_site", "x", custom=True), step("file", "/a", content="1", parent=0))
    wrapper, child = graph.nodes
    assert isinstance(wrapper, Silent)
    assert isinstance(child, File)


def test_a_firewall_rule_says_more_than_the_file_it_wrote():
    rule = step("firewall_rule", "web", custom=True, port=(80, 443), source="10.0.0.0/8", protocol=SymbolValue("tcp"))
    first, second = graph_of(rule, step("template", "/etc/nftables.d/web.nft", content="…", parent=0)).nodes
    assert isinstance(first, FirewallRule)
    assert (first.ports, first.source, first.protocol) == (("80", "443"), "10.0.0.0/8", "tcp")
    assert isinstance(second, Silent)


def test_a_resource_that_never_ran_is_still_there():
    idle = Resource(id=ResourceId(type="service", name="x"), actions=("nothing",), properties={}, span=span(3))
    catalog = machine(step("package", "a"), resources=(idle,))
    graph = build_graph(catalog)
    assert check_graph(graph, catalog) == ()
    assert [str(node.origin.resource) for node in graph.nodes] == ["package[a]", "service[x]"]


def test_a_path_that_only_the_container_knows_is_for_a_person():
    path = Text(("/etc/", Hole(Runtime("hostname"), "web1"), ".conf"))
    node = only(step("file", "x", path=path, content="1"))
    assert isinstance(node, Manual)
    assert "hostname" in node.reason


def test_a_secret_in_a_plain_property_is_named_and_never_shown():
    node = only(step("link", "/a", to=Text((Hole(Secret("data_bag/x/key"), "hunter2"),))))
    assert isinstance(node, Manual)
    assert "data_bag/x/key" in node.reason
    assert "hunter2" not in repr(node)


def test_an_unknown_property_says_why():
    node = only(step("directory", "x", path=Unknown("search found nothing", None)))
    assert isinstance(node, Manual)
    assert "search found nothing" in node.reason


def test_a_unit_given_as_a_hash_is_written_as_text():
    content = {"Unit": {"Description": "x"}, "Service": {"Environment": ("A=1", "B=2"), "LimitNOFILE": 65536}}
    written = "[Unit]\nDescription = x\n\n[Service]\nEnvironment = A=1\nEnvironment = B=2\nLimitNOFILE = 65536\n\n"
    assert unit_text(content) == written


def test_a_unit_is_created_and_then_a_service():
    unit, service = graph_of(
        step("systemd_unit", "app.service", "create", content="[Service]\n"),
        step("systemd_unit", "app.service", "enable"),
    ).nodes
    assert isinstance(unit, Unit)
    assert unit.path == "/etc/systemd/system/app.service"
    assert isinstance(service, Service)
    assert (service.name, service.enabled) == ("app", True)


def test_services_say_what_their_actions_say():
    nodes = graph_of(step("service", "a", "enable"), step("service", "a", "start"), step("service", "a", "stop")).nodes
    assert [(node.enabled, node.running) for node in nodes if isinstance(node, Service)] == [
        (True, None),
        (None, True),
        (None, False),
    ]


def test_each_kind_of_resource_becomes_its_node():
    steps = (
        step("link", "/a", to="/b"),
        step("user", "app", uid=890, gid="app", system=True),
        step("remote_file", "/x.war", source=("http://h/x.war",), checksum="AB"),
        step("remote_file", "/y", source="file:///z"),
        step("git", "/srv/x", repository="https://h/x.git", revision="v1"),
        step("apt_repository", "pgdg", "add", uri="https://h/apt", components=("main",), key="https://h/key.asc"),
        step("cron", "nightly", minute="15", hour=3, command="/bin/x", user="app"),
        step("openssl_x509_certificate", "/etc/ssl/a.crt", key_file="/etc/ssl/a.key", common_name="a"),
        step("execute", "x", command=("touch", "a b"), creates="/a b"),
    )
    link, user, fetch, copy, checkout, repository, job, certificate, command = graph_of(*steps).nodes
    assert isinstance(link, Link)
    assert link.target == "/b"
    assert isinstance(user, User)
    assert (user.uid, user.group, user.system) == ("890", "app", True)
    assert isinstance(fetch, Fetch)
    assert (fetch.url, fetch.checksum) == ("http://h/x.war", "ab")
    assert isinstance(copy, Command)
    assert copy.code == "cp /z /y"
    assert isinstance(checkout, Checkout)
    assert checkout.revision == "v1"
    assert isinstance(repository, Repository)
    assert (repository.suite, repository.key_fingerprint) == ("bookworm", False)
    assert isinstance(job, Job)
    assert job.schedule == "15 3 * * *"
    assert isinstance(certificate, Certificate)
    assert certificate.key_path == "/etc/ssl/a.key"
    assert isinstance(command, Command)
    assert command.code == "touch 'a b'"


def test_a_notification_and_a_need_are_edges():
    graph = graph_of(
        step("directory", "/etc/app"),
        step("file", "/etc/app/a", content="1"),
        step("execute", "reload", command="app reload", notified_by=ResourceId(type="file", name="/etc/app/a")),
    )
    assert graph.edges == (
        Edge(before=0, after=1, kind=EdgeKind.REQUIRE),
        Edge(before=1, after=2, kind=EdgeKind.NOTIFY),
    )
