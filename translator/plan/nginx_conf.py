"""nginx's managed files, read by crossplane's lexer with their includes followed → the server blocks it serves.

before:  /etc/nginx/sites-enabled/a → ../sites-available/a, "server { listen 127.0.0.1:81 ssl; location / {…} }"
after:   Server(Directive("server", …)) with listens ("127.0.0.1:81", "ssl")
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from translator.graph.nodes import File, Link, Repository
from translator.plan.machine import Machine, sample_text

MAIN = "/etc/nginx/nginx.conf"
DEPTH = 8


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive with its words, and what is in its block."""

    name: str
    words: tuple[str, ...] = ()
    block: tuple[Directive, ...] = ()

    def all(self, name: str) -> Iterator[Directive]:
        """Yield the directives of that name right inside the block."""
        return (each for each in self.block if each.name == name)

    def words_of(self, name: str) -> tuple[str, ...]:
        """Return the words of the last directive of that name right inside the block."""
        return ([each.words for each in self.all(name)] or [()])[-1]


def parse(text: str) -> tuple[Directive, ...]:
    """Return the directives of a configuration text; what does not parse ends it."""
    from crossplane.errors import NgxParserBaseException  # type: ignore[import-untyped]
    from crossplane.lexer import _balance_braces, _lex_file_object  # type: ignore[import-untyped]

    tokens = _balance_braces(_lex_file_object(io.StringIO(f"{text}\n")))
    stack: list[list[Directive]] = [[]]
    heads: list[tuple[str, ...]] = []
    words: list[str] = []
    try:
        for token, _, quoted in tokens:
            if quoted or token not in ("{", "}", ";"):
                words += [token] if quoted or not token.startswith("#") else []
            elif token == "{":
                heads.append(tuple(words))
                stack.append([])
                words = []
            elif token == ";":
                stack[-1] += [Directive(words[0], tuple(words[1:]))] if words else []
                words = []
            else:
                _close(stack, heads.pop())
                words = []
    except NgxParserBaseException:
        pass
    while heads:
        _close(stack, heads.pop())
    return tuple(stack[0])


def _close(stack: list[list[Directive]], head: tuple[str, ...]) -> None:
    block = tuple(stack.pop())
    stack[-1] += [Directive(head[0], head[1:], block)] if head else []


def servers(machine: Machine) -> list[Directive]:
    """Return every server block of the machine's nginx, the package's own site among them when it is still there."""
    main = machine.file_text(MAIN)
    top = parse(_packaged(machine) if main is None else main)
    return [each for each in _within(machine, top, DEPTH) if each.name == "server"]


def listens(server: Directive) -> list[tuple[str, ...]]:
    """Return the words of a server's listen directives; nginx listens on port 80 when it has none."""
    return [each.words for each in server.all("listen") if each.words] or [("80",)]


def _within(machine: Machine, block: Iterable[Directive], depth: int) -> Iterator[Directive]:
    """Yield the directives of http blocks and of all that they include."""
    for each in block:
        if each.name == "include" and each.words and depth:
            for text in _included(machine, each.words[0]):
                yield from _within(machine, parse(text), depth - 1)
        elif each.name == "http":
            yield from _within(machine, each.block, depth)
        else:
            yield each


def _included(machine: Machine, pattern: str) -> Iterator[str]:
    """Yield the texts that an include names, links followed, in order of path as nginx takes them."""
    wanted = machine.canonical(posixpath.join("/etc/nginx", pattern))
    folder = posixpath.dirname(wanted)
    found = [path for path in machine.paths if posixpath.dirname(path) == folder and fnmatchcase(path, wanted)]
    for path in sorted(found):
        text = _text(machine, path)
        if text is not None:
            yield text
    site = _site(machine)
    if site and fnmatchcase(site, wanted) and site not in machine.paths:
        yield PACKAGED_SITE


def _text(machine: Machine, path: str, hops: int = DEPTH) -> str | None:
    node = machine.paths.get(path)
    if isinstance(node, File) and node.present:
        return sample_text(node.content)
    if isinstance(node, Link) and node.present and hops:
        target = machine.canonical(posixpath.join(posixpath.dirname(path), node.target))
        if target == "/etc/nginx/sites-available/default" and target not in machine.paths:
            return PACKAGED_SITE
        return _text(machine, target, hops - 1)
    return None


PACKAGED_SITE = """server {
  listen 80 default_server;
  listen [::]:80 default_server;
  root /var/www/html;
  index index.html index.htm index.nginx-debian.html;
  server_name _;
  location / { try_files $uri $uri/ =404; }
}
"""
"""The site that Debian's nginx-common 1.22 enables; the vendor's and Red Hat's serve another folder."""
_VENDOR_SITE = "server { listen 80; root /usr/share/nginx/html; index index.html index.htm; }"


def _site(machine: Machine) -> str:
    """Return the path of the package's own site, "" where it stands in the main file."""
    if _from_vendor(machine):
        return "/etc/nginx/conf.d/default.conf"
    return "/etc/nginx/sites-enabled/default" if machine.platform.family == "debian" else ""


def _from_vendor(machine: Machine) -> bool:
    return any(isinstance(node, Repository) and "nginx.org" in node.uri for node in machine.nodes)


def _packaged(machine: Machine) -> str:
    """Return the package's main file, as far as it says which sites are served."""
    if _from_vendor(machine):
        return "http { include /etc/nginx/conf.d/*.conf; }"
    if machine.platform.family == "debian":
        return "http { include /etc/nginx/conf.d/*.conf; include /etc/nginx/sites-enabled/*; }"
    return f"http {{ include /etc/nginx/conf.d/*.conf; {_VENDOR_SITE} }}"
