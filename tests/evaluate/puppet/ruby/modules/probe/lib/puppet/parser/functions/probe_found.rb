module Puppet::Parser::Functions
  newfunction(:probe_found, type: :rvalue) do |args|
    found = findresource(args[0])
    found ? [found.to_s, found.type, found.title, found['message'], found[:loglevel], resource.to_s] : 'none'
  end
end
