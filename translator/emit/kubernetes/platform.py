"""A plan → the objects around its pod: account, service, configuration, secret stubs, certificates, network policy."""

from __future__ import annotations

import re
from typing import Any

from translator.emit.folders import label_name
from translator.emit.kubernetes.common import Object, app_name, selector, thing
from translator.emit.kubernetes.containers import config_key
from translator.emit.mounts import Mount
from translator.plan.model import CertificateRequest, NetworkRule, Plan, Sidecar

_ROLES = {"aws": "eks.amazonaws.com/role-arn", "gcp": "iam.gke.io/gcp-service-account"}


def service_account(plan: Plan) -> Object:
    """Return the pod's identity, with the machine's cloud role where it had one."""
    made = thing(plan, "ServiceAccount", "v1", label_name(plan.account.name or plan.name))
    if plan.account.role and plan.account.provider in _ROLES:
        made["metadata"]["annotations"] = {_ROLES[plan.account.provider]: plan.account.role}
    return {**made, "automountServiceAccountToken": False}


def service(plan: Plan) -> Object | None:
    """Return the Service with every port of the applications and of the metrics, None when nothing listens."""
    tcp = {port for image in plan.images if image.process for port in image.process.ports}
    udp = {port for image in plan.images if image.process for port in image.process.udp_ports}
    metrics = {port for sidecar in plan.sidecars if sidecar.kind == "metrics" for port in sidecar.ports} - tcp
    ports: list[Object] = [{"name": f"tcp-{p}", "port": p, "targetPort": p} for p in sorted(tcp)]
    ports += [{"name": f"metrics-{p}", "port": p, "targetPort": p} for p in sorted(metrics)]
    ports += [{"name": f"udp-{p}", "port": p, "targetPort": p, "protocol": "UDP"} for p in sorted(udp)]
    spec = {"type": "ClusterIP", "selector": selector(plan), "ports": ports}
    return thing(plan, "Service", "v1", app_name(plan), spec=spec) if ports else None


def config_map(plan: Plan, sidecar: Sidecar) -> Object:
    data = {config_key(path): text for path, text in sidecar.files}
    return thing(plan, "ConfigMap", "v1", f"{app_name(plan)}-{label_name(sidecar.name)}", data=data)


def certificate(plan: Plan, request: CertificateRequest) -> Object:
    """Return a cert-manager Certificate; the issuer's name is the cluster's own matter."""
    spec = {
        "secretName": label_name(request.name),
        "dnsNames": list(request.names) or [app_name(plan)],
        "issuerRef": {"kind": "ClusterIssuer", "name": "default"},
    }
    return thing(plan, "Certificate", "cert-manager.io/v1", label_name(request.name), spec=spec)


def claim(plan: Plan, mount: Mount) -> Object:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": mount.size or "1Gi"}}}
    return thing(plan, "PersistentVolumeClaim", "v1", f"{app_name(plan)}-{mount.name}", spec=spec)


def network_policy(plan: Plan) -> Object:
    """Return who may connect: the machine's firewall rules, or else anybody to the ports that the services open.

    What the metrics sidecars show may be read by anybody: no firewall rule of the machine knew of it.
    """
    rules = [made for rule in plan.rules if (made := _ingress(rule))]
    ports = _metrics_ports(plan) if rules else _open_ports(plan)
    rules += [{"ports": ports}] if ports else []
    spec = {"podSelector": {"matchLabels": selector(plan)}, "policyTypes": ["Ingress"], "ingress": rules}
    return thing(plan, "NetworkPolicy", "networking.k8s.io/v1", app_name(plan), spec=spec)


def _open_ports(plan: Plan) -> list[Object]:
    processes = [image.process for image in plan.images if image.process]
    tcp = {port for process in processes for port in process.ports}
    udp = {port for process in processes for port in process.udp_ports}
    opened: list[Object] = [{"port": port} for port in sorted(tcp)]
    opened += [{"port": port, "protocol": "UDP"} for port in sorted(udp)]
    return opened + [port for port in _metrics_ports(plan) if port not in opened]


def _metrics_ports(plan: Plan) -> list[Object]:
    return [{"port": port} for port in metrics_ports(plan)]


def metrics_ports(plan: Plan) -> list[int]:
    return sorted({port for sidecar in plan.sidecars if sidecar.kind == "metrics" for port in sidecar.ports})


def pod_monitor(plan: Plan) -> Object | None:
    """Return the Prometheus operator's object for a pod with several endpoints; annotations serve a single one."""
    ports = metrics_ports(plan)
    if len(ports) < 2:
        return None
    endpoints = [{"port": f"metrics-{port}", "path": "/metrics"} for port in ports]
    spec = {"selector": {"matchLabels": selector(plan)}, "podMetricsEndpoints": endpoints}
    return thing(plan, "PodMonitor", "monitoring.coreos.com/v1", app_name(plan), spec=spec)


def _ingress(rule: NetworkRule) -> Object:
    made: dict[str, Any] = {}
    if re.fullmatch(r"[0-9a-fA-F.:]+(/\d+)?", rule.source):
        bits = "" if "/" in rule.source else ("/128" if ":" in rule.source else "/32")
        made["from"] = [{"ipBlock": {"cidr": rule.source + bits}}]
    ports = [port for pair in rule.ports if (port := _port(pair))]
    return {**made, "ports": ports} if ports else made


def _port(pair: tuple[str, str]) -> Object | None:
    """Return one port of a rule; a pair holds the protocol and the port ("8000-8010" for several), in either order."""
    number, protocol = pair if pair[0][:1].isdigit() else (pair[1], pair[0])
    found = re.fullmatch(r"(\d+)(?:[-:](\d+))?", number)
    if not found:
        return None
    made: Object = {"protocol": protocol.upper() if protocol.lower() in ("tcp", "udp", "sctp") else "TCP"}
    made["port"] = int(found[1])
    return {**made, "endPort": int(found[2])} if found[2] else made
