"""Numbers one can believe: intervals, accuracy, comparisons, emergence, effects within a puzzle."""
