"""The machine's cloud role → one ServiceAccount a pod, in the way that the cluster gives roles to pods.

Source: Amazon EKS user guide, "IAM roles for service accounts" and "EKS Pod Identities"; kube2iam's README; Google
Kubernetes Engine, "Workload Identity Federation"; July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translator.emit.folders import label_name
from translator.emit.kubernetes.common import Object, Workload, app_name, thing, workloads_of
from translator.plan.model import Plan

_ROLE: Final = re.compile(r"arn:aws[\w-]*:iam::\d+:role/\S+")


def account_name(work: Workload) -> str:
    """Return the name of the pod's ServiceAccount; the main pod's is the machine's."""
    main = work.name == app_name(work.plan)
    return label_name(work.plan.account.name or work.plan.name) if main else work.name


def service_account(work: Workload) -> Object:
    """Return the pod's identity, with the machine's cloud role where it had one."""
    made = thing(work, "ServiceAccount", "v1", account_name(work))
    annotations = _annotations(work.plan)
    if annotations:
        made["metadata"]["annotations"] = annotations
    return {**made, "automountServiceAccountToken": False}


def _annotations(plan: Plan) -> dict[str, str]:
    role = plan.account.role
    if plan.account.provider == "gcp" and role:
        return {"iam.gke.io/gcp-service-account": role}
    if _is_role(plan) and plan.cluster.identity == "irsa":
        return {"eks.amazonaws.com/role-arn": role}
    return {}


def _is_role(plan: Plan) -> bool:
    """Return whether what the attributes name is a role's ARN: an instance profile is another thing."""
    return plan.account.provider == "aws" and bool(_ROLE.fullmatch(plan.account.role))


def pod_annotations(work: Workload) -> dict[str, str]:
    """Return what kube2iam reads from the pod itself."""
    plan = work.plan
    by_kube2iam = plan.account.provider == "aws" and plan.cluster.identity == "kube2iam" and plan.account.role
    return {"iam.amazonaws.com/role": plan.account.role} if by_kube2iam else {}


def identity_notes(plan: Plan) -> Iterator[str]:
    """Yield what a person must do or know about the pods' identities."""
    role, works = plan.account.role, workloads_of(plan)
    if not role:
        return
    names = [account_name(work) for work in works]
    if len(works) > 1:
        shared = ", ".join(names)
        yield f"the machine's role {role} was one for all its services: {shared} share its permissions; give each its own role"
    if plan.account.provider == "aws" and not _is_role(plan) and plan.cluster.identity != "kube2iam":
        yield f"{role} is an instance profile, no role's ARN: annotate the ServiceAccount {names[0]} with the role behind it"
    elif plan.account.provider == "aws" and plan.cluster.identity == "pod-identity":
        for name in names:
            yield (
                "run `aws eks create-pod-identity-association --cluster-name CLUSTER --namespace NAMESPACE "
                f"--service-account {name} --role-arn {role}`, and let the role trust pods.eks.amazonaws.com"
            )
    elif plan.account.provider == "aws" and plan.cluster.identity == "irsa":
        yield f"the role {role} must trust the cluster's OIDC provider for the ServiceAccount {', '.join(names)}"
