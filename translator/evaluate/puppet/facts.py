"""JSON as Puppet's values: facts, trusted data and settings in, what variables hold out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from translator.evaluate.puppet.runtime_facts import mark_runtime
from translator.evaluate.puppet.values import Value
from translator.load.puppet_project import PuppetProject

PUPPET_VERSION: Final = "7.23.0"


def puppet_value(data: Any) -> Value:
    """Return JSON data as a Puppet value."""
    if isinstance(data, list | tuple):
        return tuple(puppet_value(item) for item in data)
    if isinstance(data, dict):
        return {key: puppet_value(item) for key, item in data.items()}
    return data


def facts_of(project: PuppetProject) -> dict[str, Value]:
    """Return the node's facts with those that an agent adds."""
    facts: dict[str, Value] = mark_runtime(puppet_value(project.facts.data))
    return {
        **facts,
        "clientcert": facts.get("clientcert") or project.node_name,
        "clientversion": facts.get("clientversion") or PUPPET_VERSION,
        "clientnoop": facts.get("clientnoop", False),
        "networking": facts.get("networking") or {},
    }


def server_facts(project: PuppetProject) -> dict[str, Value]:
    """Return what the server says of itself: the machine that compiles is the node's own."""
    return {
        "servername": project.node_name,
        "serverip": "127.0.0.1",
        "serverversion": PUPPET_VERSION,
        "environment": project.environment_name,
    }


def settings_of(project: PuppetProject) -> Mapping[str, Value]:
    """Return Puppet's settings as an agent of a packaged Puppet has them."""
    environment = f"/etc/puppetlabs/code/environments/{project.environment_name}"
    return {
        **_SETTINGS,
        "certname": project.node_name,
        "node_name_value": project.node_name,
        "environment": project.environment_name,
        "manifest": f"{environment}/manifests",
        "modulepath": f"{environment}/modules:/etc/puppetlabs/code/modules:/opt/puppetlabs/puppet/modules",
        "strict": project.strict,
        "strict_variables": project.strict_variables,
    }


_SETTINGS: Final[dict[str, Value]] = {
    "agent_catalog_run_lockfile": "/opt/puppetlabs/puppet/cache/state/agent_catalog_run.lock",
    "autosign": "/etc/puppetlabs/puppet/autosign.conf",
    "basemodulepath": "/etc/puppetlabs/code/modules:/opt/puppetlabs/puppet/modules",
    "bucketdir": "/opt/puppetlabs/puppet/cache/bucket",
    "ca_name": "Puppet CA",
    "ca_port": 8140,
    "ca_server": "puppet",
    "cacert": "/etc/puppetlabs/puppetserver/ca/ca_crt.pem",
    "cadir": "/etc/puppetlabs/puppetserver/ca",
    "clientyamldir": "/opt/puppetlabs/puppet/cache/client_yaml",
    "codedir": "/etc/puppetlabs/code",
    "confdir": "/etc/puppetlabs/puppet",
    "config": "/etc/puppetlabs/puppet/puppet.conf",
    "data_binding_terminus": "hiera",
    "digest_algorithm": "sha256",
    "disable_i18n": True,
    "environment_timeout": 0,
    "environmentpath": "/etc/puppetlabs/code/environments",
    "factpath": "/opt/puppetlabs/puppet/cache/lib/facter:/opt/puppetlabs/puppet/cache/facts",
    "filetimeout": 15,
    "group": "puppet",
    "hiera_config": "/etc/puppetlabs/puppet/hiera.yaml",
    "hostcert": "/etc/puppetlabs/puppet/ssl/certs/puppet.pem",
    "hostcrl": "/etc/puppetlabs/puppet/ssl/crl.pem",
    "hostprivkey": "/etc/puppetlabs/puppet/ssl/private_keys/puppet.pem",
    "lastrunfile": "/opt/puppetlabs/puppet/public/last_run_summary.yaml",
    "lastrunreport": "/opt/puppetlabs/puppet/cache/state/last_run_report.yaml",
    "libdir": "/opt/puppetlabs/puppet/cache/lib",
    "localcacert": "/etc/puppetlabs/puppet/ssl/certs/ca.pem",
    "log_level": "notice",
    "logdir": "/var/log/puppetlabs/puppet",
    "masterport": 8140,
    "noop": False,
    "pidfile": "/var/run/puppetlabs/agent.pid",
    "plugindest": "/opt/puppetlabs/puppet/cache/lib",
    "pluginfactdest": "/opt/puppetlabs/puppet/cache/facts.d",
    "preview_outputdir": "/opt/puppetlabs/puppet/cache/preview",
    "report": True,
    "report_server": "puppet",
    "reportdir": "/opt/puppetlabs/puppet/cache/reports",
    "rest_authconfig": "/etc/puppetlabs/puppet/auth.conf",
    "rundir": "/var/run/puppetlabs",
    "runinterval": 1800,
    "server": "puppet",
    "serverport": 8140,
    "ssldir": "/etc/puppetlabs/puppet/ssl",
    "statedir": "/opt/puppetlabs/puppet/cache/state",
    "storeconfigs": False,
    "user": "puppet",
    "usecacheonfailure": True,
    "vardir": "/opt/puppetlabs/puppet/cache",
    "yamldir": "/opt/puppetlabs/puppet/cache/yaml",
}
