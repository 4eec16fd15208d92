"""systemd_unit's content: a Hash becomes the text of a unit file.

before:  {Unit: {After: ["a", "b"]}, Service: {Type: "simple"}}
after:   "[Unit]\\nAfter = a\\nAfter = b\\n\\n[Service]\\nType = simple\\n"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.ruby.objects import RHash, RString, Value

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun


def unit_text(run: ChefRun, content: Value) -> RString | None:
    """Return the unit file's text as `to_ini` gives it; a String is taken as it is."""
    if content is None or isinstance(content, RString):
        return content
    if not isinstance(content, RHash):
        return run.interp.to_s(content)
    pieces: list[RString] = []
    for section, settings in content.items():
        blank = "\n" if pieces else ""
        pieces.append(RString(f"{blank}[{run.text(section)}]\n"))
        pieces += _settings(run, settings)
    return RString.from_parts(part for piece in pieces for part in piece.parts)


def _settings(run: ChefRun, settings: Value) -> list[RString]:
    if not isinstance(settings, RHash):
        return [run.interp.to_s(settings), RString("\n")]
    found: list[RString] = []
    for key, value in settings.items():
        for item in value if isinstance(value, list) else [value]:
            found += [RString(f"{run.text(key)} = "), run.interp.to_s(item), RString("\n")]
    return found
