"""What learns: batches, log-probabilities, losses, the optimiser's step, checkpoints."""
