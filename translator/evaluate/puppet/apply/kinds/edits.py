"""file_line and ini_setting: one line of a file whose text is known is set in it; else the image's build has to do it."""

from __future__ import annotations

from translator.evaluate.puppet.apply.data import Marked, text_of
from translator.evaluate.puppet.apply.index import items
from translator.evaluate.puppet.apply.ini import IniText
from translator.evaluate.puppet.apply.lines import LineEdit, edited
from translator.evaluate.puppet.apply.turn import KINDS, NOTHING, Made, Turn
from translator.evaluate.values import Text


@KINDS.register("file_line")
def file_line(turn: Turn) -> Made:
    """Put the line into the file, or take it out."""
    path, text = turn.word("path"), turn.disk.text(turn.word("path"))
    if text is None:
        return _unknown(turn)
    marked = Marked()
    before = marked.plain(text)
    after = edited(before, _line_edit(turn, marked))
    return _known(turn, path, before, marked.text(after), after)


def _line_edit(turn: Turn, marked: Marked) -> LineEdit:
    return LineEdit(
        line=marked.plain(turn.text("line") or ""),
        present=turn.word("ensure", "present") == "present",
        match=turn.word("match"),
        after=turn.word("after"),
        replace=turn.flag("replace", default=True),
        append=turn.flag("append_on_no_match", default=True),
        match_for_absence=turn.flag("match_for_absence"),
        all_not_matching=turn.flag("replace_all_matches_not_matching_line"),
    )


@KINDS.register("ini_setting", "ini_subsetting")
def ini_setting(turn: Turn) -> Made:
    """Set one setting of a section; a subsetting is one word of a setting's value."""
    if turn.flag("refreshonly") and not turn.refreshed_by:
        reason = "it is set only when something that notifies it changes, and nothing did on a first run"
        return Made(action="present", properties=turn.data(), outcome=NOTHING, reason=reason, changed=False)
    path, text = turn.word("path"), turn.disk.text(turn.word("path"))
    if text is None or turn.resource.id.type == "Ini_subsetting":
        return _unknown(turn)
    marked = Marked()
    before = marked.plain(text)
    file = IniText(
        before,
        separator=turn.word("key_val_separator", " = "),
        prefix=turn.word("section_prefix", "["),
        suffix=turn.word("section_suffix", "]"),
        indent=turn.word("indent_char", " ") * int(turn.word("indent_width") or 0),
    )
    section, setting = turn.word("section"), turn.word("setting").strip()
    if turn.word("ensure", "present") == "absent":
        file.remove(section, setting)
    else:
        values = tuple(
            marked.plain(text_of(value, turn.secret("value")) or "").strip() for value in items(turn.raw("value"))
        )
        file.set(section, setting, values)
    after = file.text()
    return _known(turn, path, before, marked.text(after), after)


def _known(turn: Turn, path: str, before: str, content: str | Text, after: str) -> Made:
    turn.disk.contents[path] = content
    action = turn.word("ensure", "present")
    if before == after:
        reason = "the file says so already"
        return Made(action=action, properties=turn.data(), outcome=NOTHING, reason=reason, changed=False)
    return Made(action=action, properties=turn.data(), content=content)


def _unknown(turn: Turn) -> Made:
    ensure = turn.word("ensure", "present")
    return Made(action=ensure, properties=turn.data(), changed=ensure != "absent")
