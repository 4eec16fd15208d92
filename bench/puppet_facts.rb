# frozen_string_literal: true

# Real Puppet's reading of manifests and templates: paths on standard input, a JSON object a line on standard output.
# {"path", "facts": [[kind, byte offset, detail] ...] or null, "error": [message, line, column], "seconds"}
require 'json'
require 'puppet'

Puppet.initialize_settings(['--confdir', '/nonexistent', '--vardir', '/nonexistent'])
Puppet::Util::Log.level = :crit

DETAILS = %w[value cased_value operator attribute_name name pattern word syntax form parent_class captures_rest
             rval_required radix parameters_specified parent].freeze

def detail(node)
  DETAILS.filter_map do |field|
    next unless node.respond_to?(field)

    value = node.public_send(field)
    next if value.nil? || value.is_a?(Regexp) || value.is_a?(Puppet::Pops::Model::PopsObject)

    value.to_s
  end
end

def facts(program)
  found = []
  program._pcore_all_contents([]) do |node|
    next unless node.is_a?(Puppet::Pops::Model::Positioned)

    found << [node.class.name.split('::').last.delete_suffix('Expression'), node.offset, detail(node)]
  end
  found
end

def read(path)
  text = File.read(path, mode: 'rb', encoding: 'utf-8')
  parser = path.end_with?('.epp') ? Puppet::Pops::Parser::EppParser.new : Puppet::Pops::Parser::Parser.new
  start = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
  program = parser.parse_string(text, path).model
  seconds = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - start
  { path: path, facts: facts(program), seconds: seconds }
rescue Puppet::ParseError => e
  { path: path, facts: nil, error: [e.message.sub(/ \(file: .*\)\z/m, ''), e.line, e.pos] }
rescue StandardError => e
  { path: path, facts: nil, error: [e.class.name + e.message, nil, nil] }
end

$stdin.each_line(chomp: true) { |path| puts JSON.generate(read(path)) }
