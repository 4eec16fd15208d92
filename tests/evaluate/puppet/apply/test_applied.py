"""What real `puppet apply` leaves in a folder is what the simulated run says: contents and modes of every file."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from translator.evaluate.puppet.evaluate import evaluate_puppet
from translator.graph.build import build_graph
from translator.graph.check import check_graph
from translator.graph.nodes import Command, Directory, File, Link
from translator.load.puppet import PuppetRequest, load_puppet

MODULES = ("concat", "inifile", "stdlib")

MANIFEST = """
File { mode => '0640' }
file { '@/plain': content => "one\\n" }
file { '@/symbolic': ensure => file, content => 'x', mode => 'u=rwx,g=rx,o-r' }
file { '@/added': content => 'x', mode => 'a+x,g-r' }
file { ['@/folder', '@/folder/inner']: ensure => directory, mode => '0644' }
file { '@/folder/link': ensure => link, target => '@/plain' }
file { '@/kept': ensure => file, replace => false, content => "fresh\\n" }
file { '@/tree': ensure => directory, recurse => remote, source => 'puppet:///modules/sample/tree', mode => '0600' }
file { '@/of_module': source => ['puppet:///modules/sample/none', 'puppet:///modules/sample/tree/deep/b.txt'] }

concat { '@/numeric': order => 'numeric', ensure_newline => true, mode => '0604' }
concat::fragment { 'ten': target => '@/numeric', order => '10', content => 'ten' }
concat::fragment { 'nine': target => '@/numeric', order => '9', content => "nine\\n" }
concat::fragment { 'again': target => '@/numeric', order => '9', content => 'again' }
concat { '@/alpha': }
concat::fragment { 'alpha ten': target => '@/alpha', order => '10', content => 'ten ' }
concat::fragment { 'alpha nine': target => '@/alpha', order => '9', content => 'nine ' }
concat::fragment { 'alpha source': target => '@/alpha', order => '99', source => 'puppet:///modules/sample/tree/a.txt' }
file { '@/own': content => "theirs\\n" }
concat { '@/partly': require => File['@/own'] }
concat::fragment { 'own': target => '@/partly', order => '2', source => '@/own' }
concat::fragment { 'before': target => '@/partly', order => '1', content => "it's\\n" }
concat { '@/merged.json': format => 'json-pretty' }
concat::fragment { 'json a': target => '@/merged.json', content => '{"a": {"x": 1}, "list": [1], "none": []}' }
concat::fragment { 'json b': target => '@/merged.json', content => '{"a": {"y": 2}, "list": [1, 2]}' }
concat { '@/merged.yaml': format => 'yaml', force => true }
concat::fragment { 'yaml a': target => '@/merged.yaml', content => "---\na: 'yes'\nkeep: [1, 'two', ~]\n" }
concat::fragment { 'yaml b': target => '@/merged.yaml', content => "---\na: other\nempty: {}\ntext: 'x: y'\\n" }

file { '@/lines': content => "a=1\\n# b\\nc=3" }
file_line { 'replace': path => '@/lines', line => 'a=2', match => '^a\\s*=' }
file_line { 'append': path => '@/lines', line => 'd=4', match => '^d=' }
file_line { 'behind': path => '@/lines', line => 'b=9', after => '^# b', require => File_line['replace'] }
file_line { 'remove': ensure => absent, path => '@/lines', line => 'c=3', require => File_line['append'] }
file_line { 'gone': ensure => absent, path => '@/lines', match => '^no', match_for_absence => true, line => 'x' }
file_line { 'not put': path => '@/lines', line => 'e=5', match => '^e=', append_on_no_match => false }

file { '@/ini': content => "top=1\\n[main]\\n  a = 1\\n;b = 2\\n\\n[other]\\nx=y\\n" }
Ini_setting { path => '@/ini' }
ini_setting { '1': section => 'main', setting => 'a', value => 'new' }
ini_setting { '2': section => 'main', setting => 'b', value => 'set' }
ini_setting { '3': section => 'main', setting => 'c', value => 'end' }
ini_setting { '4': section => 'fresh', setting => 'd', value => 'e', key_val_separator => '=' }
ini_setting { '5': section => '', setting => 'global', value => 'g', key_val_separator => '=' }
ini_setting { '6': ensure => absent, section => 'other', setting => 'x', key_val_separator => '=' }
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Debian's modules, copied together with one of our own that brings files."""
    folder = tmp_path_factory.mktemp("modules")
    for name in MODULES:
        shutil.copytree(Path("/usr/share/puppet/modules") / name, folder / name)
    (folder / "sample/files/tree/deep").mkdir(parents=True)
    (folder / "sample/files/tree/a.txt").write_text("A\n")
    (folder / "sample/files/tree/deep/b.txt").write_text("B\n")
    return folder


def test_the_simulated_run_leaves_what_puppet_leaves(modules: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    manifest = tmp_path / "site.pp"
    manifest.write_text(MANIFEST.replace("@", str(real)))
    apply(manifest, modules, tmp_path)
    catalog = evaluate_puppet(load_puppet(PuppetRequest(manifest=manifest, modulepath=(modules,))))
    graph = build_graph(catalog)
    assert check_graph(graph, catalog) == ()
    expected = {str(path): left(path) for path in sorted(real.rglob("*"))}
    assert len(expected) > 15
    assert simulated(graph.nodes, {path: mode for path, (_, mode) in expected.items()}) == expected


def apply(manifest: Path, modules: Path, tmp_path: Path) -> None:
    settings = [f"--{name}dir={tmp_path / name}" for name in ("conf", "var", "code", "public", "run", "log")]
    command = ["puppet", "apply", *settings, "--modulepath", str(modules), "--detailed-exitcodes", str(manifest)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr


def left(path: Path) -> tuple[str, str]:
    if path.is_symlink():
        return f"link {path.readlink()}", ""
    mode = f"{stat.S_IMODE(path.stat().st_mode):04o}"
    return ("directory" if path.is_dir() else path.read_text()), mode


def target_of(code: str) -> Path:
    return Path(code.rpartition(" ")[2].removesuffix(".new"))


def built(code: str, modes: dict[str, str]) -> tuple[str, str]:
    """What the build's command makes of a file again, whose mode stays."""
    target = target_of(code)
    target.write_text("")
    subprocess.run(["sh", "-c", code], check=True)
    return target.read_text(), modes[str(target)]


def simulated(nodes: tuple[object, ...], modes: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What the nodes leave; a mode that no node names is the system's own, and taken from `modes`."""
    found: dict[str, tuple[str, str]] = {}
    for node in nodes:
        match node:
            case Link():
                found[node.path] = (f"link {node.target}", "")
            case Directory():
                found[node.path] = ("directory", node.mode or modes.get(node.path, ""))
            case Command(code=str(code)) if "partly.new" in code:
                found[str(target_of(code))] = built(code, modes)
            case File(content=content) if content is not None:
                text = content.decode() if isinstance(content, bytes) else str(content)
                known = found.get(node.path, ("", ""))[1]
                found[node.path] = (text, node.mode or known or modes.get(node.path, ""))
    return dict(sorted(found.items()))
