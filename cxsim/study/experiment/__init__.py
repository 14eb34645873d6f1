"""Experiments: a question as one YAML file, its variants lived on the same people and luck, and what came out."""
