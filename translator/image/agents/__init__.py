"""The real configuration agents that a built image is held against; one file an agent, filed in `base.AGENTS`."""
