"""Training: models, batches, the update, the trainer, pre-training, checkpoints, evaluation."""

from logic_rl.threads import keep_memory, settle_threads

settle_threads()  # before a module of this room loads torch
keep_memory()
