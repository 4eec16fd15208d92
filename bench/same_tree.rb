# Pairs of texts on standard input, one JSON array a line: [name, original, rewritten]. Prints those whose trees differ.
require "json"

def plain(node)
  case node
  when RubyVM::AbstractSyntaxTree::Node
    children = node.children.map { |child| plain(child) }
    simple(node.type, children)
  when Array then node.map { |child| plain(child) }
  else node
  end
end

# What is written differently and means the same.
def simple(type, children)
  case type
  when :UNLESS then [:IF, children[0], children[2], children[1]]
  when :VCALL then [:FCALL, children[0], nil]
  when :BLOCK
    kept = children.reject { |child| child == [:BEGIN, nil] }
    kept.length == 1 ? kept[0] : [:BLOCK, *kept]
  when :DSTR then children[1..].all?(&:nil?) ? [:STR, children[0]] : [type, *children] # "#{' '}" is folded or not
  when :BEGIN then children[0].nil? ? [:BEGIN, nil] : children[0]
  when :OPCALL then children[2].nil? && children[1] == :! ? [:NOT, children[0]] : [type, *children]
  when :SCOPE then [:SCOPE, children[1], children[2]]
  else [type, *children]
  end
end

def difference(left, right, path = [])
  return nil if left == right
  both = left.is_a?(Array) && right.is_a?(Array) && left.length == right.length && left[0] == right[0]
  return [path.last(4), left, right] unless both
  left.zip(right).each do |one, other|
    found = difference(one, other, path + [left[0]])
    return found if found
  end
  nil
end

$VERBOSE = nil
STDIN.each_line do |line|
  name, original, rewritten = JSON.parse(line)
  first = begin
    plain(RubyVM::AbstractSyntaxTree.parse(original))
  rescue SyntaxError
    puts JSON.generate([name, "Ruby rejects the original", "", ""])
    next
  end
  begin
    found = difference(first, plain(RubyVM::AbstractSyntaxTree.parse(rewritten)))
    puts JSON.generate([name, *found.map { |part| part.inspect[0, 400] }]) if found
  rescue SyntaxError => error
    puts JSON.generate([name, "syntax", error.message[0, 300], ""])
  end
end
