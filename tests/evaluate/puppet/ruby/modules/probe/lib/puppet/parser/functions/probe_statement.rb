module Puppet::Parser::Functions
  newfunction(:probe_statement, arity: 1) do |args|
    Puppet::Parser::Functions.function(:create_resources)
    function_create_resources(['notify', { "statement #{args[0]}" => { 'message' => compiler.environment.to_s } }])
    'not a value'
  end
end
