# Real Puppet as a service: one JSON request a line on stdin, one JSON answer a line on stdout.
#
#   {"expression": "1 + 1", "facts": {}}                                 the value of an expression, or its error
#   {"manifest": "include ntp", "modulepath": [...], "facts": {...}}     the compiled catalog, or its error
#
# Both may name the folder of the environment ("environment": "/…") and the global hiera.yaml ("hiera": "/…").
# What anything else prints goes to stderr, so that nothing comes between the answers.
ANSWERS = $stdout.dup
$stdout.reopen($stderr)
require 'json'
require 'tmpdir'
require 'fileutils'
require 'puppet'

# Facts come out of the request, never from this machine.
class GivenFacts
  attr_writer :facts

  def initialize
    @facts = {}
  end

  def value(name)
    name.to_s.split('.').inject(@facts) { |found, part| found.is_a?(Hash) ? found[part] : nil }
  end

  def [](name)
    found = value(name)
    found.nil? ? nil : Struct.new(:value).new(found)
  end
  alias fact []

  def to_hash
    @facts
  end

  def resolve(*)
    @facts
  end

  def method_missing(*)
    nil
  end

  def respond_to_missing?(*)
    true
  end
end

FACTS = GivenFacts.new
NODE = 'node.example.org'
HOME = Dir.mktmpdir('live-puppet')
at_exit { FileUtils.rm_rf(HOME) }

Puppet.initialize_settings(%w[conf var code public run log].map { |name| "--#{name}dir=#{HOME}/#{name}" })
Puppet.runtime[:facter] = FACTS
Puppet::Util::Log.level = :err
Puppet.push_context(Puppet.base_context(Puppet.settings))

# An environment whose folder is known, so that its hiera.yaml is found.
class EnvironmentAt < Puppet::Environments::Static
  def initialize(environment, folder)
    super(environment)
    @folder = folder
  end

  def get_conf(name)
    folder = @folder
    super.tap { |found| found&.define_singleton_method(:path_to_env) { folder } if folder }
  end
end

# A value as JSON that tells Puppet's kinds apart.
def shown(value)
  case value
  when nil, true, false, Integer, String then value
  when :undef then nil
  when :default then { 'kind' => 'Default' }
  when Float then value.finite? ? value : { 'kind' => 'Float', 'text' => value.to_s }
  when Array then value.map { |item| shown(item) }
  when Hash then { 'hash' => value.map { |key, item| [shown(key), shown(item)] } }
  when Regexp then { 'kind' => 'Regexp', 'text' => Puppet::Pops::Types::PRegexpType.regexp_to_s_with_delimiters(value) }
  when Puppet::Pops::Types::PSensitiveType::Sensitive then { 'kind' => 'Sensitive', 'value' => shown(value.unwrap) }
  when Puppet::Pops::Types::PAnyType then { 'kind' => 'Type', 'text' => value.to_s }
  when Puppet::Pops::Types::Iterable then { 'kind' => 'Iterator', 'items' => value.to_a.map { |item| shown(item) } }
  when Puppet::Pops::Types::PuppetObject then { 'kind' => value._pcore_type.name, 'fields' => shown(value._pcore_init_hash) }
  when SemanticPuppet::Version then { 'kind' => 'SemVer', 'text' => value.to_s }
  when SemanticPuppet::VersionRange then { 'kind' => 'SemVerRange', 'text' => value.to_s }
  when URI then { 'kind' => 'Uri', 'text' => value.to_s }
  else { 'kind' => value.class.name.split('::').last, 'text' => value.to_s }
  end
end

def compiler_for(request)
  local = { 'clientcert' => NODE, 'clientversion' => Puppet.version, 'clientnoop' => false }
  facts = (request['facts'] || {}).merge(local)
  FACTS.facts = facts
  environment = Puppet::Node::Environment.create(:production, request['modulepath'] || [])
  environment.each_plugin_directory { |folder| $LOAD_PATH.unshift(folder) unless $LOAD_PATH.include?(folder) }
  node = Puppet::Node.new(NODE, environment: environment, facts: Puppet::Node::Facts.new(NODE, facts))
  node.add_server_facts('servername' => NODE, 'serverip' => '127.0.0.1', 'serverversion' => Puppet.version)
  node.merge(facts)
  trusted = Puppet::Context::TrustedInformation.local(node)
  node.trusted_data = trusted.to_h
  Puppet[:hiera_config] = request['hiera'] || "#{HOME}/no-hiera.yaml"
  context = { current_environment: environment, environments: EnvironmentAt.new(environment, request['environment']),
              loaders: Puppet::Pops::Loaders.new(environment, true), trusted_information: trusted, rich_data: true }
  Puppet.override(context) { yield node }
end

def value_of(request)
  Puppet[:code] = ''
  compiler_for(request) do |node|
    compiler = Puppet::Parser::Compiler.new(node)
    Puppet.override(global_scope: compiler.topscope, compiler: compiler) do
      compiler.compile
      parser = Puppet::Pops::Parser::EvaluatingParser.new
      program = parser.parse_string(request['expression'], '/case.pp')
      tree = Puppet::Parser::AST::PopsBridge::Program.new(program, {})
      compiler.environment.known_resource_types.import_ast(tree, '')
      { 'value' => shown(parser.evaluate(compiler.topscope, program)) }
    end
  end
end

def catalog_of(request)
  Puppet[:code] = request['manifest']
  compiler_for(request) do |node|
    catalog = Puppet::Parser::Compiler.compile(node).filter(&:virtual?)
    { 'catalog' => catalog.to_data_hash }
  end
end

def answer(request)
  request.key?('expression') ? value_of(request) : catalog_of(request)
rescue StandardError, SystemStackError => error
  { 'error' => error.message }
end

ANSWERS.sync = true
$stdin.each_line do |line|
  ANSWERS.puts JSON.generate(answer(JSON.parse(line)))
end
