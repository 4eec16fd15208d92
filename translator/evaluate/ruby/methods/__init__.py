"""The native methods of Ruby's own classes, a file for each class or part of one.

`CORE` is imported when the first interpreter is made; `AUTOLOAD` names the file that a constant's first use imports.
"""

CORE = (
    "comparable",
    "integer",
    "float",
    "string_basic",
    "string_case",
    "string_search",
    "string_convert",
    "symbol",
    "enumerable",
    "enumerator",
    "array_basic",
    "array_change",
    "hash_basic",
    "hash_change",
    "range",
    "regexp",
    "convert",
    "hooks",
    "file_path",
    "file_machine",
)
AUTOLOAD: dict[str, str] = {
    "Rational": "rational",
    "JSON": "json_text",
    "YAML": "yaml_load",
    "Psych": "yaml_load",
    "Shellwords": "shellwords",
    "FileUtils": "fileutils",
}
