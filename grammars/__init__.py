"""The LALR grammars, as package data: `grammar_text("chef.lark")`."""

from importlib.resources import files


def grammar_text(name: str) -> str:
    """Return the text of the grammar file `name`, from a checkout or an installed wheel."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
