"""`make bench`: the benchmarks that need nothing but this checkout, one table each.

`python -m bench.parse_chef FOLDER` compares the parser with Ripper over a folder of cookbooks.
"""

from bench import parse, start_up

if __name__ == "__main__":
    parse.main()
    start_up.main()
