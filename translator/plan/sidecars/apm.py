"""Agents of application performance monitoring (New Relic, AppDynamics, Elastic) → environment of the application.

before:  /etc/newrelic/newrelic.ini: license_key = 0123…  app_name = zeebra
after:   NEW_RELIC_APP_NAME=zeebra, NEW_RELIC_LICENSE_KEY from the Secret

The libraries in the application read these variables before their files; the agent of the host is the node's. Source: New Relic's
agent configuration (Python, Java, Ruby, PHP, infrastructure), AppDynamics' Java agent properties, Elastic APM's Java agent
configuration, as of July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from translator.plan.reading.configuration import Configuration, Untranslated
from translator.plan.reading.documents import read_yaml
from translator.plan.sidecars.base import SIDECARS, Finding, Given


@dataclass(slots=True)
class Agent:
    """What an agent's files give the application: plain variables, and those whose value is a secret."""

    environment: dict[str, str] = field(default_factory=dict)
    secret_environment: dict[str, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    untranslated: list[Untranslated] = field(default_factory=list)

    def finding(self) -> Finding:
        return Finding(
            environment=self.environment,
            secret_environment=self.secret_environment,
            reasons=self.reasons,
            untranslated=tuple(self.untranslated),
        )


_HOST: Final = "the node's own agent measures the host"
_TAKEN: Final = "its settings are the application's environment, the licence key from the Secret"


@SIDECARS.register("newrelic")
def newrelic(given: Given) -> Finding:
    """Return New Relic's variables; what only the host's agent reads is the node's."""
    return read_newrelic(given.configurations()).finding()


@SIDECARS.register("appdynamics")
def appdynamics(given: Given) -> Finding:
    """Return AppDynamics' variables."""
    return read_appdynamics(given.configurations()).finding()


@SIDECARS.register("elastic_apm")
def elastic_apm(given: Given) -> Finding:
    """Return Elastic APM's variables."""
    return read_elastic_apm(given.configurations()).finding()


# --- New Relic

_NEW_RELIC: Final = {
    "app_name": "NEW_RELIC_APP_NAME", "appname": "NEW_RELIC_APP_NAME", "license_key": "NEW_RELIC_LICENSE_KEY",
    "license": "NEW_RELIC_LICENSE_KEY", "host": "NEW_RELIC_HOST", "labels": "NEW_RELIC_LABELS", "log_level": "NEW_RELIC_LOG_LEVEL",
    "loglevel": "NEW_RELIC_LOG_LEVEL", "proxy_host": "NEW_RELIC_PROXY_HOST", "proxy_port": "NEW_RELIC_PROXY_PORT",
    "proxy_user": "NEW_RELIC_PROXY_USER", "proxy_pass": "NEW_RELIC_PROXY_PASS", "monitor_mode": "NEW_RELIC_MONITOR_MODE",
    "high_security": "NEW_RELIC_HIGH_SECURITY", "agent_enabled": "NEW_RELIC_ENABLED",
    "distributed_tracing.enabled": "NEW_RELIC_DISTRIBUTED_TRACING_ENABLED",
}  # fmt: skip
_OF_HOST: Final = ("nrsysmond.cfg", "newrelic-infra.yml", "newrelic-daemon.cfg", "newrelic.cfg")


def read_newrelic(files: tuple[Configuration, ...]) -> Agent:
    """Read newrelic.ini, newrelic.yml and the host agent's files."""
    found = Agent()
    for file in files:
        if file.path.endswith(_OF_HOST):
            found.reasons[file.node] = _HOST
            continue
        pairs = _yaml_pairs(file, found) if file.path.endswith((".yml", ".yaml")) else _pairs(file.text)
        _take(found, file, _NEW_RELIC, pairs)
    return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of an INI or properties file; PHP's begin with `newrelic.`."""
    section = ""
    for line in text.splitlines():
        if match := re.match(r"\s*\[([^\]]+)\]", line):
            section = match[1]
        elif section in ("", "newrelic") and (match := re.match(r"\s*([\w.:-]+)\s*[=:]\s*(.*?)\s*$", line)):
            yield match[1].removeprefix("newrelic.").lower(), match[2].strip("\"'")


def _yaml_pairs(file: Configuration, found: Agent) -> Iterator[tuple[str, str]]:
    """Yield the common settings, then those of production, which is what runs."""
    document = read_yaml(_without_erb(file), found.untranslated)
    for part in ("", "common", "production"):
        settings: Any = document if not part else document.get(part) if isinstance(document, dict) else None
        for name, value in settings.items() if isinstance(settings, dict) else ():
            if isinstance(value, dict) and name == "distributed_tracing" and "enabled" in value:
                yield "distributed_tracing.enabled", str(value["enabled"]).lower()
            elif isinstance(value, str | int | bool):
                yield str(name), str(value).lower() if isinstance(value, bool) else str(value)


def _without_erb(file: Configuration) -> Configuration:
    text = re.sub(r"<%[^%]*%>", "", file.text)
    return Configuration(path=file.path, text=text, node=file.node)


# --- AppDynamics

_APPDYNAMICS: Final = {
    "controller-host": "APPDYNAMICS_CONTROLLER_HOST_NAME", "controller-port": "APPDYNAMICS_CONTROLLER_PORT",
    "controller-ssl-enabled": "APPDYNAMICS_CONTROLLER_SSL_ENABLED", "application-name": "APPDYNAMICS_AGENT_APPLICATION_NAME",
    "tier-name": "APPDYNAMICS_AGENT_TIER_NAME", "account-name": "APPDYNAMICS_AGENT_ACCOUNT_NAME",
    "account-access-key": "APPDYNAMICS_AGENT_ACCOUNT_ACCESS_KEY",
}  # fmt: skip


def read_appdynamics(files: tuple[Configuration, ...]) -> Agent:
    """Read controller-info.xml; the machine agent's is the node's."""
    found = Agent()
    for file in files:
        if "machine" in file.path.lower():
            found.reasons[file.node] = _HOST
        elif file.path.endswith("controller-info.xml"):
            text = re.sub(r"<!--.*?-->", "", file.text, flags=re.DOTALL)
            if "</controller-info>" not in text:
                found.untranslated.append(
                    Untranslated(path=file.path, line=1, text="", reason="this is no controller-info")
                )
            _take(found, file, _APPDYNAMICS, re.findall(r"<([\w-]+)>\s*([^<]*?)\s*</\1>", text))
    return found


# --- Elastic APM

_ELASTIC: Final = {
    "server_url": "ELASTIC_APM_SERVER_URL", "server_urls": "ELASTIC_APM_SERVER_URLS", "service_name": "ELASTIC_APM_SERVICE_NAME",
    "secret_token": "ELASTIC_APM_SECRET_TOKEN", "api_key": "ELASTIC_APM_API_KEY", "environment": "ELASTIC_APM_ENVIRONMENT",
    "application_packages": "ELASTIC_APM_APPLICATION_PACKAGES", "transaction_sample_rate": "ELASTIC_APM_TRANSACTION_SAMPLE_RATE",
    "log_level": "ELASTIC_APM_LOG_LEVEL",
}  # fmt: skip


def read_elastic_apm(files: tuple[Configuration, ...]) -> Agent:
    """Read elasticapm.properties and elastic_apm.yml."""
    found = Agent()
    for file in files:
        pairs = _yaml_pairs(file, found) if file.path.endswith((".yml", ".yaml")) else _pairs(file.text)
        _take(found, file, _ELASTIC, pairs)
    return found


_SECRET: Final = re.compile(r"KEY$|TOKEN$|PASS$|PASSWORD$")


def _take(found: Agent, file: Configuration, names: dict[str, str], pairs: Any) -> None:
    """Take the settings that have a variable; a key or password is one of the Secret's, whatever its value is."""
    taken = {names[name]: re.sub(r"//[^@/]*@", "//", value) for name, value in pairs if name in names and value}
    for name, value in taken.items():
        if _SECRET.search(name):
            found.secret_environment[name] = name.lower()
        else:
            found.environment[name] = value
    if taken:
        found.reasons[file.node] = _TAKEN
