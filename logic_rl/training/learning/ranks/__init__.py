"""A model that several ranks hold in parts, and train together."""
