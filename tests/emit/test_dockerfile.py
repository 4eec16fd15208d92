"""Dockerfiles: held to hadolint, and to what a plan says."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.emit import plans
from translator.emit.dockerfile import dockerfile
from translator.emit.entrypoint import script
from translator.emit.identity import identity_of
from translator.emit.instructions import Run, merged, render
from translator.emit.late_links import with_late_links
from translator.plan.model import (
    AddIdentities,
    AddRepositories,
    CopyRootfs,
    Image,
    InstallPackages,
    Layer,
    LayerKind,
    Plan,
    RemovePackages,
    RootfsEntry,
    RunShell,
    Step,
)

HADOLINT = Path(sys.executable).with_name("hadolint")
MEMCACHED, TOMCAT = plans.memcached(), plans.tomcat()


def lint(text: str, folder: Path) -> str:
    """Return what hadolint says with DL3057 switched on and nothing off."""
    config = folder / "hadolint.yaml"
    config.write_text(yaml.safe_dump({"override": {"warning": ["DL3057"]}}))
    done = subprocess.run(
        [HADOLINT, "--no-color", "-c", config, "-"], input=text, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def built_from(*steps: Step, kind: LayerKind = LayerKind.COMMANDS, base: str = "debian:bookworm-slim") -> str:
    """Return the Dockerfile of the memcached image with other layers."""
    image = replace(MEMCACHED.images[0], base=base, layers=(Layer(kind=kind, steps=steps),))
    return dockerfile(MEMCACHED, image)[0]


def shell(*commands: str, **rest: str) -> RunShell:
    return RunShell(nodes=(), comment="", commands=commands, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("plan", "image"), [(MEMCACHED, 0), (TOMCAT, 0), (TOMCAT, 1)], ids=["memcached", "tomcat", "nginx"]
)
def test_hadolint_has_nothing_to_say(plan: Plan, image: int, tmp_path: Path) -> None:
    assert lint(dockerfile(plan, plan.images[image])[0], tmp_path) == ""


AWKWARD = (
    "mysql -p'It\\''s' -e 'x' | grep y",
    'test "$name" = x || touch "$(readlink -f /y)"',
    "cd /opt && make install",
    "apt-get install -y x",
    "echo $HOME | tee /x",
    "sudo true",
    "for x in *; do rm $x; done",
    "curl http://x > /y",
    "wget http://x",
    "pip install x",
    "test -e /x || false",
    "a=`b`",
    "[ -e /x ] && y",
)


@pytest.mark.parametrize("command", AWKWARD)
@pytest.mark.parametrize("rest", [{}, {"user": "app"}, {"cwd": "/opt"}, {"shell": "/bin/bash"}], ids=str)
def test_hadolint_has_nothing_to_say_of_any_command(command: str, rest: dict[str, str], tmp_path: Path) -> None:
    text = built_from(shell(command, **rest), shell("true", command + "\n" + command, **rest))
    assert lint(text, tmp_path) == ""


@pytest.mark.parametrize("manager", ["apt", "dnf", "yum", "zypper", "apk", "gem", "pip", "npm"])
def test_hadolint_has_nothing_to_say_of_any_package_manager(manager: str, tmp_path: Path) -> None:
    base = {"apk": "alpine:3.20", "dnf": "rockylinux:9", "yum": "centos:7", "zypper": "opensuse/leap:15"}.get(manager)
    install = InstallPackages(nodes=(), comment="", manager=manager, packages=("b", "a"), pinned=False)
    remove = RemovePackages(nodes=(), comment="", manager=manager, packages=("c",))
    assert lint(built_from(install, remove, base=base or "debian:bookworm-slim"), tmp_path) == ""


def test_only_unpinned_packages_switch_a_rule_off() -> None:
    loose = InstallPackages(nodes=(), comment="", manager="apt", packages=("b",), pinned=False)
    pinned = InstallPackages(nodes=(), comment="", manager="apt", packages=("b=1",), pinned=True)
    assert "hadolint ignore=DL3008" in built_from(loose)
    assert "ignore" not in built_from(pinned)


def test_packages_stand_sorted_one_a_line_and_leave_no_lists() -> None:
    text = built_from(
        InstallPackages(nodes=(), comment="", manager="apt", packages=("zsh", "acl", "vim-x"), pinned=False)
    )
    assert "      acl \\\n      vim-x \\\n      zsh \\\n && apt-get clean \\\n && rm -rf /var/lib/apt/lists/*" in text


def test_a_comment_names_the_resources_behind_a_step() -> None:
    text = dockerfile(TOMCAT, TOMCAT.images[0])[0]
    assert "\n# user[tomcat] (cookbooks/zoo/recipes/default.rb:3)\n# hadolint ignore=DL3008\nRUN groupadd" in text
    assert "# bash[make it] (cookbooks/zoo/recipes/default.rb:6)\n" in text


def test_an_instruction_s_place_is_the_builder_s_step_and_the_line() -> None:
    text, places = dockerfile(TOMCAT, TOMCAT.images[0])
    lines = text.splitlines()
    keywords = {"FROM", "ARG", "RUN", "COPY", "SHELL", "LABEL", "ENV", "EXPOSE", "USER", "WORKDIR", "HEALTHCHECK",
                "STOPSIGNAL", "ENTRYPOINT", "CMD"}  # fmt: skip
    assert [place.line for place in places] == [
        number for number, line in enumerate(lines, 1) if line.split(" ")[0] in keywords
    ]
    war = next(place for place in places if place.nodes == (6,) and "curl" in lines[place.line - 1])
    assert war.step == 8


def test_an_alternative_keeps_its_meaning_between_other_commands() -> None:
    text, _ = render([Run(commands=("false || true", "a; b", "echo 'x || y'"))])
    assert text == "RUN { false || true; } \\\n && { a; b; } \\\n && echo 'x || y'\n"


def test_neighbouring_single_commands_become_one_run_and_keep_their_comments() -> None:
    runs = merged([Run(commands=("a",), comment="one", nodes=(1,)), Run(commands=("b",), comment="two", nodes=(2,))])
    assert [run.nodes for run in runs] == [(1, 2)]
    assert render(runs)[0] == "# one\nRUN a \\\n # two\n && b\n"


def test_a_new_version_changes_only_what_comes_after_the_configuration() -> None:
    old = dockerfile(TOMCAT, TOMCAT.images[0])[0]
    image = TOMCAT.images[0]
    fetch = replace(
        image.layers[-1].steps[0], arguments=(("ARTIFACT_STORE", "http://127.0.0.1:8099"), ("ZEEBRA_VERSION", "1235"))
    )  # type: ignore[call-arg]
    layers = (*image.layers[:-1], replace(image.layers[-1], steps=(fetch,)))
    new_image = replace(image, layers=layers, arguments=(("ZEEBRA_VERSION", "1235"),))
    new = dockerfile(replace(TOMCAT, version="1235", images=(new_image, TOMCAT.images[1])), new_image)[0]
    final = old[old.index("# the image itself") :].splitlines()
    changed = [
        at
        for at, pair in enumerate(zip(final, new[new.index("# the image itself") :].splitlines(), strict=True))
        if pair[0] != pair[1]
    ]
    assert changed == []
    assert [line for line in old.splitlines() if line not in new.splitlines()] == [
        "# zeebra 1234",
        "ARG ZEEBRA_VERSION=1234",
    ]


def image_with(**rest: object) -> Image:
    return replace(MEMCACHED.images[0], **rest)  # type: ignore[arg-type]


def test_files_below_folders_of_a_package_do_not_change_those_folders() -> None:
    step = CopyRootfs(nodes=(), comment="", commands=("chmod 0640 /etc/redis/redis.conf",))
    layers = (Layer(kind=LayerKind.CONFIGURATION, steps=(step,)),)
    entry = RootfsEntry(kind="file", path="/etc/redis/redis.conf", node=1, content="x")
    text = dockerfile(MEMCACHED, image_with(layers=layers, rootfs=(entry,)))[0]
    assert (
        "COPY rootfs/ /tmp/rootfs/\nRUN cp -R --remove-destination /tmp/rootfs/. / \\\n && rm -rf /tmp/rootfs \\\n"
        in text
    )
    folder = RootfsEntry(kind="directory", path="/etc/redis", node=2, owner="redis", mode="0770")
    assert "COPY rootfs/ /\n" in dockerfile(MEMCACHED, image_with(layers=layers, rootfs=(entry, folder)))[0]


def test_the_service_s_user_has_fixed_ids() -> None:
    text = dockerfile(MEMCACHED, MEMCACHED.images[0])[0]
    assert text.index("useradd --no-log-init --system --uid 900 --gid memcache") < text.index("apt-get install")
    assert "# memcache\nUSER 900\n" in text
    assert "USER 1500" in dockerfile(TOMCAT, TOMCAT.images[0])[0]
    assert "USER" not in dockerfile(TOMCAT, TOMCAT.images[1])[0]


def test_a_declared_user_without_ids_gets_them_where_it_is_made() -> None:
    lines = ("getent group memcache >/dev/null || groupadd --system memcache", "useradd -g memcache memcache")
    text = built_from(AddIdentities(nodes=(), comment="", commands=lines), kind=LayerKind.IDENTITIES)
    assert "groupadd --gid 999 --system memcache; }" in text
    assert "useradd --uid 1000 -g memcache memcache" in text
    assert text.count("useradd") == 1


@pytest.mark.parametrize(
    ("user", "ids"),
    [("memcache", (1000, 999)), ("two", (999, 998)), ("four", (1001, 1001)), ("six", (1002, 997))],
)
def test_a_declared_user_s_ids_are_those_that_useradd_chooses(user: str, ids: tuple[int, int]) -> None:
    """What the same commands give in a container of debian:bookworm-slim (shadow 4.13)."""
    lines = ("groupadd --system memcache", "useradd -g memcache memcache", "useradd -r two", "groupadd three",
             "useradd four", "groupadd -r five", "useradd -g five six")  # fmt: skip
    step = AddIdentities(nodes=(), comment="", commands=lines)
    process = MEMCACHED.images[0].process
    assert process is not None
    image = image_with(layers=(Layer(kind=LayerKind.IDENTITIES, steps=(step,)),), process=replace(process, user=user))
    found = identity_of(image)
    assert found is not None
    assert (found.uid, found.gid) == ids


def test_repositories_come_from_their_own_folder() -> None:
    files = (("/etc/apt/sources.list.d/x.list", "deb http://x y z\n"),)
    text = built_from(AddRepositories(nodes=(), comment="", files=files, commands=(), needs=("gnupg",)))
    assert "      gnupg" in text or "install -y --no-install-recommends gnupg" in text
    assert "COPY repositories/ /\n" in text


def test_a_step_with_build_arguments_declares_them() -> None:
    step = RunShell(nodes=(), comment="", commands=("tar -xf /tmp/x-${V}.tar",), arguments=(("V", "2"),))
    assert 'ARG V=2\nRUN tar -xf "/tmp/x-${V}.tar"\n' in built_from(step)


def test_a_log_link_below_a_mounted_folder_is_made_at_start() -> None:
    nginx = TOMCAT.images[1]
    volume = replace(TOMCAT.volumes[0], name="nginx-logs", path="/var/log/nginx", images=("nginx",))
    plan = with_late_links(replace(TOMCAT, volumes=(volume,)))
    assert "ln -sf /dev/stdout /var/log/nginx/access.log\n" in script(plan.images[1])
    assert plan.images[0] == TOMCAT.images[0]
    assert with_late_links(TOMCAT).images[1] == nginx


def test_long_commands_are_broken_between_words() -> None:
    words = "chown root:root " + " ".join(f"/srv/folder-number-{at}" for at in range(12))
    text, _ = render([Run(commands=(words, "echo '" + "x " * 80 + "'"))])
    assert max(map(len, text.splitlines()[:3])) <= 120
    joined = text.replace(" \\\n      ", " ")
    assert words in joined
    assert "'" + "x " * 80 + "'" in text


def test_a_name_that_looks_secret_is_set_at_start_and_not_by_env(tmp_path: Path) -> None:
    process = replace(
        MEMCACHED.images[0].process, environment={"SECRET_FILE": "/etc/it's", "KEYS": "1", "PID": "$KEYS/x"}
    )  # type: ignore[type-var]
    image = image_with(process=process)
    text = dockerfile(MEMCACHED, image)[0]
    assert lint(text, tmp_path) == ""
    assert 'ENV KEYS="1"\nENV PID="\\$KEYS/x"\n' in text
    assert 'ENTRYPOINT ["/usr/local/bin/docker-entrypoint"]' in text
    assert "export SECRET_FILE='/etc/it'\"'\"'s'\n" in script(image)
