"""What may not be baked is not: secrets are mounted, runtime facts filled in at start, unknowns left to a person."""

import json
from dataclasses import asdict

from tests.graph.builders import step
from tests.plan.machines import app, image_of, places, plan_of
from translator.evaluate.values import Hole, Runtime, Secret, Text, Unknown
from translator.plan.holes import SecretKeys, render
from translator.plan.model import Place

PASSWORD = Hole(Secret("data_bag/app/production/database/password"), "hunter2")
KEY = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n"


def written(plan) -> str:
    """All that a plan hands on, without the input's own text that spans point to."""
    parts = [plan.images, plan.sidecars, plan.secrets, plan.certificates, plan.jobs, plan.volumes]
    texts = [[placement.detail, placement.reason, placement.advice] for placement in plan.placements]
    return json.dumps([[repr(asdict(each)) for each in part] for part in parts] + texts)


def test_a_file_with_a_secret_is_mounted_with_a_placeholder():
    content = Text(("url=db?{{x}}\npassword=", PASSWORD, "\n"))
    plan = plan_of(step("template", "/etc/app/db.conf", content=content, mode="0640", group="app"), *app())
    (file,) = plan.images[0].runtime_files
    assert (file.kind, file.path, file.mode, file.group) == ("secret", "/etc/app/db.conf", "0640", "app")
    assert file.text == 'url=db?{{ "{{" }}x}}\npassword={{ .app_production_database_password }}\n'
    assert plan.secrets[0].keys == {"app_production_database_password": "data_bag/app/production/database/password"}
    assert plan.images[0].rootfs == ()
    assert "hunter2" not in written(plan)


def test_the_environments_name_is_no_part_of_a_key():
    keys = SecretKeys("production")
    assert keys.key("data_bag/app/production/password") == "app_password"
    assert keys.key("data_bag/app/password") == "app_password_2"
    assert keys.key("data_bag/app/production/password") == "app_password"


def test_a_secret_of_the_unit_is_a_variable_from_the_secret():
    unit = Text(
        ("[Service]\nEnvironment=A=1 PASSWORD=", PASSWORD, ' "URL=db://x:', PASSWORD, '@h"\nExecStart=/bin/app\n')
    )
    plan = plan_of(*app(unit))
    process = plan.images[0].process
    assert process is not None
    key = "app_production_database_password"
    assert process.environment == {"A": "1"}
    assert process.secret_environment == {"PASSWORD": key, key.upper(): key}
    assert process.prepare == (f'export URL="db://x:${{{key.upper()}}}@h"',)
    assert "hunter2" not in written(plan)


def test_a_secret_in_a_command_is_left_to_a_person():
    plan = plan_of(step("execute", "x", command=Text(("app login ", PASSWORD))), *app())
    assert places(plan)["execute[x]"] is Place.MANUAL
    assert "hunter2" not in written(plan)


def test_a_key_and_its_certificate_become_one_request():
    plan = plan_of(
        step("file", "/etc/ssl/app/app.crt", content=CERTIFICATE),
        step("file", "/etc/ssl/app/app.key", content=KEY, owner="root", group="app", mode="0640"),
        *app(),
    )
    (request,) = plan.certificates
    assert (request.name, request.certificate_path, request.key_path) == (
        "app",
        "/etc/ssl/app/app.crt",
        "/etc/ssl/app/app.key",
    )
    assert (request.group, request.mode, request.images) == ("app", "0640", ("app",))
    assert "AAAA" not in written(plan)


def test_a_key_alone_and_a_sensitive_file_are_mounted_whole():
    plan = plan_of(
        step("cookbook_file", "/etc/app/id_rsa", content=KEY),
        step("file", "/etc/app/token", content="t0ken", sensitive=True),
        *app(),
    )
    assert [(file.kind, file.path) for file in plan.images[0].runtime_files] == [
        ("secret", "/etc/app/id_rsa"),
        ("secret", "/etc/app/token"),
    ]
    assert "AAAA" not in written(plan)
    assert "t0ken" not in written(plan)


def test_a_fact_of_the_container_is_filled_in_at_start():
    address, cpus = Hole(Runtime("ipaddress"), "10.0.0.2"), Hole(Runtime("cpu/total", "$fact * 25"), "100")
    content = Text(("bind ", address, "\nthreads ", cpus, "\nmore ", cpus, "\n"))
    (file,) = image_of(step("template", "/etc/app.conf", content=content), *app()).runtime_files
    assert file.kind == "template"
    assert file.text == "bind ${POD_IP}\nthreads ${CPU_LIMIT_1}\nmore ${CPU_LIMIT_1}\n"
    assert file.variables == {"CPU_LIMIT": "cpu/total", "POD_IP": "ipaddress"}
    assert file.expressions == {"CPU_LIMIT_1": "$((CPU_LIMIT * 25))"}


def test_a_fact_in_a_comment_is_only_a_word():
    content = Text(("# made for ", Hole(Runtime("hostname"), "web1"), "\na=1\n"))
    plan = plan_of(step("template", "/etc/app.conf", content=content), *app())
    (entry,) = plan.images[0].rootfs
    assert entry.content == "# made for <hostname>\na=1\n"
    assert "hostname" in next(each.reason for each in plan.placements if each.origin.resource.type == "template")


def test_a_secret_in_a_comment_is_still_a_secret():
    rendered = render(Text(("# password ", PASSWORD, "\n")), SecretKeys())
    assert rendered.secrets == ["app_production_database_password"]


def test_a_text_that_is_not_known_is_left_to_a_person():
    content = Text(("peers=", Hole(Unknown("search for role:app found nothing", None), ""), "\n"))
    plan = plan_of(step("template", "/etc/app.conf", content=content), *app())
    assert places(plan)["template[/etc/app.conf]"] is Place.MANUAL
    assert plan.images[0].rootfs == ()


def test_a_command_line_with_a_fact_goes_through_a_shell():
    unit = Text(("[Service]\nExecStart=/bin/app --bind ", Hole(Runtime("ipaddress"), "10.0.0.2"), ":80 'a b'\n"))
    process = image_of(*app(unit)).process
    assert process is not None
    assert process.command == ("/bin/sh", "-c", "exec /bin/app --bind \"${POD_IP}:80\" 'a b'")
    assert process.runtime_environment == {"POD_IP": "ipaddress"}


def test_a_fact_that_no_platform_tells_is_asked_for():
    content = Text(("zone=", Hole(Runtime("ec2/placement_availability_zone"), "eu-1a"), "\n"))
    plan = plan_of(step("template", "/etc/app.conf", content=content), *app())
    (placement,) = [each for each in plan.placements if each.origin.resource.type == "template"]
    assert placement.place is Place.RUNTIME
    assert placement.advice == "give EC2_PLACEMENT_AVAILABILITY_ZONE in the environment"
