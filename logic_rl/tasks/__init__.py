"""Tasks: where questions come from, and what makes a reply to one right."""
