"""Prose: words, phrasings and whole puzzle texts."""
