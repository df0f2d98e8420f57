"""Pure functions of tensors: no files, no configuration, no clock. One idea a file."""
