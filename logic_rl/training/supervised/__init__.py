"""Training without rewards: the base model, and fine-tuning."""
