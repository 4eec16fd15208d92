"""A plan's volumes, write paths, secrets and certificates → what each container finds where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from translator.emit.entrypoint import TEMPLATES, templates_of
from translator.emit.folders import label_name
from translator.plan.model import Image, Plan, RuntimeFile, SecretStub, Sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A directory of the pod at `path`; `kind` scratch, logs, state, socket or shared."""

    name: str
    path: str
    kind: str
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretMount:
    """One key of a Secret as a file at `path`.

    `folder` when it is mounted with its whole directory, which follows renewals; `owned` when only its owner, the
    process's user, may read it: a Secret's own files are always root's.
    """

    secret: str
    key: str
    path: str
    mode: str
    folder: str = ""
    owned: bool = False


def image_mounts(plan: Plan, image: Image) -> list[Mount]:
    """Return the directories that a container of `image` writes to or shares, by path.

    What lies inside a volume is the volume's: an empty directory there would hide what is kept.
    """
    mounts = {volume.path: Mount(name=label_name(volume.name), path=volume.path, kind=volume.kind, size=volume.size)
              for volume in plan.volumes if not volume.images or image.name in volume.images}  # fmt: skip
    linked = {str(PurePosixPath(path).parent) for path, _ in image.process.stdout_links} if image.process else set()
    inside = {entry.path for entry in image.rootfs if entry.kind == "directory" and entry.path.startswith("/run/")}
    own = image.process.writable if image.process else ()
    needed = {"/tmp", "/run", *inside, *(path for path in own if not path.startswith(SYSTEM))}
    kept = tuple(f"{mount.path}/" for mount in mounts.values())
    for path in sorted(needed - linked):
        if path not in mounts and not path.startswith(kept):
            mounts[path] = Mount(name=scratch_name(image.name, path), path=path, kind="scratch")
    return [mounts[path] for path in sorted(mounts)]


def scratch_name(owner: str, path: str) -> str:
    """Return the name of a container's own directory: nginx and /var/cache give nginx-var-cache."""
    return label_name(f"{owner}{path}")


SYSTEM = ("/dev", "/proc", "/sys")
"""Where the kernel's own files stand: no volume may hide them."""


def sidecar_mounts(plan: Plan, sidecar: Sidecar) -> list[Mount]:
    """Return what a sidecar shares with the application, by path."""
    known = {mount.path: mount for image in plan.images for mount in image_mounts(plan, image)}
    shares = [path for path in sidecar.shares if not path.startswith(SYSTEM)]
    found = [known.get(path, Mount(name=label_name(path), path=path, kind="logs")) for path in shares]
    return [*found, Mount(name=scratch_name(sidecar.name, "/tmp"), path="/tmp", kind="scratch")]


def all_mounts(plan: Plan) -> list[Mount]:
    """Return every directory of the machine once, by name."""
    return pod_mounts(plan, plan.images, plan.sidecars)


def pod_mounts(plan: Plan, images: tuple[Image, ...], sidecars: tuple[Sidecar, ...]) -> list[Mount]:
    """Return every directory of a pod once, by name."""
    each = [mount for image in images for mount in image_mounts(plan, image)]
    each += [mount for sidecar in sidecars for mount in sidecar_mounts(plan, sidecar)]
    return sorted({mount.name: mount for mount in each}.values(), key=lambda mount: mount.name)


def secret_files(image: Image) -> list[RuntimeFile]:
    return [file for file in image.runtime_files if file.kind == "secret"]


def secret_mounts(plan: Plan, image: Image) -> list[SecretMount]:
    """Return the files that come out of Secrets in a container of `image`, certificates included."""
    mounts = {
        file.path: SecretMount(
            secret=label_name(file.secret_name),
            key=file.secret_key,
            path=_mounted_at(file),
            mode=file.mode,
            owned=_owned(image, file.owner, file.mode) and not file.variables,
        )
        for file in secret_files(image)
    }
    for certificate in plan.certificates:
        if certificate.images and image.name not in certificate.images:
            continue
        name = label_name(certificate.name)
        for path, key in ((certificate.certificate_path, "tls.crt"), (certificate.key_path, "tls.key")):
            if path:
                owned = key == "tls.key" and _owned(image, certificate.owner, certificate.mode)
                mounts[path] = SecretMount(
                    secret=name, key=key, path=path, mode=certificate.mode or "0440", owned=owned
                )
    found = [mounts[path] for path in sorted(mounts)]
    folders = _own_folders(image, found)
    return [replace(each, folder=folders.get(each.path, "")) for each in found]


def _owned(image: Image, owner: str, mode: str) -> bool:
    """Return whether a file is closed to all but the process's own user: ssh, RabbitMQ and psql insist on that."""
    user = image.process.user if image.process else ""
    return user not in ("", "root", "0") and owner == user and bool(mode) and not int(mode, 8) & 0o077


def _own_folders(image: Image, mounts: list[SecretMount]) -> dict[str, str]:
    """Return path → directory where nothing but files of one Secret lies in a directory that the image manages.

    A file that is mounted alone never changes in a running pod; a directory's files follow the Secret.
    """
    managed = {entry.path for entry in image.rootfs if entry.kind == "directory"}
    taken = {str(PurePosixPath(entry.path).parent) for entry in image.rootfs if entry.path not in ("/",)}
    taken |= {str(PurePosixPath(file.path).parent) for file in templates_of(image)}
    taken |= {str(PurePosixPath(each.path).parent) for each in image.expected if each.kind != "absent"}
    secrets: dict[str, set[str]] = {}
    for each in mounts:
        secrets.setdefault(str(PurePosixPath(each.path).parent), set()).add(each.secret)
    taken |= {str(PurePosixPath(each.path).parent) for each in mounts if each.owned}
    own = {folder for folder, names in secrets.items() if len(names) == 1 and folder in managed - taken - SHARED}
    return {each.path: folder for each in mounts if (folder := str(PurePosixPath(each.path).parent)) in own}


SHARED = {"/", "/etc", "/etc/ssl", "/etc/ssl/certs", "/etc/ssl/private", "/etc/pki/tls/certs", "/etc/pki/tls/private"}
"""Directories in which packages have files of their own."""


def _mounted_at(file: RuntimeFile) -> str:
    """Return where the Secret's text goes: the file itself, or the template of one that is filled in at start."""
    return f"{TEMPLATES}{file.path}.tmpl" if file.variables else file.path


def secret_text(image: Image, mount: SecretMount) -> str:
    """Return the text of a mounted file with {{ .key }} for each secret, "" when it is not known."""
    return next((file.text for file in secret_files(image) if _mounted_at(file) == mount.path), "")


def stub_of(plan: Plan, key: str) -> SecretStub:
    """Return the Secret that holds `key`; the machine's own when none names it."""
    found = [stub for stub in plan.secrets if key in stub.keys]
    return (found or [*plan.secrets, SecretStub(name=plan.name, keys={})])[0]


def template_paths(image: Image) -> set[str]:
    return {file.path for file in templates_of(image)}
