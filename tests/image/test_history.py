"""Counting a Dockerfile's steps as the builder does."""

from translator.image.description import ImageInfo
from translator.image.history import final_stage, layer_sizes


def test_the_last_stage_is_found_by_the_builder_s_own_count() -> None:
    text = "# FROM x\nFROM a AS one\nRUN x \\\n # note\n && y \\\n\n && FROM\nARG V=1\n\nFROM b\nCOPY --from=one / /\n"
    assert final_stage(text) == 4


def test_a_layer_is_as_large_as_its_steps() -> None:
    info = ImageInfo(
        name="x", tag="x", folder="", base="b", process=None, files=(), rendered=(), mounted=(), volumes=(), scratch=(),
        packages=(), steps={}, layers=({"layer": "packages", "steps": [2, 3]}, {"layer": "configuration", "steps": []}),
    )  # fmt: skip
    found = layer_sizes(info, {2: 1_500_000, 3: 500_000, 4: 9})
    assert [row["megabytes"] for row in found] == [2.0, 0.0]
