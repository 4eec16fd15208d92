# Says what Ruby is given: class, inspect and to_s of each argument.
Puppet::Functions.create_function(:'probe::seen') do
  def seen(*values)
    values.map { |value| [value.class.name, value.inspect, value.to_s] }
  end
end
