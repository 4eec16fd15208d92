"""The datadog agent → the node's own DaemonSet, which the application reaches at DD_AGENT_HOST."""

from __future__ import annotations

from translator.plan.sidecars.base import SIDECARS, Finding, Given


@SIDECARS.register("datadog")
def datadog(given: Given) -> Finding:
    """Return the variable that tells the application's libraries where the agent is."""
    return Finding(runtime_environment={"DD_AGENT_HOST": "host/ipaddress"})


@SIDECARS.register("newrelic")
def newrelic(given: Given) -> Finding:
    """Nothing: the agent of the node measures it."""
    return Finding()
