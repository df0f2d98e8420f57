"""Behaviours with evidence: rules, a learned part, and `tag`, which joins them."""
