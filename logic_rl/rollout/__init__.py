"""Rollout: the engine protocol, the engines, and collecting scored groups."""

from logic_rl.threads import keep_memory, settle_threads

settle_threads()  # before a module of this room loads torch, in a worker's process too
keep_memory()
