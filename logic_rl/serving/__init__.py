"""A model behind an OpenAI-compatible endpoint, in a terminal, and on a page."""
