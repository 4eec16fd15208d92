Puppet::Functions.create_function(:'probe::fails') do
  dispatch :fails do
    param 'String', :how
  end

  def fails(how)
    case how
    when 'raise' then raise 'plain words'
    when 'argument' then raise ArgumentError, 'a bad argument'
    when 'parse' then raise Puppet::ParseError, 'a parse error'
    when 'nil' then nil.upcase
    when 'string' then how.no_such_method
    when 'nested' then call_function('probe::fails', 'parse')
    when 'rescued'
      begin
        call_function('fail', 'inside')
      rescue Puppet::Error => error
        "rescued #{error.class}: #{error.message.sub(/ \(.*/, '')}"
      end
    else how.to_sym.to_proc.call(1, 2)
    end
  end
end
