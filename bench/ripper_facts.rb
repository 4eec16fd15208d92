# Paths on standard input, one a line; out comes one JSON line a file: what Ruby itself reads in it.
#   {"path": …, "calls": [[name, line] …], "assigned": [[name, line] …], "strings": [text …]}
# A file that Ruby rejects has "calls": null. An interpolated string counts as its fixed parts, joined.
require "json"
require "ripper"

class Facts
  attr_reader :calls, :assigned

  def initialize(tree)
    @calls = []
    @assigned = []
    visit(tree)
  end

  def token?(node)
    node.is_a?(Array) && node[0].is_a?(Symbol) && node[0].start_with?("@") && node[2].is_a?(Array)
  end

  def call(token)
    @calls << [token[1], token[2][0]] if token?(token) && token[1].match?(/\A[[:alpha:]_]/)
  end

  def assign(token)
    return unless token?(token)
    @assigned << [token[1].sub(/\A[@$]+/, ""), token[2][0]]
  end

  def visit(node)
    return unless node.is_a?(Array)
    case node[0]
    when :vcall, :fcall, :command then call(node[1])
    when :call, :command_call then call(node[3])
    when :var_field, :const_path_field, :top_const_field then assign(node.last)
    when :field then assign(node[3])
    when :mlhs then node[1..].each { |item| targets(item) }
    when :massign then targets(node[1])
    end
    node.each { |child| visit(child) }
  end

  # Bare tokens are targets only in the lists of a multiple assignment.
  def targets(item)
    return unless item.is_a?(Array)
    return assign(item) if token?(item)
    return item.each { |child| targets(child) } if item[0].is_a?(Array)
    case item[0]
    when :mlhs_add_star, :mlhs_add_post, :mlhs_paren, :mrhs_add_star then item[1..].each { |child| targets(child) }
    end
  end
end

def strings(node, found = [])
  return found unless node.is_a?(RubyVM::AbstractSyntaxTree::Node)
  case node.type
  when :LIT
    found << node.children[0] if node.children[0].is_a?(String)
    return found
  when :STR, :XSTR
    found << node.children[0]
    return found
  when :DSTR, :DXSTR
    found << fixed(node)
    embedded(node, found)
    return found
  when :DREGX, :DSYM
    embedded(node, found)
    return found
  end
  node.children.each { |child| strings(child, found) }
  found
end

def parts(node)
  [node.children[0], *node.children[1..].flat_map { |child| listed(child) }]
end

def listed(node)
  return [] unless node.is_a?(RubyVM::AbstractSyntaxTree::Node)
  node.type == :LIST ? node.children.flat_map { |child| listed(child) } : [node]
end

def fixed(node)
  parts(node).map { |part|
    if part.is_a?(String) then part
    elsif part.is_a?(RubyVM::AbstractSyntaxTree::Node) && part.type == :STR then part.children[0]
    else ""
    end
  }.join
end

def embedded(node, found)
  parts(node).each do |part|
    strings(part, found) if part.is_a?(RubyVM::AbstractSyntaxTree::Node) && part.type != :STR
  end
end

def text(string)
  string.dup.force_encoding("UTF-8").scrub { |bytes| bytes.bytes.map { |byte| "\\x%02x" % byte }.join }
end

$VERBOSE = nil
STDIN.each_line(chomp: true) do |path|
  next unless File.file?(path)
  source = File.read(path, encoding: "UTF-8")
  tree = begin
    Ripper.sexp(source)
  rescue ArgumentError
    nil
  end
  facts = { path: path, calls: nil }
  if tree
    seen = Facts.new(tree)
    begin
      literals = strings(RubyVM::AbstractSyntaxTree.parse(source)).map { |string| text(string) }
      facts = { path: path, calls: seen.calls, assigned: seen.assigned, strings: literals }
    rescue SyntaxError, ArgumentError
      facts = { path: path, calls: nil }
    end
  end
  puts JSON.generate(facts)
end
