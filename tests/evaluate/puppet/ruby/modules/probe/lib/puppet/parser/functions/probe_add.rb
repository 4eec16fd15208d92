Puppet::Parser::Functions.newfunction(:probe_add, type: :rvalue, arity: -3) do |args|
  first, second, *others = args
  return "#{first}#{second}" if first.is_a?(String)

  [Integer(first) + Integer(second), others, function_probe_seen([first]), lookupvar('local')]
end
