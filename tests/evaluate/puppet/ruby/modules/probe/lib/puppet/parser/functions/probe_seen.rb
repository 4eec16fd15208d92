module Puppet::Parser::Functions
  newfunction(:probe_seen, type: :rvalue, doc: 'Says what a 3.x function is given.') do |args|
    args.map { |value| [value.class.name, value.to_s] }
  end
end
