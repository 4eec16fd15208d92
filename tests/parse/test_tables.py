"""The grammar's tables: kept between runs, and made anew whenever the kept ones are of no use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from translator.parse import lalr as module
from translator.parse.lalr import Tables, tables


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tables.cache_clear()
    yield tmp_path / "cook2image"
    tables.cache_clear()


def again() -> Tables:
    tables.cache_clear()
    return tables("chef.lark")


def test_second_run_reads_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tables("chef.lark")
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(module, "make_tables", lambda text: pytest.fail("made anew"))
    assert again() == made


def test_broken_cache_is_replaced(cache: Path) -> None:
    made = tables("chef.lark")
    (file,) = cache.iterdir()
    file.write_bytes(b"not tables")
    assert sorted(again().rules, key=str) == sorted(made.rules, key=str)
    assert file.read_bytes() != b"not tables"


def test_no_cache_folder_is_no_failure(cache: Path) -> None:
    cache.write_text("a file where the folder should be", encoding="utf-8")
    assert again().rows
