"""Where the policy learns: in the trainer's own process, or on ranks that each hold a part of the model."""
