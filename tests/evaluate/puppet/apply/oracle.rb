# Real Puppet: reads {"code", "modulepath", "facts"} as one JSON object a line, writes the compiled catalog and the order
# in which it would be applied, or the message about its cycles. Nothing is applied.
require 'json'
require 'tmpdir'
require 'puppet'
require 'puppet/configurer'

dir = Dir.mktmpdir('order')
at_exit { FileUtils.rm_rf(dir) }
Puppet.initialize_settings(%w[conf var code public run log].zip(%w[confdir vardir codedir publicdir rundir logdir])
  .flat_map { |name, setting| ["--#{setting}", File.join(dir, name)] })
Puppet::Util::Log.level = :err
Puppet.push_context(Puppet.base_context(Puppet.settings), 'oracle')
# Every provider counts as usable, as on the machine that the catalog is for.
Puppet::Type.class_eval { def suitable?; true; end }

def applied(request)
  env = Puppet::Node::Environment.create(:production, request['modulepath'] || [], Puppet::Node::Environment::NO_MANIFEST)
  Puppet[:code] = request['code']
  env.each_plugin_directory { |lib| $LOAD_PATH << lib unless $LOAD_PATH.include?(lib) }
  loaders = Puppet::Pops::Loaders.new(env, true)
  Puppet.override(environments: Puppet::Environments::Static.new(env), current_environment: env, loaders: loaders) do
    node = Puppet::Node.new('node', environment: env, facts: Puppet::Node::Facts.new('node', request['facts'] || {}))
    node.merge({ 'clientversion' => Puppet.version }.merge(request['facts'] || {}))
    compiled = Puppet::Parser::Compiler.compile(node).filter { |resource| resource.virtual? }
    { catalog: compiled.to_data_hash }.merge(order(compiled))
  end
end

def order(compiled)
  catalog = compiled.to_ral
  catalog.resources.each(&:finish)
  prioritizer = Puppet::Graph::SequentialPrioritizer.new
  generator = Puppet::Transaction::AdditionalResourceGenerator.new(catalog, nil, prioritizer)
  catalog.resources.dup.each { |resource| generator.generate_additional_resources(resource) }
  graph = catalog.relationship_graph(prioritizer)
  generator.relationship_graph = graph
  said = []
  Puppet.define_singleton_method(:err) { |message| said << message }
  order = []
  graph.traverse(graph_cycle_handler: ->(_cycles) {}) do |resource|
    order << resource.ref
    generator.eval_generate(resource) if resource.class.name == :concat_file
  end
  { order: order.reject { |ref| ref.start_with?('Whit[') }, cycles: said.join }
end

$stdin.each_line do |line|
  answer = begin
    applied(JSON.parse(line))
  rescue StandardError, ScriptError => e
    { error: e.message }
  end
  puts JSON.generate(answer)
  $stdout.flush
end
