"""Sidecars: one module a legacy collector, each registered by the name that its role gives."""
