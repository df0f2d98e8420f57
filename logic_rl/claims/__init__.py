"""What a response asserts about its puzzle, read into logic and checked."""
