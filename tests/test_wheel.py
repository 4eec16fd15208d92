"""The wheel is whole: alone in an empty virtual environment it converts zeebra to the same bytes as the checkout."""

import subprocess
import sys
from pathlib import Path

from tests.trees import tree_of

ROOT = Path(__file__).parent.parent
ZEEBRA = ROOT / "fixtures" / "chef" / "cookbooks" / "zeebra"


def run(*argv: str | Path, cwd: Path) -> None:
    done = subprocess.run([str(word) for word in argv], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_alone_converts_zeebra(tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("cook2image-*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    run(tmp_path / "venv/bin/pip", "install", "--quiet", wheel, cwd=tmp_path)
    run(tmp_path / "venv/bin/cook2image", "convert", ZEEBRA, "-o", tmp_path / "installed", cwd=tmp_path)
    run(sys.executable, "-m", "translator.cli", "convert", ZEEBRA, "-o", tmp_path / "checkout", cwd=ROOT)
    assert "Dockerfile" in tree_of(tmp_path / "installed")
    assert tree_of(tmp_path / "installed") == tree_of(tmp_path / "checkout")
