"""A plan → NOTES.txt: what `helm install` says when it is done."""

from __future__ import annotations

from collections.abc import Iterator

from translator.emit.folders import label_name
from translator.emit.kubernetes.common import workloads_of
from translator.emit.kubernetes.notes import cluster_notes
from translator.plan.model import Plan


def notes(plan: Plan) -> str:
    """Return the text; a template's braces in it are plain text."""
    text = "\n".join(_lines(plan)) + "\n"
    return text.replace("{{", '{{ "{{" }}').replace("@release@", "{{ .Release.Namespace }}")


def _lines(plan: Plan) -> Iterator[str]:
    yield f"{plan.name} {plan.version}".strip() + " is installed in namespace @release@."
    yield ""
    for work in workloads_of(plan):
        if work.processes:
            yield f"  kubectl --namespace @release@ rollout status {work.kind.lower()}/{work.name}"
    for front in plan.fronts if plan.cluster.gateway != "none" else ():
        yield f"  {'https' if front.tls else 'http'}://{front.host}/"
    if plan.secrets and not plan.secret_store:
        yield ""
        yield "Secrets to fill in before the pods can start:"
        yield from (f"  {label_name(stub.name)}: {', '.join(sorted(stub.keys))}" for stub in plan.secrets)
    found = list(cluster_notes(plan))
    if found:
        yield ""
        yield "Worth knowing:"
        yield from (f"  - {note}" for note in found)
