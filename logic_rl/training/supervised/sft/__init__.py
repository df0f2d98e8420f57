"""Supervised fine-tuning on response rows."""
