"""A plan → the objects around its pods: services, configuration, certificates, network policies, budgets, monitors."""

from __future__ import annotations

import re
from typing import Any

from translator.emit.folders import label_name
from translator.emit.kubernetes.common import Object, Workload, app_name, selector, thing
from translator.emit.kubernetes.containers import config_key, port_kind
from translator.emit.kubernetes.workloads import headless_name, metrics_ports, monitored
from translator.plan.model import CertificateRequest, NetworkRule, Sidecar

ISSUER = "default"
DNS_PORTS: list[Object] = [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]


def service(work: Workload) -> Object | None:
    """Return the Service with the ports that others may reach, None when there is none.

    Where the machine's firewall lets in single ports, the others were never there for anybody else. Exporters' ports
    are not here: Prometheus asks each pod.
    """
    ports = service_ports(work)
    spec = {"type": "ClusterIP", "selector": selector(work), "ports": ports}
    return thing(work, "Service", "v1", work.name, spec=spec) if ports else None


def headless(work: Workload) -> Object | None:
    """Return the Service without an address that names each pod of a StatefulSet."""
    if not work.stateful:
        return None
    spec = {"clusterIP": "None", "publishNotReadyAddresses": True, "selector": selector(work)}
    ports = service_ports(work)
    return thing(work, "Service", "v1", headless_name(work), spec={**spec, **({"ports": ports} if ports else {})})


def service_ports(work: Workload) -> list[Object]:
    """Return the ports of a pod's Services."""
    tcp = {port for process in work.processes for port in process.ports if _let_in(work, port)}
    udp = {port for process in work.processes for port in process.udp_ports if _let_in(work, port)}
    kinds = {port: port_kind(work, port) for port in tcp}
    ports: list[Object] = [
        {"name": f"{kinds[port]}-{port}", "port": port, "targetPort": port, **_protocol(kinds[port])}
        for port in sorted(tcp)
    ]
    return ports + [{"name": f"udp-{p}", "port": p, "targetPort": p, "protocol": "UDP"} for p in sorted(udp)]


def _protocol(kind: str) -> Object:
    return {} if kind == "tcp" else {"appProtocol": kind}


def _let_in(work: Workload, port: int) -> bool:
    rules = [rule for rule in work.plan.rules if not rule.outgoing]
    numbered = [rule for rule in rules if rule.ports]
    return not numbered or len(numbered) < len(rules) or any(_covers(rule, port) for rule in rules)


def _covers(rule: NetworkRule, port: int) -> bool:
    ports = [made for pair in rule.ports if (made := _port(pair))]
    return len(ports) < len(rule.ports) or any(
        each["port"] <= port <= (each.get("endPort") or each["port"]) for each in ports
    )


def config_map(work: Workload, sidecar: Sidecar) -> Object:
    data = {config_key(path): text for path, text in sidecar.files}
    return thing(work, "ConfigMap", "v1", f"{app_name(work.plan)}-{label_name(sidecar.name)}", data=data)


def certificate(work: Workload, request: CertificateRequest) -> Object:
    """Return a cert-manager Certificate; the issuer's name is the cluster's own matter."""
    spec = {
        "secretName": label_name(request.name),
        "dnsNames": list(request.names) or [app_name(work.plan)],
        "issuerRef": {"kind": "ClusterIssuer", "name": work.plan.cluster.issuer or ISSUER},
    }
    return thing(work, "Certificate", "cert-manager.io/v1", label_name(request.name), spec=spec)


def budget(work: Workload) -> Object | None:
    """Return how many pods a drain may take at once; one pod alone must be free to move."""
    if work.replicas < 2:
        return None
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": selector(work)}}
    return thing(work, "PodDisruptionBudget", "policy/v1", work.name, spec=spec)


def network_policy(work: Workload) -> Object:
    """Return who may connect: the machine's firewall rules, or else anybody to the ports that the services open.

    What the metrics sidecars show may be read by anybody: no firewall rule of the machine knew of it. Outgoing traffic
    is limited only where the machine's rules named what may go out.
    """
    incoming = [rule for rule in work.plan.rules if not rule.outgoing]
    rules = [made for rule in incoming if (made := _ingress(work, rule)) is not None]
    ports = _metrics_ports(work) if incoming else _open_ports(work)
    rules += [{"ports": ports}] if ports else []
    spec: Object = {"podSelector": {"matchLabels": selector(work)}, "policyTypes": ["Ingress"], "ingress": rules}
    outgoing = [_egress(rule) for rule in work.plan.rules if rule.outgoing]
    if outgoing:
        spec["policyTypes"] = ["Ingress", "Egress"]
        spec["egress"] = [{"ports": DNS_PORTS}, *outgoing]
    return thing(work, "NetworkPolicy", "networking.k8s.io/v1", work.name, spec=spec)


def _open_ports(work: Workload) -> list[Object]:
    tcp = {port for process in work.processes for port in process.ports}
    udp = {port for process in work.processes for port in process.udp_ports}
    opened: list[Object] = [{"protocol": "TCP", "port": port} for port in sorted(tcp)]
    opened += [{"protocol": "UDP", "port": port} for port in sorted(udp)]
    return opened + [port for port in _metrics_ports(work) if port not in opened]


def _metrics_ports(work: Workload) -> list[Object]:
    return [{"protocol": "TCP", "port": port} for port in metrics_ports(work)]


def pod_monitor(work: Workload) -> Object | None:
    """Return the Prometheus operator's object, where the settings ask for it or the pod has several endpoints."""
    if not monitored(work):
        return None
    endpoints = [{"port": f"metrics-{port}", "path": "/metrics"} for port in metrics_ports(work)]
    spec = {"selector": {"matchLabels": selector(work)}, "podMetricsEndpoints": endpoints}
    return thing(work, "PodMonitor", "monitoring.coreos.com/v1", work.name, spec=spec)


def _ingress(work: Workload, rule: NetworkRule) -> Object | None:
    """Return one rule as far as it is about this pod's ports, None when it is about none."""
    ports = [port for pair in rule.ports if (port := _port(pair)) and _serves(work, port)]
    if rule.ports and not ports:
        return None
    made: dict[str, Any] = {"from": [peer]} if (peer := _peer(rule.source)) else {}
    return {**made, "ports": ports} if ports else made


def _egress(rule: NetworkRule) -> Object:
    ports = [port for pair in rule.ports if (port := _port(pair))]
    made: dict[str, Any] = {"to": [peer]} if (peer := _peer(rule.source)) else {}
    return {**made, "ports": ports} if ports else made


def _peer(source: str) -> Object | None:
    if not re.fullmatch(r"[0-9a-fA-F.:]+(/\d+)?", source):
        return None
    bits = "" if "/" in source else ("/128" if ":" in source else "/32")
    return {"ipBlock": {"cidr": source + bits}}


def _serves(work: Workload, port: Object) -> bool:
    """Return whether a process of the pod listens on a port of a rule."""
    opened = {p for process in work.processes for p in (*process.ports, *process.udp_ports)}
    return any(port["port"] <= each <= (port.get("endPort") or port["port"]) for each in opened)


def _port(pair: tuple[str, str]) -> Object | None:
    """Return one port of a rule; a pair holds the protocol and the port ("8000-8010" for several), in either order."""
    number, protocol = pair if pair[0][:1].isdigit() else (pair[1], pair[0])
    found = re.fullmatch(r"(\d+)(?:[-:](\d+))?", number)
    if not found:
        return None
    made: Object = {"protocol": protocol.upper() if protocol.lower() in ("tcp", "udp", "sctp") else "TCP"}
    made["port"] = int(found[1])
    return {**made, "endPort": int(found[2])} if found[2] else made
