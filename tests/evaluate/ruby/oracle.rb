# Runs Ruby programs given as a JSON list on standard input; prints the inspected value or error of each as JSON.
# Every program runs at the top level of a process of its own, so that none sees what another defined.
require 'json'
$VERBOSE = nil

def outcome(code)
  RubyVM::InstructionSequence.compile(code, 'case.rb').eval.inspect
rescue Exception => e
  "#{e.class}: #{e.message}"
end

results = JSON.parse($stdin.read).map do |code|
  reader, writer = IO.pipe
  child = fork do
    reader.close
    $stdout.reopen(File::NULL)
    $stderr.reopen(File::NULL)
    writer.write(outcome(code))
    writer.close
    exit!(0)
  end
  writer.close
  text = reader.read
  Process.wait(child)
  text
end
puts JSON.generate(results)
