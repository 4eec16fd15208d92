"""A plan → its Kubernetes manifests: one file an object under k8s/base, and an overlay for each environment."""

from translator.emit.kubernetes.manifests import manifests

__all__ = ["manifests"]
