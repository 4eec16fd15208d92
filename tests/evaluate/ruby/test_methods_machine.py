"""File, Dir and FileUtils ask and change the simulated machine, and never this one."""

from __future__ import annotations

import pytest

from translator.diagnostics import Code
from translator.evaluate.chef.machine import SimulatedMachine
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RString, RubyError
from translator.evaluate.values import Unknown
from translator.location import Source
from translator.parse.ruby.parser import parse


def run(code: str, machine: SimulatedMachine | None = None) -> tuple[Interpreter, object]:
    interp = Interpreter(machine)
    tree, problems = parse(Source("case.rb", code))
    assert not problems
    return interp, interp.evaluate_program(tree)


def furnished() -> SimulatedMachine:
    machine = SimulatedMachine()
    machine.make_file("/srv/app/a.conf", RString("x=1\ny=2\n"))
    machine.make_file("/srv/app/b.conf", None)
    machine.make_link("/srv/current", "/srv/app")
    machine.add_user("www", "/var/www")
    return machine


QUESTIONS = {
    "File.exist?('/srv/app/a.conf')": "true",
    "File.exist?('/nowhere')": "false",
    "::File.directory?('/srv/app')": "true",
    "File.file?('/srv/app')": "false",
    "File.file?('/srv/app/a.conf')": "true",
    "File.symlink?('/srv/current')": "true",
    "FileTest.exist?('/srv')": "true",
    "Dir.exist?('/srv/app')": "true",
    "File.read('/srv/app/a.conf').lines.size": "2",
    "IO.readlines('/srv/app/a.conf', chomp: true)": '["x=1", "y=2"]',
    "File.foreach('/srv/app/a.conf').map { |l| l[0] }": '["x", "y"]',
    "File.open('/srv/app/a.conf') { |f| f.each_line.map(&:chomp) }": '["x=1", "y=2"]',
    "File.open('/srv/app/a.conf', 'r').gets": '"x=1\\n"',
    "Dir.glob('/srv/app/*.conf')": '["/srv/app/a.conf", "/srv/app/b.conf"]',
    "Dir['/srv/app/*'].map { |f| File.basename(f, '.conf') }": '["a", "b"]',
    "Dir.children('/srv/app').sort": '["a.conf", "b.conf"]',
    "Pathname.new('/srv/app').join('a.conf').exist?": "true",
    "Pathname.new('/srv/app/a.conf').read[0]": '"x"',
    "File.size('/srv/app/a.conf')": "8",
    "File.zero?('/srv/app/a.conf')": "false",
    "YAML.load_file('/srv/app/a.conf')": '"x=1 y=2"',
    "File.write('/tmp/n', 'hello'); File.read('/tmp/n')": '"hello"',
    "File.open('/tmp/n', 'w') { |f| f.puts 'a', 1; f << 'z' }; IO.read('/tmp/n')": '"a\\n1\\nz"',
    "File.open('/srv/app/a.conf', 'a') { |f| f.write('z') }; File.read('/srv/app/a.conf')": '"x=1\\ny=2\\nz"',
    "FileUtils.mkdir_p('/opt/x/y'); File.directory?('/opt/x')": "true",
    "FileUtils.rm_rf('/srv/app'); File.exist?('/srv/app/a.conf')": "false",
    "FileUtils.cp('/srv/app/a.conf', '/tmp'); File.read('/tmp/a.conf')[0]": '"x"',
    "FileUtils.ln_s('/srv/app', '/srv/z'); File.symlink?('/srv/z')": "true",
    "Etc.getpwnam('www').dir": '"/var/www"',
    "Etc.getgrnam('www').name": '"www"',
    "Dir.home('www')": '"/var/www"',
    "(Etc.getpwnam('nobody-here') rescue $!.message)": '"can\'t find user for nobody-here"',
    "Bundler.with_clean_env { 1 }": "1",
    "FileUtils.touch('/tmp/t'); File.exist?('/tmp/t')": "true",
}


@pytest.mark.parametrize("code", QUESTIONS)
def test_machine_answers(code: str) -> None:
    interp, value = run(code, furnished())
    assert interp.inspect(value) == QUESTIONS[code]


def test_a_missing_file_is_ruby_s_own_error() -> None:
    with pytest.raises(RubyError) as caught:
        run("File.read('/nowhere')", furnished())
    assert caught.value.value.cls.name == "Errno::ENOENT"


def test_content_that_is_not_known_is_unknown_and_refused() -> None:
    interp, value = run("x = 1\nFile.read('/srv/app/b.conf').lines", furnished())
    assert isinstance(value, Unknown)
    assert [(found.code, found.span.line) for found in interp.diagnostics if found.span] == [(Code.REFUSED, 2)]


@pytest.mark.parametrize(
    "code",
    [
        "File.write('/tmp/cook2image-must-not-exist', 'x')",
        "File.open('/tmp/cook2image-must-not-exist', 'w') { |f| f.puts 1 }",
        "FileUtils.touch('/tmp/cook2image-must-not-exist')",
        "open('http://localhost/')",
        "open('| touch /tmp/cook2image-must-not-exist')",
        "Net::HTTP.get(URI('http://localhost/'))",
        "TCPSocket.new('localhost', 80)",
        "Open3.capture2('touch /tmp/cook2image-must-not-exist')",
        "IO.popen('touch /tmp/cook2image-must-not-exist')",
        "URI.parse('http://localhost/').read",
        "Resolv.getaddress('localhost')",
        "Marshal.load('x')",
    ],
)
def test_reaching_outside_is_refused(code: str) -> None:
    interp, _ = run(code)
    assert Code.REFUSED in {found.code for found in interp.diagnostics}


def test_a_change_made_by_code_is_reported() -> None:
    interp, _ = run("File.write('/etc/motd', 'hi')", furnished())
    assert [found.message for found in interp.diagnostics] == [
        "writing /etc/motd from Ruby code is not carried into the image"
    ]
