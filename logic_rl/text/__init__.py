"""Reading text: sections, sentences, clauses, words, scripts; offsets to the character."""
