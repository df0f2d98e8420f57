"""Answers: reading from a model's reply who is what, or why that cannot be told."""
