"""systemd unit files, read as systemd.syntax(7) says: text → Unit with sections, continuation lines joined.

before:  "[Service]\\nExecStart=/usr/bin/app -p 80 \\\\\\n  --fast\\nEnvironment=\\"A=1 2\\" B=3"
after:   UnitFile with value("Service", "ExecStart") "/usr/bin/app -p 80  --fast", environment {"A": "1 2", "B": "3"}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from translator.evaluate.values import Text
from translator.graph.nodes import String
from translator.plan.shell import quote

PREFIXES = "-@+!:"


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A unit's settings in file order; an empty value resets the list before it."""

    name: str
    settings: tuple[tuple[str, str, str], ...] = ()
    specifiers: dict[str, str] = field(default_factory=dict)

    def values(self, section: str, key: str) -> tuple[str, ...]:
        """Return every value of a setting after the last reset, specifiers kept."""
        found: list[str] = []
        for in_section, name, value in self.settings:
            if (in_section, name) == (section, key):
                found = [*found, value] if value else []
        return tuple(found)

    def value(self, section: str, key: str) -> str:
        """Return the last value of a setting with its specifiers resolved, "" when it has none."""
        found = self.values(section, key)
        return self.resolve(found[-1]) if found else ""

    def resolve(self, text: str) -> str:
        """Put the specifiers (%n, %i, %t …) in."""
        return re.sub(r"%(.)", lambda match: self.specifiers.get(match[1], match[0]), text)

    def merged(self, drop_in: UnitFile) -> UnitFile:
        """Return the unit with a drop-in's settings after its own."""
        return UnitFile(self.name, (*self.settings, *drop_in.settings), self.specifiers)


@dataclass(frozen=True, slots=True)
class ExecLine:
    """One Exec… line: its words, whether its failure is ignored, and whether systemd expands variables in it.

    `privileged`: it runs with root's rights whatever User= says (the prefixes "+" and "!").
    """

    words: tuple[str, ...]
    may_fail: bool = False
    expand: bool = True
    privileged: bool = False


def parse_unit(name: str, content: String) -> UnitFile:
    """Read a unit's text. A text with holes is read by its sample: commands and paths must be plain for an image."""
    text = content.sample if isinstance(content, Text) else content
    settings: list[tuple[str, str, str]] = []
    section = ""
    for line in _logical_lines(text):
        if line.startswith("["):
            section = line.strip("[] \t")
        elif "=" in line:
            key, _, value = line.partition("=")
            settings.append((section, key.strip(), value.strip()))
    return UnitFile(name, tuple(settings), specifiers_of(name))


def _logical_lines(text: str) -> list[str]:
    """Join lines that end in a backslash, comments between them left out."""
    lines: list[str] = []
    pending = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(("#", ";")) or (not line and not pending):
            continue
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        lines.append((pending + line).strip())
        pending = ""
    return [*lines, pending.strip()] if pending else lines


def specifiers_of(name: str) -> dict[str, str]:
    """Return what the specifiers of systemd.unit(5) stand for in a system unit of that name."""
    bare = name.rpartition(".")[0] if re.search(r"\.(service|timer|socket|target|path|mount)$", name) else name
    prefix, _, instance = bare.partition("@")
    last = prefix.rpartition("-")[2]
    values = {"n": name, "N": bare, "p": prefix, "P": _unescaped(prefix), "i": instance, "I": _unescaped(instance)}
    values |= {"j": last, "J": _unescaped(last), "f": f"/{_unescaped(instance or prefix)}", "g": "root", "G": "0"}
    folders = {
        "t": "/run",
        "S": "/var/lib",
        "C": "/var/cache",
        "L": "/var/log",
        "E": "/etc",
        "T": "/tmp",
        "V": "/var/tmp",
    }
    return {**values, **folders, "u": "root", "U": "0", "h": "/root", "s": "/bin/sh", "%": "%"}


def _unescaped(text: str) -> str:
    """Return a unit's name part unescaped: dashes are slashes, \\x2d is a dash."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text.replace("-", "/"))


def split_words(text: str) -> tuple[str, ...]:
    """Split a setting's value into words with systemd's quotes and C-style escapes."""
    found: list[str] = []
    word: list[str] | None = None
    quote = ""
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            piece, at = _escape(text, at + 1)
            word = [*(word or []), piece]
            continue
        if quote:
            if char == quote:
                quote = ""
            else:
                word = [*(word or []), char]
        elif char in "'\"":
            quote, word = char, word or []
        elif char.isspace():
            if word is not None:
                found.append("".join(word))
            word = None
        else:
            word = [*(word or []), char]
        at += 1
    if word is not None:
        found.append("".join(word))
    return tuple(found)


SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "s": " ", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
SIMPLE_ESCAPES |= {"\\": "\\", "'": "'", '"': '"', ";": ";", " ": " "}


CODED_ESCAPES = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})")


def _escape(text: str, at: int) -> tuple[str, int]:
    """Return what an escape stands for and where it ends; one that systemd does not know keeps its backslash."""
    coded = CODED_ESCAPES.match(text, at)
    if coded:
        octal = coded[4]
        return chr(int(octal, 8) if octal else int(coded[1] or coded[2] or coded[3], 16)), coded.end()
    known = SIMPLE_ESCAPES.get(text[at])
    return (f"\\{text[at]}" if known is None else known), at + 1


def parse_exec(line: str) -> ExecLine:
    """Read one Exec line: prefixes off, words split. With "@" the second word is only the process's shown name."""
    stripped = line.lstrip(PREFIXES + " ")
    prefix = line[: len(line) - len(stripped)]
    found = split_words(stripped)
    if "@" in prefix and len(found) > 1:
        found = (found[0], *found[2:])
    privileged = "+" in prefix or "!" in prefix
    return ExecLine(found, may_fail="-" in prefix, expand=":" not in prefix, privileged=privileged)


def unresolved(line: ExecLine, environment: dict[str, str]) -> bool:
    """Return whether an Exec line names a variable that is not among the known ones."""
    names = re.findall(r"(?<!\$)\$\{?(\w+)\}?", " ".join(line.words)) if line.expand else []
    return any(name not in environment for name in names)


def shell_words(line: ExecLine, unit: UnitFile, known: dict[str, str]) -> tuple[str, ...]:
    """Return an Exec line's words for a shell that expands their variables itself, but for those that are known."""
    found: list[str] = []
    for word in map(unit.resolve, line.words):
        alone = re.fullmatch(r"\$(\w+)", word)
        if alone and alone[1] in known:
            found += map(quote, split_words(known[alone[1]]))
        else:
            found.append(_shell_word(re.sub(r"\$\{(\w+)\}", lambda match: known.get(match[1], match[0]), word)))
    return tuple(found)


def _shell_word(word: str) -> str:
    if re.fullmatch(r"\$\w+", word) or not re.search(r"[^\w@%+=:,./-]", word):
        return word
    return '"' + re.sub(r'([\\"`])', r"\\\1", word) + '"'


def expand(line: ExecLine, unit: UnitFile, environment: dict[str, str]) -> tuple[str, ...]:
    """Return an Exec line's words with specifiers and variables put in; `$NAME` alone splits into words."""
    found: list[str] = []
    for word in line.words:
        resolved = unit.resolve(word)
        alone = re.fullmatch(r"\$(\w+)", resolved)
        if line.expand and alone:
            found.extend(split_words(environment.get(alone[1], "")))
        elif line.expand:
            found.append(
                re.sub(r"\$\{(\w+)\}", lambda match: environment.get(match[1], ""), resolved).replace("$$", "$")
            )
        else:
            found.append(resolved)
    return tuple(found)


def environment_of(unit: UnitFile) -> dict[str, str]:
    """Return the variables of the unit's Environment settings."""
    found: dict[str, str] = {}
    for value in unit.values("Service", "Environment"):
        for word in split_words(unit.resolve(value)):
            name, equals, text = word.partition("=")
            if equals:
                found[name] = text
    return found


def environment_file(text: str) -> dict[str, str]:
    """Return the variables of an EnvironmentFile (or a shell file of plain assignments)."""
    found: dict[str, str] = {}
    for line in re.sub(r"\\\n", "", text).splitlines():
        match = re.match(r"\s*(?:export\s+)?(\w+)=(.*)", line)
        if match and not line.lstrip().startswith(("#", ";")):
            found[match[1]] = (
                " ".join(split_words(match[2].strip())) if match[2].strip()[:1] in "'\"" else match[2].strip()
            )
    return found


def seconds(text: str) -> int:
    """Return a time span of systemd.time(7) such as "1min 30s" in seconds, 0 when it is none."""
    units = {
        "": 1,
        "s": 1,
        "sec": 1,
        "second": 1,
        "seconds": 1,
        "m": 60,
        "min": 60,
        "minute": 60,
        "minutes": 60,
        "h": 3600,
        "ms": 0,
    }
    total = 0
    for amount, unit in re.findall(r"(\d+)\s*([a-z]*)", text):
        total += int(amount) * units.get(unit, 0)
    return total


NAMED_TIMES = {
    "minutely": "* * * * *",
    "hourly": "0 * * * *",
    "daily": "0 0 * * *",
    "weekly": "0 0 * * 1",
    "monthly": "0 0 1 * *",
    "quarterly": "0 0 1 1,4,7,10 *",
    "semiannually": "0 0 1 1,7 *",
    "yearly": "0 0 1 1 *",
    "annually": "0 0 1 1 *",
}
DAYS = {"mon": "1", "tue": "2", "wed": "3", "thu": "4", "fri": "5", "sat": "6", "sun": "0"}
CALENDAR = re.compile(
    r"(?:(?P<days>[A-Za-z,.-]+)\s+)?(?:(?P<date>[\d*]+-[\d*/,]+-[\d*/,.]+)\s+)?(?P<hour>[\d*/,.]+):(?P<minute>[\d*/,.]+)(?::[\d*]+)?$"
)


def cron_schedule(calendar: str) -> str:
    """Return an OnCalendar expression as five cron fields, "" when cron cannot say it."""
    text = calendar.strip()
    if text.lower() in NAMED_TIMES:
        return NAMED_TIMES[text.lower()]
    match = CALENDAR.fullmatch(text)
    if match is None:
        return ""
    date = (match["date"] or "*-*-*").split("-")
    if date[0] != "*":
        return ""
    days = _days(match["days"] or "")
    fields = (match["minute"], match["hour"], date[2], date[1])
    return "" if days is None else " ".join((*(_field(text) for text in fields), days))


def _field(text: str) -> str:
    plain = re.sub(r"\b0+(\d)", r"\1", text.replace("..", "-"))
    return re.sub(r"^0/(\d+)$", r"*/\1", plain)


def _days(text: str) -> str | None:
    if not text:
        return "*"
    parts = re.split(r"([,]|\.\.|-)", text.lower())
    words = [{",": ",", "..": "-", "-": "-"}.get(part) or DAYS.get(part[:3]) for part in parts]
    return None if None in words else "".join(word for word in words if word)
