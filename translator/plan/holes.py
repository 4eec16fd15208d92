"""What becomes of a text with holes: baked, rendered at start, mounted from a Secret, or left to a person.

before:  Text(("bind ", Hole(Runtime("ipaddress"), "10.0.0.2"), ":80  # ", Hole(Runtime("hostname"), "web1")))
after:   Rendered(text="bind ${POD_IP}:80  # ${POD_NAME}", variables={"POD_IP": "ipaddress", "POD_NAME": "hostname"})

A hole that stands in a comment line is written as "<hostname>": no file is rendered at start for a comment's sake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from translator.evaluate.values import Hole, Runtime, Secret, Text, Unknown
from translator.plan.tables.facts import number_of, variable_of

COMMENTS = ("#", "//", ";", "<!--", "/*", "--")


@dataclass(slots=True)
class SecretKeys:
    """The keys of the machine's one Secret: where a value came from → its key.

    The environment's name is left out of a key, so that it is the same in every environment.
    """

    environment: str = ""
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Return the key of the secret that came from `name`, an identifier unique in the machine."""
        if name not in self.keys:
            bare = re.sub(r"^(data_bag|vault|eyaml|hiera|attribute)s?/", "", name)
            parts = [part for part in bare.split("/") if part != self.environment]
            wanted = re.sub(r"\W+", "_", "_".join(parts)).strip("_").lower() or "secret"
            taken = set(self.keys.values())
            self.keys[name] = next(each for each in _candidates(wanted) if each not in taken)
        return self.keys[name]


def _candidates(wanted: str) -> list[str]:
    return [wanted, *(f"{wanted}_{number}" for number in range(2, 1000))]


@dataclass(slots=True)
class Rendered:
    """A text settled: `text` has ${NAME} and {{ .key }} placeholders; `unknown` says why it cannot be written."""

    text: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)
    unknown: str = ""


def render(content: Text, secrets: SecretKeys) -> Rendered:
    """Return the text with a placeholder for every hole; see the module's example."""
    result = Rendered()
    has_secret = any(isinstance(part, Hole) and isinstance(part.origin, Secret) for part in content.parts)
    pieces: list[str] = []
    line = ""
    for part in content.parts:
        if isinstance(part, Hole):
            piece = _placeholder(part, result, secrets, line.lstrip().startswith(COMMENTS))
        else:
            piece = part.replace("{{", '{{ "{{" }}') if has_secret else part
        pieces.append(piece)
        line = (line + piece).rpartition("\n")[2]
    result.text = "".join(pieces)
    return result


def _placeholder(hole: Hole, result: Rendered, secrets: SecretKeys, comment: bool) -> str:
    if comment and not isinstance(hole.origin, Secret):
        word = hole.origin.fact if isinstance(hole.origin, Runtime) else "unknown"
        result.masked.append(word)
        return f"<{word}>"
    match hole.origin:
        case Secret(name=name):
            key = secrets.key(name)
            if key not in result.secrets:
                result.secrets.append(key)
            return f"{{{{ .{key} }}}}"
        case Runtime():
            return variable(hole.origin, result)
        case Unknown(reason=reason):
            result.unknown = result.unknown or reason
            return ""


def variable(origin: Runtime, result: Rendered) -> str:
    """Return the placeholder of a runtime fact, its variable and expression noted in `result`."""
    name = variable_of(origin.fact)
    result.variables[name] = origin.fact
    if origin.expression:
        number = number_of(origin.fact)
        expression = re.sub(r"\$\{?fact\b\}?", lambda _: number, origin.expression)
        return f"${{{_named(name, f'$(({expression}))', result)}}}"
    return f"${{{name}}}"


def _named(base: str, expression: str, result: Rendered) -> str:
    """Return the name of a derived variable with that expression, the same one for the same expression."""
    for name, known in result.expressions.items():
        if known == expression:
            return name
    name = f"{base}_{len(result.expressions) + 1}"
    result.expressions[name] = expression
    return name
