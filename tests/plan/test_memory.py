"""Memory limits of Java programs: a third more than the heap, in steps of 64 MB."""

import pytest

from tests.graph.builders import step
from tests.plan.machines import app, image_of
from translator.plan.memory import java_memory


@pytest.mark.parametrize(
    ("text", "memory"),
    [
        ("-Xmx1024m", "1408M"),
        ("-Xms1g -Xmx3G", "4096M"),
        ("-Xmx384m -server", "512M"),
        ("# -Xmx8g\nOPTS=-Xmx48m", "64M"),
        ("-Xmx100m and then -Xmx200m", "320M"),
        ("java -jar app.jar", ""),
    ],
)
def test_the_heap_and_what_is_beside_it(text: str, memory: str) -> None:
    assert java_memory([text]) == memory


def test_a_units_own_limit_wins() -> None:
    unit = "[Service]\nExecStart=/usr/bin/java -Xmx512m -jar /srv/a.jar\n"
    plain, limited = image_of(*app(unit)).process, image_of(*app(f"{unit}MemoryMax=2G\n")).process
    assert plain is not None
    assert limited is not None
    assert (plain.memory, limited.memory) == ("704M", "2G")


def test_options_in_a_file_of_the_image_count() -> None:
    setenv = step("file", "/srv/app/bin/setenv.sh", content='CATALINA_OPTS="-Xmx1g"\n')
    process = image_of(setenv, *app("[Service]\nExecStart=/srv/app/bin/run.sh\n")).process
    assert process is not None
    assert process.memory == "1408M"
