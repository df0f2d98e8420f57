"""Making a tiny base model: its tokenizer, recipes, pre-training and card."""
