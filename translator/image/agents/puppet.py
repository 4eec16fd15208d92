"""Real Puppet out of the distribution's package: `puppet apply` of the user's manifest, and the report that it stores."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from translator.emit.packages import manager_of
from translator.image.agents.base import AGENTS, WORK, Agent, Change, Packing, Run, Status
from translator.load.platforms import DEFAULT_PLATFORM, platform_names
from translator.load.platforms.facter import puppet_facts

PACKAGES = {"apt": "puppet-agent procps", "dnf": "puppet procps-ng", "yum": "puppet procps-ng"}
MODULES = "/usr/share/puppet/modules"
_CORE = "apt-cache --names-only search '^puppet-module-puppetlabs-.*-core$' | cut -d ' ' -f 1"
"""Prints the packages of the types (cron, host, mount …) that Puppet's own packages bring, and Debian's has apart."""
OWN_FACTS = frozenset({"path", "ruby", "rubyversion", "rubysitedir", "facterversion", "identity", "trusted"})
"""Facts of the agent's own process, which it must find itself."""
_CHECK = re.compile(r"(Exec\[[^\n]*\])\(provider=\w+\): Executing check")
INTERNAL = frozenset({"Schedule", "Filebucket", "Stage", "Class", "Whit", "Node"})
"""Types of which Puppet itself puts resources in every catalog, and containers."""


@AGENTS.register("puppet")
class Puppet(Agent):
    """`puppet apply`, with --noop unless it converges."""

    run_states: Mapping[str, frozenset[str]] = {
        "Service": frozenset({"ensure", "enable"}),
        "Notify": frozenset({"message"}),
    }

    @property
    def report(self) -> str:
        return f"{WORK}/report.yaml"

    def problem(self) -> str:
        if not self.inputs.manifest and not self.inputs.repository:
            return "name the manifest with --manifest, or the control repository with --repository"
        facts = self.inputs.facts
        known = not facts or Path(facts).is_file() or facts in platform_names()
        return "" if known else f"{facts} is neither a file of facts nor one of {', '.join(platform_names())}"

    def install(self, base: str, converge: bool) -> tuple[str, ...]:
        """Return the commands; a machine has ps, and folders of manual pages, that slim images lack and providers need."""
        manager = manager_of(base)
        package = PACKAGES.get(manager, "puppet")
        if manager == "apt":
            return (
                "mkdir -p /usr/share/man/man1 /usr/share/man/man7",
                "apt-get update",
                f"DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends {package} $({_CORE})",
            )
        return (f"{manager} install -y {package}",)

    def archive(self) -> bytes:
        packing = Packing()
        if self.inputs.repository is not None:
            packing.folders["repository"] = self.inputs.repository
            packing.files |= plain_hierarchies(self.inputs.repository, "repository")
        if self.inputs.manifest is not None:
            packing.files["site.pp"] = self.inputs.manifest.read_bytes()
        for at, folder in enumerate(self.inputs.modules):
            packing.folders[f"modules{at}"] = folder
        packing.files["/etc/facter/facts.d/given.json"] = self._facts()
        return packing.bytes()

    def _facts(self) -> bytes:
        """Return the conversion's facts: they are external ones here, and come before what Facter finds itself."""
        given = self.inputs.facts or DEFAULT_PLATFORM
        data = json.loads(Path(given).read_bytes()) if Path(given).is_file() else puppet_facts(given).data
        return json.dumps({name: value for name, value in data.items() if name not in OWN_FACTS}).encode()

    def command(self, converge: bool) -> list[str]:
        paths = ":".join(f"{WORK}/modules{at}" for at in range(len(self.inputs.modules)))
        words = ["puppet", "apply", *([] if converge else ["--noop", "--debug"]), f"--lastrunreport={self.report}"]
        words += [f"--vendormoduledir={MODULES}"]
        words += [f"--modulepath={paths}"] if paths else []
        words += [f"--certname={self.inputs.node}"] if self.inputs.node else []
        manifest = f"{WORK}/site.pp"
        if self.inputs.repository is not None:
            options, found = self._environment(self.inputs.repository)
            words += options
            manifest = manifest if self.inputs.manifest else found
        return ["sh", "-c", shlex.join([*words, manifest]) + " 2>&1"]

    def _environment(self, repository: Path) -> tuple[list[str], str]:
        """Return the options that name a repository's environment, and where its manifests are."""
        name = self.inputs.environment or "production"
        home, place = f"environments/{name}", f"{WORK}/repository/environments"
        if not (repository / home).is_dir():
            home, place, name = "", WORK, "repository"
        conf = repository / home / "environment.conf"
        text = conf.read_text(encoding="utf-8") if conf.is_file() else ""
        named = re.search(r"^\s*manifest\s*=\s*(\S+)", text, re.MULTILINE)
        manifest = posixpath.join(place, name, named[1] if named else "manifests")
        return [f"--environmentpath={place}", f"--environment={name}"], posixpath.normpath(manifest)

    def read(self, report: bytes, log: str) -> Run:
        """Return the statuses of a stored report; one without any is a catalog that did not compile."""
        data = yaml.load(report, Loader=_Loader) if report else None
        if not isinstance(data, dict) or not data.get("resource_statuses"):
            logs = (data or {}).get("logs", []) if isinstance(data, dict) else []
            said = [str(entry.get("message", "")) for entry in logs if entry.get("level") in ("err", ":err")]
            return Run(problem="; ".join(said) or "Puppet stored no report")
        rows = data["resource_statuses"].values()
        checked = set(_CHECK.findall(log))
        statuses = (_status(row) for row in rows if row.get("resource_type") not in INTERNAL)
        return Run(statuses=tuple(replace(each, guarded=each.key in checked) for each in statuses))


def plain_hierarchies(repository: Path, name: str) -> dict[str, bytes]:
    """Return each hiera.yaml of a repository that has encrypted data, changed so that it is read as it stands.

    Its keys are on a company's servers only. What it holds is a secret to the conversion too, which writes it nowhere.
    """
    found = {}
    for path in sorted(repository.rglob("hiera.yaml")):
        data = yaml.safe_load(path.read_bytes())
        levels = data.get("hierarchy") if isinstance(data, dict) else None
        sealed = [
            level for level in levels or () if isinstance(level, dict) and "eyaml" in str(level.get("lookup_key"))
        ]
        for level in sealed:
            del level["lookup_key"]
            level.pop("options", None)
            level["data_hash"] = "yaml_data"
        if sealed:
            found[f"{name}/{path.relative_to(repository)}"] = yaml.safe_dump(data, sort_keys=False).encode()
    return found


def _status(row: dict[str, Any]) -> Status:
    place = f"{row['file']}:{row['line']}" if row.get("file") else ""
    events = row.get("events") or []
    changes = tuple(_change(event) for event in events if str(event.get("status")) in ("noop", "success", "failure"))
    failed = [str(event.get("message", "")) for event in events if str(event.get("status")) == "failure"]
    failure = "; ".join(failed) or ("it failed" if row.get("failed") or row.get("failed_to_restart") else "")
    return Status(
        kind=str(row["resource_type"]),
        name=str(row["title"]),
        place=place.replace(f"{WORK}/", ""),
        changes=changes,
        failure=failure,
        skipped=bool(row.get("skipped")),
    )


def _change(event: dict[str, Any]) -> Change:
    return Change(
        property=str(event.get("property") or ""),
        old=str(event.get("previous_value")),
        new=str(event.get("desired_value")),
    )


class _Loader(yaml.SafeLoader):
    """Reads Ruby's objects as plain data; nothing of them is made."""


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Loader.add_multi_constructor("!ruby/", _plain)
