"""Benchmarks; each module prints one table."""
