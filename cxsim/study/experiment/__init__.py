"""Experiments: a question in one YAML file, laid out as cells, told as paired differences."""
