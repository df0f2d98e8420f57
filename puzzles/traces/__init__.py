"""Traces: correct step-by-step solutions, each step in words and in logic."""
