Puppet::Functions.create_function(:'probe::overloads') do
  local_types do
    type 'Small = Integer[0, 9]'
    type 'Pair = Tuple[Small, Small]'
  end

  dispatch :small do
    param 'Small', :number
    optional_param 'String', :unit
  end

  dispatch :pair do
    param 'Pair', :pair
    repeated_param 'Numeric', :more
  end

  dispatch :block do
    param 'Array', :items
    required_block_param 'Callable[1, 2]', :block
  end

  dispatch :typed do
    param 'Type[Integer]', :type
    return_type 'String'
  end

  argument_mismatch :too_large do
    param 'Integer', :number
  end

  def small(number, unit = 'none')
    "small #{number} #{unit}"
  end

  def pair(pair, *more)
    "pair #{pair.inspect} #{more.inspect}"
  end

  def block(items)
    items.each_with_index.map { |item, at| yield(item, at) }
  end

  def typed(type)
    type.to_s
  end

  def too_large(number)
    "takes one digit, not #{number}"
  end
end
