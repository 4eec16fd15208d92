"""Chef's Ruby classes and modules as native methods, one concern a file."""
