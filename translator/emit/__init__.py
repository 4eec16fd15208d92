"""Stage 6: a Plan → the Artifacts of the output folder."""

from translator.emit.convert import emit
from translator.emit.writer import OutputChanged, write

__all__ = ["OutputChanged", "emit", "write"]
