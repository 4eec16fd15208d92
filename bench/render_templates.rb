# Renders templates with real Erubis as Chef does: one JSON [path, names] a line in; [path, kind, text, error] out, the
# text in hexadecimal, one of the two null. What reaches outside the process raises, as the templates are strangers'.
require 'json'; require 'yaml'; require 'set'; require 'time'; require 'date'; require 'uri'; require 'cgi'; require 'erb'
require 'digest'; require 'base64'; require 'ostruct'; require 'shellwords'; require 'ipaddr'; require 'pathname'
require 'timeout'; require 'erubis'; require 'socket'; require 'etc'; require 'resolv'; require 'securerandom'; require 'open3'
require_relative 'stand_ins'

class OutsideAccess < StandardError; end

REQUESTS = STDIN.read.lines.map { |line| JSON.parse(line) }
TEXTS = REQUESTS.to_h { |path, _| [path, File.read(path, encoding: 'UTF-8')] }
ANSWERS = STDOUT.dup
ENV.clear
ENV['TZ'] = 'UTC'

def close_off(holder, names)
  names.each { |name| holder.define_method(name) { |*| raise OutsideAccess, name.to_s } }
end

KERNEL = %i[` system exec spawn fork open syscall require require_relative load autoload exit exit! abort at_exit sleep
            rand srand gets readlines readline select test trap puts print p warn].freeze
close_off(Kernel, KERNEL)
close_off(Kernel.singleton_class, KERNEL)
close_off(ENV.singleton_class, %i[[] fetch key? to_h each []=])
{ IO => [Object], File => [IO, Object], Dir => [Object], FileTest => [Module], Process => [Module], Socket => [],
  TCPSocket => [], UDPSocket => [], Etc => [Module], Resolv => [], SecureRandom => [Module], Open3 => [Module],
  Random => [], Signal => [Module], Pathname => [] }.each do |holder, _|
  pure = %i[basename dirname extname join split expand_path absolute_path new allocate fnmatch fnmatch? clock_gettime]
  pure -= %i[new] unless holder == Pathname
  close_off(holder.singleton_class, holder.singleton_methods(false) - pure)
  close_off(holder.singleton_class, %i[new]) if holder.is_a?(Class) && holder != Pathname
end

def render(text, names, kind)
  [Timeout.timeout(5) { Erubis::Eruby.new(text.dup).evaluate(StandInContext.new(names, kind)) }.unpack1('H*'), nil]
rescue Exception => error # rubocop:disable Lint/RescueException
  [nil, error.class.name]
end

REQUESTS.each do |path, names|
  StandInContext::KINDS.each { |kind| ANSWERS.write(JSON.generate([path, kind, *render(TEXTS[path], names, kind)]), "\n") }
end
