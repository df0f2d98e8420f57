"""What each step samples, when, and what is carried over."""
