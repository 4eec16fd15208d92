"""Readers of collectors' own configuration: the text of a file in, statements with their lines out."""
