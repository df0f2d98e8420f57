"""The catalogue: friendly and hostile replies as data, each with one line that says why it is there."""
