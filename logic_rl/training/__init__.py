"""Training: models, batches, the update, the trainer, pre-training, checkpoints, evaluation."""
