"""What core properties do to a value before it is checked, by the name that the resource table uses."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from translator.evaluate.ruby.objects import RHash, RObject, RString, Symbol, Value
from translator.registry import Registry

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun

Coercion: TypeAlias = "Callable[[ChefRun, RObject | None, Value], Value]"
COERCIONS: Registry[Coercion] = Registry("coercion")
coercion = COERCIONS.register


def _array(value: Value) -> list[Value]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _text(run: ChefRun, value: Value) -> str:
    return run.text(value)


@coercion("resource_name")
def resource_name(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    """An Array of names is joined, anything else becomes a String."""
    if isinstance(value, list):
        return run.interp.call(value, "join", [RString(", ")])
    return value if type(value) is RString else run.interp.to_s(value)


@coercion("shellsplit")
def shellsplit(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    if not isinstance(value, RString):
        return value
    if value.holes is not None:
        return [value]
    try:
        return [RString(word) for word in shlex.split(value.text)]
    except ValueError:
        raise run.interp.error("ArgumentError", f"Unmatched quote: {value.text}") from None


@coercion("dashes")
def dashes(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return value.derived(value.text.replace(" ", "-")) if isinstance(value, RString) else value


@coercion("array_unless_nil")
def array_unless_nil(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return _array(value) if value is not None and value is not False else value


@coercion("array")
def array(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return _array(value)


@coercion("flat_array")
def flat_array(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return run.interp.call([value], "flatten")


@coercion("sorted_array")
def sorted_array(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return run.interp.call(_array(value), "sort")


@coercion("integer")
def integer(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return run.interp.call(run.interp.main, "Integer", [value])


@coercion("integer_or_same")
def integer_or_same(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    text = _text(run, value)
    return int(text) if text.lstrip("-").isdigit() else value


@coercion("symbol")
def symbol(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return Symbol.of(value.text) if isinstance(value, RString) else value


@coercion("downcase_symbol")
def downcase_symbol(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return Symbol.of(value.text.lower()) if isinstance(value, RString) else value


@coercion("downcase_symbols")
def downcase_symbols(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return [Symbol.of(name) for name in sorted(run.name(item).lower() for item in _array(value))]


@coercion("downcase")
def downcase(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return value.derived(value.text.lower()) if isinstance(value, RString) else value


@coercion("string")
def string(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return run.interp.to_s(value)


@coercion("same")
def same(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return value


@coercion("true_hash")
def true_hash(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return RHash((item, True) for item in value) if isinstance(value, list) else value


@coercion("comma_list")
def comma_list(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    if not isinstance(value, RString):
        return value
    return [RString(item.strip()) for item in value.text.split(",")] if value.text else []


@coercion("comma_list_unique")
def comma_list_unique(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    items = comma_list(run, resource, value)
    return run.interp.call(items, "uniq") if isinstance(value, list) else items


@coercion("sorted_comma_list")
def sorted_comma_list(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    items = comma_list(run, resource, value) if isinstance(value, RString) else _array(value)
    return [RString(text) for text in sorted(_text(run, item) for item in items)]


@coercion("comma_list_downcase")
def comma_list_downcase(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return [RString(_text(run, item).lower()) for item in _array(comma_list(run, resource, value))]


@coercion("join_comma")
def join_comma(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return run.interp.call(value, "join", [RString(",")]) if isinstance(value, list) else value


@coercion("sudo_groups")
def sudo_groups(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    """Group names get the % of sudoers."""
    items = value if isinstance(value, list) else comma_list(run, resource, value)
    return [RString("%" + _text(run, item).lstrip("%")) for item in items]


@coercion("sudo_filename")
def sudo_filename(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return value.derived(value.text.replace(".", "__").replace("~", "__"))


@coercion("mount_options")
def mount_options(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    if isinstance(value, RString):
        return [RString(item) for item in value.text.replace(",", " ").split()]
    return _array(value)


@coercion("chomp_slash")
def chomp_slash(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    text = _text(run, value)
    keep = text == "/" or text.endswith(":/") or not text.endswith("/")
    return value if keep else value.derived(text[:-1])


@coercion("sysctl_value")
def sysctl_value(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    """Arrays are joined by a space, hashes become `k=v` lines, the rest its text."""
    if isinstance(value, list):
        return run.interp.call(value, "join", [RString(" ")])
    if isinstance(value, RHash):
        return RString("\n".join(f"{_text(run, key)}={_text(run, item)}" for key, item in value.items()))
    return run.interp.to_s(value)


@coercion("conf_suffix")
def conf_suffix(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    text = _text(run, value)
    return value if text.endswith(".conf") else RString(text + ".conf")


@coercion("false_to_nil")
def false_to_nil(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return None if value is False else value


@coercion("selinux_bool")
def selinux_bool(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    text = _text(run, value).lower()
    if text in ("on", "true", "1"):
        return RString("on")
    if text in ("off", "false", "0"):
        return RString("off")
    raise run.interp.error("ArgumentError", f"Invalid value for SELinux boolean {run.interp.inspect(value)}")


@coercion("expand_path")
def expand_path(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    text = value.text
    return value if text.startswith("/") else value.derived(posixpath.normpath("/" + text))


@coercion("backslashes")
def backslashes(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return value.derived(value.text.replace("/", "\\")) if isinstance(value, RString) else value


@coercion("crontab_weekday")
def crontab_weekday(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    """Day names as symbols become the number that cron counts from Sunday."""
    days = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    if isinstance(value, Symbol) and value.name in days:
        return RString(str(days.index(value.name)))
    return value


@coercion("mode")
def mode(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    """File modes are kept as written; one that is no octal number is refused."""
    text = value.text if isinstance(value, RString) else None
    if text and not text.isdigit():
        raise run.interp.error("ArgumentError", f'invalid value for Integer(): "{text}"')
    return value


@coercion("Alternatives.priority")
def alternatives_priority(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    return run.interp.call(value, "to_i")


@coercion("Cron.time_out")
@coercion("CronD.time_out")
def cron_time_out(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    if isinstance(value, RHash):
        return value
    return RHash([(RString("duration"), value)])


@coercion("Locale.lc_env")
def locale_lc_env(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    if not isinstance(value, RHash):
        return value
    names = ((_text(run, key), item) for key, item in value.items())
    return RHash((RString(key if key.startswith("LC_") else f"LC_{key.upper()}"), item) for key, item in names)


@coercion("DnfPackage.flush_cache", "YumPackage.flush_cache")
def flush_cache(run: ChefRun, resource: RObject | None, value: Value) -> Value:
    """`true`, `:before`, `[:before, :after]` become a Hash of when the cache is flushed."""
    before, after = Symbol.of("before"), Symbol.of("after")
    if isinstance(value, list):
        return RHash((item, True) for item in value)
    if isinstance(value, bool):
        return RHash([(before, value), (after, value)])
    if value is before or value is after:
        return RHash([(before, value is before), (after, value is after)])
    return value
