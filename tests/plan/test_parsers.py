"""Fluent Bit's parsers as they are defined here, on lines as the programs write them, in Ruby: its engine is Fluent Bit's."""

import json
import subprocess

from translator.plan.renderers.fluent_bit_parsers import READY

LINES: dict[str, tuple[str, dict[str, str | None]]] = {
    "nginx": (
        '10.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "http://h/s" "curl/8"',
        {
            "remote": "10.0.0.1",
            "host": "-",
            "user": "frank",
            "time": "10/Oct/2000:13:55:36 -0700",
            "method": "GET",
            "path": "/a?b=c",
            "code": "200",
            "size": "2326",
            "referer": "http://h/s",
            "agent": "curl/8",
        },
    ),
    "apache": (
        '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "POST / HTTP/1.0" 404 -',
        {
            "host": "10.0.0.1",
            "user": "-",
            "time": "10/Oct/2000:13:55:36 -0700",
            "method": "POST",
            "path": "/",
            "code": "404",
            "size": "-",
            "referer": None,
            "agent": None,
        },
    ),
    "apache_error": (
        "[Fri Feb 01 22:03:08.319124 2013] [authz:error] [pid 9:tid 99] [client 10.0.0.1:50626] denied",
        {
            "time": "Feb 01 22:03:08.319124 2013",
            "level": "authz:error",
            "pid": "9:tid 99",
            "client": "10.0.0.1:50626",
            "message": "denied",
        },
    ),
    "syslog": (
        "Mar  7 04:02:11 web1 sshd[123]: Accepted",
        {"time": "Mar  7 04:02:11", "host": "web1", "ident": "sshd", "pid": "123", "message": "Accepted"},
    ),
    "syslog-packet": (
        "<163>Mar  7 04:02:11 app: it is late: 10:00",
        {
            "pri": "163",
            "time": "Mar  7 04:02:11",
            "host": None,
            "ident": "app",
            "pid": None,
            "message": "it is late: 10:00",
        },
    ),
}
RUBY = """require "json"
puts JSON.generate(JSON.parse($stdin.read).map { |regex, line| Regexp.new(regex).match(line)&.named_captures })
"""


def test_parsers_take_the_lines_that_programs_write() -> None:
    asked = [(READY[name]["regex"], line) for name, (line, _) in LINES.items()]
    done = subprocess.run(["ruby", "-e", RUBY], input=json.dumps(asked), capture_output=True, text=True, check=True)
    assert dict(zip(LINES, json.loads(done.stdout), strict=True)) == {
        name: fields for name, (_, fields) in LINES.items()
    }
