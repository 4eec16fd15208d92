"""What must hold between the objects of one folder, whatever was converted: yields a sentence for each thing wrong.

Schemas see one object alone. These rules see that a Service finds pods, that its ports are opened there, that probes ask
ports which exist, that nothing mounted is missing, and what Pod Security's restricted profile says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]
CUSTOM = frozenset(("Certificate", "PodMonitor", "ExternalSecret", "SecretStore", "HTTPRoute", "BackendTLSPolicy"))
"""Kinds that no schema of Kubernetes itself knows."""
SAFE_SYSCTLS = re.compile(
    r"kernel\.shm_rmid_forced|net\.ipv4\.(ip_local_port_range|ip_unprivileged_port_start|tcp_syncookies|ping_group_range"
    r"|ip_local_reserved_ports|tcp_keepalive_(time|intvl|probes)|tcp_fin_timeout)"
)
VOLUMES = {"configMap", "secret", "emptyDir", "persistentVolumeClaim", "downwardAPI", "projected", "csi", "ephemeral"}


def wrong(objects: list[Object]) -> Iterator[str]:
    """Yield what does not fit together; nothing for a folder that a cluster takes and that works there."""
    for rule in (_names, _pods, _services, _policies, _fronts, _budgets, _monitors, _accounts):
        yield from rule(objects)


def of_kind(objects: list[Object], *kinds: str) -> list[Object]:
    return [each for each in objects if each["kind"] in kinds]


def templates(objects: list[Object]) -> Iterator[tuple[Object, Object]]:
    """Yield every object that makes pods, with the template of its pods."""
    for each in of_kind(objects, "Deployment", "StatefulSet"):
        yield each, each["spec"]["template"]
    for each in of_kind(objects, "CronJob"):
        yield each, each["spec"]["jobTemplate"]["spec"]["template"]


def containers(template: Object) -> list[Object]:
    spec = template["spec"]
    return [*(spec.get("initContainers") or ()), *spec["containers"]]


def _title(each: Object) -> str:
    return f"{each['kind']} {each['metadata']['name']}"


def _selected(objects: list[Object], labels: Object) -> list[tuple[Object, Object]]:
    return [
        (owner, template)
        for owner, template in templates(objects)
        if labels.items() <= template["metadata"]["labels"].items()
    ]


def _ports(template: Object) -> set[tuple[int, str]]:
    return {
        (port["containerPort"], port.get("protocol", "TCP"))
        for container in containers(template)
        for port in (container.get("ports") or ())
    }


def _names(objects: list[Object]) -> Iterator[str]:
    for key, count in Counter((each["kind"], each["metadata"]["name"]) for each in objects).items():
        if count > 1:
            yield f"{key} is there {count} times"
    for each in objects:
        for name, value in each["metadata"].get("labels", {}).items():
            if not re.fullmatch(r"([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?", value):
                yield f"{_title(each)}: label {name} has the value {value!r}"


def _pods(objects: list[Object]) -> Iterator[str]:
    for owner, template in templates(objects):
        for sentence in _pod(objects, owner, template):
            yield f"{_title(owner)}: {sentence}"
        if owner["kind"] != "CronJob":
            selected = _selected(objects, owner["spec"]["selector"]["matchLabels"])
            if [each["metadata"]["name"] for each, _ in selected] != [owner["metadata"]["name"]]:
                yield f"{_title(owner)}: its selector takes {[_title(each) for each, _ in selected]}"


def _pod(objects: list[Object], owner: Object, template: Object) -> Iterator[str]:
    spec = template["spec"]
    claims = {each["metadata"]["name"]: each for each in owner["spec"].get("volumeClaimTemplates", ())}
    volumes = {**claims, **{each["name"]: each for each in (spec.get("volumes") or ())}}
    names = Counter(each["name"] for each in containers(template))
    yield from (f"two containers are called {name}" for name, count in names.items() if count > 1)
    ports = Counter(port["name"] for each in containers(template) for port in (each.get("ports") or ()))
    yield from (f"port name {name} is there {count} times" for name, count in ports.items() if count > 1)
    opened = Counter(
        (p["containerPort"], p.get("protocol", "TCP"))
        for each in containers(template)
        for p in (each.get("ports") or ())
    )
    yield from (f"port {port} is opened {count} times" for port, count in opened.items() if count > 1)
    used = {mount["name"] for each in containers(template) for mount in (each.get("volumeMounts") or ())}
    yield from (f"volume {name} is mounted nowhere" for name in sorted(volumes.keys() - used))
    yield from (f"no volume is called {name}" for name in sorted(used - volumes.keys()))
    for container in containers(template):
        for mount, outer in _nested(container):
            if mount["name"] not in claims and outer["name"] in claims and "emptyDir" in volumes[mount["name"]]:
                yield f"{container['name']}: {mount['mountPath']} is lost at each start, {outer['mountPath']} is kept"
        for sentence in _container(objects, volumes, names, container):
            yield f"{container['name']}: {sentence}"
    for volume in volumes.values():
        yield from _volume(objects, volume)
    note = template["metadata"].get("annotations", {}).get("prometheus.io/port")
    if note and (int(note), "TCP") not in _ports(template):
        yield f"Prometheus is sent to port {note}, which nobody opens"
    if spec.get("automountServiceAccountToken") is not False:
        yield "the pod gets a token of the cluster's API"
    if owner["kind"] != "CronJob" and any(
        _title(owner) == _title(each) and each["kind"] == "StatefulSet" for each in objects
    ):
        heads = [each for each in of_kind(objects, "Service") if each["spec"].get("clusterIP") == "None"]
        if owner["spec"]["serviceName"] not in {each["metadata"]["name"] for each in heads}:
            yield "its headless Service is missing"


def _nested(container: Object) -> Iterator[tuple[Object, Object]]:
    """Yield each mount with those around it."""
    mounts = container.get("volumeMounts") or ()
    for mount in mounts:
        yield from ((mount, each) for each in mounts if mount["mountPath"].startswith(f"{each['mountPath']}/"))


def _container(
    objects: list[Object], volumes: dict[str, Object], names: Counter[str], container: Object
) -> Iterator[str]:
    own = {port["containerPort"] for port in (container.get("ports") or ())}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        handler = container.get(probe, {})
        for kind in ("httpGet", "tcpSocket"):
            if kind in handler and handler[kind]["port"] not in own:
                yield f"{probe} asks port {handler[kind]['port']}, which it does not open"
    paths = Counter(mount["mountPath"] for mount in (container.get("volumeMounts") or ()))
    yield from (f"{path} is mounted {count} times" for path, count in paths.items() if count > 1)
    hidden = {"/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/opt", "/proc", "/root", "/sbin", "/srv", "/sys"}
    yield from (f"{path} is hidden by a volume" for path in paths if path in hidden | {"/usr", "/var", "/var/lib"})
    for mount in container.get("volumeMounts") or ():
        yield from _mount(objects, volumes.get(mount["name"], {}), mount)
    for variable in container.get("env") or ():
        source = variable.get("valueFrom", {})
        reference = source.get("secretKeyRef")
        if reference and reference["key"] not in _keys(objects, "Secret", reference["name"]):
            yield f"{variable['name']} wants {reference['key']} of Secret {reference['name']}"
        if "resourceFieldRef" in source and source["resourceFieldRef"]["containerName"] not in names:
            yield f"{variable['name']} asks a container that is not there"
    if "memory" not in container.get("resources", {}).get("limits", {}):
        yield "its memory has no limit"
    if container.get("command", ["/"])[0].startswith("-"):
        yield "an option stands in the place of its program"


def _mount(objects: list[Object], volume: Object, mount: Object) -> Iterator[str]:
    if "configMap" in volume and "subPath" in mount:
        name = volume["configMap"]["name"]
        if mount["subPath"] not in _keys(objects, "ConfigMap", name):
            yield f"{mount['mountPath']} wants {mount['subPath']} of ConfigMap {name}"
    if "secret" in volume and "subPath" in mount:
        paths = {item["path"] for item in volume["secret"].get("items") or ()}
        if mount["subPath"] not in paths:
            yield f"{mount['mountPath']} wants {mount['subPath']} of Secret {volume['secret']['secretName']}"


def _volume(objects: list[Object], volume: Object) -> Iterator[str]:
    if "secret" in volume:
        known = _keys(objects, "Secret", volume["secret"]["secretName"])
        for item in volume["secret"].get("items", ()):
            if item["key"] not in known:
                yield f"Secret {volume['secret']['secretName']} has no {item['key']}"
    config = volume.get("configMap", {})
    if config and not config.get("optional") and not _keys(objects, "ConfigMap", config["name"]):
        yield f"ConfigMap {config['name']} is missing"
    if "emptyDir" in volume and not volume["emptyDir"].get("sizeLimit"):
        yield f"volume {volume['name']} may fill the node's disk"


def _keys(objects: list[Object], kind: str, name: str) -> set[str]:
    """Return the keys that a ConfigMap or Secret has, whoever makes it."""
    found: set[str] = set()
    for each in objects:
        spec = each.get("spec", {})
        if (each["kind"], each["metadata"]["name"]) == (kind, name):
            found |= {*each.get("data", {}), *each.get("stringData", {})}
        if kind == "Secret" and each["kind"] == "Certificate" and spec["secretName"] == name:
            found |= {"tls.crt", "tls.key", "ca.crt"}
        if kind == "Secret" and each["kind"] == "ExternalSecret" and spec["target"]["name"] == name:
            found |= set(spec["target"]["template"]["data"])
    return found


def _services(objects: list[Object]) -> Iterator[str]:
    for each in of_kind(objects, "Service"):
        selected = _selected(objects, each["spec"]["selector"])
        if len(selected) != 1 or selected[0][0]["kind"] == "CronJob":
            yield f"{_title(each)} selects {[_title(owner) for owner, _ in selected]}"
            continue
        opened = _ports(selected[0][1])
        for port in each["spec"].get("ports", ()):
            if (port["targetPort"], port.get("protocol", "TCP")) not in opened:
                yield f"{_title(each)} sends to port {port['targetPort']}, which nobody opens"


def _policies(objects: list[Object]) -> Iterator[str]:
    for each in of_kind(objects, "NetworkPolicy"):
        selected = _selected(objects, each["spec"]["podSelector"]["matchLabels"])
        if len(selected) != 1 or selected[0][0]["kind"] == "CronJob":
            yield f"{_title(each)} selects {[_title(owner) for owner, _ in selected]}"
            continue
        opened = _ports(selected[0][1])
        allowed = [port for rule in each["spec"].get("ingress", ()) for port in (rule.get("ports") or ())]
        anything = any("ports" not in rule for rule in each["spec"].get("ingress", ()))
        for port in allowed:
            if "endPort" not in port and (port["port"], port.get("protocol", "TCP")) not in opened:
                yield f"{_title(each)} lets in to port {port['port']}, which nobody opens"
        for service in of_kind(objects, "Service"):
            if each["spec"]["podSelector"]["matchLabels"] == service["spec"]["selector"] and not anything:
                yield from _unreachable(each, service, allowed)
        note = selected[0][1]["metadata"].get("annotations", {}).get("prometheus.io/port")
        if note and not anything and not _allows(allowed, int(note), "TCP"):
            yield f"{_title(each)} keeps Prometheus from port {note}"
    policed = [each["spec"]["podSelector"]["matchLabels"] for each in of_kind(objects, "NetworkPolicy")]
    for owner, _ in templates(objects):
        if owner["kind"] != "CronJob" and owner["spec"]["selector"]["matchLabels"] not in policed:
            yield f"{_title(owner)} has no NetworkPolicy"


def _unreachable(policy: Object, service: Object, allowed: list[Object]) -> Iterator[str]:
    for port in service["spec"].get("ports", ()):
        if not _allows(allowed, port["targetPort"], port.get("protocol", "TCP")):
            yield f"{_title(policy)} keeps {_title(service)} from port {port['targetPort']}"


def _allows(allowed: list[Object], port: int, protocol: str) -> bool:
    return any(
        rule.get("protocol", "TCP") == protocol and rule["port"] <= port <= (rule.get("endPort") or rule["port"])
        for rule in allowed
    )


def _fronts(objects: list[Object]) -> Iterator[str]:
    ports = {
        (each["metadata"]["name"], port["port"])
        for each in of_kind(objects, "Service")
        for port in each["spec"].get("ports", ())
    }
    wanted = []
    for each in of_kind(objects, "Ingress"):
        backends = [path["backend"]["service"] for rule in each["spec"]["rules"] for path in rule["http"]["paths"]]
        wanted += [(each, (backend["name"], backend["port"]["number"])) for backend in backends]
        hosts = {rule["host"] for rule in each["spec"]["rules"]}
        for entry in each["spec"].get("tls", ()):
            if not set(entry["hosts"]) <= hosts:
                yield f"{_title(each)} has TLS for a host that it does not serve"
            if not _keys(objects, "Secret", entry["secretName"]):
                yield f"{_title(each)} wants Secret {entry['secretName']}"
    for each in of_kind(objects, "HTTPRoute"):
        backends = [backend for rule in each["spec"]["rules"] for backend in rule["backendRefs"]]
        wanted += [(each, (backend["name"], backend["port"])) for backend in backends]
    for each, backend in wanted:
        if backend not in ports:
            yield f"{_title(each)} sends to {backend}, which no Service has"


def _budgets(objects: list[Object]) -> Iterator[str]:
    for each in of_kind(objects, "PodDisruptionBudget"):
        selected = _selected(objects, each["spec"]["selector"]["matchLabels"])
        if len(selected) != 1 or selected[0][0]["spec"].get("replicas", 1) < 2:
            yield f"{_title(each)} holds a drain up"


def _monitors(objects: list[Object]) -> Iterator[str]:
    for each in of_kind(objects, "PodMonitor"):
        for _, template in _selected(objects, each["spec"]["selector"]["matchLabels"]):
            names = {port["name"] for container in containers(template) for port in (container.get("ports") or ())}
            for endpoint in each["spec"]["podMetricsEndpoints"]:
                if endpoint["port"] not in names:
                    yield f"{_title(each)} asks port {endpoint['port']}, which nobody names so"


def _accounts(objects: list[Object]) -> Iterator[str]:
    known = {each["metadata"]["name"] for each in of_kind(objects, "ServiceAccount")}
    for owner, template in templates(objects):
        if template["spec"].get("serviceAccountName") not in known:
            yield f"{_title(owner)} runs as {template['spec'].get('serviceAccountName')}, which is no ServiceAccount"


def beyond_restricted(objects: list[Object]) -> Iterator[tuple[str, str]]:
    """Yield container and what it may do that the restricted profile forbids. Source: Pod Security Standards, v1.33."""
    for _, template in templates(objects):
        spec = template["spec"]
        pod = spec.get("securityContext", {})
        for sysctl in pod.get("sysctls", ()):
            if not SAFE_SYSCTLS.fullmatch(sysctl["name"]):
                yield "pod", f"sets {sysctl['name']}"
        if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
            yield "pod", "shares a namespace with its node"
        for volume in spec.get("volumes") or ():
            if not (volume.keys() - {"name"}) <= VOLUMES:
                yield "pod", f"mounts {sorted(volume.keys() - {'name'})}"
        for container in containers(template):
            yield from ((container["name"], each) for each in _exceptions(pod, container))


def _exceptions(pod: Object, container: Object) -> Iterator[str]:
    context = container.get("securityContext", {})
    if context.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    if context.get("privileged"):
        yield "is privileged"
    if context.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True:
        yield "runs as root"
    if context.get("runAsUser", pod.get("runAsUser", 1)) == 0:
        yield "has the user 0"
    added = set((context.get("capabilities") or {}).get("add") or ()) - {"NET_BIND_SERVICE"}
    if added:
        yield f"adds {', '.join(sorted(added))}"
    if "ALL" not in ((context.get("capabilities") or {}).get("drop") or ()):
        yield "keeps capabilities"
    profile = (context.get("seccompProfile") or pod.get("seccompProfile") or {}).get("type")
    if profile not in ("RuntimeDefault", "Localhost"):
        yield "has no seccomp profile"
    if any(port.get("hostPort") for port in (container.get("ports") or ())):
        yield "takes a port of its node"
