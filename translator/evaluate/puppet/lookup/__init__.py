"""Hiera 5: a key and the three layers of data in, its value out.

    global (--hiera) → environment (hiera.yaml of the repository) → module (hiera.yaml of the module that the key names)

What others call:

    lookups.lookup_class_parameter(compilation, "ntp::servers", scope) -> (found, value)
        Automatic binding of a class parameter, with `lookup_options`; `scope` is the class's own. PuppetError as Puppet
        words it when the data is wrong. A found undef does not trump a default expression: that is the caller's affair.
    lookups.find(scope, names, …) -> value
        What the function `lookup` does, for whoever needs it from Python.

Of the compilation this package uses: `project` (PuppetProject), `top`, `call(name, arguments, scope=, span=, block=)`,
`parse_type(text, scope)`, `log(level, message, span)`, `report(Diagnostic)`, and an attribute `lookup_state`, None at
first, that belongs to this package. Of a scope: `lookup(name)`, `exists(name)`, `evaluation`, `with_locals(values)`.

    documents.py   YAML and JSON → values           hocon.py      HOCON → values
    keys.py        "a.b.'c.d'" → segments, digging  merge.py      first, unique, hash, deep    deep_merge.py
    interpolate.py %{…} in data and paths           secrets.py    ENC[…] → a secret
    config.py      hiera.yaml → its entries         locations.py  paths, globs, mapped_paths → files
    providers.py   one entry of a hierarchy         layers.py     one hiera.yaml with its providers
    lookups.py     the layers together              state.py      what one compilation keeps
"""
