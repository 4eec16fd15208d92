"""The machine's secrets → Secret stubs to fill in, or ExternalSecrets that bring the values from where they are kept.

before:  SecretStub("zeebra-secrets", {"zeebra_database_password": "data_bag/zeebra/production/database/password"})
after:   an ExternalSecret whose remoteRef is key zeebra/production, property database.password

Source: External Secrets Operator 1.x, "ExternalSecret", "Advanced templating v2" and the providers' pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from translator.emit.folders import label_name
from translator.emit.kubernetes.common import Object, thing, workloads_of
from translator.emit.kubernetes.containers import config_key
from translator.emit.mounts import secret_mounts, secret_text
from translator.plan.model import Plan, SecretStub

ABOUT_STUB: Final = "A stub: put the values, which the annotations say where to find, here and for each {{ .key }}; or let a store do it."
ABOUT_EXTERNAL: Final = (
    "Needs the External Secrets operator, and a store of this name that reads where the values are kept."
)


ABOUT_STORE: Final = (
    "Where the values are kept: put in what is written in capitals, and make the Secret that the store logs in with."
)


def store(plan: Plan) -> Iterator[tuple[str, Object]]:
    """Yield the SecretStore that cook2image.yaml asks for."""
    provider = _PROVIDERS.get(plan.cluster.store)
    if plan.secret_store and provider is not None and plan.secrets:
        spec = {"provider": deepcopy(provider)}
        work = workloads_of(plan)[0]
        yield "secretstore.yaml", thing(work, "SecretStore", "external-secrets.io/v1", plan.secret_store, spec=spec)


_PROVIDERS: Final[dict[str, Object]] = {
    "chef": {
        "chef": {
            "serverUrl": "https://CHEF-SERVER/organizations/ORGANIZATION/",
            "username": "CLIENT",
            "auth": {"secretRef": {"privateKeySecretRef": {"name": "chef-client", "key": "private-key"}}},
        }
    },
    "vault": {
        "vault": {
            "server": "https://VAULT:8200",
            "path": "secret",
            "version": "v2",
            "auth": {"kubernetes": {"mountPath": "kubernetes", "role": "ROLE"}},
        }
    },
    "aws": {"aws": {"service": "SecretsManager", "region": "REGION"}},
}


def secret(plan: Plan, stub: SecretStub) -> tuple[str, Object]:
    """Return the file name and the object."""
    name = label_name(stub.name)
    return f"secret-{name}.yaml", _external(plan, stub) if plan.secret_store else _stub(plan, stub)


def _texts(plan: Plan, stub: SecretStub) -> dict[str, str]:
    """Return the files that hold secrets by their key, {{ .key }} where each value goes."""
    return {
        config_key(mount.key): secret_text(image, mount)
        for image in plan.images
        for mount in secret_mounts(plan, image)
        if mount.secret == label_name(stub.name)
    }


def _stub(plan: Plan, stub: SecretStub) -> Object:
    """Return a Secret whose values are for the user to fill in; where each came from stands in an annotation."""
    made = thing(workloads_of(plan)[0], "Secret", "v1", label_name(stub.name), type="Opaque")
    made["metadata"]["annotations"] = source_notes(stub.keys)
    keys = {config_key(key): "" for key in stub.keys}
    return {**made, "stringData": dict(sorted({**keys, **_texts(plan, stub)}.items()))}


def source_notes(keys: dict[str, str]) -> dict[str, str]:
    """Return where each value was on the machine, by an annotation's name."""
    return {f"cook2image/{config_key(key)}"[:74]: source for key, source in sorted(keys.items()) if source}


def _external(plan: Plan, stub: SecretStub) -> Object:
    keys = {config_key(key): f"{{{{ .{config_key(key)} }}}}" for key in stub.keys}
    spec = {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "SecretStore", "name": plan.secret_store},
        "target": {
            "name": label_name(stub.name),
            "template": {"engineVersion": "v2", "data": dict(sorted({**keys, **_texts(plan, stub)}.items()))},
        },
        "data": remote_references(stub.keys),
    }
    return thing(workloads_of(plan)[0], "ExternalSecret", "external-secrets.io/v1", label_name(stub.name), spec=spec)


def remote_references(keys: dict[str, str]) -> list[Object]:
    """Return which value of the store each key is."""
    return [
        {"secretKey": config_key(key), "remoteRef": _reference(source, key)} for key, source in sorted(keys.items())
    ]


def _reference(source: str, key: str) -> dict[str, Any]:
    """Return where a store finds a value: data bag and item, a vault's item, a key of Hiera's, or the key itself."""
    kind, *path = source.split("/")
    if kind in ("data_bag", "vault") and len(path) >= 2:
        rest = {"property": ".".join(path[2:])} if path[2:] else {}
        return {"key": "/".join(path[:2]), **rest}
    if kind in ("hiera", "lookup", "eyaml", "attribute") and path:
        return {"key": "/".join(path).replace("::", "/")}
    return {"key": key}
