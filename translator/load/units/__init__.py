"""What distributions' packages say of their services, a release a JSON file; see `translator/load/known_units.py`."""
