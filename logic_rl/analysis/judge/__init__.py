"""Behaviours by a language model behind a chat endpoint, and what that is worth."""
