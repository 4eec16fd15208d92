"""Renderers of log pipelines: one file a collector, each registered by the name that settings choose it by."""
