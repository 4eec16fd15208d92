"""Grok's patterns on lines that the programs themselves write, and dates in Joda-Time's words."""

from collections.abc import Iterator

import pytest
import regex

from translator.plan.reading import joda
from translator.plan.reading.grok import Grok, expand
from translator.plan.reading.grok_patterns import PATTERNS


def fields(pattern: str, line: str) -> dict[str, str]:
    grok = expand(pattern)
    assert isinstance(grok, Grok)
    match = regex.search(grok.pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<="), line)
    assert match is not None
    return {name: value for name, value in match.groupdict().items() if value}


LINES: list[tuple[str, str, dict[str, str]]] = [
    (
        "%{COMBINEDAPACHELOG}",
        '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 "http://h/s" "Mozilla (X; I)"',
        {
            "clientip": "127.0.0.1",
            "ident": "-",
            "auth": "frank",
            "timestamp": "10/Oct/2000:13:55:36 -0700",
            "verb": "GET",
            "request": "/a.gif",
            "httpversion": "1.0",
            "response": "200",
            "bytes": "2326",
            "referrer": '"http://h/s"',
            "agent": '"Mozilla (X; I)"',
        },
    ),
    (
        "%{SYSLOGLINE}",
        "Mar  7 04:02:11 web1 sshd[123]: Accepted publickey",
        {
            "timestamp": "Mar  7 04:02:11",
            "logsource": "web1",
            "program": "sshd",
            "pid": "123",
            "message": "Accepted publickey",
        },
    ),
    (
        "%{HTTPD_ERRORLOG}".replace("HTTPD_ERRORLOG", "HTTPD24_ERRORLOG"),
        "[Fri Feb 01 22:03:08.319124 2013] [authz:error] [pid 9:tid 99] [client 10.0.0.1:50626] AH01630: denied",
        {
            "timestamp": "Fri Feb 01 22:03:08.319124 2013",
            "module": "authz",
            "loglevel": "error",
            "pid": "9",
            "tid": "99",
            "clientip": "10.0.0.1",
            "clientport": "50626",
            "errorcode": "AH01630",
            "message": "denied",
        },
    ),
    (
        "%{SYSLOG5424LINE}",
        "<34>1 2003-10-11T22:14:15.003Z host su - ID47 - 'su root' failed",
        {
            "syslog5424_pri": "34",
            "syslog5424_ver": "1",
            "syslog5424_ts": "2003-10-11T22:14:15.003Z",
            "syslog5424_host": "host",
            "syslog5424_app": "su",
            "syslog5424_msgid": "ID47",
            "syslog5424_msg": "'su root' failed",
        },
    ),
    (
        "%{RUBY_LOGGER}",
        "I, [2026-01-02T03:04:05.123456 #4711]  INFO -- web: started",
        {
            "timestamp": "2026-01-02T03:04:05.123456",
            "pid": "4711",
            "loglevel": "INFO",
            "progname": "web",
            "message": "started",
        },
    ),
    ("%{IP:ip}", "from ::ffff:1.2.3.4 to", {"ip": "::ffff:1.2.3.4"}),
    ("%{URI:u}", "see https://u:p@h.example:80/p?q=1 now", {"u": "https://u:p@h.example:80/p?q=1", "port": "80"}),
]


@pytest.mark.parametrize(("pattern", "line", "expected"), LINES, ids=[each[0] for each in LINES])
def test_lines(pattern: str, line: str, expected: dict[str, str]) -> None:
    assert fields(pattern, line) == expected


def test_fields_that_no_group_can_be_called_are_renamed() -> None:
    grok = expand("%{WORD:[http][method]} %{NUMBER:a.b:float} (?<c-d>x)")
    assert isinstance(grok, Grok)
    assert grok.rename == {"http_method": "http.method", "a_b": "a.b", "c_d": "c-d"}
    assert grok.convert == {"a.b": "float"}


def test_what_is_not_defined_is_named() -> None:
    assert expand("%{NEVER:x} %{WORD:y}") == "no pattern of logstash's own set is called NEVER"
    assert expand("%{A}", {"A": "%{A}%{A}"}) == "its pattern is too long"


def all_expanded() -> Iterator[str]:
    for name in PATTERNS:
        grok = expand(f"%{{{name}}}")
        assert isinstance(grok, Grok)
        yield grok.pattern


def test_every_pattern_is_one_that_every_collector_knows() -> None:
    assert [each for each in all_expanded() if regex.search(r"\(\?(?:[=!>]|<[=!])|[*+?]\+", each)] == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("dd/MMM/YYYY:HH:mm:ss Z", "%d/%b/%Y:%H:%M:%S %z"),
        ("yyyy-MM-dd'T'HH:mm:ss,SSS", "%Y-%m-%dT%H:%M:%S,%L"),
        ("MMM  d HH:mm:ss", "%b  %d %H:%M:%S"),
        ("EEE MMMM d yy h:mm a", "%a %B %d %y %I:%M %p"),
        ("'week' D ''%", "week %j '%%"),
        ("yyyy ZZZ", None),
        ("UNIX_MS", "UNIX_MS"),
    ],
)
def test_dates(pattern: str, expected: str | None) -> None:
    assert joda.strftime(pattern) == expected


def test_a_date_tells_its_format() -> None:
    assert regex.fullmatch(joda.regex("%d/%b/%Y:%H:%M:%S %z"), "10/Oct/2000:13:55:36 -0700")
    assert not regex.fullmatch(joda.regex("%Y-%m-%d"), "10/Oct/2000")
