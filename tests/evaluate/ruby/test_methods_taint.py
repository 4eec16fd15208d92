"""Secrets, runtime facts and unknown values on their way through native methods.

Each case is Ruby over @ip (a runtime fact), @host, @pw (a secret), @mem ("2048kB"), @cpu (a number) and @u (unknown);
the answer is the data that leaves the interpreter, holes written as ⟨origin:sample⟩.
"""

from __future__ import annotations

import pytest

from translator.evaluate.ruby.interpreter import Interpreter
from translator.evaluate.ruby.objects import RHash, RString, Symbol, Value
from translator.evaluate.values import Hole, Origin, Runtime, Secret, Tainted, Unknown
from translator.location import Source
from translator.parse.ruby.parser import parse


def hole(origin: Origin, text: str) -> RString:
    return RString(text, (Hole(origin, text),))


def world() -> Interpreter:
    interp = Interpreter()
    interp.main.ivars.update(
        ip=hole(Runtime("ipaddress"), "10.0.0.2"),
        host=hole(Runtime("hostname"), "web-1"),
        pw=hole(Secret("db/password"), "s3'cret"),
        mem=hole(Runtime("memory/total"), "2048kB"),
        cpu=Tainted(4, Runtime("cpu/total")),
        u=Unknown("not known", None),
    )
    return interp


def named(origin: Origin) -> str:
    match origin:
        case Secret(name=name):
            return f"secret {name}"
        case Runtime(fact=fact, expression=expression):
            return fact + (f" [{expression}]" if expression else "")
        case Unknown():
            return "unknown"


def shown(value: Value) -> str:
    if isinstance(value, RString):
        pieces = (part if isinstance(part, str) else f"⟨{named(part.origin)}:{part.sample}⟩" for part in value.parts)
        return "".join(pieces)
    if isinstance(value, Tainted):
        return f"⟨{named(value.origin)}:{value.sample}⟩"
    if isinstance(value, Unknown):
        return "⟨unknown⟩"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, RHash):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.items()) + "}"
    return value.name if isinstance(value, Symbol) else repr(value)


CASES = {
    # parts stay apart
    "'http://' + @ip + ':80'": "http://⟨ipaddress:10.0.0.2⟩:80",
    '"a #{@ip} b #{@pw}"': "a ⟨ipaddress:10.0.0.2⟩ b ⟨secret db/password:s3'cret⟩",
    "[@ip, 1, 'x'].join(',')": "⟨ipaddress:10.0.0.2⟩,1,x",
    "('a' << @ip).concat('b')": "a⟨ipaddress:10.0.0.2⟩b",
    '(@ip + "\\n").chomp': "⟨ipaddress:10.0.0.2⟩",
    "(' ' + @ip + ' ').strip": "⟨ipaddress:10.0.0.2⟩",
    "('x-' + @ip).upcase": "X-⟨ipaddress:10.0.0.2⟩",
    "('a=' + @pw + ' b').gsub('b', 'c')": "a=⟨secret db/password:s3'cret⟩ c",
    "('a=' + @ip + ';b').split(';')": "[a=⟨ipaddress:10.0.0.2⟩, b]",
    "('a' + @ip)[0, 1]": "a",
    '"x\\n#{@ip}\\n".lines': "[x\n, ⟨ipaddress:10.0.0.2⟩\n]",
    "@ip * 2": "⟨ipaddress:10.0.0.2⟩⟨ipaddress:10.0.0.2⟩",
    "format('%s:%05d %s', @ip, 80, @pw)": "⟨ipaddress:10.0.0.2⟩:00080 ⟨secret db/password:s3'cret⟩",
    "'%-4s|' % @ip": "⟨ipaddress:10.0.0.2⟩|",
    "'<%{a}>' % { a: @ip }": "<⟨ipaddress:10.0.0.2⟩>",
    "@ip.ljust(10)": "⟨ipaddress:10.0.0.2⟩  ",
    "@ip.dup": "⟨ipaddress:10.0.0.2⟩",
    "File.join('/srv', @host, 'x')": "/srv/⟨hostname:web-1⟩/x",
    'File.basename("/a/#{@host}")': "⟨unknown:web-1⟩",
    '{ a: @ip }.map { |k, v| "#{k}=#{v}" }.first': "a=⟨ipaddress:10.0.0.2⟩",
    "{ 'h' => @ip, 'n' => @cpu, 's' => @pw }.to_json": (
        '{"h":"⟨ipaddress:10.0.0.2⟩","n":⟨cpu/total:4⟩,"s":"⟨secret db/password:s3\'cret⟩"}'
    ),
    "JSON.pretty_generate([@ip])": '[\n  "⟨ipaddress:10.0.0.2⟩"\n]',
    "{ 'h' => @ip, 'u' => \"http://#{@host}/\" }.to_yaml": (
        "---\nh: ⟨ipaddress:10.0.0.2⟩\nu: http://⟨hostname:web-1⟩/\n"
    ),
    "ERB.new('a <%= @ip %>').result(binding)": "a ⟨ipaddress:10.0.0.2⟩",
    'URI.parse("http://#{@ip}:80/x").host': "⟨ipaddress:10.0.0.2⟩",
    'URI.parse("http://#{@ip}:80/x").to_s': "http://⟨ipaddress:10.0.0.2⟩/x",
    '"x=#{@pw}".match(/x=(.*)/)[1]': "⟨secret db/password:s3'cret⟩",
    "\"x=#{@pw}\".sub(/x=/, 'y=')": "y=⟨secret db/password:s3'cret⟩",
    "Shellwords.join(['a b', @ip])": "a\\ b ⟨ipaddress:10.0.0.2⟩",
    "[@pw].flatten.compact.first": "⟨secret db/password:s3'cret⟩",
    'YAML.load("a: #{@pw}")': "{a: ⟨secret db/password:s3'cret⟩}",
    "JSON.parse('{\"a\": [\"' + @ip + '\", 1]}')": "{a: [⟨ipaddress:10.0.0.2⟩, ⟨ipaddress:1⟩]}",
    # computed from: a secret stays secret, a changed runtime fact is unknown
    "@pw.upcase": "⟨secret db/password:S3'CRET⟩",
    "@pw.gsub(\"'\", '\"')": '⟨secret db/password:s3"cret⟩',
    "Digest::MD5.hexdigest(@pw)": "⟨secret db/password:d82402c22cdc916de8e182662ba8b0c6⟩",
    "@pw.inspect": '"⟨secret db/password:s3\'cret⟩"',
    "@ip.split('.').first": "⟨unknown:10⟩",
    "@host.upcase": "⟨unknown:WEB-1⟩",
    "@host.downcase": "⟨hostname:web-1⟩",
    "@ip.reverse": "⟨unknown:2.0.0.01⟩",
    # numbers
    "@cpu * 2": "⟨cpu/total [$fact * 2]:8⟩",
    "(@cpu + 1).to_s": "⟨cpu/total [$fact + 1]:5⟩",
    "@mem.to_i": "⟨memory/total [${fact%%[!0-9]*}]:2048⟩",
    "[@cpu, 1].max": "⟨cpu/total [($fact > 1 ? $fact : 1)]:4⟩",
    "@pw.length": "⟨secret db/password:7⟩",
    "Integer(@mem[0, 4])": "⟨unknown:2048⟩",
    "@cpu.zero?": "⟨unknown:False⟩",
    # truths
    "@ip == '10.0.0.2'": "⟨ipaddress:True⟩",
    "@pw.empty?": "⟨secret db/password:False⟩",
    "@ip.nil?": "False",
    '"x#{@pw}".empty?': "False",
    "\"jdbc:#{@ip}\".start_with?('jdbc:')": "True",
    "@ip.start_with?('10.')": "⟨ipaddress:True⟩",
    "@ip =~ /z/": "None",
    "@ip.match?(/^10/)": "⟨ipaddress:True⟩",
    "[@ip].include?('10.0.0.2')": "True",
    # unknown
    "@u.foo.bar(1)": "⟨unknown⟩",
    '"a#{@u}b"': "a⟨unknown:⟩b",
    "'x' + @u": "x⟨unknown:⟩",
    "[1, @u].join('-')": "1-⟨unknown:⟩",
    "'abc'[@u]": "⟨unknown⟩",
    "'a' * @u": "⟨unknown⟩",
    "[@u, 2].first": "⟨unknown⟩",
    "{ a: @u }[:a]": "⟨unknown⟩",
    "`version`.match(/(.)/)[1]": "⟨unknown⟩",
    "`version`.lines.first.strip": "⟨unknown⟩",
    "/v(.)/.match(`version`)[1]": "⟨unknown⟩",
    "`version`[/x/]": "⟨unknown⟩",
    "`version`.strip": "⟨unknown⟩",
    "'abc'.match(/x/)": "None",
    "Digest::SHA256.hexdigest(Marshal.dump([@pw]))[0, 4]": "⟨secret db/password:0d18⟩",
    "Digest::MD5.new.update(@pw).hexdigest": "⟨secret db/password:d82402c22cdc916de8e182662ba8b0c6⟩",
    "(Digest::MD5.new << 'a' << @pw).to_s[0, 0]": "",
    "IPAddr.new(@ip).to_s": "⟨ipaddress:10.0.0.2⟩",
    "IPAddr.new(@ip).mask(24).to_s": "⟨unknown:10.0.0.0⟩",
    "IPAddr.new('10.0.0.0/8').include?(@ip)": "⟨ipaddress:True⟩",
    "include Base64; strict_encode64(@pw)": "⟨secret db/password:czMnY3JldA==⟩",
    "Base64.decode64(Base64.encode64(@pw))": "⟨secret db/password:s3'cret⟩",
    "Set.new([@pw]).to_a": "[⟨secret db/password:s3'cret⟩]",
    "OpenStruct.new(a: @ip).a": "⟨ipaddress:10.0.0.2⟩",
    "Pathname.new('/srv').join(@host).to_s": "/srv/⟨hostname:web-1⟩",
    "StringIO.new(@pw).read": "⟨secret db/password:s3'cret⟩",
    "@pw.bytes.first": "⟨secret db/password:115⟩",
    "@pw.bytes.map(&:chr).first": "⟨secret db/password:s⟩",
    "@pw.each_char.to_a.last": "⟨secret db/password:t⟩",
    "@pw.unpack('C2').first": "⟨secret db/password:115⟩",
    "[@pw].pack('m0')": "⟨secret db/password:czMnY3JldA==⟩",
    "'%p' % [@pw]": '"⟨secret db/password:s3\'cret⟩"',
    "'%c' % @pw": "⟨secret db/password:s⟩",
    "Set[@pw].inspect": '#<Set: {"⟨secret db/password:s3\'cret⟩"}>',
    "OpenStruct.new(a: @pw).to_s": '#<OpenStruct a="⟨secret db/password:s3\'cret⟩">',
    "[@pw].to_s": '⟨secret db/password:["s3\'cret"]⟩',
    "@pw.dump[0]": '⟨secret db/password:"⟩',
    "@pw.match(/(c.*)/).to_a.last": "⟨secret db/password:cret⟩",
    "@pw.gsub(/c/) { |c| c.upcase }": "⟨secret db/password:s3'Cret⟩",
    "@pw.each_byte.first": "⟨secret db/password:115⟩",
    "@pw.encode('UTF-8')": "⟨secret db/password:s3'cret⟩",
    "Time.now.strftime('%F')": "⟨unknown⟩",
    "rand(10) + 1": "⟨unknown⟩",
    "{ 'a' => @u }.to_json": '{"a":⟨unknown:null⟩}',
}


@pytest.mark.parametrize("code", CASES)
def test_origin_travels(code: str) -> None:
    tree, problems = parse(Source("case.rb", code))
    assert not problems
    assert shown(world().evaluate_program(tree)) == CASES[code]
