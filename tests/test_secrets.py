"""No secret of a data bag occurs in anything that comes out: files, terminal, images and their every layer."""

import base64
import gzip
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.fixtures.artifact_store import ArtifactStore

ROOT = Path(__file__).parent.parent
REPOSITORY = ROOT / "fixtures" / "chef"
SECRET_NAMES = {"password", "api_key", "session_secret", "private_key"}
APPLICATIONS = ("zeebra", "cheetah")


def secret_values(data: object, name: str = "") -> Iterator[str]:
    """Every string under a secret's name, anywhere in a data bag item."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from secret_values(value, key)
    elif isinstance(data, str) and name in SECRET_NAMES:
        yield from (line for line in data.splitlines() if "not-a-real" in line)


def needles() -> dict[str, bytes]:
    """Each secret as it stands, in base64, and as a URL or JSON would have it."""
    items = [json.loads(path.read_text()) for path in sorted((REPOSITORY / "data_bags").glob("*/*.json"))]
    found: dict[str, bytes] = {}
    for value in {value for item in items for value in secret_values(item)}:
        found[value] = value.encode()
        found[f"base64 of {value}"] = base64.b64encode(value.encode()).rstrip(b"=")[:-1]
        found[f"URL form of {value}"] = quote(value, safe="").encode()
    return found


NEEDLES = needles()


def leaks(content: bytes) -> list[str]:
    return [name for name, needle in NEEDLES.items() if needle in content]


def cook2image(*words: str | Path) -> str:
    """Run the command and return all it said; it must succeed."""
    argv = [sys.executable, "-m", "translator.cli", *(str(word) for word in words)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def input_of(application: str, store: str, folder: Path) -> list[str | Path]:
    attributes = folder / "attributes.json"
    attributes.write_text(json.dumps({"zeebra": {"artifact_store": store}}))
    where = ["--run-list", f"role[{application}]", "--environment", "production", "--attributes", attributes]
    return [REPOSITORY / "cookbooks" / application, *where]


def test_the_needles_are_there() -> None:
    assert {"not-a-real-password-9f2c", "not-a-real-api-key-3b77", "not-a-real-private-key-of-zeebra-c41e"} <= set(
        NEEDLES
    )
    assert leaks(b"x" + base64.b64encode(b"not-a-real-password-9f2c")) == ["base64 of not-a-real-password-9f2c"]


@pytest.mark.parametrize("application", APPLICATIONS)
def test_no_file_and_no_output_holds_a_secret(application: str, tmp_path: Path) -> None:
    given = input_of(application, "http://127.0.0.1:8099", tmp_path)
    said = cook2image("convert", *given, "-o", tmp_path / "out") + cook2image("catalog", *given, "--format", "json")
    assert not leaks(said.encode())
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(written) > 10
    assert not {path: found for path in written if (found := leaks(path.read_bytes()))}


EVERYTHING = """helm: true
sidecars: {sidecars}
gateway: {gateway}
metrics: podmonitor
identity: pod-identity
secrets_provider: {provider}
secret_store: company
store: chef
"""
CHOICES = [("native", "ingress", "stub"), ("plain", "httproute", "external-secrets")]


@pytest.mark.parametrize(("sidecars", "gateway", "provider"), CHOICES)
@pytest.mark.parametrize("application", APPLICATIONS)
def test_no_form_of_the_manifests_holds_a_secret(
    application: str, sidecars: str, gateway: str, provider: str, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(EVERYTHING.format(sidecars=sidecars, gateway=gateway, provider=provider))
    given = input_of(application, "http://127.0.0.1:8099", tmp_path)
    said = cook2image("convert", *given, "--settings", settings, "-o", tmp_path / "out")
    assert not leaks(said.encode())
    written = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    kind = "ExternalSecret" if provider == "external-secrets" else "Secret"
    stub = f"secret-{application}-secrets.yaml"
    assert f"kind: {kind}\n" in (tmp_path / "out" / "k8s" / "base" / stub).read_text()
    wanted = {f"k8s/overlays/staging/{stub}", "helm/values-staging.yaml", "helm/values.schema.json"}
    wanted |= {"helm/templates/NOTES.txt", f"helm/templates/{stub}"}
    wanted |= {"k8s/base/secretstore.yaml"} if provider == "external-secrets" else set()
    assert wanted <= written
    held = {path: found for path in written if (found := leaks((tmp_path / "out" / path).read_bytes()))}
    assert not held


def contents(archive: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file of a `docker save`, its layers and their gzipped files opened."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for member in opened:
            read = opened.extractfile(member) if member.isfile() else None
            if read is None:
                continue
            content = read.read()
            content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
            path = f"{name}/{member.name}"
            if content[257:262] == b"ustar":
                yield from contents(content, path)
            else:
                yield path, content


def test_the_search_opens_layers() -> None:
    def packed(name: str, content: bytes) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        return buffer.getvalue()

    layer = gzip.compress(packed("etc/app.conf", b"password=not-a-real-password-9f2c"))
    ((path, content),) = contents(packed("blobs/sha256/1", layer), "image")
    assert path == "image/blobs/sha256/1/etc/app.conf"
    assert leaks(content) == ["not-a-real-password-9f2c", "URL form of not-a-real-password-9f2c"]


@pytest.mark.docker
@pytest.mark.parametrize("application", APPLICATIONS)
def test_no_image_layer_and_no_log_holds_a_secret(application: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with ArtifactStore() as store:
        cook2image("convert", *input_of(application, store.url, tmp_path), "-o", out)
        built = cook2image("build", out, "--host-network")
    smoke = cook2image("smoke", out)
    assert not leaks((built + smoke).encode())
    tags = json.loads(cook2image("build", out, "--host-network", "--format", "json"))["images"]
    for tag in (image["tag"] for image in tags):
        saved = subprocess.run(["docker", "save", tag], capture_output=True, check=True).stdout
        history = subprocess.run(["docker", "history", "--no-trunc", tag], capture_output=True, check=True).stdout
        files = dict(contents(saved, tag))
        assert any(path.endswith("usr/lib/os-release") for path in files)
        assert not {path: held for path, content in files.items() if (held := leaks(content))}
        assert not leaks(history)
