"""Process reward models: what they learn from, the model, its training, and what is measured of it."""
