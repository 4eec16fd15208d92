Puppet::Type.newtype(:probe_site) do
  @doc = 'A type with most of what types have.'

  ensurable

  def self.title_patterns
    [
      [/\A(\S+):(\d+)\z/, [[:name], [:port, ->(text) { text.to_i }]]],
      [/\A(.*)\z/m, [[:name]]],
    ]
  end

  newparam(:name, namevar: true) do
    desc 'The name.'
  end

  newparam(:port) do
    isnamevar
    munge { |value| Integer(value) }
  end

  newproperty(:state) do
    newvalues(:on, :off, /\Apart\d\z/)
    aliasvalue(:yes, :on)
    defaultto :on
  end

  newproperty(:members, array_matching: :all) do
    validate do |value|
      raise ArgumentError, "a member has no blanks: #{value.inspect}" if value =~ /\s/
    end
  end

  newparam(:folder)

  validate do
    raise Puppet::Error, 'folder and off exclude each other' if self[:folder] && self[:state] == :off
  end

  autorequire(:file) { self[:folder] }
  autobefore(:service) { ['web', 'cron'] }
end
