"""Measuring a model: what `evaluate` and `sample` do, from Python or from the command line."""
