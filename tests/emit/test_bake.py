"""docker-bake.json against the file's reference: one target an image, built from its own folder."""

import json

from tests.emit import plans
from translator.emit.bake import bake


def test_every_image_is_a_target_with_its_arguments() -> None:
    data = json.loads(str(bake(plans.tomcat()).content))
    assert data["group"] == {"default": {"targets": ["zeebra", "nginx"]}}
    zeebra, nginx = (data["target"][name] for name in ("zeebra", "nginx"))
    assert (zeebra["context"], nginx["context"]) == (".", "./nginx")
    assert zeebra["tags"] == ['${REGISTRY == "" ? "" : "${REGISTRY}/"}zeebra:1234']
    assert zeebra["args"]["ZEEBRA_VERSION"] == "1234"
    assert set(data["variable"]) == {"REGISTRY", "SOURCE_DATE_EPOCH"}
