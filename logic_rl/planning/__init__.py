"""What a run would need, and what this machine has: memory, hours, versions, cards."""
