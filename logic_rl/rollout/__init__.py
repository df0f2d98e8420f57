"""Rollout: the engine protocol, the engines, and collecting scored groups."""
