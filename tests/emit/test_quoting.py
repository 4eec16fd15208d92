"""What is quoted arrives unchanged: asked of real shells."""

import json
import shlex
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from translator.emit.quoting import (
    docker_value,
    dollar_quoted_lines,
    double_quoted,
    exec_form,
    plain_command,
    shell_word,
    shell_words,
)

TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)
LINE = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40)


def said(shell: str, script: str, **environment: str) -> str:
    """Return what a real shell prints."""
    done = subprocess.run(
        [shell, "-c", script], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", **environment}
    )
    return done.stdout.decode()


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_words_arrive_in_bash(words: list[str]) -> None:
    assert said("bash", f"printf '%s\\0' {shell_words(words)}").split("\0")[:-1] == words


@settings(max_examples=40, deadline=None)
@given(LINE)
def test_one_line_arrives_in_posix_sh(text: str) -> None:
    assert said("sh", f"printf %s {shell_word(text)}") == text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["#", " # x", "a\\", "'", '"', "", "  y", "$z", "\té", "`"]), max_size=8), st.booleans()
)
def test_a_script_survives_the_dockerfile_reader(lines: list[str], ends: bool) -> None:
    text = "\n".join(lines) + ("\n" if ends and lines else "")
    dockerfile = "\\\n".join(dollar_quoted_lines(text))
    kept = [line for line in dockerfile.split("\n") if not line.lstrip().startswith("#")]
    joined = "".join(line.removesuffix("\\") for line in kept)
    assert said("bash", f"printf %s {joined}") == text


@settings(max_examples=40, deadline=None)
@given(LINE)
def test_only_the_named_variables_are_expanded(text: str) -> None:
    quoted = double_quoted(text.replace("${V}", "") + "${V}", keep=["V"])
    assert said("sh", f"printf %s {quoted}", V="1.2") == text.replace("${V}", "") + "1.2"


@given(LINE)
def test_a_value_of_env_is_one_word_with_nothing_to_expand(text: str) -> None:
    quoted = docker_value(text)
    assert shlex.split(quoted.replace("\\$", "$")) == [" ".join(text.splitlines())]
    assert quoted.replace("\\\\", "").count("$") == quoted.replace("\\\\", "").count("\\$")


@given(st.lists(TEXT))
def test_exec_form_is_json(argv: list[str]) -> None:
    assert json.loads(exec_form(argv)) == argv


def test_what_a_linter_would_question_is_not_plain() -> None:
    assert plain_command("test -e /opt/x || touch '/opt/x'")
    assert plain_command("getent passwd tomcat >/dev/null 2>&1 || useradd --no-log-init tomcat")
    assert plain_command('test "$(readlink -f /etc/x)" = "${V}" || touch /x')
    for line in ("cd /opt", "echo $HOME", "a | b", "ls `x`", "test $(id)", "curl http://x", "rm *", "echo a\\n"):
        assert not plain_command(line), line
