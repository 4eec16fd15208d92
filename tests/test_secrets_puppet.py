"""No secret of a Puppet repository occurs in anything that comes out: Sensitive values, eyaml's, and plain data so named."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parent.parent
SECRETS = {
    "converted": "not-a-real-converted-11aa",
    "manifest": "not-a-real-manifest-22bb",
    "by name": "not-a-real-named-33cc",
    "nested": "not-a-real-nested-44dd",
    "sealed": "ENC[PKCS7,bm90LWEtcmVhbC1zZWFsZWQtNTVlZQ==]",
    "sealed inside": "ENC[PKCS7,bm90LWEtcmVhbC1pbnNpZGUtNjZmZg==]",
}
FILES = {
    "environment.conf": "manifest = manifests\n",
    "manifests/site.pp": "node default { include app }\n",
    "hiera.yaml": (
        "version: 5\nhierarchy:\n"
        "  - {name: sealed, lookup_key: eyaml_lookup_key, path: sealed.eyaml}\n"
        "  - {name: common, path: common.yaml}\n"
    ),
    "data/sealed.eyaml": (
        f"app::sealed: {SECRETS['sealed']}\napp::url: 'postgres://app:{SECRETS['sealed inside']}@db.example.com/app'\n"
    ),
    "data/common.yaml": (
        "lookup_options: {'app::converted': {convert_to: Sensitive}}\n"
        f"app::converted: {SECRETS['converted']}\n"
        f"app::db_password: {SECRETS['by name']}\n"
        f"app::settings: {{host: db.example.com, api: {{token: {SECRETS['nested']}, retries: 3}}}}\n"
    ),
    "modules/app/manifests/init.pp": """
class app (
  Sensitive[String] $converted,
  String $sealed,
  String $url,
  String $db_password,
  Hash $settings,
) {
  $own = Sensitive('not-a-real-manifest-22bb')
  package { 'nginx': ensure => installed }
  -> file {
    default: mode => '0600';
    '/etc/app/converted': content => $converted;
    '/etc/app/unwrapped': content => "key=${converted.unwrap}\\n";
    '/etc/app/own.conf': content => Sensitive("own = ${own.unwrap}\\n");
    '/etc/app/sealed': content => "sealed = ${sealed}\\nport = 80\\n";
    '/etc/app/url': content => $url.regsubst('postgres', 'jdbc:postgres');
    '/etc/app/template': content => template('app/all.erb');
    '/etc/app/epp': content => epp('app/all.epp', { password => $db_password });
    '/etc/app/json': content => "${settings}";
    '/etc/app/upper': content => $db_password.upcase;
    '/etc/app/formatted': content => sprintf('%s:%s', 'user', $db_password);
    '/etc/app/joined': content => ['a', $db_password].join(':');
  }
  -> exec { "login ${db_password}":
    command => "/usr/bin/app-login --password=${db_password} --token ${settings['api']['token']}",
    unless  => "/usr/bin/test -e /var/lib/${sealed}",
  }
  -> service { 'nginx':
    ensure => running,
    enable => true,
  }
  notify { "the password is ${db_password}": }
  warning("the password is ${db_password} or ${own.unwrap}")
  if $db_password == 'x' { fail("not ${db_password}") }
}
""",
    "modules/app/templates/all.erb": (
        "a=<%= @db_password %>\nb=<%= @converted.unwrap %>\nc=<%= @settings['api']['token'].reverse.reverse %>\n"
        "d=<%= [@db_password].pack('m0') %>\n"
    ),
    "modules/app/templates/all.epp": "<%- | String $password | -%>\nx = <%= $password %>\n",
}


def needles() -> dict[str, bytes]:
    """Each secret as it stands, in capitals, in base64, and as a URL would have it."""
    found = {}
    for name, value in SECRETS.items():
        found[name] = value.encode()
        found[f"{name} in capitals"] = value.upper().encode()
        found[f"{name} in base64"] = base64.b64encode(value.encode()).rstrip(b"=")[:-1]
        found[f"{name} in a URL"] = quote(value, safe="").encode()
    return found


NEEDLES = needles()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def cook2image(*words: str | Path) -> str:
    argv = [sys.executable, "-m", "translator.cli", *(str(word) for word in words)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def leaks(content: bytes) -> list[str]:
    return [name for name, needle in NEEDLES.items() if needle in content]


def test_no_file_and_no_output_holds_a_secret(repository: Path, tmp_path: Path) -> None:
    said = cook2image("convert", repository, "--node", "app.example.com", "-o", tmp_path / "out")
    assert leaks(said.encode()) == []
    written = [path for path in sorted((tmp_path / "out").rglob("*")) if path.is_file()]
    assert len(written) > 8
    assert {
        str(path.relative_to(tmp_path)): leaks(path.read_bytes()) for path in written if leaks(path.read_bytes())
    } == {}


def test_the_batch_says_none(repository: Path, tmp_path: Path) -> None:
    said = cook2image("batch", repository, "-o", tmp_path / "out", "--jobs", "1")
    assert leaks(said.encode()) == []
    found = {path.name: leaks(path.read_bytes()) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert "summary.md" in found
    assert [name for name, each in found.items() if each] == []


def test_an_error_says_none(repository: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "site.pp"
    manifest.write_text("$p = lookup('app::db_password')\n$i = Integer($p)\nfail(\"no ${p}\")\n")
    for text in (manifest.read_text(), "$p = lookup('app::db_password')\nfail(\"no ${p}\")\n"):
        manifest.write_text(text)
        said = cook2image(
            "convert", "--manifest", manifest, "--hiera", repository / "hiera.yaml", "-o", tmp_path / "out"
        )
        assert leaks(said.encode()) == []
        assert "error" in said
