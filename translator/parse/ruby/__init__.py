"""Ruby source to tree: `parser.parse(source)` gives the Program of ast.py and its diagnostics."""
