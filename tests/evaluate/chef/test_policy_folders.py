"""Policyfiles that list the folders beside them."""

from tests.evaluate.chef.chef_world import World, cookbook
from translator.evaluate.chef.build_node import prepare_node
from translator.evaluate.ruby.interpreter import Interpreter
from translator.load.platforms import platform_facts
from translator.load.project import Document, Folder, Project


def test_a_policyfile_sees_the_cookbooks_beside_it() -> None:
    text = (
        "name 'web'\nrun_list 'test::a'\n"
        "Dir.children('./cookbooks/test/recipes').grep(/\\.rb\\z/).sort.each do |file|\n"
        "  named_run_list File.basename(file, '.rb').to_sym, \"test::#{file}\"\nend\n"
        "default['list'] = Dir.glob('cookbooks/*/recipes/*.rb').map { |path| File.basename(path) }.sort\n"
        "default['there'] = [Dir.exist?('cookbooks'), File.exist?('cookbooks/test/recipes/a.rb'), File.exist?('/etc/passwd')]\n"
    )
    book = cookbook("test", recipes__a="", recipes__b="")
    policy = Document(name="Policyfile", file=Folder.of_texts("", {"Policyfile.rb": text}).files["Policyfile.rb"])
    project = Project(
        name="web", cookbooks={"test": (book,)}, policy=policy, facts=platform_facts("debian-12"), run_list=()
    )
    interp = Interpreter()
    prepared = prepare_node(interp, project)
    assert [item.message for item in interp.diagnostics] == []
    assert [item.name for item in prepared.recipes] == ["test::a"]
    world = World(interp, prepared)
    assert world.ruby("[node['list'], node['there']]") == (("a.rb", "b.rb"), (True, True, False))
