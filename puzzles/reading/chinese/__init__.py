"""Chinese puzzle prose."""
