"""Pods run for real: a runner for compose.yaml, stand-ins for images that no registry gives here, a sink, Prometheus."""
