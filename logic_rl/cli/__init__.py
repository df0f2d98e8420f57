"""Thin click commands, each loaded only when it is called."""
