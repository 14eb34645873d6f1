"""Designed studies: many points of a plan, each lived under every scheme on the same seeds, and where the answer turns."""
