"""`make update`: writes what each fixture converts to beside it, for review in the diff; test_expected.py compares."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translator.load.chef import ChefRequest
from translator.pipeline import translate, write_out

CHEF = Path("fixtures/chef")


@dataclass(frozen=True, slots=True)
class Case:
    """One fixture: its name, what to convert, and the folder of its expected output."""

    name: str
    request: ChefRequest

    @property
    def expected(self) -> Path:
        return CHEF / "expected" / self.name


def cases() -> Iterator[Case]:
    """Every fixture that converts without error."""
    for name in ("zeebra", "cheetah"):
        run_list = (f"role[{name}]",)
        request = ChefRequest(path=CHEF / "cookbooks" / name, run_list=run_list, environment="production")
        yield Case(name, request)


README_BLOCK = re.compile(r"(<!-- (\S+?)(?:: (\d+))? -->\n```\w+\n)(.*?)(```\n)", re.DOTALL)


def with_excerpts(readme: str) -> str:
    """Return the README with each marked block holding the file that its comment names, or its first lines."""

    def excerpt(block: re.Match[str]) -> str:
        head, path, lines, _, end = block.groups()
        text = Path(path).read_text().splitlines(keepends=True)
        return head + "".join(text[: int(lines)] if lines else text) + end

    return README_BLOCK.sub(excerpt, readme)


def main() -> None:
    """Write all expected output anew; run from the checkout's top folder."""
    for case in cases():
        shutil.rmtree(case.expected, ignore_errors=True)
        write_out(translate(case.request), case.expected, force=True)
        print(f"{case.expected}")
    readme = Path("README.md")
    readme.write_text(with_excerpts(readme.read_text()))


if __name__ == "__main__":
    main()
