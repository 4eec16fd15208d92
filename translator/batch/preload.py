"""Imported once by the server that workers are forked from: the whole program, and the tables it needs at once."""

from translator.batch import worker
from translator.evaluate.chef import natives
from translator.evaluate.ruby import bootstrap
from translator.parse.lalr import tables

LOADED = worker.serve
natives.load()
bootstrap.import_natives()
tables("chef.lark")
