"""English puzzle prose."""
