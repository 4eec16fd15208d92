// Compiles and runs VRL: [[program, event], …] on standard input, an event or {"error": …} for each on standard output;
// without an event (null) the program is only compiled.
const vrl = require(process.argv[2]);
const run = ([program, event]) => {
  if (event === null) return { error: vrl.check(program).errors.map((each) => vrl.formatDiagnostic(each)).join("\n") };
  try { return vrl.execute(program, event).event; } catch (error) { return { error: error.message }; }
};
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(run)));
