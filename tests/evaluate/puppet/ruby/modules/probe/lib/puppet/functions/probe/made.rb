# Values that Ruby makes, by name.
Puppet::Functions.create_function(:'probe::made') do
  dispatch :made do
    param 'String', :what
  end

  def made(what)
    {
      'symbol' => :word,
      'undef' => :undef,
      'default' => :default,
      'nested' => { 'a' => [nil, :undef, { 'b' => 1.5 }] },
      'sensitive' => Puppet::Pops::Types::PSensitiveType::Sensitive.new('s3cret'),
      'regexp' => /a\/b/i,
      'type' => Puppet::Pops::Types::TypeFactory.string,
      'inferred' => Puppet::Pops::Types::TypeCalculator.infer([1, 'a']),
    }.fetch(what)
  end
end
