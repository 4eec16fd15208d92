"""Puppet: trees, modules, data and facts in; the catalog that real Puppet compiles out."""
