# Stand-ins for whatever a template names, loaded by real Ruby and by our interpreter alike. Everything they answer
# follows from names alone, so that both must render the same text. A context is one of KINDS: in the first every
# variable is a StandIn, in the others a plain value whose class follows from its name.

class StandIn
  attr_reader :path

  def initialize(path)
    @path = path
  end

  def method_missing(name, *args)
    return [] if name.to_s.start_with?('to_') && name != :to_str
    return yes?(name) if name.to_s.end_with?('?')
    StandIn.new("#{@path}.#{name}")
  end

  def respond_to_missing?(name, all = false)
    !name.to_s.start_with?('to_', 'marshal_', 'encode_')
  end

  def yes?(name)
    "#{@path}#{name}".sum.even?
  end

  def [](*keys)
    StandIn.new("#{@path}[#{keys.map(&:to_s).join(',')}]")
  end

  def fetch(key, default = nil)
    self[key]
  end

  def dig(*keys)
    keys.inject(self) { |value, key| value[key] }
  end

  def each
    return to_enum(:each) unless block_given?
    pairs.each { |pair| yield(*pair) }
    self
  end

  def pairs
    [[StandIn.new("#{@path}/k1"), StandIn.new("#{@path}/v1")], [StandIn.new("#{@path}/k2"), StandIn.new("#{@path}/v2")]]
  end

  alias each_pair each

  def to_a
    keys
  end

  def to_hash_of_stand_ins
    pairs.to_h
  end

  def keys
    pairs.map { |key, _| key }
  end

  def values
    pairs.map { |_, value| value }
  end

  def map(&block)
    pairs.map(&block)
  end

  def select(&block)
    pairs.to_h.select(&block)
  end

  def reject(&block)
    pairs.to_h.reject(&block)
  end

  def sort(&block)
    block ? keys.sort(&block) : keys.sort
  end

  def sort_by(&block)
    pairs.sort_by(&block)
  end

  def each_with_index(&block)
    keys.each_with_index(&block)
  end

  def join(separator = '')
    values.join(separator)
  end

  def to_h
    pairs.to_h
  end

  def first
    keys.first
  end

  def last
    keys.last
  end

  def any?(&block)
    block ? keys.any?(&block) : yes?('any?')
  end

  def nil?
    false
  end

  def empty?
    yes?('empty?')
  end

  def ==(other)
    other.is_a?(StandIn) ? @path == other.path : yes?(other.to_s)
  end

  def !=(other)
    !(self == other)
  end

  def eql?(other)
    other.is_a?(StandIn) && @path == other.path
  end

  def hash
    @path.hash
  end

  def <=>(other)
    to_s <=> other.to_s
  end

  include Comparable

  def =~(pattern)
    to_s =~ pattern
  end

  def to_s
    @path
  end

  alias to_str to_s

  def inspect
    "#<#{@path}>"
  end

  def to_sym
    @path.to_sym
  end

  def to_json(*args)
    @path.to_json(*args)
  end

  def to_i
    @path.sum % 100
  end

  alias size to_i
  alias length to_i
  alias count to_i

  def to_f
    to_i / 4.0
  end

  def coerce(other)
    [other, to_i]
  end

  %i[+ - * / % **].each do |operator|
    define_method(operator) { |other| to_i.send(operator, other.is_a?(StandIn) ? other.to_i + 1 : other) }
  end

  %i[gsub sub split strip upcase downcase capitalize chomp tr ljust rjust start_with? end_with? include? match
     squeeze lines scan each_line delete].each do |name|
    define_method(name) { |*args, &block| @path.send(name, *args, &block) }
  end
end

class StandInContext
  KINDS = %w[stand_ins plain shifted].freeze

  def initialize(names, kind)
    shift = KINDS.index(kind) - 1
    names.each { |name| instance_variable_set("@#{name}", shift < 0 ? StandIn.new(name) : plain(name, shift)) }
  end

  def method_missing(name, *args)
    name == :to_ary ? super : StandIn.new(name.to_s)
  end

  def respond_to_missing?(name, all = false)
    name != :to_ary
  end

  def plain(name, shift)
    values = [
      name, nil, true, 8080, "a-#{name}, b c\n", %w[one two three], [3, 1, 2], { 'b' => 1, 'a' => { 'x' => 'y' } },
      { port: 1, 'host' => [name] }, false, :sym, 1.5, [], {}, '', [{ 'name' => name, :id => 7 }, { 'name' => 'q' }],
    ]
    values[(name.sum + 5 * shift) % values.size]
  end
end

class Time
  def self.now
    at(1_600_000_000).utc
  end
end
