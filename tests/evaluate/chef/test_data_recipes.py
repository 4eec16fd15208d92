"""Recipes in YAML and JSON, as Chef 16 and later read them."""

from __future__ import annotations

from tests.evaluate.chef.recipes import catalog, messages, names

YAML = """---
resources:
- type: package
  name: rsync
  action: upgrade
- type: "file"
  name: /etc/motd
  content: hello
  mode: '0644'
  owner: app
"""
JSON = '{"resources": [\n\t{"type": "directory", "name": "/srv/a", "recursive": true}],\n "include_recipes": ["web::more"]}\n'


def test_resources_are_declared_from_yaml() -> None:
    found = catalog({"recipes/default.yml": YAML})
    package, file = found.resources
    assert (str(package.id), package.actions, package.span.line) == ("package[rsync]", ("upgrade",), 3)
    assert (file.properties, file.span.line) == ({"content": "hello", "mode": "0644", "owner": "app"}, 6)
    assert messages(found) == []


def test_resources_and_recipes_are_named_in_json() -> None:
    found = catalog({"recipes/default.json": JSON, "recipes/more.rb": "package 'nginx'\n"})
    assert names(found) == ["directory[/srv/a]", "package[nginx]"]
    assert [resource.span.line for resource in found.resources] == [2, 1]


def test_a_ruby_recipe_of_the_same_name_counts() -> None:
    assert names(catalog({"recipes/default.yml": YAML, "recipes/default.rb": "package 'a'\n"})) == ["package[a]"]


def test_what_is_wrong_in_a_resource_costs_only_that_one() -> None:
    text = (
        '{"resources": [{"type": "nosuch", "name": "x"}, {"type": "package", "name": "a", "colour": 1},'
        ' {"type": "package", "name": "b"}]}'
    )
    found = catalog({"recipes/default.json": text})
    assert names(found)[-1] == "package[b]"
    assert [text for text in messages(found) if "nosuch" in text and "colour" not in text]
    assert [text for text in messages(found) if "colour" in text]


def test_a_file_without_resources_is_told() -> None:
    (message,) = messages(catalog({"recipes/default.yml": "packages: []\n"}))
    assert "must contain a top-level 'resources' hash" in message


def test_a_file_that_is_no_json_is_told() -> None:
    (message,) = messages(catalog({"recipes/default.json": "{"}))
    assert "JSON::ParserError" in message
