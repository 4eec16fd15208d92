Puppet::Functions.create_function(:'probe::echo') do
  dispatch :echo do
    param 'Any', :value
  end

  def echo(value)
    value
  end
end
