"""Figures of runs and evaluations: what they draw, and how."""
