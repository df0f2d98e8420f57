"""Auditing a reward: replies of which it is known what they are worth, and what a reward function makes of them."""
