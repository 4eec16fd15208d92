"""Hiera 5: a key and the compilation's three layers of data in, its value out.

What others call (all in lookup/lookups.py, and importable from here):

    lookup_class_parameter(compilation, "ntp::servers") -> (found, value)
        Automatic binding of a class parameter: global, environment and module layer with lookup_options; PuppetError
        as Puppet words it when the data is wrong.
    lookup_key(compilation, names, *, scope, value_type=None, merge=None, default=NOT_FOUND, …) -> value
        What the function `lookup` does, for whoever needs it from Python.

`compilation` is anything with: `project` (PuppetProject), `call(name, arguments, scope=, span=, block=)`,
`note(Diagnostic)`, and `lookup_state`, an attribute that is None at first and belongs to this package (its caches).
`scope` gives variables: `lookup(name)`, `exists(name)` of calls.Scope. The binding of class parameters reads
`compilation.topscope`.
"""
