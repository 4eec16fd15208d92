"""Batch: a repository, or a folder of them, in; one output folder a unit and one summary out."""
