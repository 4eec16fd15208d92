"""What real Ruby cannot tell: the four kinds of value, the budget, what is refused, places of errors, the API."""

from __future__ import annotations

import time

import pytest

from translator.diagnostics import Code
from translator.evaluate.ruby.budget import Budget, BudgetExceeded
from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.machine import CommandResult, EmptyMachine
from translator.evaluate.ruby.native import take_keywords
from translator.evaluate.ruby.objects import RString, RubyError, Symbol, Value
from translator.evaluate.values import Hole, Runtime, Secret, Tainted, Text, Unknown
from translator.location import Source
from translator.parse.ruby.ast import Program
from translator.parse.ruby.parser import parse

SECRET = RString("s3cret!", (Hole(Secret("db/password"), "s3cret!"),))
ADDRESS = RString("10.0.0.2", (Hole(Runtime("ipaddress"), "10.0.0.2"),))
MEMORY = RString("2048kB", (Hole(Runtime("memory/total"), "2048kB"),))
CPUS = Tainted(4, Runtime("cpu/total"))
PEERS = Unknown("search needs a Chef server", None)
VALUES = {"secret": SECRET, "address": ADDRESS, "memory": MEMORY, "cpus": CPUS, "peers": PEERS}


def tree(code: str) -> Program:
    names = " = ".join(VALUES)
    program, problems = parse(Source("recipe.rb", f"{names} = nil if false; {code}"))
    assert not problems
    return program


def run(code: str, interp: Interpreter | None = None) -> Value:
    """Evaluate code in which secret, address, memory, cpus and peers are local variables."""
    return (interp or Interpreter()).evaluate_program(tree(code), local_values=dict(VALUES))


def data(code: str) -> str | Text:
    found = run(code)
    assert isinstance(found, RString)
    return found.data()


# --- strings with holes


def test_interpolation_keeps_the_pieces_apart() -> None:
    assert data('"jdbc:#{address}:#{5432}"') == Text(("jdbc:", Hole(Runtime("ipaddress"), "10.0.0.2"), ":5432"))


@pytest.mark.parametrize("code", ['"a" + secret', '"" << "a" << secret', '["a", secret].join', '"a".concat(secret)'])
def test_joining_keeps_the_hole(code: str) -> None:
    assert data(code) == Text(("a", Hole(Secret("db/password"), "s3cret!")))


@pytest.mark.parametrize(
    "code",
    [
        "secret.upcase",
        "secret.reverse",
        "secret.gsub('s', 'x')",
        "secret.split('c').first",
        "secret.chars.join",
        "[secret].inspect",
        "{ a: secret }.to_s",
        "require 'base64'; Base64.encode64(secret)",
        "require 'digest'; Digest::MD5.hexdigest(secret)",
        "require 'json'; { a: [secret] }.to_json",
        "require 'json'; JSON.generate('a' => secret)",
        "require 'yaml'; { 'a' => secret }.to_yaml",
        "'%s!' % secret",
        "format('%s', secret)",
        "secret.dup",
        "secret.clone.strip",
        "secret[0, 3]",
        "secret.sub(/s/) { |m| m.upcase }",
        "'a'.sub('a', secret)",
        "'a'.sub('a') { secret }",
        "x = +'a'; x.replace(secret); x",
        "x = secret.dup; x.upcase!; x",
        "x = +'abc'; x[0] = secret; x",
        "x = +'abc'; x.insert(1, secret); x",
        "secret =~ /(s.)/; $1",
        "secret.match(/s3/)[0]",
        "secret.to_sym.to_proc; secret.to_s",
        "secret.each_char.map { |c| c }.join",
        "secret.tr('s', 'S')",
        "secret.ljust(20)",
        "secret * 2",
        "secret.center(20)",
        "[secret, 'b'].max",
        '"#{[secret]}"',
        'begin; raise "x #{secret}"; rescue => e; e.message; end',
    ],
)
def test_whatever_is_made_of_a_secret_is_that_secret(code: str) -> None:
    found = data(code)
    assert isinstance(found, Text), found
    assert Secret("db/password") in found.origins


@pytest.mark.parametrize(
    "code", ["secret.length", "secret == 'a'", "secret.empty?", "secret.include?('s')", "secret.hex"]
)
def test_numbers_and_truths_of_a_secret_are_secret(code: str) -> None:
    found = run(code)
    assert isinstance(found, Tainted)
    assert found.origin == Secret("db/password")


def test_a_changed_runtime_text_is_unknown_but_an_unchanged_one_is_the_fact() -> None:
    assert data("address.strip") == Text((Hole(Runtime("ipaddress"), "10.0.0.2"),))
    changed = data("address.reverse")
    assert isinstance(changed, Text)
    assert isinstance(changed.origins[0], Unknown)
    assert changed.sample == "2.0.0.01"


# --- numbers


@pytest.mark.parametrize(
    ("code", "sample", "expression"),
    [
        ("cpus * 2", 8, "$fact * 2"),
        ("2 * cpus", 8, "2 * $fact"),
        ("(cpus + 1) * 3", 15, "($fact + 1) * 3"),
        ("cpus - 1 + cpus", 7, "($fact - 1) + $fact"),
        ("cpus / 2", 2, "$fact / 2"),
        ("cpus > 2", True, "$fact > 2"),
        ("cpus.to_i", 4, ""),
        ("cpus.to_s.to_i", 4, ""),
        ("memory.to_i / 1024", 2, "${fact%%[!0-9]*} / 1024"),
        ("memory.sub('kB', '').to_i", 2048, "${fact%%[!0-9]*}"),
        ("Integer(cpus)", 4, ""),
        ("[cpus, 8].min", 4, "($fact < 8 ? $fact : 8)"),
    ],
)
def test_arithmetic_on_a_runtime_number_is_kept_for_the_shell(code: str, sample: int, expression: str) -> None:
    found = run(code)
    assert isinstance(found, Tainted)
    assert found.sample == sample
    assert isinstance(found.origin, Runtime)
    assert found.origin.expression == expression


def test_what_the_shell_cannot_compute_is_unknown_with_its_sample() -> None:
    found = run("(cpus * 1.5).round")
    assert isinstance(found, Tainted)
    assert (found.sample, type(found.origin)) == (6, Unknown)


def test_a_number_in_a_text_is_a_hole() -> None:
    assert data('"workers #{cpus * 2}"') == Text(("workers ", Hole(Runtime("cpu/total", "$fact * 2"), "8")))


def test_collections_keep_tainted_values() -> None:
    assert run("[cpus].push(cpus).map { |x| x }") == [CPUS, CPUS]
    assert run("{ a: cpus }.merge(b: 1)[:a]") is CPUS
    assert run("class Box; attr_accessor :v; def initialize(v) = @v = v; end; Box.new(cpus).v") is CPUS
    assert run("(1..cpus).to_a") == [1, 2, 3, 4]


# --- unknown values and branches


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("(address =~ /^10/) ? 1 : 2", 1),
        ("(cpus - 4) ? 1 : 2", 1),
        ("unless address =~ /^10/ then 2 else 1 end", 1),
        ("(address =~ /^10/ and 1) || 2", 1),
        ("!(address =~ /^10/) ? 2 : 1", 1),
        ("(address =~ /^11/) ? 1 : 2", 2),
    ],
)
def test_zero_is_true_as_a_condition(code: str, expected: int) -> None:
    """A match at the very start is the number 0, which only nil and false are less true than, in Ruby."""
    assert run(code) == expected


def test_a_branch_on_a_runtime_value_takes_the_sample_and_says_so_once() -> None:
    interp = Interpreter()
    assert run("3.times.map { cpus > 2 ? 1 : 0 }", interp) == [1, 1, 1]
    assert [(item.code, item.span.line if item.span else 0) for item in interp.diagnostics] == [
        (Code.BRANCH_ON_RUNTIME, 1)
    ]


def test_an_unknown_value_swallows_calls_and_is_false_in_a_condition() -> None:
    interp = Interpreter()
    assert run("peers.map { |n| n['ip'] }.first.foo['x']", interp) is PEERS
    assert not interp.diagnostics
    assert run("peers.empty? ? 1 : 2", interp) == 2
    assert [item.code for item in interp.diagnostics] == [Code.UNKNOWN_VALUE]


def test_an_unknown_value_in_a_text_is_a_hole() -> None:
    assert data('"peers=#{peers.join(",")}"') == Text(("peers=", Hole(PEERS, "")))


@pytest.mark.parametrize(
    "code", ["'a' + peers", "File.join('a', peers)", "Integer(peers)", "[1, 2].first(peers)", "3 + peers"]
)
def test_a_method_that_needs_an_unknown_argument_is_unknown(code: str) -> None:
    found = run(code)
    assert isinstance(found, Unknown) or isinstance(found.origin, Unknown)


@pytest.mark.parametrize(
    "code",
    ["%w(10.0.0.2).include?(address)", "{ '10.0.0.2' => 1 }.key?(address)", "/10/.match?(address)", "address == 'x'"],
)
def test_an_answer_about_a_runtime_value_depends_on_it(code: str) -> None:
    found = run(code)
    assert isinstance(found, Tainted)
    assert found.origin == Runtime("ipaddress")


@pytest.mark.parametrize(
    "code", ["['a'].include?(peers)", "'a' == peers", "{}.key?(peers)", "case peers when 'a' then 1 end"]
)
def test_an_answer_about_an_unknown_value_is_unknown(code: str) -> None:
    assert run(code) in (PEERS, None)


def test_a_condition_on_a_secret_is_not_told() -> None:
    interp = Interpreter()
    assert run("secret == 's3cret!' ? 1 : 2", interp) == 1
    assert not interp.diagnostics


# --- secrets in messages


@pytest.mark.parametrize(
    "code",
    [
        "secret.foo",
        "[secret].foo",
        'raise "bad #{secret}"',
        "Integer(secret)",
        "{}.fetch(secret)",
        "secret.to_sym.foo",
        "Object.const_get(secret)",
        "raise ArgumentError, secret.inspect",
        "class A; def initialize(s) = @s = s; end; A.new(secret).foo",
        "[secret, nil].sort",
        "secret + 1",
        "eval(secret)",
        'system("mysql -p#{secret}")',
    ],
)
def test_no_message_holds_a_secret(code: str) -> None:
    interp = Interpreter()
    interp.guard(lambda: run(code, interp))
    assert interp.diagnostics
    assert "s3cret" not in "".join(item.message for item in interp.diagnostics)


def test_what_is_printed_holds_no_secret() -> None:
    interp = Interpreter()
    run('puts "pw #{secret}"; p secret; warn [secret]', interp)
    assert interp.log == ["pw <secret db/password>", '"<secret db/password>"', "<secret db/password>"]


# --- budget


@pytest.mark.parametrize(
    "code",
    [
        "while true; end",
        "loop { }",
        "begin; loop { }; rescue Exception; 1; end",
        "begin; begin; loop { }; ensure; 1 + 1; end; ensure; 2; end",
        "def f = f; f",
        "def f(x) = [x].map { |y| f(y) }; f(1)",
        'class A; def to_s = "#{self}"; end; "#{A.new}"',
        "'a' * 10**9",
        "(1..10**10).to_a",
        "x = 'ab'; loop { x += x }",
        "x = [1]; loop { x += x }",
        "x = [1]; loop { x.concat(x) }",
        "x = 3; loop { x *= x }",
        "10**(10**9)",
        "a = []; loop { a << 'x' * 1_000_000 }",
    ],
)
def test_nothing_outlasts_its_budget(code: str) -> None:
    interp = Interpreter(budget=Budget(steps=100_000))
    begun = time.process_time()
    assert interp.guard(lambda: run(code, interp)) is None
    assert time.process_time() - begun < 4
    (found,) = interp.diagnostics
    assert found.code is Code.BUDGET
    assert found.span is not None


def test_a_budget_is_no_ruby_exception() -> None:
    with pytest.raises(BudgetExceeded):
        run("loop { } rescue 1", Interpreter(budget=Budget(steps=1_000)))


# --- what is refused


@pytest.mark.parametrize(
    "code",
    ["system('touch /tmp/x')", "`id`", "exec('id')", "spawn('id')", "eval('1')", "instance_eval('1')", "%x(id)"],
)
def test_commands_and_eval_are_refused_with_their_place(code: str) -> None:
    interp = Interpreter()
    assert isinstance(run(f"1\n\n  {code}", interp), Unknown)
    (found,) = interp.diagnostics
    assert found.code is Code.REFUSED
    assert found.span is not None
    assert found.span.line == 3


class Known(EmptyMachine):
    """A machine that knows what `hostname` prints."""

    def shell_out(self, command: str) -> CommandResult | Unknown:
        return CommandResult("box\n") if command == "hostname" else Unknown("not known", None)


def test_the_machine_may_know_a_command() -> None:
    interp = Interpreter(machine=Known())
    assert run("`hostname`.chomp", interp).text == "box"
    assert run("system('hostname')", interp) is True


def test_the_environment_is_empty() -> None:
    assert run("[ENV['PATH'], ENV.to_h, ENV.key?('HOME')]")[0] is None


# --- errors have places


def test_an_error_names_the_raising_call_and_its_callers() -> None:
    code = "def check(x)\n  raise ArgumentError, 'no' if x\nend\n\ncheck(1)\n"
    program, _ = parse(Source("lib.rb", code))
    with pytest.raises(RubyError) as caught:
        Interpreter().evaluate_program(program)
    assert [span.line for span in caught.value.backtrace] == [2, 5]


def test_an_undefined_method_is_told_with_line_and_column() -> None:
    interp = Interpreter()
    program, _ = parse(Source("recipe.rb", "x = 1\nx.zork\n"))
    assert interp.guard(lambda: interp.evaluate_program(program)) is None
    (found,) = interp.diagnostics
    assert (found.code, found.message) == (Code.UNKNOWN_METHOD, "NoMethodError: undefined method `zork' for 1:Integer")
    assert found.span is not None
    assert (found.span.line, found.span.column) == (2, 3)


# --- what colleagues call


def test_native_methods_take_keywords_and_blocks() -> None:
    interp = Interpreter()

    def configure(interp: Interpreter, self: Value, args: list[Value], block: Value) -> Value:
        keywords = take_keywords(args)
        return [args, keywords.get(Symbol.of("mode")), interp.yield_block(block, [self])]

    thing = interp.make_class("Thing")
    interp.set_const("Thing", thing)
    interp.define_native(thing, "configure", configure)
    found = run("Thing.new.configure(1, mode: 'x') { |t| t.class.name }", interp)
    assert (found[0], found[1].text, found[2].text) == ([1], "x", "Thing")


def test_instance_eval_runs_a_block_on_an_object() -> None:
    interp = Interpreter()
    block = run("proc { |x| [self.upcase, x] }", interp)
    found = interp.instance_eval(RString("a"), block, [5])
    assert (found[0].text, found[1]) == ("A", 5)


def test_a_file_can_be_evaluated_inside_a_module() -> None:
    interp = Interpreter()
    run("module Deep; LIMIT = 3; class Thing; end; end", interp)
    thing = interp.const("Deep::Thing")
    program, _ = parse(Source("r.rb", "def limit = LIMIT\nself.name"))
    name = interp.evaluate_program(program, thing, (interp.const("Deep"), thing))
    assert name.text == "Deep::Thing"
    assert run("Deep::Thing.new.limit", interp) == 3


def test_require_asks_the_hook() -> None:
    interp = Interpreter()
    asked: list[tuple[str, bool]] = []
    interp.require_hook = lambda name, relative, span: bool(asked.append((name, relative)))
    run("require 'json'; require_relative '../libraries/helpers'", interp)
    assert asked == [("json", False), ("../libraries/helpers", True)]


def test_interpreters_share_nothing() -> None:
    first, second = Interpreter(), Interpreter()
    run("class String; def shout = upcase; end; $x = 1; X = 1", first)
    assert run("['a'.respond_to?(:shout), $x, defined?(X)]", second) == [False, None, None]
