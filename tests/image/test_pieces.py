"""The parts of build and smoke that need no engine, held against the kernel, openssl and the tables of others."""

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emit import plans
from translator.emit.convert import emit
from translator.emit.writer import write
from translator.image import build as build_module
from translator.image.build import build
from translator.image.contents import Seen, _differences
from translator.image.description import ExpectedFile, MountedFile, NotConverted, describe
from translator.image.places import span_at
from translator.image.protocols import http_answer
from translator.image.smoke import smoke
from translator.image.sockets import UDP_OPEN, listening
from translator.image.stand_ins import StandIns, from_this_machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(emit(plans.tomcat()), tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize(("family", "address", "outside"), [
    (socket.AF_INET, "127.0.0.1", False), (socket.AF_INET, "0.0.0.0", True),
    (socket.AF_INET6, "::1", False), (socket.AF_INET6, "::", True),
])  # fmt: skip
def test_the_kernel_s_table_says_what_listens(family: socket.AddressFamily, address: str, outside: bool) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.bind((address, 0))
        port = server.getsockname()[1]
        table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
        assert port not in listening(table)
        server.listen()
        table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
        assert listening(table)[port] is outside


def test_an_open_udp_port_is_seen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        assert server.getsockname()[1] in listening(Path("/proc/net/udp").read_text(), UDP_OPEN)


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def site() -> Iterator[int]:
    with http.server.HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_an_http_answer_counts_below_400(site: int) -> None:
    assert http_answer(site, "/") == (True, "HTTP 200, 0 bytes")
    assert http_answer(site, "/gone") == (False, "HTTP 404, 0 bytes")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert http_answer(free.getsockname()[1])[0] is False


def test_no_engine_is_said_and_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{folder}/no.sock")
    for result in (build(folder), smoke(folder)):
        [found] = result.diagnostics
        assert found.code.identifier == "C501"
        assert "make docker" in found.code.hint


def test_a_folder_that_convert_did_not_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotConverted, match=r"report\.json"):
        describe(tmp_path)
    assert [found.code.identifier for found in build(tmp_path).diagnostics] == ["C502"]
    assert [found.code.identifier for found in smoke(tmp_path).diagnostics] == ["C503"]


def test_the_report_is_read_back(folder: Path) -> None:
    found = describe(folder)
    assert [image.tag for image in found.images] == ["zeebra:1234", "zeebra-nginx:1234"]
    zeebra = found.images[0]
    assert zeebra.process is not None
    assert (zeebra.process.uid, zeebra.process.ports) == (1500, (8080,))
    assert zeebra.volumes == (("zeebra-logs", "/var/log/zeebra", "logs"),)
    assert zeebra.steps[8]["resources"] == [
        ["remote_file[/opt/zeebra/zeebra.war]", "cookbooks/zoo/recipes/default.rb:9"]
    ]


def test_secrets_are_made_up_and_the_same_everywhere(folder: Path) -> None:
    made = StandIns(describe(folder), from_this_machine)
    image = made.described.images[0]
    text = next(made.text(file) for file in image.mounted if file.path.endswith(".properties"))
    assert made.environment(image) == {"DB_PASSWORD": made.value("password")}
    assert text == f"user=zeebra\npassword={made.value('password')}\n"
    braces = MountedFile(path="/x", secret="s", key="k", mode="", text='a {{ "{{" }} b }} {{ .password }}')
    assert made.text(braces) == f"a {{{{ b }}}} {made.value('password')}"


def test_certificates_are_real_and_belong_to_their_key(folder: Path) -> None:
    import ssl

    made = StandIns(describe(folder), from_this_machine)
    certificate, key = folder / "crt", folder / "key"
    for file in made.described.images[0].mounted:
        if file.secret == "zeebra-tls":
            (key if file.key == "tls.key" else certificate).write_text(str(made.text(file)))
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    assert "zeebra.example.com" in ssl._ssl._test_decode_cert(str(certificate))["subject"][0][0]  # type: ignore[attr-defined]


def test_nothing_here_can_make_a_certificate(folder: Path) -> None:
    made = StandIns(describe(folder), lambda name: None)
    assert [made.text(file) for file in made.described.images[0].mounted if file.secret == "zeebra-tls"] == [None, None]


SEEN = Seen(kind="file", owner="root", group="adm", mode="640", sha256="aa", target="-")


@pytest.mark.parametrize(
    ("expected", "wrong"),
    [
        (ExpectedFile(kind="file", path="/x", owner="root", group="adm", mode="0640", sha256="aa"), []),
        (ExpectedFile(kind="file", path="/x"), []),
        (ExpectedFile(kind="absent", path="/x"), ["is file"]),
        (ExpectedFile(kind="directory", path="/x"), ["is file"]),
        (
            ExpectedFile(kind="file", path="/x", owner="www", mode="0644", sha256="bb"),
            ["owner is root instead of www", "mode is 640 instead of 644", "content (SHA-256) is aa instead of bb"],
        ),
    ],
)
def test_every_difference_is_named(expected: ExpectedFile, wrong: list[str]) -> None:
    assert list(_differences(expected, SEEN)) == wrong


def test_a_build_error_points_at_the_line_of_the_recipe(tmp_path: Path) -> None:
    recipe = tmp_path / "default.rb"
    recipe.write_text("a\n  package 'x' do\nend\n")
    span = span_at(f"{recipe}:2")
    assert span is not None
    assert (span.line, span.column, span.text) == (2, 3, "package 'x' do")
    assert span_at(f"{recipe}:9") is None
    assert span_at("gone.rb:1") is None


def test_the_builder_s_stream_is_read_in_pieces() -> None:
    log = build_module.Log()
    pieces = ["Step 1/3 : FR", "OM x\n ---> 0123456789ab\nStep 2/3 : RUN y\n", " ---> Using cache\n ---> 1123456789ab\n",
              "Step 3/3 : RUN z\n ---> Running in 3123456789ab\nout", "put\n ---> 2123456789ab\n"]  # fmt: skip
    for line in build_module._lines([{"stream": piece} for piece in pieces], log):
        build_module._follow(line, log, lambda line: None)
    assert (log.steps, log.cached, log.made, log.ran) == (3, 1, ["2123456789ab"], ["RUN z"])
    assert log.output == ["output"]
