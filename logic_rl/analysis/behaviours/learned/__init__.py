"""The learned part of the tagger: a linear model over hashed features, numpy alone."""
