"""The machine's front proxy → an Ingress, or an HTTPRoute of the Gateway API, for the names that it served.

The proxy itself stays: its rewrites, limits and pages are part of the application. What stands before it only brings
each name to it, over TLS where it ended TLS itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from translator.emit.folders import label_name
from translator.emit.kubernetes.common import Object, Workload, thing, workloads_of
from translator.emit.kubernetes.platform import service_ports
from translator.plan.model import Front, Plan

GATEWAY: Final = "gateway"
ABOUT: Final = {
    "Ingress": "The class is the cluster's default one. The annotation says that the pod ends TLS itself; other controllers than ingress-nginx have other words for it.",
    "HTTPRoute": f"Needs the Gateway API; name the Gateway of your cluster in the place of {GATEWAY!r}.",
    "BackendTLSPolicy": "Needs the Gateway API 1.4. Where the issuer's authority is your own, name it by caCertificateRefs.",
}
_TLS_BACKEND: Final = {"nginx.ingress.kubernetes.io/backend-protocol": "HTTPS"}


def fronts(plan: Plan) -> Iterator[tuple[str, Object]]:
    """Yield file name and object for what stands before the pods; nothing where the machine was no front."""
    for work in workloads_of(plan):
        for tls in (True, False):
            found = [front for front in plan.fronts if front.tls is tls and _reached(work, front)]
            if found:
                yield from _KINDS[plan.cluster.gateway](work, found, "" if tls or _all_plain(work) else "-plain")


def _reached(work: Workload, front: Front) -> bool:
    ports = {port["port"] for port in service_ports(work)}
    return front.port in ports and any(image.name == front.image for image in work.images)


def _all_plain(work: Workload) -> bool:
    return not any(front.tls for front in work.plan.fronts)


def _ingress(work: Workload, found: list[Front], suffix: str) -> Iterator[tuple[str, Object]]:
    spec: Object = {"rules": [_rule(work, front) for front in found]}
    secrets = dict.fromkeys(front.certificate for front in found if front.certificate)
    tls = [
        {
            "hosts": [front.host for front in found if front.certificate == name],
            "secretName": label_name(name),
        }
        for name in secrets
    ]
    made = thing(work, "Ingress", "networking.k8s.io/v1", f"{work.name}{suffix}", spec={**spec, "tls": tls})
    if found[0].tls:
        made["metadata"]["annotations"] = dict(_TLS_BACKEND)
    if not tls:
        del made["spec"]["tls"]
    yield f"{work.file_of('ingress')}{suffix}.yaml", made


def _rule(work: Workload, front: Front) -> Object:
    backend = {"service": {"name": work.name, "port": {"number": front.port}}}
    paths = [{"path": path, "pathType": "Prefix", "backend": backend} for path in front.paths]
    return {"host": front.host, "http": {"paths": paths}}


def _http_route(work: Workload, found: list[Front], suffix: str) -> Iterator[tuple[str, Object]]:
    for at, port in enumerate(sorted({front.port for front in found})):
        names = [front for front in found if front.port == port]
        more = f"{suffix}-{port}" if at else suffix
        rule = {
            "matches": [{"path": {"type": "PathPrefix", "value": path}} for path in names[0].paths],
            "backendRefs": [{"name": work.name, "port": port}],
        }
        spec = {"parentRefs": [{"name": GATEWAY}], "hostnames": [front.host for front in names], "rules": [rule]}
        made = thing(work, "HTTPRoute", "gateway.networking.k8s.io/v1", f"{work.name}{more}", spec=spec)
        yield f"{work.file_of('httproute')}{more}.yaml", made
        if names[0].tls:
            yield f"{work.file_of('backendtlspolicy')}{more}.yaml", _backend_tls(work, names[0], port, more)


def _backend_tls(work: Workload, front: Front, port: int, more: str) -> Object:
    spec = {
        "targetRefs": [{"group": "", "kind": "Service", "name": work.name, "sectionName": f"https-{port}"}],
        "validation": {"hostname": front.host.removeprefix("*."), "wellKnownCACertificates": "System"},
    }
    return thing(work, "BackendTLSPolicy", "gateway.networking.k8s.io/v1", f"{work.name}{more}", spec=spec)


def _none(work: Workload, found: list[Front], suffix: str) -> Iterator[tuple[str, Object]]:
    yield from ()


_KINDS: Final = {"ingress": _ingress, "httproute": _http_route, "none": _none}
