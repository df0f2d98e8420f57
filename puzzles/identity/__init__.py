"""Which puzzles are the same but for names, order and wording."""
