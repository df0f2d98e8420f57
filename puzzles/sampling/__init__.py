"""Sampling: puzzles with exactly one solution, drawn from a specification."""
