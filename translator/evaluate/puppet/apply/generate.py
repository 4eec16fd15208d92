"""Resources that others make while the catalog is applied: the File that a Concat_file writes.

before:  Concat_file[/etc/x.conf]
after:   Concat_file[/etc/x.conf], File[/etc/x.conf]      and the gate Concat_file[/etc/x.conf] → File[/etc/x.conf]
"""

from __future__ import annotations

from dataclasses import replace

from translator.evaluate.catalog import ResourceId
from translator.evaluate.puppet.apply.index import Index, name_of, plain
from translator.evaluate.puppet.apply.model import Compiled, Declared

PASSED_ON = ("owner", "group", "mode", "replace", "backup", "validate_cmd", "show_diff", "loglevel", "noop", "schedule")


def generated(compiled: Compiled) -> tuple[Compiled, dict[ResourceId, ResourceId]]:
    """Return the catalog with the generated files, each behind its maker, and the maker of each."""
    index = Index(compiled.resources)
    resources: list[Declared] = []
    gates: dict[ResourceId, ResourceId] = {}
    for resource in compiled.resources:
        resources.append(resource)
        if resource.id.type == "Concat_file":
            known = index.find("file", name_of(resource))
            made = known or _file(resource)
            gates[resource.id] = made.id
            if known is None:
                resources.append(made)
    holders = {inner: outer for outer, inner in compiled.containment}
    inside = [(holders[maker], made) for maker, made in gates.items() if maker in holders]
    known_pairs = set(compiled.containment)
    containment = (*compiled.containment, *(pair for pair in inside if pair not in known_pairs))
    return replace(compiled, resources=tuple(resources), containment=containment), gates


def _file(maker: Declared) -> Declared:
    absent = plain(maker.parameters.get("ensure")) == "absent"
    passed = {name: maker.parameters[name] for name in PASSED_ON if maker.parameters.get(name) is not None}
    return Declared(
        id=ResourceId(type="File", name=name_of(maker)),
        parameters={"ensure": "absent" if absent else "file", **passed},
        span=maker.span,
        tags=maker.tags,
    )
