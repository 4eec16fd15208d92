"""What is written is read back unchanged by PyYAML."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.plan.yaml_text import Octal, dump

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12) | st.text(
    st.sampled_from("aYnoe01289 \n\t:#-?,[]{}&*!|>'\"%@`~=<._+xTZé\u2028\x85\ufeff\x7f"), max_size=12
)
SCALAR = TEXT | st.integers() | st.booleans() | st.none()
DATA = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)


@settings(max_examples=400, deadline=None)
@given(DATA)
def test_every_value_is_read_back(data: object) -> None:
    assert yaml.safe_load(dump(data)) == data


WORDS = (
    "yes", "No", "NULL", "~", "=", "<<", "", " ", "1", "1e3", "1_000", "0x1F", "0o7", "017", "1:30", "+1", "-1", ".5", "-.inf",
    ".NaN", "2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05", "1.2.3", "a: b", "a:", "a #b", "#a", "- a", "-c", "--x",
    "---", "...", "? x", "!a", "&a", "*a", "%a", "@a", "`a", "{a", "[a", "a,b", "|", ">", "'", '"', "a'b", "trailing ", "\tx",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_words_that_mean_something_stay_text(word: str) -> None:
    assert yaml.safe_load(dump({"key": word, word: ["x", word]})) == {"key": word, word: ["x", word]}


def test_it_reads_as_a_person_writes_it() -> None:
    data = {"a": [{"b": 1, "c": ["x"]}, "-c"], "mode": Octal(0o440), "text": "one\n  two\n", "empty": {}, "on": "8080"}
    assert dump(data, "head") == (
        "# head\na:\n- b: 1\n  c:\n  - x\n- -c\nmode: 0440\ntext: |\n  one\n    two\nempty: {}\n'on': '8080'\n"
    )
