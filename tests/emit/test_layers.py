"""What --explain-layers is told of an image: rows over the Dockerfile's steps, counted by hand."""

from tests.emit import plans
from translator.emit.dockerfile import dockerfile
from translator.emit.layers import layer_rows


def test_layers_of_the_plan_that_one_run_makes_are_one_row() -> None:
    plan = plans.tomcat()
    image = plan.images[0]
    text, places = dockerfile(plan, image)
    rows = layer_rows(plan, image, places)
    assert [row["layer"] for row in rows] == [
        "users and groups, packages",
        "commands",
        "configuration",
        "application",
    ]
    lines = text.splitlines()
    line_of = {place.step: lines[place.line - 1] for place in places}
    assert [line_of[step].split(" ")[0] for step in rows[0]["steps"]] == ["RUN"]
    assert next(line_of[step] for step in rows[2]["steps"]) == "COPY rootfs/ /"
    assert rows[0]["resources"][0] == "user[tomcat]"
    assert "another user" in rows[0]["built_anew_by"]
    assert "another package" in rows[0]["built_anew_by"]
