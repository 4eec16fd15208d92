"""Where a service tells its state to its exporter, and what makes it tell; a file a service."""
