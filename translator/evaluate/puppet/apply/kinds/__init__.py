"""What applying does that the catalog alone does not say: one file a family of resource types."""
