"""What must happen in the container before the service starts → a small POSIX script and the templates it fills.

Templates lie under /usr/local/share/templates, are filled from the environment into /run/rendered, and a link stands
at the path where the legacy machine had the file: so the root file system can stay read-only.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from translator.emit.artifacts import Artifact
from translator.emit.facts import fact
from translator.emit.quoting import shell_word
from translator.emit.variables import exported
from translator.plan.model import Image, RuntimeFile

SCRIPT = "/usr/local/bin/docker-entrypoint"
TEMPLATES = "/usr/local/share/templates"
RENDERED = "/run/rendered"


def templates_of(image: Image) -> tuple[RuntimeFile, ...]:
    """Return the files that are filled in at start; one that holds a secret too has its template in the Secret."""
    return tuple(file for file in image.runtime_files if file.kind == "template" or file.variables)


def runtime_variables(image: Image) -> dict[str, str]:
    """Return every variable that the container needs: name → fact path."""
    variables = dict(image.process.runtime_environment) if image.process else {}
    for file in templates_of(image):
        variables.update(file.variables)
    return dict(sorted(variables.items()))


def entrypoint_files(image: Image, prefix: str) -> list[Artifact]:
    """Return the script, the templates and the links to the rendered files, under `prefix` (the rootfs folder)."""
    templates = templates_of(image)
    made = [Artifact(path=f"{prefix}{SCRIPT}", content=script(image), mode=0o755)]
    made += [
        Artifact(path=f"{prefix}{TEMPLATES}{file.path}.tmpl", content=file.text)
        for file in templates
        if file.kind == "template"
    ]
    links = [Artifact(path=f"{prefix}{file.path}", content="", link_target=RENDERED + file.path) for file in templates]
    return made + links


def script(image: Image) -> str:
    """Return the entrypoint's text."""
    parts = [
        "#!/bin/sh\n# Fills in what is known only where the container runs, then becomes the service.\nset -eu\n",
        *_facts(image),
        *_exports(image),
        *_renders(image),
        *_prepare(image),
        'exec "$@"\n',
    ]
    return "\n".join(parts)


def _facts(image: Image) -> list[str]:
    lines = [line for name, path in runtime_variables(image).items() for line in _fact_lines(name, path)]
    return (
        ["\n".join(["# Kubernetes gives these; elsewhere the container looks for itself.", *lines, ""])]
        if lines
        else []
    )


def _fact_lines(name: str, path: str) -> list[str]:
    known = fact(path)
    if not known.shell:
        return [f': "${{{name}:?give the value of {path}}}"', f"export {name}"]
    lines = [f': "${{{name}:=$({known.shell})}}"']
    if known.suffix:
        lines.append(f"case ${name} in *[!0-9]*) ;; *) {name}=${{{name}}}{known.suffix} ;; esac")
    return [*lines, f"export {name}"]


def _exports(image: Image) -> list[str]:
    variables = exported(image.process) if image.process else ()
    lines = [f"export {name}={_quoted(value)}" for name, value in variables]
    return ["\n".join([*lines, ""])] if lines else []


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\"'\"'") + "'"


_RENDER = r"""# Write a value so that sed takes it for plain text.
plain() { printf '%s' "$1" | sed -e 's/[&|\\]/\\&/g'; }
"""


def _renders(image: Image) -> list[str]:
    templates = templates_of(image)
    return [_RENDER, *(_render(file) for file in templates)] if templates else []


def _render(file: RuntimeFile) -> str:
    target = RENDERED + file.path
    sums = [f"{name}={value}" for name, value in file.expressions.items()]
    names = [*file.variables, *file.expressions]
    holes = [_hole(name) for name in names]
    lines = [
        *sums,
        f"mkdir -p {shell_word(str(PurePosixPath(target).parent))}",
        f"sed \\\n{''.join(holes)}    {shell_word(f'{TEMPLATES}{file.path}.tmpl')} >{shell_word(target)}",
        f"chmod {file.mode or '0644'} {shell_word(target)}",
        "",
    ]
    return "\n".join(lines)


def _hole(name: str) -> str:
    return '    -e "s|\\${' + name + '}|$(plain "$' + name + '")|g" \\\n'


def _prepare(image: Image) -> list[str]:
    prepare = image.process.prepare if image.process else ()
    return ["\n".join(["# What comes before the service itself.", *prepare, ""])] if prepare else []
