"""Unit files read as systemd.syntax(7), systemd.service(5) and systemd.time(7) say."""

import pytest

from translator.plan.systemd import (
    cron_schedule,
    environment_file,
    environment_of,
    expand,
    parse_exec,
    parse_unit,
    seconds,
    split_words,
)


def test_lines_go_on_after_a_backslash_and_comments_between_are_left_out():
    unit = parse_unit("a.service", "[Service]\n# c\nExecStart=/bin/a \\\n; c\n  -b \\\n  -c\n\nUser=app\n")
    assert split_words(unit.value("Service", "ExecStart")) == ("/bin/a", "-b", "-c")
    assert unit.value("Service", "User") == "app"


def test_an_empty_value_takes_back_what_was_before_it():
    unit = parse_unit("a.service", "[Service]\nExecStart=/bin/a\n")
    drop_in = parse_unit("a.service", "[Service]\nExecStart=\nExecStart=/bin/b\n")
    assert unit.merged(drop_in).values("Service", "ExecStart") == ("/bin/b",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b  c", ("a", "b", "c")),
        ("\"a b\" 'c d'", ("a b", "c d")),
        (r"a\x20b \"q\" \tx", ("a b", '"q"', "\tx")),
        ('"A=1 2" B=3 ""', ("A=1 2", "B=3", "")),
    ],
)
def test_words(text, words):
    assert split_words(text) == words


def test_prefixes_of_a_command():
    line = parse_exec("-@/usr/sbin/named named -u bind")
    assert line.words == ("/usr/sbin/named", "-u", "bind")
    assert line.may_fail


def test_variables_and_specifiers_of_a_command():
    unit = parse_unit("app@blue.service", '[Service]\nEnvironment="OPTS=-a -b" PORT=80\n')
    line = parse_exec("/bin/app $OPTS --port=${PORT} --name %i --cost $$5 ${NONE}")
    expected = ("/bin/app", "-a", "-b", "--port=80", "--name", "blue", "--cost", "$5", "")
    assert expand(line, unit, environment_of(unit)) == expected


def test_an_environment_file():
    text = "# c\nA=1\nexport B='2 3'\nC=\"x\"\n;D=4\nbad line\n"
    assert environment_file(text) == {"A": "1", "B": "2 3", "C": "x"}


@pytest.mark.parametrize(("text", "number"), [("30", 30), ("1min 30s", 90), ("2h", 7200), ("infinity", 0)])
def test_time_spans(text, number):
    assert seconds(text) == number


@pytest.mark.parametrize(
    ("calendar", "cron"),
    [
        ("daily", "0 0 * * *"),
        ("*-*-* 03:15:00", "15 3 * * *"),
        ("Mon..Fri *-*-* 08:00", "0 8 * * 1-5"),
        ("Sat,Sun 10:30", "30 10 * * 6,0"),
        ("*:0/15", "*/15 * * * *"),
        ("*-*-01 00:00:00", "0 0 1 * *"),
        ("2030-01-01 00:00", ""),
        ("Mon *-*~3", ""),
    ],
)
def test_calendars_as_cron_says_them(calendar, cron):
    assert cron_schedule(calendar) == cron
