"""Auditing a reward: replies of which it is known what they are worth, and what of that a reward function gets wrong."""
