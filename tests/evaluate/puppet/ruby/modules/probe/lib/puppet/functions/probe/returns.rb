Puppet::Functions.create_function(:'probe::returns') do
  dispatch :returns do
    param 'Any', :value
    return_type 'Integer[1]'
  end

  def returns(value)
    value
  end
end
