"""Single settings of files: File_line, Ini_setting, Ini_subsetting, Shellvar, Augeas, Mailalias, Postgresql_conf.

A file whose text is known was edited in the simulated run: it is a File with its new text. One that a package brings is
edited by a command when the image is built.
"""

from __future__ import annotations

import posixpath
import re
import shlex

from translator.evaluate.values import Text
from translator.graph.nodes import Command, File, Node, Package
from translator.graph.reader import RESOURCES, Reader
from translator.graph.resources.package import system_manager

SECRET_LINE = "give the whole file in the manifests, so that it can be mounted as a secret"


@RESOURCES.register("File_line")
def file_line(reader: Reader) -> Node:
    """The file with the line in it, or the command that puts it there."""
    path = reader.text("path")
    if reader.step.content is not None:
        return _edited(reader, path)
    line = reader.string("line")
    if isinstance(line, Text):
        return reader.manual(
            f"the line for {path} is not plain, and the rest of the file comes from a package", SECRET_LINE
        )
    patterns = [_extended(reader.text(name)) for name in ("match", "after")]
    if None in patterns:
        return reader.manual(f"its pattern has no equal in sed: {reader.text('match')}", f"edit {path} by hand")
    return _command(reader, _line_code(reader, path, line, patterns[0] or "", patterns[1] or ""))


def _edited(reader: Reader, path: str) -> File:
    return File(**reader.base(), path=path, content=reader.step.content)


def _command(reader: Reader, code: str) -> Command:
    return Command(**reader.base(), code=code)


def _line_code(reader: Reader, path: str, line: str, match: str, after: str) -> str:
    file, word = shlex.quote(path), shlex.quote(line)
    there = f"grep -qxF -e {word} {file}"
    if reader.text("ensure") == "absent":
        pattern = match if match and reader.flag("match_for_absence") else f"^{_escaped(line)}$"
        return f"sed -i -E {shlex.quote(f'/{_slashed(pattern)}/d')} {file}"
    append = f"echo {word} >> {file}" if "\\" not in line else f"printf '%s\\n' {word} >> {file}"
    if match:
        change = _sed(f"/{_slashed(match)}/c\\{_literal(line)}", file)
        append = append if reader.text("append_on_no_match") != "false" else "true"
        append = _after(after, line, file, append)
        return f"{there} || if grep -qE -e {shlex.quote(match)} {file}; then {change}; else {append}; fi"
    return f"{there} || {_after(after, line, file, append)}"


def _after(pattern: str, line: str, file: str, otherwise: str) -> str:
    if not pattern:
        return otherwise
    insert = _sed(f"/{_slashed(pattern)}/a\\{_literal(line)}", file)
    return f"if grep -qE -e {shlex.quote(pattern)} {file}; then {insert}; else {otherwise}; fi"


def _sed(program: str, file: str) -> str:
    return f"sed -i -E {shlex.quote(program)} {file}"


def _literal(line: str) -> str:
    return line.replace("\\", "\\\\")


def _slashed(pattern: str) -> str:
    return re.sub(r"(?<!\\)/", r"\\/", pattern)


def _escaped(text: str) -> str:
    """Return the extended regular expression of a text as it is."""
    return re.sub(r"([\\.*+?()\[\]{}|^$])", r"\\\1", text)


CLASSES = {
    r"\s": "[[:space:]]",
    r"\S": "[^[:space:]]",
    r"\d": "[0-9]",
    r"\w": "[[:alnum:]_]",
    r"\A": "^",
    r"\Z": "$",
    r"\z": "$",
}


def _extended(pattern: str) -> str | None:
    """Return a Ruby pattern in the extended form that grep and sed read, None when it has none."""
    if re.search(r"\(\?(?!:)|[*+?}]\?|[*+?}]\+|\\[bBhGkp]|\[[^\]]*\\[sdwSDW]", pattern):
        return None
    plain = pattern.replace("(?:", "(")
    return re.sub(r"\\[sSdwAZz]", lambda found: CLASSES[found[0]], plain)


# --- settings of sections


@RESOURCES.register("Ini_setting")
def ini_setting(reader: Reader) -> Node:
    """The file with the setting in it, or the awk program that sets it."""
    path = reader.text("path")
    if reader.step.content is not None:
        return _edited(reader, path)
    value = reader.string("value") if reader.raw("value") is not None else ""
    if isinstance(value, Text):
        return reader.manual(
            f"the setting for {path} is not plain, and the rest of the file may come from a package", SECRET_LINE
        )
    separator = reader.text("key_val_separator", " = ")
    section = reader.text("section")
    head = f"{reader.text('section_prefix', '[')}{section}{reader.text('section_suffix', ']')}" if section else ""
    setting = reader.text("setting")
    line = "" if reader.text("ensure") == "absent" else f"{setting}{separator}{value}"
    return _command(reader, _awk(path, head, setting, separator.strip() or " ", line))


AWK = (
    'function put() { if (line != "" && !done) print line; done = 1 } '
    "$0 == head { inside = 1; seen = 1; print; next } "
    "inside && /^[ \\t]*\\[/ { put(); inside = 0 } "
    'inside { text = $0; sub(/^[ \\t]*/, "", text); at = index(text, mark); '
    'name = at ? substr(text, 1, at - 1) : ""; sub(/[ \\t]*$/, "", name); if (name == key) { put(); next } } '
    "{ print } "
    'END { if (!done && line != "") { if (!seen && head != "") print head; print line } }'
)
"""Sets `line` in the section that `head` opens (the whole file when it is empty), or takes `key` out when it is empty."""


def _awk(path: str, head: str, key: str, mark: str, line: str) -> str:
    file, fresh = shlex.quote(path), shlex.quote(f"{path}.new")
    begin = 'BEGIN { inside = (head == "") } '
    words = " ".join(
        f"-v {name}={shlex.quote(_literal(value))}"
        for name, value in (("head", head), ("key", key), ("mark", mark), ("line", line))
    )
    folder = shlex.quote(posixpath.dirname(path))
    return (
        f"mkdir -p {folder} && touch {file} && awk {words} {shlex.quote(begin + AWK)} {file} > {fresh} "
        f"&& cat {fresh} > {file} && rm {fresh}"
    )


@RESOURCES.register("Ini_subsetting")
def ini_subsetting(reader: Reader) -> Node:
    """One word of a setting's value, put in by sed."""
    path, setting = reader.text("path"), reader.text("setting")
    value = reader.string("value") if reader.raw("value") is not None else ""
    if isinstance(value, Text):
        return reader.manual(f"the setting for {path} is not plain", SECRET_LINE)
    word = f"{reader.text('subsetting')}{reader.text('subsetting_key_val_separator')}{value}"
    quote, mark = reader.text("quote_char") or '"', reader.text("key_val_separator", " = ").strip() or " "
    file = shlex.quote(path)
    begin = f"^([[:space:]]*{_escaped(setting)}[[:space:]]*{_escaped(mark)}.*)"
    name = _slashed(_escaped(reader.text("subsetting")))
    if reader.text("ensure") == "absent":
        gone = f"/{_slashed(begin)}/s/[[:space:]]?{name}[^[:space:]{quote}]*//"
        return _command(reader, f"sed -i -E {shlex.quote(gone)} {file}")
    put = f"s/{_slashed(begin)}({quote})[[:space:]]*$/\\1 {_slashed(_literal(word))}\\2/"
    line = f"{setting}{reader.text('key_val_separator', ' = ')}{quote}{word}{quote}"
    there = f"grep -qF -e {shlex.quote(word)} {file}"
    known = f"grep -qE -e {shlex.quote(begin)} {file}"
    return _command(
        reader,
        f"{there} || if {known}; then sed -i -E {shlex.quote(put)} {file}; else echo {shlex.quote(line)} >> {file}; fi",
    )


@RESOURCES.register("Shellvar")
def shellvar(reader: Reader) -> Node:
    """One variable of a file that shells read."""
    path, name = reader.text("target"), reader.text("variable") or reader.name
    if reader.text("ensure") == "absent":
        return _command(reader, f"sed -i -E {shlex.quote(f'/^{_escaped(name)}=/d')} {shlex.quote(path)}")
    value = reader.string("value")
    if isinstance(value, Text):
        return reader.manual(f"the value of {name} in {path} is not plain", SECRET_LINE)
    quoted = {"double": f'"{value}"', "single": f"'{value}'"}.get(reader.text("quoted"), _as_word(value))
    line, file = f"{name}={quoted}", shlex.quote(path)
    pattern = shlex.quote(f"^{_escaped(name)}=")
    change = _sed(f"/^{_escaped(name)}=/c\\{_literal(line)}", file)
    return _command(
        reader,
        f"touch {file} && if grep -qE -e {pattern} {file}; then {change}; else echo {shlex.quote(line)} >> {file}; fi",
    )


def _as_word(value: str) -> str:
    return value if re.fullmatch(r"[\w./:+-]*", value) else f'"{value}"'


@RESOURCES.register("Postgresql_conf")
def postgresql_conf(reader: Reader) -> Node:
    """One parameter of postgresql.conf, which the server's package makes."""
    path, name = reader.text("target"), reader.text("key") or reader.text("name") or reader.name
    if not path:
        return reader.manual(
            "the path of postgresql.conf is not known", "set the parameter in the server's configuration"
        )
    value = reader.text("value")
    file, pattern = shlex.quote(path), f"^[[:space:]]*#?[[:space:]]*{_escaped(name)}[[:space:]]*="
    if reader.text("ensure") == "absent":
        return _command(reader, f"sed -i -E {shlex.quote(f'/^{_escaped(name)}[[:space:]]*=/d')} {file}")
    word = value if re.fullmatch(r"-?[\d.]+|on|off|true|false", value) else "'" + value.replace("'", "''") + "'"
    line = f"{name} = {word}"
    change = _sed(f"/{pattern}/c\\{_literal(line)}", file)
    return _command(
        reader,
        f"if grep -qE -e {shlex.quote(pattern)} {file}; then {change}; else echo {shlex.quote(line)} >> {file}; fi",
    )


@RESOURCES.register("Mailalias")
def mailalias(reader: Reader) -> Node:
    """One line of /etc/aliases."""
    name, target = reader.named("name"), reader.text("target", "/etc/aliases")
    file, pattern = shlex.quote(target), f"^{_escaped(name)}:"
    if reader.text("ensure") == "absent":
        return _command(reader, f"sed -i -E {shlex.quote(f'/{_slashed(pattern)}/d')} {file}")
    line = f"{name}: {','.join(reader.names('recipient'))}"
    return _command(reader, f"grep -qxF -e {shlex.quote(line)} {file} || echo {shlex.quote(line)} >> {file}")


# --- augeas


SIZE = re.compile(r"match\s+(\S+)\s+size\s*(==|!=|>|<|>=|<=)\s*(\d+)")
TESTS = {"==": "-eq", "!=": "-ne", ">": "-gt", "<": "-lt", ">=": "-ge", "<=": "-le"}


@RESOURCES.register("Augeas")
def augeas(reader: Reader) -> Node | tuple[Node, ...]:
    """The changes as commands of augtool, which the image then has a package of."""
    changes = [line for text in reader.names("changes") for line in text.splitlines() if line.strip()]
    test = _augeas_test(reader)
    if test is None:
        return reader.manual(
            "its onlyif has no equal in augtool", "make the change with a command or a whole file", "\n".join(changes)
        )
    tool = Package(
        **reader.base(),
        name="augeas-tools" if reader.platform.family == "debian" else "augeas",
        manager=system_manager(reader.platform),
    )
    return tool, _command(reader, f"{test}{_augtool(reader, changes)}")


def _augtool(reader: Reader, lines: list[str]) -> str:
    context = reader.text("context")
    words = [*([f"set /augeas/context {context}"] if context else []), *lines]
    flags = ""
    if reader.text("lens") and reader.text("incl"):
        transform = f"{reader.text('lens').removesuffix('.lns')}.lns incl {reader.text('incl')}"
        flags = f" --noautoload --transform {shlex.quote(transform)}"
    return f"printf '%s\\n' {' '.join(shlex.quote(word) for word in words)} | augtool --autosave --echo{flags}"


def _augeas_test(reader: Reader) -> str | None:
    """Return the shell test of `onlyif` with its &&, "" when there is none, None when it cannot be told in shell."""
    onlyif = reader.text("onlyif")
    if not onlyif:
        return ""
    size = SIZE.fullmatch(onlyif.strip())
    if size is None:
        return None
    path = size[1] if size[1].startswith("/") else posixpath.join(reader.text("context"), size[1])
    return f"[ $(augtool match {shlex.quote(path)} | grep -c '^/') {TESTS[size[2]]} {size[3]} ] && "
