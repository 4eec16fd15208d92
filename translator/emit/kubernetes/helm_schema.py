"""The values of a chart → values.schema.json: what `helm install` refuses before it reaches the cluster.

The schema is of this chart: it names the images, pods and volumes that there are, so that a misspelt one is an error.
"""

from __future__ import annotations

from typing import Final

from translator.emit.kubernetes.common import Object
from translator.emit.kubernetes.helm_values import AROUND_VALUES

_TEXT: Final = {"type": "string"}
_QUANTITY: Final = {"type": ["string", "number"], "pattern": r"^[0-9.]+([kMGTPE]i?|m)?$"}
_QUANTITIES: Final = {"type": "object", "additionalProperties": _QUANTITY}
_IMAGE: Final = {
    "type": "object",
    "required": ["repository", "tag"],
    "properties": {
        "repository": {**_TEXT, "minLength": 1},
        "tag": {"type": ["string", "integer"], "minLength": 1},
        "pullPolicy": _TEXT,
    },
}
_RESOURCES: Final = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"requests": _QUANTITIES, "limits": _QUANTITIES, "claims": {"type": "array"}},
}
_STORAGE: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["size"],
    "properties": {"size": _QUANTITY, "class": _TEXT},
}
_TEXTS: Final = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
_FILES: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["key", "mountPath", "text"],
        "properties": {"key": _TEXT, "mountPath": {**_TEXT, "pattern": "^/"}, "text": _TEXT},
    },
}
_SOURCES: Final = {"type": "array", "items": {"type": "object", "required": ["secretKey", "remoteRef"]}}
_AROUND: Final = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {"annotations": {"type": "object"}, "spec": {"type": "object"}},
}
_JOB: Final = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "required": ["schedule", "args"],
    "properties": {"schedule": _TEXT, "args": {"type": "array", "items": _TEXT}},
}
_KINDS: Final[dict[str, Object]] = {
    "images": _IMAGE,
    "replicas": {"type": "integer", "minimum": 0},
    "resources": _RESOURCES,
    "storage": _STORAGE,
    "variables": _TEXTS,
    "files": _FILES,
    "config": _TEXTS,
    "secretFiles": _TEXTS,
    "secretSources": _SOURCES,
    "cronJobs": _JOB,
    **dict.fromkeys(AROUND_VALUES.values(), _AROUND),
}


def schema(values: Object) -> Object:
    """Return the JSON schema of a chart's values: each group holds the names that values.yaml has, and no others."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "additionalProperties": False,
        "properties": {"global": {"type": "object"}, **{key: _group(key, names) for key, names in values.items()}},
    }


def _group(key: str, names: Object) -> Object:
    return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(names, _KINDS[key])}
