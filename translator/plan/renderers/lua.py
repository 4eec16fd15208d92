"""Changes of a record in Lua, for what Fluent Bit's own filters cannot do: a filter in, the body of a function out.

before:  Filter(convert, {"size": "integer"})
after:   local v = tonumber(record["size"]); if v then record["size"] = v < 0 and math.ceil(v) or math.floor(v) end

Source: Fluent Bit 5.1 manual, filters/lua; Lua 5.1 reference manual (LuaJIT 2.1), 5.4.1 "Patterns".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from translator.plan.pipeline import Filter


def body(each: Filter) -> str | None:
    """Return what a filter does to `record` (and `timestamp`), None when Lua has no words for it."""
    make = _BODIES.get(each.format if each.kind == "parse" else each.kind)
    lines = list(make(each)) if make else [None]
    return None if None in lines else "\n".join(line for line in lines if line)


def script(text: str) -> str:
    """Return the function that Fluent Bit calls."""
    code = 1 if "timestamp =" in text else 2
    lines = "\n".join(f"  {line}" for line in text.split("\n"))
    return f"function change(tag, timestamp, record)\n{lines}\n  return {code}, timestamp, record\nend\n"


def quoted(text: str) -> str:
    """Return a text as Lua writes it."""
    escaped = "".join(
        char if " " <= char <= "~" and char not in '"\\' else "".join(f"\\{byte:03d}" for byte in char.encode())
        for char in text
    )
    return f'"{escaped}"'


def pattern(regex: str) -> str | None:
    """Return a regular expression as Lua's pattern, None where Lua has no such thing: groups, | and {n}."""
    found: list[str] = []
    at = 0
    while match := _PIECE.match(regex, at):
        anchor, escape, char_class, plain, quantifier = match.groups()
        at = match.end()
        if anchor:
            found.append(anchor)
            continue
        piece = _class(char_class) if char_class else _escaped(escape) if escape else _literal(plain)
        if piece is None:
            return None
        found.append(piece + {"*?": "-"}.get(quantifier or "", quantifier or ""))
    said = "".join(found)
    return said if at == len(regex) and "^" not in said.replace("[^", "[")[1:] else None


_PIECE: Final = re.compile(r"(\^|\$(?=$))|(?:\\(.)|\[((?:\\.|[^\]\\])+)\]|([^\\\[\](){}|*+?^$]))(\*\?|[*+?](?![+?]))?")
_CLASSES: Final = frozenset("dwsDWS")


def _escaped(char: str) -> str | None:
    if char in "wW":
        return "[%w_]" if char == "w" else "[^%w_]"
    if char.isalnum():
        return f"%{char}" if char in _CLASSES else {"t": "\t", "n": "\n", "r": "\r"}.get(char)
    return f"%{char}"


def _literal(char: str) -> str:
    return "." if char == "." else char if char.isalnum() or char in " _" else f"%{char}"


def _class(inner: str) -> str | None:
    if "[" in inner or re.search(r"\\[bBAzZ0-9xuhHpPkg]", inner):
        return None
    text = re.sub(r"\\w", "%w_", inner.replace("%", "%%"))
    text = re.sub(r"\\(.)", r"%\1", text)
    return f"[{text}]" if "\\W" not in inner else None


def _get(name: str) -> str:
    return "tag" if name == "@tag" else f"record[{quoted(name)}]"


def _format(each: Filter) -> Iterator[str]:
    for name, text in each.fields.items():
        parts = re.split(r"%\{([^}]+)\}", text)
        said = [
            quoted(part) if at % 2 == 0 else f"tostring({_get(part)} or {quoted(f'%{{{part}}}')})"
            for at, part in enumerate(parts)
            if part
        ]
        yield f"{_get(name)} = {' .. '.join(said) or quoted('')}"


def _append(each: Filter) -> Iterator[str]:
    for name, word in each.fields.items():
        yield f"{_get(name)} = {_get(name)} and {_get(name)} .. {quoted(f',{word}')} or {quoted(word)}"


_CONVERSIONS: Final = {
    "integer": "local v = tonumber({0}); if v then {0} = v < 0 and math.ceil(v) or math.floor(v) end",
    "float": "local v = tonumber({0}); if v then {0} = v end",
    "string": "if {0} ~= nil then {0} = tostring({0}) end",
    "boolean": (
        "if {0} ~= nil then local v = string.lower(tostring({0})); "
        '{0} = v == "true" or v == "t" or v == "yes" or v == "y" or v == "1" end'
    ),
}


def _convert(each: Filter) -> Iterator[str | None]:
    for name, kind in each.fields.items():
        text = _CONVERSIONS.get(kind)
        yield f"do {text.format(_get(name))} end" if text else None


def _text(change: str) -> Callable[[Filter], Iterator[str]]:
    def lines(each: Filter) -> Iterator[str]:
        for name in each.fields:
            field = _get(name)
            yield f'if type({field}) == "string" then {field} = {change.format(field)} end'

    return lines


def _gsub(each: Filter) -> Iterator[str | None]:
    said = pattern(each.pattern)
    for name, text in each.fields.items():
        if said is None or re.search(r"\\[1-9k]", text):
            yield None
        else:
            to = quoted(text.replace("%", "%%"))
            yield f'if type({_get(name)}) == "string" then {_get(name)} = string.gsub({_get(name)}, {quoted(said)}, {to}) end'


def _split(each: Filter) -> Iterator[str]:
    for name, separator in each.fields.items():
        yield f"""if type({_get(name)}) == "string" then
  local parts, rest, from, to = {{}}, {_get(name)}
  from, to = string.find(rest, {quoted(separator)}, 1, true)
  while from do
    parts[#parts + 1] = string.sub(rest, 1, from - 1)
    rest = string.sub(rest, to + 1)
    from, to = string.find(rest, {quoted(separator)}, 1, true)
  end
  parts[#parts + 1] = rest
  {_get(name)} = parts
end"""


def _merge(each: Filter) -> Iterator[str]:
    for to, name in each.fields.items():
        yield f"""if {_get(name)} ~= nil then
  local all = type({_get(to)}) == "table" and {_get(to)} or {{ {_get(to)} }}
  for _, v in ipairs(type({_get(name)}) == "table" and {_get(name)} or {{ {_get(name)} }}) do all[#all + 1] = v end
  {_get(to)} = all
end"""


def _date(each: Filter) -> Iterator[str | None]:
    if set(each.patterns) - {"UNIX", "UNIX_MS"}:
        yield None
        return
    key = _get(each.fields["key"])
    divided = "" if each.patterns[0] == "UNIX" else " / 1000"
    consume = f" {key} = nil" if "consume" in each.fields else ""
    yield f"if tonumber({key}) then timestamp = tonumber({key}){divided}{consume} end"


def _kv(each: Filter) -> Iterator[str | None]:
    if "target" in each.fields:
        yield None
        return
    key, pairs, values = _get(each.fields["key"]), _set(each.fields["pairs"]), _set(each.fields["values"])
    name = f"{quoted(each.fields['prefix'])} .. name" if each.fields.get("prefix") else "name"
    quoted_pair = quoted(f'([^{pairs}{values}]+)[{values}]"([^"]*)"')
    pair = quoted(f"([^{pairs}{values}]+)[{values}]([^{pairs}]+)")
    yield f"""local rest = type({key}) == "string" and {key} or ""
local function keep(name, value) record[{name}] = value return "" end
rest = string.gsub(rest, {quoted_pair}, keep)
string.gsub(rest, {pair}, keep)"""


def _set(chars: str) -> str:
    return "".join(char if char.isalnum() or char == " " else f"%{char}" for char in chars)


def _csv(each: Filter) -> Iterator[str | None]:
    if "target" in each.fields or len(each.fields["separator"]) != 1:
        yield None
        return
    columns = ", ".join(quoted(name) for name in each.fields["columns"].split(","))
    separator, key = quoted(each.fields["separator"]), _get(each.fields["key"])
    yield f"""local names, at, column = {{{columns}}}, 1, 1
local text = type({key}) == "string" and {key} or nil
while text and at <= #text + 1 do
  local value
  if string.sub(text, at, at) == '"' then
    local stop = at + 1
    while stop <= #text and (string.sub(text, stop, stop) ~= '"' or string.sub(text, stop + 1, stop + 1) == '"') do
      stop = stop + (string.sub(text, stop, stop) == '"' and 2 or 1)
    end
    value, at = string.gsub(string.sub(text, at + 1, stop - 1), '""', '"'), stop + 2
  else
    local stop = string.find(text, {separator}, at, true) or #text + 1
    value, at = string.sub(text, at, stop - 1), stop + 1
  end
  record[names[column] or ("column" .. column)] = value
  column = column + 1
end"""


_BODIES: Final[dict[str, Callable[[Filter], Iterator[str | None]]]] = {
    "format": _format, "append": _append, "convert": _convert, "gsub": _gsub, "split": _split, "merge": _merge,
    "date": _date, "kv": _kv, "csv": _csv, "lowercase": _text("string.lower({0})"), "uppercase": _text("string.upper({0})"),
    "strip": _text('string.match({0}, "^%s*(.-)%s*$")'),
}  # fmt: skip
