"""What file-like resources write: `content`, a cookbook's file, a rendered template, the files of a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.evaluate.catalog import SourceFile
from translator.evaluate.chef.bridge import name_of
from translator.evaluate.chef.lookup import find_directory, not_found
from translator.evaluate.chef.lookup import find_file as find_in
from translator.evaluate.chef.objects import ResourceObject
from translator.evaluate.ruby.objects import RString
from translator.evaluate.values import Unknown
from translator.location import Span

if TYPE_CHECKING:
    from translator.evaluate.chef.run import ChefRun
    from translator.load.project import Cookbook, InputFile


def find_file(run: ChefRun, cookbook: Cookbook, segment: str, source: str | list[str]) -> InputFile | None:
    """Return the file a cookbook has for this node, None when it has none."""
    return find_in(cookbook, segment, source, run.place).file


def require_file(run: ChefRun, cookbook: str, segment: str, source: str | list[str]) -> InputFile:
    """Return the file; Chef's FileNotFound when there is none."""
    book = run.cookbooks.get(cookbook)
    if book is None:
        raise run.interp.error("Chef::Exceptions::CookbookNotFound", f"Cookbook {cookbook} not found.")
    found = find_in(book, segment, source, run.place)
    if found.file is None:
        raise run.interp.error("Chef::Exceptions::FileNotFound", not_found(book, segment, found.tried))
    return found.file


def cookbook_of(run: ChefRun, resource: ResourceObject) -> str:
    """Return the cookbook that a resource takes its files from."""
    given = run.value_of(resource, "cookbook")
    return name_of(given) if given is not None else name_of(resource.ivars.get("cookbook_name"))


def text_of_file(run: ChefRun, resource: ResourceObject) -> tuple[RString | bytes | None, Span | None]:
    """Return what the resource writes, None when it writes nothing, and the file in the cookbook it came from."""
    interp = run.interp
    if interp.is_a(resource, "Chef::Resource::Template"):
        return _template(run, resource)
    if interp.is_a(resource, "Chef::Resource::CookbookFile"):
        return _cookbook_file(run, resource)
    content = interp.call(resource, "content")
    if isinstance(content, Unknown):
        from translator.evaluate.chef.bridge import unknown_text

        return unknown_text(content), None
    return (content if isinstance(content, RString) else None), None


def sources_of(run: ChefRun, resource: ResourceObject) -> str | list[str]:
    """Return the `source` of a template or cookbook_file: one name, or several to try."""
    value = run.interp.call(resource, "source")
    if isinstance(value, list):
        return [run.text(item) for item in value]
    return run.text(value)


def _cookbook_file(run: ChefRun, resource: ResourceObject) -> tuple[RString | bytes | None, Span | None]:
    file = require_file(run, cookbook_of(run, resource), "files", sources_of(run, resource))
    try:
        return RString(file.content.decode()), file.span
    except UnicodeDecodeError:
        return file.content, file.span


def _template(run: ChefRun, resource: ResourceObject) -> tuple[RString | bytes | None, Span | None]:
    from translator.evaluate.chef.templates import render_template

    return render_template(run, resource)


def remote_tree(run: ChefRun, resource: ResourceObject) -> tuple[SourceFile, ...]:
    """Return the files that a remote_directory copies, by path inside it."""
    name = cookbook_of(run, resource)
    book = run.cookbooks.get(name)
    if book is None:
        raise run.interp.error("Chef::Exceptions::CookbookNotFound", f"Cookbook {name} not found.")
    source = run.text(run.interp.call(resource, "source"))
    files, tried = find_directory(book, "files", source, run.place)
    if not files:
        raise run.interp.error("Chef::Exceptions::FileNotFound", not_found(book, "files", tried))
    return tuple(SourceFile(path=path, content=file.content, mode=file.mode) for path, file in sorted(files.items()))
