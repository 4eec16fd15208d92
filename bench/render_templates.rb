# Renders templates with real Erubis as Chef does: one JSON [path, names, text] a line in; [path, kind, text, error]
# out, one of the last two null. Texts are in hexadecimal. What reaches outside the process raises, as the templates are strangers'.
require 'json'; require 'yaml'; require 'set'; require 'time'; require 'date'; require 'uri'; require 'cgi'; require 'erb'
require 'digest'; require 'base64'; require 'ostruct'; require 'shellwords'; require 'ipaddr'; require 'pathname'
require 'timeout'; require 'erubis'; require 'socket'; require 'etc'; require 'resolv'; require 'securerandom'; require 'open3'
require_relative 'stand_ins'

class OutsideAccess < StandardError; end

REQUESTS = STDIN.read.lines.map { |line| JSON.parse(line) }
ANSWERS = STDOUT.dup
ENV.clear
ENV['TZ'] = 'UTC'

# Ruby loads its converters at their first use, and loading is about to be closed off.
'<'.encode(xml: :attr)
%w[UTF-16 UTF-32 ISO-8859-1 Windows-1252 ASCII-8BIT].each { |name| 'a'.encode(name).encode('UTF-8') }
"a\r\n".encode(universal_newline: true).encode(crlf_newline: true)

def close_off(holder, names)
  names.each { |name| holder.define_method(name) { |*| raise OutsideAccess, name.to_s } }
end

KERNEL = %i[` system exec spawn fork open syscall require require_relative load autoload exit exit! abort at_exit sleep
            rand srand gets readlines readline select test trap puts print p warn].freeze
close_off(Kernel, KERNEL)
close_off(Kernel.singleton_class, KERNEL)
close_off(ENV.singleton_class, %i[[] fetch key? to_h each []=])
def RbConfig.ruby = '/opt/chef/embedded/bin/ruby' # the Ruby that Chef brings

PURE = %i[basename dirname extname join split expand_path absolute_path fnmatch fnmatch? clock_gettime].freeze
[IO, File, Dir, FileTest, Process, Socket, TCPSocket, UDPSocket, Etc, Resolv, SecureRandom, Open3, Random, Signal,
 Pathname].each do |holder|
  close_off(holder.singleton_class, holder.singleton_methods(false) - PURE)
  close_off(holder.singleton_class, %i[new]) if holder.is_a?(Class)
end

def render(text, names, kind)
  [Timeout.timeout(5) { Erubis::Eruby.new(text.dup).evaluate(StandInContext.new(names, kind)) }.unpack1('H*'), nil]
rescue Exception => error # rubocop:disable Lint/RescueException
  [nil, error.class.name]
end

REQUESTS.each do |path, names, packed|
  text = [packed].pack('H*').force_encoding('UTF-8')
  StandInContext::KINDS.each { |kind| ANSWERS.write(JSON.generate([path, kind, *render(text, names, kind)]), "\n") }
end
