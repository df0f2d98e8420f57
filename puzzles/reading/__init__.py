"""Reading: puzzle prose back into statements, or the sentence that stopped the reading."""
