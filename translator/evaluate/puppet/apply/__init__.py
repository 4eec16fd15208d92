"""A compiled Puppet catalog in, the steps of a first `puppet apply` on an empty machine out."""
