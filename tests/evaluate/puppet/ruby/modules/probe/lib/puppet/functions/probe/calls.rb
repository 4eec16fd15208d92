require 'puppet_x/probe/words'

# Calls other functions, with blocks and with its caller's scope.
Puppet::Functions.create_function(:'probe::calls', Puppet::Functions::InternalFunction) do
  dispatch :with_scope do
    scope_param
    param 'Enum[here, there, include, legacy]', :what
  end

  dispatch :mapped do
    param 'Array', :items
    block_param
  end

  dispatch :words do
    param 'Enum[words]', :what
    param 'String', :text
  end

  def with_scope(scope, what)
    case what
    when 'here' then [scope['local'], scope.lookupvar('local'), scope.include?('local'), scope['nothing']]
    when 'there' then [closure_scope['local'], closure_scope['facts']['os']['family'], closure_scope['probe::params::port']]
    when 'include' then scope.call_function('include', ['probe::params']) ; scope.call_function('probe::echo', [scope['probe::params::port']])
    else call_function('probe_add', 1, '2', nil)
    end
  end

  def mapped(items, &block)
    call_function('map', items, &block) + [call_function('join', items, '-') { |x| x }]
  rescue ArgumentError => error
    error.message
  end

  def words(_what, text)
    PuppetX::Probe::Words.split(text)
  end
end
