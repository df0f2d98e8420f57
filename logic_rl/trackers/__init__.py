"""A run's numbers in the trackers that people watch, while it goes on: TensorBoard, Weights & Biases, trackio."""
