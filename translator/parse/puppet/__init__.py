"""The Puppet front end: parser.parse and parser.parse_epp yield the tree of ast.py, problem.puppet_text words errors."""
